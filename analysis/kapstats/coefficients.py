"""The coefficients of a generalised linear model as a function of the weights, and what each row does to them."""

import warnings
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.cells import Cells
from kapstats.errors import ReplicatesSeparated
from kapstats.families import Family
from kapstats.irls import Fit, Numbers, fit, solved

SEPARATED = (
    "a coefficient has no finite value in some replicates; where it stops hangs on rounding, and so does its error"
)


@dataclass(frozen=True, eq=False)
class Coefficients:
    """The coefficients of a generalised linear model."""

    numbers: Numbers
    cells: Cells
    family: Family
    start: Floats | None = None
    weighed_at: Floats | None = None
    """coefficients that the information is taken at; without, those of the estimate"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (coefficients,); NaN where the columns are collinear among the rows with a weight."""
        found = self.fit(weights)
        if not found.settled and np.isfinite(found.coefficients).all():
            warnings.warn(SEPARATED, ReplicatesSeparated, stacklevel=2)
        return found.coefficients

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(X' W X)^-1 x (y - mean) slope / variance (Binder 1983, Int Stat Rev 51: 279-292, section 3)."""
        at = estimate if self.weighed_at is None else self.weighed_at
        work = self.at(at).work
        bread = solved(self.information(weights, at), np.eye(len(estimate)))
        score = self.at(estimate).residual * work
        return self.cells.spread((self.numbers.x * score[:, None]) @ bread)

    def information(self, weights: Floats, estimate: Floats) -> Floats:
        """X' W X, expected, in these weights."""
        x = self.numbers.x
        work = self.cells.gathered(weights) * self.at(estimate).work
        information: Floats = x.T @ (x * work[:, None])
        return information

    def at(self, estimate: Floats) -> "At":
        """The model at these coefficients, cell by cell."""
        eta = self.numbers.offset + self.numbers.x @ estimate
        mean, slope = self.family.link.mean(eta), self.family.link.slope(eta)
        variance = self.family.variation.variance(mean)
        return At(mean, variance, (self.numbers.y - mean) / slope, slope**2 / variance)

    def fit(self, weights: Floats) -> Fit:
        """The fit behind the estimate."""
        return fit(self.numbers, self.cells.gathered(weights), self.family, self.start)


@dataclass(frozen=True, eq=False)
class At:
    """Mean and variance of the outcome, residual and information on the linear predictor's scale, cell by cell."""

    mean: Floats
    variance: Floats
    residual: Floats
    work: Floats
