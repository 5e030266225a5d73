"""What a study's author laid down of a brief before any answer was there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kapbrief.codebook import Sentence, read_sentence
from kapbrief.parts import Part

SAID = (
    *("behaviour", "audience", "not_audience"),
    *("promise", "tone", "timing", "language", "call", "test"),
)
POINTS = 100
"""Percentage points of a whole."""


@dataclass(frozen=True)
class Declared:
    """The author's part of a brief for one outcome."""

    said: Mapping[str, Sentence]
    facts: tuple[str, ...]
    """what the promise rests on"""
    smallest_change: float
    """of the outcome, as a share; less would not matter"""
    next_wave: date | None


def read_declared(part: Part, outcomes: Sequence[str]) -> Mapping[str, Declared]:
    """By outcome; releases of before briefs were declared have none."""
    found: dict[str, Declared] = {}
    for one in () if part.absent else tuple(part):
        outcome = one["outcome"]
        if outcome.text not in outcomes or outcome.text in found:
            raise outcome.wrong(f"{outcome.text!r} is no outcome of the plan, or has a brief already")
        found[outcome.text] = _declared(one)
    return found


def _declared(part: Part) -> Declared:
    change, next_wave = part["smallest_change"], part.get("next_wave")
    if not 0 < change.whole < POINTS:
        raise change.wrong(f"{change.whole} is no change of a share in percentage points")
    return Declared(
        said={name: read_sentence(part["said"][name]) for name in SAID},
        facts=tuple(fact.text for fact in part["facts"]),
        smallest_change=change.whole / POINTS,
        next_wave=None if next_wave.absent else next_wave.day,
    )
