"""Every indicator with all interviews and without flagged ones: these are never dropped, but what if they were?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np

from kapbrief.answers import Truths
from kapbrief.careless import Marks
from kapbrief.indicators import Result, Results, estimated
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapstats import Estimate, SurveyDesign


@dataclass(frozen=True)
class Beside:
    """One indicator among everybody, twice; nothing of the second where it is withheld."""

    indicator: Indicator
    everybody: Estimate
    unflagged: Estimate | None

    @property
    def matters(self) -> bool:
        """The two lie further apart than the standard error of the estimate with all."""
        return self.unflagged is not None and abs(self.unflagged.estimate - self.everybody.estimate) > self.everybody.se


@dataclass(frozen=True)
class Comparison:
    """What leaving flagged interviews out would change."""

    flagged: bool
    """anybody is"""
    rows: tuple[Beside, ...]
    """none where nobody is flagged, and none where they would tell about few"""


def without_flagged(results: Results, marks: Marks) -> Comparison:
    """Every indicator that has an estimate, with flagged interviews and without.

    A difference tells about those left out. So there is no row where fewer people than the plan's smallest number are
    flagged, or fewer are not, or fewer are flagged beside those of flags whose numbers are shown elsewhere; and no
    estimate without them where fewer of those with a score are flagged, or are not.
    """
    release, kinds = results.release, _kinds(results.release, marks)
    flagged = np.any(kinds, axis=0)
    there, smallest = bool(flagged.any()), release.plan.smallest_cell
    if results.weighted is None or not there or not _safe(flagged, kinds, smallest):
        return Comparison(there, ())
    told = [(one, one.rows[0].estimate) for one in results.results]
    design = results.weighted.design
    return Comparison(
        there,
        tuple(
            Beside(one.indicator, everybody, _unflagged(design, one, ~flagged, smallest))
            for one, everybody in told
            if everybody is not None
        ),
    )


def _kinds(release: Release, marks: Marks) -> Sequence[Truths]:
    """Who is flagged for what. A straight line counts where some items point the other way, so that it contradicts
    itself; elsewhere it may be what somebody thinks."""
    both_ways = (name for name in marks.lines if _points_both_ways(release, name))
    return [marks.fast, marks.near, *(marks.lines[name].flags for name in both_ways)]


def _points_both_ways(release: Release, name: str) -> bool:
    (questions,) = (one.questions for one in release.plan.indicators if one.name == name)
    kaps = [release.codebook.questions[question][0].kap for question in questions]
    return len({kap is not None and kap.reverse for kap in kaps}) > 1


def _safe(flagged: Truths, kinds: Sequence[Truths], smallest: int) -> bool:
    counts = [int(flagged.sum()), int((~flagged).sum())]
    shown = [kind for kind in kinds if kind.sum() >= smallest]
    some = chain.from_iterable(combinations(shown, n) for n in range(1, len(shown) + 1))
    counts += [int((flagged & ~np.any(union, axis=0)).sum()) for union in some]
    return all(_enough(n, smallest) for n in counts)


def _enough(n: int, smallest: int) -> bool:
    return n == 0 or n >= smallest


def _unflagged(design: SurveyDesign, result: Result, unflagged: Truths, smallest: int) -> Estimate | None:
    """Without flagged interviews; they keep their place in the design."""
    scored = design.data[f"score of {result.indicator.name}"].notna().to_numpy()
    left, out = int((scored & unflagged).sum()), int((scored & ~unflagged).sum())
    if left < smallest or not _enough(out, smallest):
        return None
    return estimated(design.where(scored & unflagged), result.indicator, single=len(result.items) == 1)
