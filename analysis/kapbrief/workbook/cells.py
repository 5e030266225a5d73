"""What a workbook is made of, before it is written: sheets of texts and numbers, and what each column is called."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kapbrief.page import FEW
from kapbrief.tables import DIGITS
from kapbrief.texts import Said, Texts
from kapstats import Estimate


class Form(StrEnum):
    """How a number is shown; the cell holds it as exactly as the tables for machines."""

    COUNT = "#,##0"
    WHOLE_SHARE = "0%"
    SHARE = "0.0%"
    DECIMAL = "#,##0.00"
    PRECISE = "#,##0.000"
    P_VALUE = "[<0.0005]0E+00;0.000"


@dataclass(frozen=True)
class Number:
    """A number and how it is shown."""

    value: float
    form: Form


Cell = str | Number
NOTHING = ""
Numbers = tuple[Cell, ...]


@dataclass(frozen=True)
class Tab:
    """One sheet: headings, then rows that are as long."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def number(value: float, form: Form) -> Cell:
    """Nothing where there is no number; a negative zero is a plain one."""
    return Number(round(value, DIGITS) + 0.0, form) if math.isfinite(value) else NOTHING


def count(people: float) -> Cell:
    return number(people, Form.COUNT)


def share(value: float, n: int) -> Cell:
    """Of few people to whole percentages, as on the pages."""
    return number(value, Form.WHOLE_SHARE if n < FEW else Form.SHARE)


def shares(found: Estimate | None) -> Numbers:
    """A share, its limits, and the people behind it."""
    if found is None:
        return (NOTHING,) * 4
    return (*(share(value, found.n) for value in (found.estimate, found.low, found.high)), count(found.n))


def points(found: Estimate | None) -> Numbers:
    """A difference of shares with its limits, in percentage points."""
    if found is None:
        return (NOTHING,) * 3
    form = Form.COUNT if found.n < FEW else Form.DECIMAL
    return tuple(number(100 * value, form) for value in (found.estimate, found.low, found.high))


def joined(texts: Sequence[Said]) -> str:
    """Answers that count, in one cell."""
    return " \N{MIDDLE DOT} ".join(one.text for one in texts)


def estimate_headings(texts: Texts) -> tuple[str, ...]:
    """Above a share, its limits, and the people behind it."""
    return (texts.say("Estimate"), *limit_headings(texts), texts.say("People"))


def limit_headings(texts: Texts) -> tuple[str, str]:
    return texts.say("Lower limit (95%)"), texts.say("Upper limit (95%)")


def why_heading(texts: Texts) -> str:
    """Above the words that stand where there is no number."""
    return texts.say("Why there is no number")
