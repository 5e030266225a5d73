"""Who has an outcome and who holds a belief, as columns of zeros and ones."""

import hashlib
from dataclasses import dataclass, replace

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


def outcome_of_enough(release: Release, counted: Indicator) -> Held:
    """Who has an outcome, to be told beside beliefs. Beliefs are told of everybody elsewhere, so whoever subtracts
    would learn what those few think who gave no answer on the outcome: where they are few, as many people as the plan's
    smallest number, drawn by lot, are left out with them.
    """
    found, smallest = outcome(release, counted), release.plan.smallest_cell
    known = np.flatnonzero(~np.isnan(found.values))
    if not 0 < len(found.values) - len(known) < smallest:
        return found
    # The same lot in every run, and nobody's choice.
    lots = sorted(known, key=lambda row: hashlib.sha256(f"{release.digest}/{row}".encode()).digest())
    values = found.values.copy()
    values[lots[:smallest]] = np.nan
    return replace(found, values=values)


def belief(release: Release, counted: Indicator) -> Held:
    """Who holds a belief; whoever was asked and did not say so does not hold it.

    So all beliefs are told of the same people, and no number of one less that of another is about a few who left a
    question out.
    """
    found = outcome(release, counted)
    states = release.answers[release.codebook.questions[counted.questions[0]][0].name].states
    silent = np.isnan(found.values) & np.isin(states, (BLANK, DONT_KNOW, REFUSED))
    return Held(counted, np.where(silent, 0.0, found.values), found.status, found.provisional)
