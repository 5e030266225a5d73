"""The line that tells what a long run is doing."""

import io

import pytest

from kapbrief.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    """Stands until it is moved."""

    seconds = 100.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


def test_short_run_says_nothing(clock):
    terminal = Terminal()
    progress = Progress(terminal, clock)
    clock.seconds += 1.9
    progress.doing("estimating")
    progress.done()
    assert terminal.getvalue() == ""


def test_long_run_says_what_is_done_and_takes_it_away(clock):
    terminal = Terminal()
    progress = Progress(terminal, clock)
    progress.doing("reading")
    clock.seconds += 2
    progress.doing("estimating")
    progress.done()
    assert terminal.getvalue() == "\r\x1b[Kestimating ...\r\x1b[K"


def test_line_stays_on_its_line(clock):
    terminal = Terminal()
    progress = Progress(terminal, clock)
    clock.seconds += 2
    progress.doing("reading " + "a" * 500)
    assert len(terminal.getvalue().removeprefix("\r\x1b[K")) == 79


def test_files_and_pipes_hear_nothing(clock):
    pipe = io.StringIO()
    progress = Progress(pipe, clock)
    clock.seconds += 60
    progress.doing("estimating")
    progress.done()
    assert pipe.getvalue() == ""
