"""What people think of others beside what they say of themselves: the gap of a social norm."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapbrief.disclosure import Status
from kapbrief.held import outcome
from kapbrief.indicators import sealed
from kapbrief.plan import NormGap
from kapbrief.release import Release
from kapbrief.weighting import weighted
from kapstats import Estimate, norm_gap

PERCEIVED, ACTUAL = "perceived", "actual"


@dataclass(frozen=True)
class GapRow:
    """One norm; nothing is told where it is withheld."""

    gap: NormGap
    status: Status
    perceived: Estimate | None = None
    """the share of the others who do it, as people on average think"""
    actual: Estimate | None = None
    """the share who say so of themselves"""
    difference: Estimate | None = None
    """perceived less actual: above zero where people believe more of the others than is so"""


def norm_gaps(release: Release) -> tuple[GapRow, ...]:
    """Every norm of the plan, each question of everybody who answered it, as other pages tell them.

    Of the same people as there, so that nothing can be subtracted; the error allows for those who answered both.
    """
    return tuple(_row(release, one) for one in release.plan.norm_gaps)


def _row(release: Release, gap: NormGap) -> GapRow:
    did = outcome(release, gap.actual)
    if did.status is not Status.SHOWN or sealed(release, gap.perceived):
        return GapRow(gap, Status.SEALED if did.status is Status.SHOWN else did.status)
    thought = np.array([gap.shares.get(code, np.nan) for code in release.answers[gap.perceived].numbers])
    if min((~np.isnan(values)).sum() for values in (thought, did.values)) < release.plan.smallest_cell:
        return GapRow(gap, Status.WITHHELD)
    design = weighted(release, pd.DataFrame({PERCEIVED: thought, ACTUAL: did.values})).design
    return GapRow(gap, Status.SHOWN, *norm_gap(design, PERCEIVED, ACTUAL).rows)
