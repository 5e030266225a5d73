"""Reads requests that lie there whole, as browsers and proxies write them, and says the replies in one piece.

gunicorn reads and writes for every client that there may be, bit by bit; for a page of questions that takes as much
time as all of Flask. What is written in any other way than the usual is left to gunicorn as it came: other methods
and versions, names that come twice or hold an underscore, lengths that are no plain number, whoever wants to change
over to another way of talking. So nothing is read here that two readers could understand differently.
"""

import io
import re
import select
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from gunicorn import util

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

LONGEST_LINE = 2048
_MOST_AT_ONCE = 65536
_ON_ITS_HEELS_MS = 1
"""How long to wait for the rest of a request whose head is there."""
_MOST_HEAD_BYTES = 8190
_MOST_FIELDS = 100
_LINE = re.compile(rb'(GET|POST) (/[!"$->@-~]*)(?:\?([!"$-~]*))? HTTP/1\.1\r\n')
_FIELDS = re.compile(rb"(?:[A-Za-z0-9-]+:[\t -~\x80-\xff]*\r\n)+")
_LENGTHS = re.compile(rb"\r\n(?:transfer-encoding|content-length)[^:\r]*:[ \t]*([^\r]*)", re.IGNORECASE)
_LENGTH = re.compile(rb"[0-9]{1,9}")
_OTHER_WAYS = frozenset({"HTTP_TRANSFER_ENCODING", "HTTP_EXPECT", "HTTP_UPGRADE", "HTTP_HTTP2_SETTINGS"})
_WITHOUT_BODY = ("204", "304")


def lies_there(connection: socket.socket) -> bytes | None:
    """What lies there to be read, and still lies there afterwards: nothing at the end, None before anything came."""
    try:
        return connection.recv(_MOST_AT_ONCE, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def length_of(arrived: bytes) -> int | None:
    """How many bytes the request has that begins here, once its head is there and says so plainly."""
    end = arrived.find(b"\r\n\r\n") + 4
    lengths = [said.rstrip(b" \t") for said in _LENGTHS.findall(arrived, 0, end)]
    if end < 4 or len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        return None
    return end + sum(map(int, lengths))


def is_whole(arrived: bytes) -> bool:
    """Whether this is all of a request, so that reading it will not wait; one of unknown length is not known to be."""
    length = length_of(arrived)
    return length is not None and length <= len(arrived)


def with_the_rest(connection: socket.socket, arrived: bytes) -> bytes | None:
    """What lies there once all of a request does, or after a moment."""
    length = length_of(arrived)
    if length is None or length > _MOST_AT_ONCE:
        return arrived
    # A socket is not readable to whoever asks until so much of it is.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, length)
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    waiting.poll(_ON_ITS_HEELS_MS)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
    return lies_there(connection)


def read(arrived: bytes) -> "WSGIEnvironment | None":
    """What a request says, with its body; None where it is not whole, not alone or not written as usual."""
    end = arrived.find(b"\r\n\r\n") + 2
    line = _LINE.match(arrived, 0, end)
    if line is None or line.end() > LONGEST_LINE or end > _MOST_HEAD_BYTES or len(arrived) != length_of(arrived):
        return None
    if not _FIELDS.fullmatch(arrived, line.end(), end):
        return None
    fields = [field.partition(":") for field in arrived[line.end() : end - 2].decode("latin-1").split("\r\n")]
    said: WSGIEnvironment = {_name(name): value.strip(" \t") for name, _, value in fields}
    if len(said) < len(fields) or len(fields) > _MOST_FIELDS or "HTTP_HOST" not in said or _leads_elsewhere(said):
        return None
    method, path, query = line.groups(b"")
    said["REQUEST_METHOD"], said["QUERY_STRING"] = method.decode(), query.decode()
    said["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")
    said["wsgi.input"] = io.BytesIO(arrived[end + 2 :])
    return said


@lru_cache(maxsize=256)
def _name(name: str) -> str:
    """The name of a field as applications know it."""
    known = name.upper().replace("-", "_")
    return known if known in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{known}"


def _leads_elsewhere(said: "WSGIEnvironment") -> bool:
    """Whether the talk is to end with this request, or to go on in another way."""
    return said.get("HTTP_CONNECTION", "keep-alive").lower() != "keep-alive" or not _OTHER_WAYS.isdisjoint(said)


@dataclass(frozen=True)
class Reply:
    """What an application says to a request: the head with the first piece, and any further ones as they are asked for.

    ``left`` is how many bytes of further pieces the head announces.
    """

    begin: bytes
    pieces: Iterator[bytes]
    left: int
    close: Callable[[], object]

    @classmethod
    def of(cls, application: "WSGIApplication", request: "WSGIEnvironment", *, last: bool) -> "Reply":
        """The reply to a request, the last on its connection or not.

        Raises whatever the application raises.
        """
        begun: list[tuple[str, Sequence[tuple[str, str]]]] = []
        written: list[bytes] = []

        def start(
            status: str, headers: Sequence[tuple[str, str]], failure: "OptExcInfo | None" = None
        ) -> Callable[[bytes], object]:
            begun[:] = [(status, headers)]
            return written.append

        answer = application(request, start)
        close = getattr(answer, "close", _nothing)
        try:
            pieces = chain(written, answer)
            first = next(pieces, b"")
            [(status, headers)] = begun
            length = next((int(value) for name, value in headers if name.lower() == "content-length"), None)
            if status[:3] in _WITHOUT_BODY:
                first, pieces, length = b"", chain(), 0
            elif length is None:
                first, pieces = b"".join((first, *pieces)), chain()
                length = len(first)
                headers = [*headers, ("Content-Length", str(length))]
            first = first[:length]
            return cls(_head(status, headers, last=last) + first, pieces, length - len(first), close)
        except BaseException:
            close()
            raise

    def send(self, send: Callable[[bytes], object]) -> bool:
        """Send as much as was announced; whether that much was there, so that another reply can follow.

        Raises OSError where the other side has gone, and whatever the application raises.
        """
        left = self.left
        try:
            send(self.begin)
            for piece in self.pieces:
                send(piece[:left])
                left -= len(piece[:left])
        finally:
            self.close()
        return left == 0


def _nothing() -> None:
    """What is to be done at the end of a reply that says nothing of it."""


def _head(status: str, headers: Sequence[tuple[str, str]], *, last: bool) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Date: {_date(int(time.time()))}",
        f"Connection: {'close' if last else 'keep-alive'}",
    ]
    lines += [f"{name}: {value}" for name, value in headers]
    text = "\r\n".join(lines)
    if not text.count("\r") == text.count("\n") == len(lines) - 1:
        raise ValueError("a header would have become two")
    return f"{text}\r\n\r\n".encode("latin-1")


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return str(util.http_date(second))
