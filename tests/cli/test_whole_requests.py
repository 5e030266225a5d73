"""Requests that lie there whole: what is read of them is what gunicorn reads, and all else is left to gunicorn."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.parser import RequestParser
from hypothesis import given
from hypothesis import strategies as st

from kapsurvey.cli.whole_requests import Reply, is_whole, length_of, lies_there, read, with_the_rest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FORM = (
    b"POST /s/3?a=b%20c HTTP/1.1\r\nHost: here:8000\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 5\r\nCookie: visit=1; language=vi\r\nAccept-Language:vi-VN,vi;q=0.9 \r\nX-Empty:\r\n\r\nq=1&n"
)
PAGE = b"GET /s/%C3%A9t%C3%A9 HTTP/1.1\r\nhost: here\r\nConnection: Keep-Alive\r\nX-Name: \xe9\t!\r\n\r\n"
SIGNS = [bytes([sign]) for sign in range(256)]
PIECES = [
    *(b"\r\n", b"\r", b"\n", b": ", b":", b" ", b"\t", b"\x00", b"\x7f", b"_", b"#", b"?", b"%", b"%zz", b"%00", b"//"),
    *(b"Content-Length: 5\r\n", b"Content-Length: +5\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: there\r\n"),
    *(
        b"Content_Length: 1\r\n",
        b"Expect: 100-continue\r\n",
        b"Upgrade: h2c\r\n",
        b" folded\r\n",
        b"Cookie: visit=2\r\n",
    ),
    *(b"Connection: close\r\n", b"X-Forwarded-Proto: https\r\n", b"Script_Name: /x\r\n", b"Trailer: Host\r\n", b"HEAD"),
]


def as_gunicorn_reads(arrived: bytes) -> "WSGIEnvironment":
    """What gunicorn makes of a request, its body as bytes; it raises where it refuses."""
    config = Config()
    config.set("secure_scheme_headers", {})
    here, there = socket.socketpair()
    with closing(here), closing(there):
        there.sendall(arrived)
        there.shutdown(socket.SHUT_WR)
        parser = RequestParser(config, here, ("127.0.0.1", 9))
        request = next(parser)
        environment = wsgi.create(request, here, ("127.0.0.1", 9), ("127.0.0.1", 80), config)[1]
        body = environment.pop("wsgi.input").read()
        rest = parser.unreader.buf.getvalue() + here.recv(65536)
        return {**environment, "body": body, "rest": rest, "closes": request.should_close()}


def broken(request: bytes) -> st.SearchStrategy[bytes]:
    """A request with something put into it, taken out of it or put in the place of something."""
    places = st.integers(0, len(request))
    changes = st.lists(st.tuples(places, st.integers(0, 6), st.sampled_from([*SIGNS, *PIECES, b""])), max_size=3)

    def change(several: list[tuple[int, int, bytes]]) -> bytes:
        changed = request
        for place, n, piece in several:
            changed = changed[:place] + piece + changed[place + n :]
        return changed

    return changes.map(change)


@given(st.sampled_from([FORM, PAGE]).flatmap(broken))
def test_whatever_is_read_here_gunicorn_reads_alike(arrived: bytes) -> None:
    ours = read(arrived)
    if ours is None:
        return
    theirs = as_gunicorn_reads(arrived)
    assert (ours.pop("wsgi.input").read(), b"", False) == (theirs["body"], theirs["rest"], theirs["closes"])
    assert ours == {name: theirs.get(name) for name in ours}
    assert {name for name in theirs if name.startswith(("HTTP_", "CONTENT_"))} <= ours.keys()


@pytest.mark.parametrize("request_", [FORM, PAGE])
def test_what_browsers_send_is_read(request_: bytes) -> None:
    assert read(request_) is not None
    assert length_of(request_) == len(request_)


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        (b"POST", b"PUT"),
        (b"HTTP/1.1", b"HTTP/1.0"),
        (b"/s/3", b"http://here/s/3"),
        (b"/s/3", b"/s/3#top"),
        (b"/s/3", b"/" + b"s" * 2048),
        (b"Cookie: visit=1", b"Cookie: " + b"v" * 8190),
        (b"Cookie: visit=1", b"Cookie: visit=1\r\nCookie: visit=2"),
        (b"Cookie: visit=1", b"".join(b"X-%d: 1\r\n" % number for number in range(100)) + b"Y: 1"),
        (b"Cookie: visit", b"Coo_kie: visit"),
        (b"Cookie: visit", b"Cookie : visit"),
        (b"Cookie: visit", b" Cookie: visit"),
        (b"Cookie: visit", b"Cookie: \x00visit"),
        (b"Host: here:8000\r\n", b""),
        (b"Content-Length: 5", b"Content-Length: 6"),
        (b"Content-Length: 5", b"Content-Length: 4"),
        (b"Content-Length: 5", b"Content-Length: 5, 5"),
        (b"Content-Length: 5", b"Transfer-Encoding: chunked"),
        (b"Accept-Language", b"Connection: close\r\nAccept-Language"),
        (b"Accept-Language", b"Expect: 100-continue\r\nAccept-Language"),
        (b"Accept-Language", b"Upgrade: websocket\r\nAccept-Language"),
        (b"\r\n\r\n", b"\r\n"),
    ],
)
def test_what_is_not_written_as_usual_is_left_alone(was: bytes, is_now: bytes) -> None:
    assert FORM.count(was) >= 1
    assert read(FORM.replace(was, is_now, 1)) is None


def test_a_request_that_another_follows_is_left_alone() -> None:
    assert read(PAGE + PAGE) is None


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection as phones make them."""
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        closing(socket.create_connection(server.getsockname())) as phone,
        closing(server.accept()[0]) as here,
    ):
        here.setblocking(False)
        yield phone, here


def arrives(phone: socket.socket, here: socket.socket, piece: bytes) -> bytes:
    """Send a piece; what lies at the other end once something does."""
    phone.sendall(piece)
    while not (lying := lies_there(here)):
        pass
    return lying


def test_the_second_piece_is_waited_for_where_it_is_on_its_heels(line: tuple[socket.socket, socket.socket]) -> None:
    phone, here = line
    head, body = FORM[:-5], FORM[-5:]
    assert not is_whole(arrives(phone, here, head))
    for _ in range(100):
        begun = time.monotonic()
        threading.Timer(0.0002, phone.sendall, [body]).start()
        come = with_the_rest(here, head)
        if come == FORM:
            break
        while lies_there(here) != FORM:
            assert time.monotonic() - begun < 5
        here.recv(len(FORM))
        arrives(phone, here, head)
    assert come == FORM


def test_a_second_piece_that_does_not_come_is_not_waited_for(line: tuple[socket.socket, socket.socket]) -> None:
    phone, here = line
    head = FORM[:-5]
    arrives(phone, here, head)
    assert with_the_rest(here, head) == head
    assert here.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT) == 1


def test_one_that_has_gone_is_told_from_one_that_says_nothing(line: tuple[socket.socket, socket.socket]) -> None:
    phone, here = line
    assert lies_there(here) is None
    phone.close()
    while (lying := lies_there(here)) is None:
        pass
    assert lying == b""


class Pieces:
    """An application that says this much of itself, in pieces, and keeps in mind whether it was told of the end."""

    def __init__(self, *pieces: bytes, headers: Iterable[tuple[str, str]] = (), status: str = "200 OK"):
        self.pieces, self.headers, self.status = pieces, list(headers), status
        self.is_closed = False

    def __call__(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> "Pieces":
        start_response(self.status, self.headers)
        return self

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    def close(self) -> None:
        self.is_closed = True


def sent(application: Callable[..., Iterable[bytes]], *, last: bool = False) -> tuple[list[bytes], bool]:
    """What goes out, write by write, and whether another request may follow."""
    out: list[bytes] = []
    may_follow = Reply.of(application, {}, last=last).send(out.append)
    return out, may_follow


def test_a_reply_of_one_piece_goes_out_at_once() -> None:
    application = Pieces(b"page", headers=[("Content-Length", "4"), ("X-Name", "\xe9")])
    [said], may_follow = sent(application)
    head, _, body = said.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert (lines[0], body, may_follow, application.is_closed) == (b"HTTP/1.1 200 OK", b"page", True, True)
    assert {b"Connection: keep-alive", b"Content-Length: 4", b"X-Name: \xe9"} < set(lines)
    assert any(line.startswith(b"Date: ") and line.endswith(b" GMT") for line in lines)


def test_the_last_reply_says_that_it_is() -> None:
    assert b"\r\nConnection: close\r\n" in sent(Pieces(b"page"), last=True)[0][0]


def test_a_long_reply_is_not_put_together_first() -> None:
    out, may_follow = sent(Pieces(b"one", b"two", b"three", headers=[("content-length", "11")]))
    assert (out[0][-3:], out[1:], may_follow) == (b"one", [b"two", b"three"], True)


def test_a_reply_that_does_not_tell_its_length_is_measured() -> None:
    [said], may_follow = sent(Pieces(b"one", b"two"))
    assert (said.endswith(b"\r\nContent-Length: 6\r\n\r\nonetwo"), may_follow) == (True, True)


@pytest.mark.parametrize("headers", [(), [("Content-Length", "4")]])
@pytest.mark.parametrize("status", ["204 NO CONTENT", "304 NOT MODIFIED"])
def test_what_has_no_body_gets_none(status: str, headers: Iterable[tuple[str, str]]) -> None:
    application = Pieces(b"page", headers=headers, status=status)
    [said], may_follow = sent(application)
    assert (said.partition(b"\r\n\r\n")[2], b"Content-Length" in said, may_follow) == (b"", bool(headers), True)
    assert application.is_closed


def test_nothing_follows_a_reply_that_is_not_as_long_as_it_said() -> None:
    assert sent(Pieces(b"pa", b"ge", headers=[("Content-Length", "5")]))[1] is False


@pytest.mark.parametrize("pieces", [(b"page", b"s"), (b"pages",), (b"pa", b"ges")])
def test_what_was_not_announced_is_not_sent(pieces: tuple[bytes, ...]) -> None:
    out, may_follow = sent(Pieces(*pieces, headers=[("Content-Length", "4")]))
    assert (b"".join(out).partition(b"\r\n\r\n")[2], may_follow) == (b"page", True)


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "a\rb"])
def test_no_header_becomes_two(value: str) -> None:
    application = Pieces(b"page", headers=[("X-Name", value)])
    with pytest.raises(ValueError, match="two"):
        sent(application)
    assert application.is_closed


def test_an_application_that_writes_by_itself_is_heard() -> None:
    def application(environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        start_response("200 OK", [])(b"one")
        return [b"two"]

    assert sent(application)[0][0].endswith(b"onetwo")
