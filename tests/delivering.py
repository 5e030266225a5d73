"""Enumerators at the application: signed in, taking along, posting bundles and handing in files."""

import base64

from devices import Device, Sealed, device
from flask import Flask
from staffing import Clock, Member, add, code_of
from werkzeug.test import TestResponse

from kapsurvey.config import Config
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store.database import Database

NDJSON = "application/x-ndjson"
PAGES = {
    "consent": {"C1": "1"},
    "numbers": {"N1": "3", "N2": "1"},
    "words": {"T2": "1/2/1990"},
    "lists": {"S1": "2", "S4": "1"},
    "last": {"K1": "1"},
}


def signed_in(app: Flask, database: Database, config: Config, number: int, role: str = "enumerator") -> Member:
    """A new member of staff with a browser."""
    access = add(database, number, role, secret=Secret(config.secret))
    member = Member.of(app)
    assert member.sign_in(number, access.password, code_of(access, Clock())).status_code == 303
    return member


def taken_along(member: Member):
    """What the server offers to take along."""
    return member.client.get("/staff/waves.json", headers={"Accept": "application/json"}).get_json()


def post(member: Member, body: bytes | list[Sealed], *, form: str | None = None, kind: str = NDJSON) -> TestResponse:
    """A delivery as the script of the device makes it."""
    content = body if isinstance(body, bytes) else b"".join(item.line for item in body)
    token = taken_along(member)["form"] if form is None else form
    headers = {"Accept": "application/json", "X-Form": token}
    return member.client.post("/staff/bundle", data=content, headers=headers, content_type=kind)


def hand_in(member: Member, content: bytes, name: str = "queue.ndjson") -> TestResponse:
    """A file chosen in the form and sent; its result is the page shown."""
    member.open("/staff/hand-in")
    boundary, disposition = b"--a-boundary\r\n", b"Content-Disposition: form-data; name="
    token = boundary + disposition + b'"-csrf"\r\n\r\n' + member.form_token().encode() + b"\r\n"
    file = boundary + disposition + f'"-file"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
    kind = "multipart/form-data; boundary=a-boundary"
    body = token + file + b"--a-boundary--\r\n"
    reply = member.client.post("/staff/hand-in", data=body, headers=member.headers, content_type=kind)
    member.page = reply
    return reply


def phone_of(member: Member, database: Database, wave: Wave, **changes: object) -> Device:
    """A phone that took along what the server gave this enumerator."""
    key = base64.urlsafe_b64decode(taken_along(member)["server_key"] + "=")
    return device(database, wave, key=key, **changes)
