"""What is flagged in the interviews of a release, all counted together: none is dropped, and none is named."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapbrief.answers import BLANK, DONT_KNOW, GIVEN, NOT_ASKED, REFUSED, SEALED, Column, Floats, Truths
from kapbrief.counts import shown_counts
from kapbrief.indicators import Results
from kapbrief.quality import (
    FEWEST_ITEMS,
    Duplicates,
    InterviewerEffect,
    StraightLines,
    duplicates,
    interviewer_effect,
    straight_lines,
)
from kapbrief.release import Release
from kapstats import EstimationError

STATES = (GIVEN, NOT_ASKED, BLANK, DONT_KNOW, REFUSED, SEALED)
COMPARED = ("select_one", "select_multiple", "rank", "integer", "decimal", "integer_grid")
FAST = 3
"""times faster than half of all people: hardly read"""


@dataclass(frozen=True)
class Flagged:
    """How many were flagged of how many; nothing where the number is withheld."""

    flagged: int | None
    of: int | None


@dataclass(frozen=True, eq=False)
class Marks:
    """Who is flagged for what, an interview a place."""

    fast: Truths
    """took less than a third of the time that half of the people took"""
    same: Truths
    """all answers are those of another interview"""
    near: Truths
    """85 of 100 answers or more are; those that are the same included"""
    lines: Mapping[str, StraightLines]
    """by index: one answer to all of its items, as they were asked"""


def marks(release: Release) -> Marks:
    """What is flagged in a release."""
    found = _duplicates(release)
    same = np.zeros(release.interviews, dtype=np.bool_)
    same[[row for group in found.groups for row in group]] = True
    return Marks(_fast(release.seconds), same, found.near, _lines(release))


def _fast(seconds: Floats) -> Truths:
    known = seconds[~np.isnan(seconds)]
    return np.asarray(seconds < (float(np.median(known)) / FAST if len(known) else 0.0))


def _lines(release: Release) -> Mapping[str, StraightLines]:
    found = {}
    for indicator in release.plan.indicators:
        if indicator.kind == "index" and len(indicator.questions) >= FEWEST_ITEMS:
            table = pd.DataFrame({name: release.answers[name].numbers for name in indicator.questions})
            found[indicator.name] = straight_lines(table, indicator.questions)
    return found


def _duplicates(release: Release) -> Duplicates:
    compared = [variable.name for variable in release.codebook.variables if variable.type in COMPARED]
    return duplicates(pd.DataFrame({name: _comparable(release.answers[name]) for name in compared}), compared)


def lines(release: Release, found: Marks) -> Mapping[str, Flagged]:
    """How many, by index."""
    return {name: _flagged(int(line.flags.sum()), line.n, release) for name, line in found.lines.items()}


def fast(release: Release, found: Marks) -> Flagged:
    """How many, of those whose time is known."""
    return _flagged(int(found.fast.sum()), int((~np.isnan(release.seconds)).sum()), release)


def repeated(release: Release, found: Marks) -> tuple[Flagged, Flagged]:
    """How many are the same as another one, and how many the same or nearly."""
    n, smallest = release.interviews, release.plan.smallest_cell
    same = int(found.same.sum())
    kinds = {"same": same, "near": int(found.near.sum()) - same}
    told = shown_counts(kinds | {"other": n - sum(kinds.values())}, n, smallest)
    near = None if told["same"] is None or told["near"] is None else told["same"] + told["near"]
    return Flagged(told["same"], n), Flagged(near, n)


def _comparable(column: Column) -> Floats:
    """Numbers, and one below all numbers for each thing that became of a question without an answer."""
    least = np.nanmin(column.numbers, initial=0.0)
    places = np.array([STATES.index(str(state)) for state in column.states], dtype=np.float64)
    return np.where(np.isnan(column.numbers), least - 1 - places, column.numbers)


def _flagged(flagged: int, of: int, release: Release) -> Flagged:
    n = release.interviews
    told = shown_counts({"flagged": flagged, "plain": of - flagged, "untold": n - of}, n, release.plan.smallest_cell)
    return Flagged(told["flagged"], None if told["untold"] is None else of)


def effects(results: Results) -> Mapping[str, InterviewerEffect | None]:
    """By indicator: how alike the answers are that one interviewer collected; nothing where it cannot be told."""
    release, found = results.release, {}
    if results.weighted is None or not any(release.enumerators):
        return {}
    data = results.weighted.design.data
    held = pd.DataFrame({"by": [number or None for number in release.enumerators], "site": release.sites})
    for result in results.results:
        if any(row.group is None and row.estimate is not None for row in result.rows):
            scores = data[f"score of {result.indicator.name}"].to_numpy()
            found[result.indicator.name] = _effect(held.assign(score=scores), release.plan.smallest_cell)
    return found


def _effect(asked: pd.DataFrame, smallest: int) -> InterviewerEffect | None:
    used = asked.dropna()
    if len(used) < smallest or used["score"].nunique() < 2:
        return None
    try:
        return interviewer_effect(used, "score", "by", within="site")
    except EstimationError:
        return None
