"""What became of each question that was not answered: "don't know", refused, left blank."""

from dataclasses import dataclass

import numpy as np

from kapbrief.answers import BLANK, DONT_KNOW, GIVEN, NOT_ASKED, REFUSED, SEALED
from kapbrief.codebook import Sentence
from kapbrief.counts import shown_counts
from kapbrief.release import Release

KINDS = (DONT_KNOW, REFUSED, BLANK)


@dataclass(frozen=True)
class Unanswered:
    """One question; nothing for numbers that are withheld."""

    question: str
    label: Sentence
    asked: int | None
    without: int | None
    """an answer, for whatever reason"""
    counts: tuple[int | None, ...]
    """"don't know", refused, blank"""


def unanswered(release: Release) -> tuple[Unanswered, ...]:
    """Every question that somebody did not answer, in the questionnaire's order; sealed ones tell nothing."""
    found = []
    n, smallest = release.interviews, release.plan.smallest_cell
    for name, variables in release.codebook.questions.items():
        states = release.answers[variables[0].name].states
        counts = {kind: int(np.sum(states == kind)) for kind in (GIVEN, *KINDS, NOT_ASKED, SEALED)}
        if counts[SEALED] or variables[0].type == "calculate" or not any(counts[kind] for kind in KINDS):
            continue
        told = shown_counts(counts, n, smallest)
        skipped = told[NOT_ASKED]
        asked = None if skipped is None or 0 < n - skipped < smallest else n - skipped
        given = told[GIVEN]
        without = None if asked is None or given is None else asked - given
        found.append(Unanswered(name, variables[0].label, asked, without, tuple(told[kind] for kind in KINDS)))
    return tuple(found)
