"""How every indicator of a plan changed from the first wave to each later one, as far as it may be shown.

Among everybody: the later wave's estimate less that of the earlier one; whoever is known to be in both counts as one
person, which makes the error smaller. Among the same people: the mean of what changed in each person who is found in
both waves. Nothing is told where a wave's own number is withheld, and nothing from which the number of few people who
are not in both could be worked out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from scipy import stats

from kapbrief.disclosure import Status
from kapbrief.effect import effect, enough
from kapbrief.errors import ReleaseError
from kapbrief.indicators import Result, Results
from kapbrief.linking import PERSON, WEIGHT, Linked, linked
from kapbrief.plan import Indicator
from kapstats import Estimate, SurveyDesign, differences, mean, stack

CHANGE, WAVE = "change", "wave"


class Told(StrEnum):
    """Why there is a change, or none."""

    SHOWN = "shown"
    WITHHELD = "withheld: fewer people than the smallest number in one of the waves, or it would give them away"
    UNSIGNED = "not scored: nobody has signed off the right answers"
    SEALED = "sealed: open the release with the study's key first"
    DIFFERENT = "not compared: made of other questions in the other wave"


@dataclass(frozen=True)
class Change:
    """What changed among some people."""

    status: Told
    estimate: Estimate | None = None
    linked: bool = False
    """whether it is known who is in both waves"""


@dataclass(frozen=True)
class Changed:
    """One indicator in two waves."""

    indicator: Indicator
    provisional: bool
    before: Estimate | None
    """among everybody, as on the pages of the wave"""
    after: Estimate | None
    everybody: Change
    same_people: Change
    effect: Change | None
    """what changed among those who took part beyond what changed among others; None where they are not told apart"""


@dataclass(frozen=True, eq=False)
class Comparison:
    """A later wave beside the first."""

    earlier: Results
    later: Results
    smallest: int
    linked: Linked | None
    changed: tuple[Changed, ...]


def changes(waves: Sequence[Results]) -> tuple[Comparison, ...]:
    """The first wave beside each later one; raises ReleaseError where they are not waves of one study."""
    first, *later = waves
    names = [wave.release.wave for wave in waves]
    for wave in later:
        if wave.release.study != first.release.study:
            wrong = f"is {wave.release.study!r}, that of the first release {first.release.study!r}"
            raise ReleaseError("codebook.json", "study", wrong, "give waves of one study")
    if len(set(names)) < len(names):
        raise ReleaseError("manifest.json", "wave", f"is the same in two of {names}", "give each wave once")
    return tuple(_comparison(first, wave) for wave in later)


def _comparison(earlier: Results, later: Results) -> Comparison:
    smallest = max(wave.release.plan.smallest_cell for wave in (earlier, later))
    found, after = linked(earlier, later), {one.indicator.name: one for one in later.results}
    told_apart = [wave.release.plan.took_part is not None for wave in (earlier, later)]
    changed = [
        _changed(result, after[result.indicator.name], found, smallest, told_apart)
        for result in earlier.results
        if result.indicator.name in after
    ]
    return Comparison(earlier, later, smallest, found, tuple(changed))


def _changed(before: Result, after: Result, found: Linked | None, smallest: int, told_apart: Sequence[bool]) -> Changed:
    indicator, provisional = before.indicator, before.provisional or after.provisional
    status = _status(before, after, smallest)
    everybody = same = Change(status)
    compared = Change(status) if all(told_apart) else None
    if found is not None and status is Told.SHOWN:
        column = f"score of {indicator.name}"
        pairs = found.pairs.table[f"{column}_after"] - found.pairs.table[f"{column}_before"]
        n = int(pairs.notna().sum())
        link = n >= smallest and not _few_switched(found, column, smallest)
        everybody = Change(status, _everybody(found, column, link=link), linked=link)
        alone = [int(table[column].notna().sum()) - n for table in found.tables]
        same = _same_people(found, column, n, alone, smallest, link=link)
        if compared is not None:
            compared = _effect(found, column, smallest, link=link)
    levels = before.rows[0].estimate, after.rows[0].estimate
    return Changed(indicator, provisional, *levels, everybody, same, compared)


_OF_A_WAVE: Mapping[Status, Told] = {
    Status.SHOWN: Told.SHOWN,
    Status.WITHHELD: Told.WITHHELD,
    Status.UNSIGNED: Told.UNSIGNED,
    Status.SEALED: Told.SEALED,
}


def _status(before: Result, after: Result, smallest: int) -> Told:
    """Whether both waves tell the number, of the same questions and of enough people."""
    one, other = before.indicator, after.indicator
    if (one.kind, one.codes, one.among, before.items) != (other.kind, other.codes, other.among, after.items):
        return Told.DIFFERENT
    for row in (before.rows[0], after.rows[0]):
        if row.status is not Status.SHOWN:
            return _OF_A_WAVE[row.status]
        if row.estimate is None or row.estimate.n < smallest:
            return Told.WITHHELD
    return Told.SHOWN


def _everybody(found: Linked, column: str, *, link: bool) -> Estimate:
    """Of two waves of which it is known who is in both, or which count as independent."""
    designs: dict[object, SurveyDesign] = {
        number: SurveyDesign(table, weights=WEIGHT) for number, table in enumerate(found.tables)
    }
    both = stack(designs, name=WAVE, persons=PERSON if link else None, independent=not link)
    scored = both.where(both.data[column].notna())
    return differences(mean(scored, column, by=WAVE), WAVE).rows[0]


def _effect(found: Linked, column: str, smallest: int, *, link: bool) -> Change:
    """Withheld where any of the four groups is small, or those of whom it is not known who took part are few."""
    if not enough(found, column, smallest):
        return Change(Told.WITHHELD)
    return Change(Told.SHOWN, effect(found, column, link=link), linked=link)


def _few_switched(found: Linked, column: str, smallest: int) -> bool:
    """Whether a few of those in both waves went one way between no and yes: of zeros and ones the change and its error
    tell how many went each way.
    """
    before, after = (found.pairs.table[f"{column}_{side}"] for side in ("before", "after"))
    known = before.notna() & after.notna()
    if not (before[known].isin((0, 1)) & after[known].isin((0, 1))).all():
        return False
    switched = [int((after[known] - before[known] == way).sum()) for way in (1, -1)]
    return any(0 < n < smallest for n in switched)


def _same_people(
    found: Linked, column: str, n: int, alone: Sequence[int], smallest: int, *, link: bool
) -> Change:  # fmt: skip
    """Of those in both waves. With few people outside, their number would follow from that of the whole wave; where it
    may not be told how many went each way, the error is that of two samples.
    """
    if n < smallest:
        return Change(Told.WITHHELD)
    if any(0 < people < smallest for people in alone):
        return Change(Told.WITHHELD)
    pairs = found.pairs.table
    differing = pairs[f"{column}_after"] - pairs[f"{column}_before"]
    design = SurveyDesign(pairs.assign(**{CHANGE: differing}), weights=f"{WEIGHT}_before").where(differing.notna())
    change = mean(design, CHANGE).rows[0]
    if link:
        return Change(Told.SHOWN, change, linked=True)
    sides = mean(design, [f"{column}_before", f"{column}_after"]).rows
    se = math.hypot(*(side.se for side in sides))
    reach = float(stats.t.isf(0.025, change.df)) * se
    return Change(Told.SHOWN, replace(change, se=se, low=change.estimate - reach, high=change.estimate + reach))
