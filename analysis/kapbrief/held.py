"""Who has an outcome and who holds a belief, as columns of zeros and ones."""

from dataclasses import dataclass

import numpy as np

from kapbrief.answers import BLANK, DONT_KNOW, REFUSED, Floats
from kapbrief.disclosure import Status
from kapbrief.indicators import sealed
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.scoring import score


@dataclass(frozen=True, eq=False)
class Held:
    """One outcome or belief in every interview."""

    counted: Indicator
    values: Floats
    """one, zero, or NaN where it cannot be said"""
    status: Status
    """SHOWN as far as the question goes; else UNSIGNED or SEALED"""
    provisional: bool


def outcome(release: Release, counted: Indicator) -> Held:
    """Who has an outcome; whoever gave no answer is in no number of it."""
    found = score(release, counted)
    status = Status.SHOWN if found.items else Status.UNSIGNED
    if any(sealed(release, name) for name in found.items):
        status = Status.SEALED
    return Held(counted, found.values, status, bool(found.unsigned) and not release.in_earnest)


def belief(release: Release, counted: Indicator) -> Held:
    """Who holds a belief; whoever was asked and did not say so does not hold it.

    So all beliefs are told of the same people, and no number of one less that of another is about a few who left a
    question out.
    """
    found = outcome(release, counted)
    states = release.answers[release.codebook.questions[counted.questions[0]][0].name].states
    silent = np.isnan(found.values) & np.isin(states, (BLANK, DONT_KNOW, REFUSED))
    return Held(counted, np.where(silent, 0.0, found.values), found.status, found.provisional)
