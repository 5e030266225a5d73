"""The server's worker: whoever waits, for a slow phone or a slow answer, waits alone."""

import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from serving import free_port, wait_for

THREADS = 4
PROGRAM = f"""
import sys, threading, time
from argparse import Namespace
from kapsurvey.cli.serve import Server

together = threading.Barrier({THREADS + 1})

def application(environment, start_response):
    body = environment["wsgi.input"].read()
    path = environment["PATH_INFO"]
    words = {{"/long": lambda: time.sleep(1.5), "/together": lambda: together.wait(5), "/fails": lambda: 1 / 0}}
    words.get(path, lambda: None)()
    said = str(len(body)).encode()
    start_response("200 OK", [("Content-Length", str(len(said) + (path == "/breaks")))])
    return breaking(said) if path == "/breaks" else [said]

def breaking(said):
    yield said
    1 / 0

class Trial(Server):
    def load(self):
        return application

Trial(None, Namespace(bind=sys.argv[1], workers=1, threads={THREADS})).run()
"""


class Line:
    """A connection to the server."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)

    def say(self, text: str) -> None:
        self.socket.sendall(text.encode())

    def ask(self, path: str = "/") -> str:
        self.say(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n")
        return self.reply()

    def reply(self) -> str:
        """The body of the next reply; empty where the line was closed."""
        head = self._until(b"\r\n\r\n")
        length = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
        return self._take(int(length[0])).decode() if length else ""

    def all(self) -> bytes:
        """Everything that is said until the line is closed."""
        return b"".join(iter(lambda: self.socket.recv(65536), b""))

    def is_silent(self) -> bool:
        return not select.select([self.socket], [], [], 0)[0]

    def close(self) -> None:
        self.socket.close()

    def _until(self, end: bytes) -> bytes:
        said = b""
        while not said.endswith(end) and (byte := self.socket.recv(1)):
            said += byte
        return said

    def _take(self, n: int) -> bytes:
        return b"".join(self.socket.recv(1) for _ in range(n))


@contextmanager
def trial() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", PROGRAM, f"127.0.0.1:{port}"])
    try:
        wait_for(port, server)
        yield port, server
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with trial() as (port, _):
        yield port


@contextmanager
def lines(port: int, n: int) -> Iterator[list[Line]]:
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Line(port))) for _ in range(n)]


def test_a_request_that_takes_long_holds_up_nobody(port: int) -> None:
    with lines(port, 2) as (patient, hasty):
        assert patient.ask() == "0"
        patient.say("GET /long HTTP/1.1\r\nHost: here\r\n\r\n")
        time.sleep(0.1)
        assert [hasty.ask() for _ in range(20)] == ["0"] * 20
        assert patient.is_silent()
        assert patient.reply() == "0"
        assert (patient.ask(), hasty.ask()) == ("0", "0")


@pytest.mark.parametrize(("path", "said"), [("/fails", b"HTTP/1.1 500 "), ("/breaks", b"HTTP/1.1 200 ")])
def test_a_failure_ends_its_connection_and_nothing_else(port: int, path: str, said: bytes) -> None:
    with lines(port, 2) as (unlucky, other):
        assert other.ask() == "0"
        unlucky.say(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n")
        assert unlucky.all().startswith(said)
        assert other.ask() == "0"


LAST = "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


def test_whoever_does_not_go_holds_up_nobody(port: int) -> None:
    with lines(port, 20 * THREADS + 1) as several:
        *lingering, other = several
        for line in lingering:
            line.say(LAST)
            assert line.all().endswith(b"\r\n\r\n0")
        begun = time.monotonic()
        other.say("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\n\r\nhalf")
        time.sleep(0.1)
        other.say("form")
        assert other.reply() == "8"
        assert time.monotonic() - begun < 5, "no thread waits two seconds for each of them"


def test_whoever_does_not_go_is_let_down_after_a_while(port: int) -> None:
    with lines(port, 1) as [line]:
        line.say(LAST)
        assert line.all().endswith(b"\r\n\r\n0")
        line.say("more")
        time.sleep(3.5)
        with pytest.raises(OSError, match=r"reset|pipe"):
            for _ in range(20):
                line.say("more")
                time.sleep(0.05)


def test_as_many_take_long_beside_each_other_as_there_are_threads_and_the_one_that_listens(port: int) -> None:
    with lines(port, THREADS + 1) as several:
        for line in several:
            line.say("GET /together HTTP/1.1\r\nHost: here\r\n\r\n")
        assert [line.reply() for line in several] == ["0"] * (THREADS + 1)


def test_a_form_that_is_there_waits_for_none_that_arrives_slowly(port: int) -> None:
    with lines(port, THREADS + 1) as several:
        *slow, hasty = several
        for line in slow:
            line.say("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 8\r\n\r\nhalf")
        time.sleep(0.2)
        for _ in range(5):
            hasty.say("POST / HTTP/1.1\r\nHost: here\r\ncontent-length: 5\r\n\r\nwhole")
            assert hasty.reply() == "5"
        assert all(line.is_silent() for line in slow)
        for line in slow:
            line.say("half")
        assert [line.reply() for line in slow] == ["8"] * THREADS


def test_connections_that_say_nothing_hold_up_nobody(port: int) -> None:
    with lines(port, 3 * THREADS) as silent:
        time.sleep(0.2)
        before = time.monotonic()
        with lines(port, 1) as (hasty,):
            time.sleep(0.1)
            assert hasty.ask() == "0"
        assert time.monotonic() - before < 4, "as long as gunicorn's threads wait for a first word"
        assert silent[0].ask() == "0"


def test_a_body_without_a_length_is_read_to_its_end(port: int) -> None:
    with lines(port, 1) as (line,):
        line.say("POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        time.sleep(0.1)
        assert line.is_silent()
        line.say("2\r\nde\r\n0\r\n\r\n")
        assert line.reply() == "5"


def test_requests_that_arrive_together_are_answered_in_their_order(port: int) -> None:
    with lines(port, 1) as (line,):
        line.say("".join(f"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: {n}\r\n\r\n{'x' * n}" for n in (3, 1, 2)))
        assert [line.reply() for _ in range(3)] == ["3", "1", "2"]


def test_however_many_requests_arrive_together_each_is_answered(port: int) -> None:
    with lines(port, 1) as (line,):
        line.say("GET / HTTP/1.1\r\nHost: here\r\n\r\n" * 1000)
        assert [line.reply() for _ in range(1000)] == ["0"] * 1000


def test_a_body_larger_than_what_is_looked_at_arrives_whole(port: int) -> None:
    with lines(port, 1) as (line,):
        line.say(f"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 200000\r\n\r\n{'x' * 200_000}")
        assert line.reply() == "200000"


def test_who_wants_a_connection_closed_and_stays_holds_up_nobody(port: int) -> None:
    with lines(port, 4) as (*staying, hasty):
        assert hasty.ask() == "0"
        before = time.monotonic()
        for line in staying:
            line.say("GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        assert hasty.ask() == "0"
        assert time.monotonic() - before < 1.5, "less than gunicorn waits for one of them to go"
        assert [line.reply() for line in staying] == ["0"] * 3


@pytest.mark.parametrize("length", ["0000000005", "5 ", "\t5"])
def test_a_length_in_whatever_writing_is_waited_for_by_nobody_else(port: int, length: str) -> None:
    with lines(port, THREADS) as (slow, *others):
        slow.say(f"POST / HTTP/1.1\r\nHost: here\r\nContent-Length:{length}\r\n\r\n")
        time.sleep(0.1)
        assert [line.ask() for line in others] == ["0"] * len(others)
        slow.say("whole")
        assert slow.reply() == "5"


def test_nobody_is_turned_away_while_the_server_is_begun_anew() -> None:
    with trial() as (port, server), lines(port, 1) as (patient,):
        patient.say("GET /long HTTP/1.1\r\nHost: here\r\n\r\n")
        time.sleep(0.2)
        server.send_signal(signal.SIGHUP)
        replies = []
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            with lines(port, 1) as (new,):
                time.sleep(0.003)
                replies.append(new.ask())
        assert set(replies) == {"0"}
        assert patient.reply() == "0"


def test_a_server_that_is_told_to_stop_finishes_what_it_answers_and_what_comes_meanwhile() -> None:
    with trial() as (port, server), lines(port, 2) as (patient, hasty):
        assert hasty.ask() == "0"
        patient.say("GET /long HTTP/1.1\r\nHost: here\r\n\r\n")
        time.sleep(0.2)
        server.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert hasty.ask() == "0"
        assert patient.reply() == "0"
        assert server.wait(20) == 0
