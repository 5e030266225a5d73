"""Respondents by the hundred, on sockets that stay open: each goes a whole interview and looks at every step.

They share two cores with the server they measure, so they speak just as much HTTP as a phone needs.
"""

import asyncio
import re
import time
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from scripts import Script

_ENVELOPE = re.compile(rb'name="-(csrf|page|revision|shown)" value="([^"]*)"')
_COOKIE = re.compile(rb"(?im)^set-cookie: ([^=]+)=([^;\r]*)")
_LOCATION = re.compile(rb"(?im)^location: ([^\r]+)")
_LENGTH = re.compile(rb"(?im)^content-length: (\d+)")
_RECEIPT = re.compile(rb'class="receipt"[^>]*>[A-Z2-7-]+<')
_HEAD = b"Host: 127.0.0.1\r\nAccept-Encoding: gzip, deflate, br\r\nAccept-Language: vi-VN,vi;q=0.9\r\n"
_BY_SCRIPT = b"Accept: application/json\r\n"
_GUNZIP = 16 + zlib.MAX_WBITS
_PATIENCE_SECONDS = 60


class Unexpected(Exception):
    """A reply that is not the one that should have come."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> bytes:
        """Where the reply leads; empty where it leads nowhere."""
        found = _LOCATION.search(self.head)
        return found[1] if found else b""

    def text(self) -> bytes:
        """The body, unpacked."""
        return zlib.decompress(self.body, _GUNZIP) if b"gzip" in self.head else self.body


@dataclass
class Phone:
    """One connection and its cookies."""

    port: int
    cookies: dict[bytes, bytes] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: bytes, head: bytes = b"") -> Reply:
        """Ask for a page."""
        return await self._ask(b"GET " + path, head)

    async def post(self, path: bytes, body: bytes, head: bytes = b"") -> Reply:
        """Send a form."""
        form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body)
        return await self._ask(b"POST " + path, form + head, body)

    def hang_up(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def _ask(self, asked: bytes, head: bytes, body: bytes = b"") -> Reply:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self.port)
            reader, writer = self._streams
            writer.write(asked + b" HTTP/1.1\r\n" + self._head() + head + b"\r\n" + body)
            reply = await _reply(reader)
        for name, value in _COOKIE.findall(reply.head):
            self.cookies[name] = value
        if b"\r\nConnection: close" in reply.head:
            self.hang_up()
        return reply

    def _head(self) -> bytes:
        cookies = b"; ".join(name + b"=" + value for name, value in self.cookies.items() if value)
        return _HEAD + (b"Cookie: " + cookies + b"\r\n" if cookies else b"")


async def _reply(reader: asyncio.StreamReader) -> Reply:
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    body = await reader.readexactly(int(length[1])) if length else b""
    return Reply(int(head[9:12]), head, body)


async def interview(phone: Phone, start: bytes, script: Script) -> list[float]:
    """One whole interview; seconds that each page's POST took.

    Raises Unexpected at the first step that is not as it should be.
    """
    seconds = []
    left = dict(script.forms)
    page = await phone.get(start)
    while left:
        page, taken = await turn(phone, start, page, len(seconds) + 1, left)
        seconds.append(taken)
    _expect(_RECEIPT.search(page.text()) is not None, "no receipt", page)
    return seconds


async def turn(phone: Phone, start: bytes, page: Reply, number: int, left: dict[bytes, bytes]) -> tuple[Reply, float]:
    """Answer a page and follow to the next one; with the seconds that its POST took."""
    body = _answered(page, number, left)
    began = time.perf_counter()
    turned = await phone.post(b"%s%d" % (start, number), body)
    seconds = time.perf_counter() - began
    onward = b"%s%d" % (start, number + 1) if left else start + b"thanks"
    _expect(turned.status == 303 and turned.location == onward, f"page {number} was not turned", turned)
    page = await phone.get(onward)
    _expect(page.status == 200, "not shown", page)
    return page, seconds


def _answered(page: Reply, number: int, left: dict[bytes, bytes]) -> bytes:
    """The form of a page filled in; its answers are taken out of those that are left."""
    envelope = dict(_ENVELOPE.findall(page.text()))
    name = envelope.get(b"page", b"")
    right = page.status == 200 and name in left and b'action="%d"' % number in page.text()
    _expect(right, f"page {number} is not the one to come", page)
    return b"&".join(b"-%s=%s" % pair for pair in envelope.items()) + b"&" + left.pop(name)


async def scripted(phone: Phone, start: bytes, script: Script) -> list[float]:
    """The same interview as the script of the pages goes it: the whole questionnaire once, then nothing but POSTs."""
    seconds = []
    csrf = dict(_ENVELOPE.findall((await phone.get(start)).text()))[b"csrf"]
    for name in (b"document", b"state"):
        fetched = await phone.get(start + name, _BY_SCRIPT)
        _expect(fetched.status == 200, f"no {name.decode()}", fetched)
    for number, (page, form) in enumerate(script.forms.items(), 1):
        body = b"-csrf=%s&-page=%s&-revision=0&-seconds=9&%s" % (csrf, page, form)
        began = time.perf_counter()
        reply = await phone.post(b"%s%d" % (start, number), body, _BY_SCRIPT)
        seconds.append(time.perf_counter() - began)
        onward = b'"thanks"' if number == len(script.forms) else b'"number": %d,' % (number + 1)
        _expect(reply.status == 200 and onward in reply.text(), f"page {number} was not turned", reply)
    thanks = await phone.get(start + b"thanks")
    _expect(_RECEIPT.search(thanks.text()) is not None, "no receipt", thanks)
    return seconds


async def knocks(phone: Phone, body: bytes, n: int) -> list[float]:
    """As many forms sent to the bare view as an interview sends; seconds that each took."""
    seconds = []
    for _ in range(n):
        began = time.perf_counter()
        reply = await phone.post(b"/", body)
        seconds.append(time.perf_counter() - began)
        _expect(reply.status == 200, "not stored", reply)
    return seconds


def _expect(right: bool, otherwise: str, reply: Reply) -> None:
    if not right:
        raise Unexpected(f"{otherwise}: status {reply.status} {reply.location.decode()}")


@dataclass
class Run:
    """What came of many visits."""

    seconds: float = 0.0
    posts: list[float] = field(default_factory=list)
    finished: list[int] = field(default_factory=list)
    """Numbers of the visits that went the whole way."""
    errors: Counter[str] = field(default_factory=Counter)


def run(port: int, visit: Callable[[Phone, int], Awaitable[list[float]]], *, n: int, clients: int) -> Run:
    """``n`` visits by so many clients at once, each visit on a phone of its own."""
    result = Run()
    numbers = iter(range(n))

    async def client() -> None:
        for number in numbers:
            phone = Phone(port)
            try:
                result.posts += await visit(phone, number)
                result.finished.append(number)
            except (Unexpected, OSError, EOFError, TimeoutError) as error:
                result.errors[f"{type(error).__name__}: {error}"] += 1
            phone.hang_up()

    async def all_clients() -> None:
        await asyncio.gather(*(client() for _ in range(clients)))

    began = time.perf_counter()
    asyncio.run(all_clients())
    result.seconds = time.perf_counter() - began
    return result
