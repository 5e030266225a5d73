"""Errors of coefficients that solve an equation of scores: bread, scores' covariance, bread (Binder 1983)."""

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from kapstats.arrays import Floats, weight_by
from kapstats.cells import Cells
from kapstats.design import SurveyDesign
from kapstats.inference import infer
from kapstats.statistic import Statistic
from kapstats.units import Units, units_of
from kapstats.variance import Scores, UnitScores, Variance, at_once, unit_variance, variance


class Solution(Statistic, Protocol):
    """A statistic that makes a sum of scores zero."""

    @property
    def cells(self) -> Cells:
        """Rows that have the same scores."""

    def scores(self, estimate: Floats) -> Iterator[Floats]:
        """Scores of the cells, one array for each equation."""

    def bread(self, weights: Floats, estimate: Floats) -> Floats:
        """What turns sums of scores into changes of the estimate."""


def inferred(design: SurveyDesign, statistic: Solution, estimate: Floats) -> Variance:
    """Covariance of an estimate that is known already, so that the whole sample is not fitted twice.

    The scores are added up unit by unit, so that no table of rows and coefficients is made unless adjusted weights
    need one.
    """
    if design.replicates is not None:
        found = infer(design, statistic)
        return Variance(found.covariance, found.df)
    weights = np.where(design.counted, design.weights, 0.0)
    domain = np.zeros(len(estimate), dtype=np.intp)
    if design.calibrations:
        scores = weights[:, None] * statistic.influence(weights, estimate)
        return variance(design, Scores(scores, design.counted[:, None], domain))
    units = units_of(design.stages)
    totals = _unit_totals(statistic, estimate, weights, units) @ statistic.bread(weights, estimate)
    seen = weight_by(units.codes, design.counted, units.n) > 0
    return unit_variance(design, units, UnitScores(at_once(totals), seen[:, None], domain))


def _unit_totals(statistic: Solution, estimate: Floats, weights: Floats, units: Units) -> Floats:
    """Weighted scores of each unit, shape (units, equations)."""
    columns = (statistic.cells.spread(score) for score in statistic.scores(estimate))
    return np.column_stack([weight_by(units.codes, weights * column, units.n) for column in columns])
