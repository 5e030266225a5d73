"""The cells of a release read by its codebook: numbers where an answer is one, and what became of each question."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kapbrief.codebook import Variable
from kapbrief.errors import ReleaseError
from kapbrief.parts import WRITE_AGAIN

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.str_]

GIVEN, NOT_ASKED, BLANK, DONT_KNOW, REFUSED, SEALED = "given", "not asked", "blank", "dk", "refuse", "sealed"
MARKS = {"": NOT_ASKED, ".blank": BLANK, ".dk": DONT_KNOW, ".refuse": REFUSED, ".sealed": SEALED}
_IN_WORDS = ("text", "code", "date", "calculate")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?", re.ASCII)
_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)


@dataclass(frozen=True, eq=False)
class Column:
    """The answers to one variable, one an interview."""

    numbers: Floats
    """codes, counts, ranks, ticks; NaN where the answer is none, or no number"""
    states: Words
    """what became of the question: given, not asked, blank, dk, refuse, sealed"""
    texts: tuple[str, ...]
    """what was typed, of questions that are answered in words"""

    def of(self, people: Sequence[int]) -> "Column":
        """The same answers of some interviews only."""
        places = np.array(people, dtype=np.intp)
        texts = tuple(self.texts[place] for place in people) if self.texts else ()
        return Column(self.numbers[places], self.states[places], texts)


def read_column(variable: Variable, cells: Sequence[str]) -> Column:
    """A column by its variable; refuses the first cell that the variable cannot hold."""
    read = _READERS[variable.type](variable)
    texts = tuple(_unstuffed(cell) for cell in cells) if variable.type in _IN_WORDS else ()
    numbers, states = np.full(len(cells), np.nan), np.full(len(cells), GIVEN, dtype="<U9")
    for row, cell in enumerate(cells):
        if cell in MARKS:
            states[row] = MARKS[cell]
            continue
        found = read(cell)
        if found is None or np.isinf(found[0]):
            place = f"row {row + 1}, column {variable.name}"
            raise ReleaseError("responses.csv", place, f"{cell!r} cannot stand here", WRITE_AGAIN)
        numbers[row], states[row] = found
    return Column(numbers, states, texts)


Read = Callable[[str], tuple[float, str] | None]
"""From a cell to a number and a state; nothing for a cell that cannot be."""


def _choice(variable: Variable) -> Read:
    states = {str(choice.name): choice.missing or GIVEN for choice in variable.choices}

    def read(cell: str) -> tuple[float, str] | None:
        if cell not in states:
            return None
        return (float(cell) if states[cell] == GIVEN else np.nan), states[cell]

    return read


def _tick(variable: Variable) -> Read:
    return lambda cell: (float(cell), GIVEN) if cell in ("0", "1") else None


def _rank(variable: Variable) -> Read:
    ranks = {str(rank) for rank in range(len(variable.choices) + 1)}
    return lambda cell: (float(cell), GIVEN) if cell in ranks else None


def _whole(variable: Variable) -> Read:
    return lambda cell: (float(cell), GIVEN) if _WHOLE.fullmatch(cell) else None


def _decimal(variable: Variable) -> Read:
    return lambda cell: (float(cell), GIVEN) if _NUMBER.fullmatch(cell) else None


def _calculated(variable: Variable) -> Read:
    return lambda cell: (float(cell) if _NUMBER.fullmatch(cell) else np.nan, GIVEN) if _plain(cell) else None


def _words(variable: Variable) -> Read:
    return lambda cell: (np.nan, GIVEN) if _plain(cell) else None


def _day(variable: Variable) -> Read:
    return lambda cell: (np.nan, GIVEN) if is_day(cell) else None


def _plain(cell: str) -> bool:
    """A text that begins with a dot is written with one more, so one dot alone is no text and no mark."""
    return not cell.startswith(".") or cell.startswith("..")


def is_day(cell: str) -> bool:
    """Whether a cell is a day as 2026-01-31."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell, re.ASCII):
        return False
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _unstuffed(cell: str) -> str:
    """A text as it was typed; a mark is no text."""
    return "" if cell in MARKS else cell.removeprefix(".")


_READERS: dict[str, Callable[[Variable], Read]] = {
    "select_one": _choice,
    "select_multiple": _tick,
    "rank": _rank,
    "integer": _whole,
    "integer_grid": _whole,
    "decimal": _decimal,
    "calculate": _calculated,
    "text": _words,
    "code": _words,
    "date": _day,
}
