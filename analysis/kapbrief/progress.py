"""What a long run is doing, in a line on the terminal that is gone when it ends."""

from collections.abc import Callable
from threading import Lock, Timer
from typing import TextIO

Doing = Callable[[str], None]
"""Hears what is done next."""
Later = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Calls something after some seconds; what it gives back calls that off."""
PATIENCE = 2.0
"""seconds after which somebody begins to wonder"""
WIDTH = 79
FROM_THE_LEFT = "\r\x1b[K"
"""back to the beginning of the line, which is emptied"""


def quietly(what: str) -> None:
    """Tells nobody."""


def later(seconds: float, call: Callable[[], None]) -> Callable[[], None]:
    """By a clock beside the work: a single piece of it may take longer than anybody is patient."""
    timer = Timer(seconds, call)
    timer.daemon = True
    timer.start()
    return timer.cancel


class Progress:
    """Tells a terminal what is being done once a run takes longer than two seconds; files and pipes hear nothing."""

    def __init__(self, stream: TextIO, later: Later):
        self._stream, self._lock = stream, Lock()
        self._what, self._due, self._over = "", False, not stream.isatty()
        self._call_off = later(PATIENCE, self._begin)

    def doing(self, what: str) -> None:
        """Called before each piece of work."""
        with self._lock:
            self._what = what
            self._show()

    def done(self) -> None:
        """Takes the line away, so that what is written next stands alone."""
        self._call_off()
        with self._lock:
            self._what = ""
            self._show()
            self._over = True

    def _begin(self) -> None:
        with self._lock:
            self._due = True
            self._show()

    def _show(self) -> None:
        if self._due and not self._over:
            self._stream.write(FROM_THE_LEFT + (f"{self._what} ..."[:WIDTH] if self._what else ""))
            self._stream.flush()
