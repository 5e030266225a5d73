"""What must not be found on the server once an enumerator's device has delivered: answers, tokens, receipts' keys."""

import base64
import http.client
import json
import re
import sqlite3
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from definitions import ANSWERED_ALONE, study_in
from devices import Content, Device, Sealed, device, seal
from scenes import CALM
from serving import Operator, free_port

from kapsurvey.fieldwork.study_keys import keys_in, unseal
from kapsurvey.fieldwork.waves import wave_of
from kapsurvey.store import queries
from kapsurvey.store.database import Database

AGENT, ADDRESS = "CanaryBrowser/77.2", "203.0.113.78"
PLANTED = "Zambezi-Nachtigall-4712"
SAID = {
    **CALM,
    "offers": {"OFFERED": ["2", "3"], "OFFERED__other": PLANTED, "HEARD": "3"},
    "details": {"WHERE": PLANTED},
    "last": {"SINCE": "1/2/1990", "REMARKS": f"{PLANTED} again"},
}
NDJSON, FORM = "application/x-ndjson", "application/x-www-form-urlencoded"


@dataclass
class Enumerator:
    """Number 7 with a phone, over a connection that stays open."""

    connection: http.client.HTTPConnection
    cookies: dict[str, str] = field(default_factory=dict)
    form: str = ""

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"User-Agent": AGENT, "X-Forwarded-For": ADDRESS, "Cookie": cookies, "X-Form": self.form}
        self.connection.request(method, path, body, {**headers, "Content-Type": kind, "Accept": "application/json"})
        reply = self.connection.getresponse()
        for cookie in reply.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        content = reply.read()
        assert reply.status < 400, content
        return content

    def sign_in(self, password: str) -> bytes:
        """Sign in, and take along; the server's key."""
        token = re.findall(r'name="-csrf" value="([^"]+)"', self.ask("GET", "/staff/").decode())[0]
        typed = {"-csrf": token, "-number": "7", "-password": password}
        self.ask("POST", "/staff/", urllib.parse.urlencode(typed).encode())
        said = json.loads(self.ask("GET", "/staff/waves.json"))
        self.form = said["form"]
        return base64.urlsafe_b64decode(said["server_key"] + "=")

    def deliver(self, body: bytes) -> list[str]:
        """Post a bundle; what became of each line."""
        return [one["result"] for one in json.loads(self.ask("POST", "/staff/bundle", body, NDJSON))["items"]]


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """A server in a folder of its own, with whatever it puts aside for a moment; the study lies elsewhere."""
    folder = tmp_path / "server"
    (folder / "passing").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(folder / "passing"))
    study_in(tmp_path / "questionnaires", ANSWERED_ALONE)
    operator = Operator(folder, free_port())
    operator.run("upgrade")
    keys = ("--trial-keys", str(tmp_path / "keys"))
    operator.run("open", str(tmp_path / "questionnaires" / "village"), "--pretest", *keys)
    return operator


@pytest.fixture
def enumerator(operator: Operator) -> Iterator[Enumerator]:
    """Who works for that server."""
    with closing(http.client.HTTPConnection("127.0.0.1", operator.port)) as connection:
        yield Enumerator(connection)


def phone_of(operator: Operator, key: bytes) -> Device:
    with closing(Database(operator.environment["KAPSURVEY_DATABASE"])) as database:
        with database.reading() as connection:
            (row,) = queries.waves(connection)
        return device(database, wave_of(row), key=key, today=date.today())


def deliveries(phone: Device) -> tuple[list[Content], bytes]:
    """What is delivered well and badly: stored, kept for review in every way, and damaged."""
    good = phone.interview(SAID, hand_over="self")
    bare = phone.interview(SAID, hand_over="self")
    bare["document"]["answers"].update(WHERE=PLANTED, REMARKS=PLANTED)
    contents = [good, {**good, "outcome": "partial"}, bare, phone.interview(SAID, wave="0" * 32)]
    contents.append({**phone.interview(SAID), PLANTED: PLANTED})
    sealed = [seal(phone.key, content) for content in contents]
    damaged = json.dumps({"id": "0" * 64, "sealed": PLANTED}).encode() + b"\n" + PLANTED.encode() + b"\n"
    return contents, b"".join([phone.header(9), *(item.line for item in sealed), damaged, *cut(sealed[0])])


def cut(item: Sealed) -> list[bytes]:
    return [item.line[: len(item.line) // 2], b"\n"]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def search(files: list[Path], *canaries: str) -> None:
    """In what is stored as it is, as base64 in any of its three alignments, and as hexadecimal digits."""
    for path in files:
        content = path.read_bytes()
        for canary in canaries:
            packed = [base64.b64encode(b"x" * n + canary.encode())[n + 3 : -4] for n in range(3)]
            for form in (canary.encode(), canary.encode().hex().encode(), *packed):
                assert form not in content, f"{canary} in {path.name}"


def test_no_file_of_the_server_holds_what_a_device_delivered_sealed(
    operator: Operator, enumerator: Enumerator, tmp_path: Path
) -> None:
    password = re.findall(r"password: (\S+)", operator.run("staff", "add", "7"))[0]
    with operator.serving():
        phone = phone_of(operator, enumerator.sign_in(password))
        contents, body = deliveries(phone)
        results = enumerator.deliver(body)
        assert results == ["stored", *["conflict"] * 4, *["unreadable"] * 3]
        enumerator.ask("POST", "/staff/hand-in", *as_file(body * 20))
        operator.run("release", str(tmp_path / "questionnaires" / "village"), str(operator.folder / "release"))
        operator.run("conflicts", "village", str(operator.folder / "kept"))
        database = operator.folder / "kapsurvey.sqlite"
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("VACUUM INTO ?", [str(operator.folder / "backup.sqlite")])
            documents = connection.execute("SELECT document FROM interviews").fetchall()
        found = files_in(operator.folder)
        assert {"backup.sqlite", f"{database.name}-wal", "server.log", "conflicts.jsonl"} <= {p.name for p in found}
        tokens = [content[name] for content in contents for name in ("token", "receipt_key")]
        search(found, PLANTED, *tokens, AGENT, ADDRESS, password, enumerator.form, enumerator.cookies["staff"])
    search(files_in(operator.folder), PLANTED, *tokens, AGENT, ADDRESS)
    identity = keys_in(next((tmp_path / "keys").iterdir()).read_text(encoding="ascii"))
    ((document,),) = documents
    assert PLANTED.encode() in (unseal(identity, json.loads(document)["block"]) or b"")


def as_file(content: bytes) -> tuple[bytes, str]:
    """A form with a file in it, large enough to pass over the disk."""
    assert len(content) > 500_000
    head = b'--a-boundary\r\nContent-Disposition: form-data; name="-file"; filename="queue.ndjson"\r\n\r\n'
    return head + content + b"\r\n--a-boundary--\r\n", "multipart/form-data; boundary=a-boundary"
