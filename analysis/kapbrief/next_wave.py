"""How many interviews the next wave needs to tell the smallest change of an outcome that matters."""

import math
from dataclasses import dataclass

from kapstats import Estimate, SampleSize, size_for_change

POINTS = 100


@dataclass(frozen=True)
class NextWave:
    """What it takes to tell a change, and what can be told where that is more than there are people."""

    size: SampleSize
    """``n`` people with an answer on the outcome, ``invited`` interviews in all"""
    possible: bool
    """there are so many people"""
    tellable: float | None
    """the smallest change, in whole points as a share, that everybody's answers could tell"""


def next_wave(baseline: Estimate, change: float, *, interviews: int, population: float, kish: float) -> NextWave | None:
    """None where the outcome stands so high that it cannot rise by the change.

    baseline    of the outcome, with the number of people who answered on it among all ``interviews``.
    change      smallest that matters, as a share.
    population  people who could be asked; infinite where nobody has counted them.
    kish        design effect of the weights.
    """
    answering = baseline.n / interviews
    wanted = _size(baseline.estimate, change, answering, kish)
    if wanted is None:
        return None
    sizes = ((step / POINTS, _size(baseline.estimate, step / POINTS, answering, kish)) for step in range(1, POINTS))
    tellable = next((step for step, size in sizes if size and size.invited <= population), None)
    return NextWave(wanted, wanted.invited <= population, tellable)


def _size(before: float, change: float, answering: float, kish: float) -> SampleSize | None:
    after = before + change
    if not (before > 0 and after < 1):
        return None
    # Weights are never taken to make a wave smaller than one drawn at random.
    deff = kish if math.isfinite(kish) and kish > 1 else 1.0
    return size_for_change(before, after, deff=deff, response=answering)
