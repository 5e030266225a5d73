"""How long interviews took, by language and by mode."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kapbrief.answers import Truths
from kapbrief.disclosure import Status, Table, statuses
from kapbrief.release import Release

MINUTE = 60.0


@dataclass(frozen=True)
class Duration:
    """Minutes of the interviews of one kind; nothing where they are withheld."""

    by: str
    """"everybody", "language", "mode" """
    level: str
    n: int | None
    quartiles: tuple[float, float, float] | None


def durations(release: Release) -> tuple[Duration, ...]:
    """Of everybody, then of each language and each mode; those without a time are in the design, and in no row."""
    known = ~np.isnan(release.seconds)
    n, smallest = int(known.sum()), release.plan.smallest_cell
    if n < smallest:
        return (Duration("everybody", "", None, None),)
    certain = not 0 < release.interviews - n < smallest
    first = Duration("everybody", "", n if certain else None, _quartiles(release, known))
    languages = _by(release, "language", release.languages, known)
    return (first, *languages, *_by(release, "mode", release.modes, known))


def _by(release: Release, name: str, levels: Sequence[str], known: Truths) -> tuple[Duration, ...]:
    of = np.array(levels)
    there = sorted(set(levels))
    people = [known & (of == level) for level in there]
    table = Table(release.interviews, tuple(int(theirs.sum()) for theirs in people))
    _, found = statuses(table, release.plan.smallest_cell, [int((of == level).sum()) for level in there])
    return tuple(
        Duration(name, level, int(theirs.sum()), _quartiles(release, theirs))
        if status is Status.SHOWN
        else Duration(name, level, None, None)
        for level, theirs, status in zip(there, people, found, strict=True)
    )


def _quartiles(release: Release, people: Truths) -> tuple[float, float, float]:
    low, middle, high = np.quantile(release.seconds[people] / MINUTE, [0.25, 0.5, 0.75])
    return float(low), float(middle), float(high)
