"""A member of staff without a browser: signs in, sends forms with their tokens, keeps cookies."""

import re
from dataclasses import dataclass, field
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from scenes import SECRET
from werkzeug.test import TestResponse

from kapsurvey.fieldwork import staff
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.staff import Access, Staff
from kapsurvey.store.database import Database

HTML = {"Accept": "text/html", "Accept-Language": "en"}


@dataclass
class Clock:
    """Seconds since 1970, which pass when a test says so."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


def add(database: Database, number: int, role: str, *, secret: Secret = SECRET, name: str = "") -> Access:
    """A new member of staff."""
    with database.transaction() as connection:
        return staff.add(connection, secret, Staff(number, name, role))


def code_of(access: Access, clock: Clock) -> str:
    """The digits that the app of a researcher shows now; of an enumerator, none."""
    return str(pyotp.parse_uri(access.second_factor).at(int(clock()))) if access.second_factor else ""


@dataclass
class Member:
    """Somebody with a browser; ``page`` is what it shows."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=lambda: dict(HTML))
    base_url: str = "http://localhost"
    address: str = "127.0.0.1"
    page: TestResponse | None = None

    @classmethod
    def of(cls, app: Flask, **more: str) -> "Member":
        return cls(app.test_client(), **more)

    @property
    def _way(self) -> dict[str, Any]:
        """How each request goes out."""
        environment = {"REMOTE_ADDR": self.address}
        return {"headers": self.headers, "base_url": self.base_url, "environ_overrides": environment}

    def open(self, path: str) -> TestResponse:
        """Type an address, and follow where it leads."""
        reply = self.client.get(path, **self._way)
        while reply.status_code == 303:
            reply = self.client.get(reply.headers["Location"], **self._way)
        self.page = reply
        return reply

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form of the page that is shown; ``go`` stands for the field ``-go``."""
        data = {"-csrf": self.form_token(), **{f"-{name}": value for name, value in fields.items()}}
        return self.client.post(path, data=data, **self._way)

    def form_token(self) -> str:
        """A token from the page that is shown, or empty."""
        found = re.search(r'name="-csrf" value="([^"]+)"', self.text)
        return found[1] if found else ""

    @property
    def text(self) -> str:
        return self.page.get_data(as_text=True) if self.page is not None else ""

    def sign_in(self, number: int | str, password: str, code: str = "") -> TestResponse:
        """Sign in at the door; the reply, and the page after it where it was let in."""
        self.open("/staff/")
        reply = self.post("/staff/", number=str(number), password=password, code=code)
        if reply.status_code == 303:
            self.open(reply.headers["Location"])
        return reply

    def cookie(self, word: str) -> str:
        """The value of a cookie, or empty."""
        found = self.client.get_cookie(word)
        return found.value if found is not None else ""
