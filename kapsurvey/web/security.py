"""What every reply and request must satisfy: headers, cookies, clean bytes, limits that write nothing."""

import base64
import hashlib
import hmac
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from flask import Request, Response
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from kapsurvey.config import Config
from kapsurvey.web.forms import PREFIX

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BODY_BYTES = 256 * 1024
_MOST_FIELDS = 1000
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'; "
    "style-src 'self' 'sha256-{style}'; img-src 'self' data:; media-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), interest-cohort=()",
}
_KEPT_NOWHERE = ("Cache-Control", "no-store")
_HSTS = "max-age=63072000; includeSubDomains"
_OF_RESPONDENTS = ("visit", "code", "receipt", "ended", "language")
"""How the names of their cookies begin: all that leaving takes away."""


def headers(config: Config, *, style: str) -> Mapping[str, str]:
    """The headers that every reply carries; of all styles within a page they allow this one."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = {"Content-Security-Policy": _POLICY.format(style=digest)}
    return {**policy, **_HEADERS, **({"Strict-Transport-Security": _HSTS} if config.https else {})}


def hardened(application: "WSGIApplication", headers: Mapping[str, str]) -> "WSGIApplication":
    """The application with those headers on every reply, errors too; a reply that does not say itself is kept nowhere.

    Added to the finished list: werkzeug's headers look through all that are there for each one that comes.
    """
    always = list(headers.items())

    def answer(environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(
            status: str, own: list[tuple[str, str]], failure: "OptExcInfo | None" = None
        ) -> Callable[[bytes], object]:
            kept = [] if any(name == "Cache-Control" for name, _ in own) else [_KEPT_NOWHERE]
            return start_response(status, [*own, *always, *kept], failure)

        return application(environment, start)

    return answer


@dataclass(frozen=True)
class Body:
    """What kind of body a route takes that takes no form, and how large it may be; its view looks at every byte."""

    kind: str
    most_bytes: int


def refuse_dirty(request: Request, bodies: Mapping[str, Body]) -> None:
    """Refuse bodies that are too large, of another kind, not UTF-8, or hold what no browser sends.

    No browser sends control characters, or twice what a form has once.

    Werkzeug would put a replacement character where bytes are no UTF-8, and so change what somebody wrote. ``bodies``
    are those of the few routes that take something else than a form.
    """
    body_of = bodies.get(request.endpoint or "") if request.method == "POST" else None
    request.max_content_length = body_of.most_bytes if body_of else MOST_BODY_BYTES
    if request.content_length is not None and request.content_length > request.max_content_length:
        raise RequestEntityTooLarge
    if request.query_string and any(len(values) > 1 for _, values in request.args.lists()):
        raise BadRequest
    if request.method != "POST":
        return
    if body_of is not None:
        if request.mimetype != body_of.kind:
            raise BadRequest
        return
    if request.mimetype not in ("application/x-www-form-urlencoded", ""):
        raise BadRequest
    body = request.get_data(cache=True, parse_form_data=False)
    if len(body) > MOST_BODY_BYTES or body.count(b"&") >= _MOST_FIELDS:
        raise RequestEntityTooLarge
    decoded = unquote_to_bytes(body.replace(b"+", b" "))
    try:
        decoded.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest from None
    if _CONTROLS.search(decoded):
        raise BadRequest
    # Said twice, it could be read one way here and another way there. Two answers may stand beside each other: their
    # question knows what to make of them.
    if any(len(values) > 1 for name, values in request.form.lists() if name.startswith(PREFIX)):
        raise BadRequest


@dataclass(frozen=True)
class Cookies:
    """The cookies: all HttpOnly and sent nowhere else; those of respondents are gone when the browser closes."""

    config: Config

    def name(self, word: str) -> str:
        """The full name of a cookie."""
        return f"{self.config.cookie_prefix}{word}"

    def all(self, request: Request) -> list[str]:
        """The words of every cookie of ours that a request brought, of whatever wave."""
        start = self.config.cookie_prefix
        words = (name.removeprefix(start) for name in request.cookies if name.startswith(start))
        return [word for word in words if word.partition("-")[0] in _OF_RESPONDENTS]

    def read(self, request: Request, word: str) -> str:
        """The value of a cookie, or empty."""
        name = self.name(word)
        # What is asked for in vain costs werkzeug an exception; most phones have no cookie for most of this.
        return request.cookies[name] if name in request.cookies else ""  # noqa: SIM401

    def set(self, response: Response, word: str, value: str) -> None:
        """Set a cookie for this browser session."""
        response.set_cookie(self.name(word), value, secure=self.config.https, httponly=True, samesite="Lax", path="/")

    def set_for_staff(self, response: Response, word: str, value: str, *, seconds: int | None = None) -> None:
        """Set a cookie that only our own pages bring along; for so long, or until the browser closes."""
        response.set_cookie(
            self.name(word),
            value,
            max_age=seconds,
            secure=self.config.https,
            httponly=True,
            samesite="Strict",
            path="/",
        )

    def clear(self, response: Response, *words: str) -> None:
        """Take cookies away."""
        for word in words:
            response.delete_cookie(self.name(word), secure=self.config.https, httponly=True, samesite="Lax", path="/")


@dataclass
class Limiter:
    """Slows down guessing and floods: counts in memory, under a hash of the address whose key changes each time."""

    most: int
    seconds: int = 3600
    now: Callable[[], float] = time.monotonic
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _since: float = 0.0
    _counts: dict[bytes, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, address: str) -> None:
        """Count one more."""
        with self._lock:
            who = self._who(address)
            self._counts[who] = self._counts.get(who, 0) + 1

    def exhausted(self, address: str) -> bool:
        """Whether an address has had its share of this hour, or however long is counted."""
        with self._lock:
            return self._counts.get(self._who(address), 0) >= self.most

    def _who(self, address: str) -> bytes:
        if self.now() - self._since >= self.seconds:
            self._key, self._since, self._counts = secrets.token_bytes(32), self.now(), {}
        return hmac.digest(self._key, address.encode(), hashlib.sha256)
