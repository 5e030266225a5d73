"""Kinds of people who hold beliefs alike, as segments to speak to: latent classes of beliefs that the plan names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kapbrief.answers import Truths
from kapbrief.disclosure import Status
from kapbrief.held import Held, belief, outcome_of_enough
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.suppression import suppress
from kapbrief.weighting import weighted
from kapstats import Estimate, EstimationError, LatentClasses, SurveyDesign, latent_classes, proportion

LEAST = 50
"""people in a segment; fewer are not told apart"""
LETTERS = "ABCDE"
"""what segments are called, the largest first; more are more than a campaign can speak to"""
OUTCOME = "_outcome"
Codes = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Segment:
    """One kind of people."""

    share: Estimate
    people: int
    """who most likely belong to it"""
    holds: Mapping[str, Estimate]
    """of each belief: the share of the segment that holds it"""
    outcomes: Mapping[str, Estimate | None]
    """the share with each outcome, of those who most likely belong to it; nothing where it is withheld"""


@dataclass(frozen=True, eq=False)
class Segments:
    """The segments, the largest first; none where the beliefs tell no kinds of people apart."""

    beliefs: tuple[Indicator, ...]
    """by which they were looked for, as far as these may be shown"""
    outcomes: tuple[Indicator, ...]
    rows: tuple[Segment, ...]
    entropy: float
    provisional: bool


def segments(release: Release) -> Segments | None:
    """As many segments as the smallest BIC asks for, each of at least 50 people; None where the plan wants none.

    Shares and beliefs have errors by a jackknife that climbs anew from the classes of the whole sample.
    """
    wanted = [belief(release, one) for one in release.plan.beliefs if one.name in release.plan.segments]
    if not wanted:
        return None
    shown = [held for held in wanted if _may_be_used(held, release.plan.smallest_cell)]
    data = pd.DataFrame({held.counted.name: held.values for held in shown}, index=range(release.interviews))
    known = data.notna().all(axis=1).to_numpy()
    rows, entropy = _found(release, data, known) if _enough(known, release.plan.smallest_cell) else ((), math.nan)
    return Segments(
        beliefs=tuple(held.counted for held in shown),
        outcomes=release.plan.outcomes,
        rows=rows,
        entropy=entropy,
        provisional=any(held.provisional for held in shown),
    )


def _enough(known: Truths, smallest: int) -> bool:
    """People for two segments; and not all but a few, who would be told by what other pages say of everybody."""
    return bool(known.sum() >= 2 * LEAST and not 0 < (~known).sum() < smallest)


def _found(release: Release, data: pd.DataFrame, known: Truths) -> tuple[tuple[Segment, ...], float]:
    """The segments and how certain they are."""
    items = [str(name) for name in data]
    classes = _classes(weighted(release, data).design, items) if len(items) > 1 else 1
    if classes == 1:
        return (), math.nan
    best = latent_classes(weighted(release, data, replicated=True).design, items, classes)
    member = np.nan_to_num(best.memberships(data).to_numpy())
    of_person = np.where(known, member.argmax(axis=1), -1)
    outcomes = {one.name: _by_segment(release, outcome_of_enough(release, one), of_person, classes)
                for one in release.plan.outcomes}  # fmt: skip
    return tuple(_segment(best, place, items, outcomes) for place in range(classes)), best.fit.entropy


def _may_be_used(held: Held, smallest: int) -> bool:
    """It may be shown, and enough people hold it, and enough do not."""
    counts = [(held.values == value).sum() for value in (0, 1)]
    return held.status is Status.SHOWN and min(counts) >= smallest


def _classes(design: SurveyDesign, items: Sequence[str]) -> int:
    """How many; one where more explain the answers no better, or are not all large enough."""
    fits = {}
    for classes in range(1, len(LETTERS) + 1):
        try:
            fit = latent_classes(design, items, classes)
        except EstimationError:
            break
        if classes == 1 or (fit.identified and min(fit.sizes) >= LEAST):
            fits[classes] = fit.fit.bic
    return min(fits, key=lambda classes: fits[classes], default=1)


def _segment(
    best: LatentClasses, place: int, items: Sequence[str], outcomes: Mapping[str, tuple[Estimate | None, ...]]
) -> Segment:  # fmt: skip
    name = f"class {place + 1}"
    return Segment(
        share=best.shares[name],
        people=best.sizes[place],
        holds={item: best.answers[name, item, 1.0] for item in items},
        outcomes={one: rows[place] for one, rows in outcomes.items()},
    )


def _by_segment(release: Release, of: Held, of_person: Codes, classes: int) -> tuple[Estimate | None, ...]:
    """The share with an outcome in each segment; nothing of a segment where few have it or few have it not."""
    nothing = (None,) * classes
    if of.status is not Status.SHOWN:
        return nothing
    counts = [[int((of.values[of_person == place] == value).sum()) for value in (1, 0)] for place in range(classes)]
    statuses = suppress(counts, release.plan.smallest_cell).statuses
    shown = [place for place in range(classes) if set(statuses[place][:2]) == {Status.SHOWN}]
    if not shown:
        return nothing
    design = weighted(release, pd.DataFrame({OUTCOME: of.values})).design
    return tuple(
        proportion(design.where(of_person == place), OUTCOME, method="beta").rows[0] if place in shown else None
        for place in range(classes)
    )
