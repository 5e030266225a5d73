"""What became of each question that was not answered: "don't know", refused, left blank.

How many gave no answer is no secret: it follows from the number of people behind an estimate. Which kind of no answer
few of them gave is one. So kinds are told as of a known number, and of few nothing is told, not even that nobody was of
a kind. What an indicator of knowledge tells of "don't know" is the sum of what its questions would tell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kapbrief.answers import BLANK, DONT_KNOW, GIVEN, NOT_ASKED, REFUSED, SEALED
from kapbrief.codebook import Sentence
from kapbrief.counts import shown_counts
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.scoring import counted

KINDS = (DONT_KNOW, REFUSED, BLANK)
SCORED, UNSCORED = (GIVEN, DONT_KNOW), (REFUSED, BLANK)
"""of a question on knowledge, where "don't know" is as good as an answer: the people behind an estimate, and others"""
Items = frozenset[str]


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
    n, smallest, beside = release.interviews, release.plan.smallest_cell, _beside(release)
    for name, variables in release.codebook.questions.items():
        counts = _counts(release, name)
        if counts[SEALED] or variables[0].type == "calculate" or not any(counts[kind] for kind in KINDS):
            continue
        told = _told(release, name) | (dict.fromkeys((GIVEN, *KINDS)) if name in beside else {})
        skipped = told[NOT_ASKED]
        asked = None if skipped is None or 0 < n - skipped < smallest else n - skipped
        given = told[GIVEN]
        without = None if asked is None or given is None else asked - given
        found.append(Unanswered(name, variables[0].label, asked, without, tuple(told[kind] for kind in KINDS)))
    return tuple(found)


def unsure_may_be_told(release: Release, indicator: Indicator) -> bool:
    """Whether the share of "don't know" of an indicator leaves what is withheld of its questions open."""
    smallest = release.plan.smallest_cell
    for items in _sums(release, indicator):
        there = _unsure(release, items)
        hidden = any(_told(release, name)[DONT_KNOW] is None for name in there)
        if hidden and (len(there) < 2 or sum(there.values()) < smallest):
            return False
    return True


def _counts(release: Release, question: str) -> dict[str, int]:
    states = release.answers[release.codebook.questions[question][0].name].states
    return {kind: int(np.sum(states == kind)) for kind in (GIVEN, *KINDS, NOT_ASKED, SEALED)}


def _told(release: Release, question: str) -> dict[str, int | None]:
    """By kind, of one question alone."""
    counts, smallest = _counts(release, question), release.plan.smallest_cell
    told = shown_counts(counts, release.interviews, smallest)
    kap = release.codebook.questions[question][0].kap
    if kap is None or kap.role != "knowledge":
        return told | {kind: None for kind, n in _split(counts, KINDS, smallest).items() if n is None}
    told |= _split(counts, SCORED, smallest) | _split(counts, UNSCORED, smallest)
    if told[NOT_ASKED] is None or 0 < sum(counts[kind] for kind in UNSCORED) < smallest:
        told[GIVEN] = None
    return told


def _split(counts: Mapping[str, int], kinds: Sequence[str], smallest: int) -> dict[str, int | None]:
    """As far as it may be shown beside the number of all of them."""
    every = sum(counts[kind] for kind in kinds)
    if 0 < every < smallest:
        return dict.fromkeys(kinds)
    return shown_counts({kind: counts[kind] for kind in kinds}, every, smallest)


def _sums(release: Release, indicator: Indicator) -> Iterator[Items]:
    """Questions of which an indicator tells all "don't know" together: its own, and those that a smaller one lacks."""
    own = frozenset(counted(release, indicator))
    yield own
    for one in _of_knowledge(release):
        if (other := frozenset(counted(release, one))) and other < own:
            yield own - other


def _of_knowledge(release: Release) -> tuple[Indicator, ...]:
    return tuple(one for one in release.plan.indicators if one.kind == "knowledge")


def _unsure(release: Release, items: Items) -> Mapping[str, int]:
    """Questions that somebody did not know, with how many, the fewest first."""
    counts = {name: _counts(release, name)[DONT_KNOW] for name in items}
    return {name: n for n, name in sorted((n, name) for name, n in counts.items() if n)}


def _beside(release: Release) -> frozenset[str]:
    """Questions of which nothing is told beside those whose "don't know" is withheld, since an indicator tells all of
    them together."""
    smallest, beside = release.plan.smallest_cell, set[str]()
    sums = [_unsure(release, items) for one in _of_knowledge(release) for items in _sums(release, one)]
    alone = {name for there in sums for name in there if _told(release, name)[DONT_KNOW] is None}
    while more := next((name for there in sums if (name := _next(there, alone | beside, smallest))), None):
        beside.add(more)
    return frozenset(beside)


def _next(there: Mapping[str, int], hidden: set[str], smallest: int) -> str | None:
    """One more to hide, where one that is hidden would follow, or few together."""
    kept = [n for name, n in there.items() if name in hidden]
    if not kept or (len(kept) > 1 and sum(kept) >= smallest):
        return None
    return next((name for name in there if name not in hidden), None)
