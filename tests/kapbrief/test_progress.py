"""The line that tells what a long run is doing."""

import io
import threading

import pytest

from kapbrief.progress import Progress, later


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    """Stands until two seconds are said to be over."""

    def __init__(self):
        self.called_off = False

    def __call__(self, seconds, call):
        assert seconds == 2
        self.two_seconds_pass = call
        return self.call_off

    def call_off(self):
        self.called_off = True


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def terminal():
    return Terminal()


def test_short_run_says_nothing(clock, terminal):
    progress = Progress(terminal, clock)
    progress.doing("estimating")
    progress.done()
    assert terminal.getvalue() == ""
    assert clock.called_off


def test_long_run_says_what_is_done_and_takes_it_away(clock, terminal):
    progress = Progress(terminal, clock)
    progress.doing("reading")
    clock.two_seconds_pass()
    progress.doing("estimating")
    progress.done()
    assert terminal.getvalue() == "\r\x1b[Kreading ...\r\x1b[Kestimating ...\r\x1b[K"


def test_clock_that_strikes_after_the_end_says_nothing(clock, terminal):
    progress = Progress(terminal, clock)
    progress.doing("reading")
    progress.done()
    clock.two_seconds_pass()
    assert terminal.getvalue() == ""


def test_line_stays_on_its_line(clock, terminal):
    progress = Progress(terminal, clock)
    clock.two_seconds_pass()
    before = len(terminal.getvalue())
    progress.doing("reading " + "a" * 500)
    assert len(terminal.getvalue()[before:].removeprefix("\r\x1b[K")) == 79


def test_files_and_pipes_hear_nothing(clock):
    pipe = io.StringIO()
    progress = Progress(pipe, clock)
    progress.doing("estimating")
    clock.two_seconds_pass()
    progress.done()
    assert pipe.getvalue() == ""


def test_clock_beside_the_work_strikes_and_can_be_called_off():
    struck = threading.Event()
    later(0, struck.set)
    assert struck.wait(timeout=30)
    later(30, struck.clear)()
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer) and not one.finished.is_set()]
