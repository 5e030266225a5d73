"""What a long run is doing, in a line on the terminal that is gone when it ends."""

from collections.abc import Callable
from typing import TextIO

Doing = Callable[[str], None]
"""Hears what is done next."""
PATIENCE = 2.0
"""seconds after which somebody begins to wonder"""
WIDTH = 79
FROM_THE_LEFT = "\r\x1b[K"
"""back to the beginning of the line, which is emptied"""


def quietly(what: str) -> None:
    """Tells nobody."""


class Progress:
    """Tells a terminal what is being done once a run takes longer than two seconds; files and pipes hear nothing."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]):
        self._stream, self._clock, self._begun, self._told = stream, clock, clock(), False

    def doing(self, what: str) -> None:
        """Called before each piece of work."""
        if self._stream.isatty() and self._clock() - self._begun >= PATIENCE:
            self._write(f"{what} ..."[:WIDTH])
            self._told = True

    def done(self) -> None:
        """Takes the line away, so that what is written next stands alone."""
        if self._told:
            self._write("")

    def _write(self, text: str) -> None:
        self._stream.write(FROM_THE_LEFT + text)
        self._stream.flush()
