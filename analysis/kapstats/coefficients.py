"""The coefficients of a generalised linear model as a function of the weights, and what each row does to them."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.cells import Cells
from kapstats.errors import ReplicatesSeparated
from kapstats.families import Family
from kapstats.irls import BLOCK, Fit, Numbers, fit, solved

SEPARATED = (
    "a coefficient has no finite value in some replicates; where it stops hangs on rounding, and so does its error"
)


@dataclass(frozen=True, eq=False)
class Coefficients:
    """The coefficients of a generalised linear model."""

    numbers: Numbers
    cells: Cells
    family: Family
    known: "Known | None" = None
    """of the whole sample: where the fits of replicates start, and what influence is taken at"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (coefficients,); NaN where the columns are collinear among the rows with a weight."""
        found = self.fit(weights)
        if not found.settled and np.isfinite(found.coefficients).all():
            warnings.warn(SEPARATED, ReplicatesSeparated, stacklevel=2)
        return found.coefficients

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(X' W X)^-1 x (y - mean) slope / variance (Binder 1983, Int Stat Rev 51: 279-292, section 3)."""
        scores = np.column_stack(list(self.scores(estimate)))
        return self.cells.spread(scores @ self.bread(weights, estimate))

    def scores(self, estimate: Floats) -> Iterator[Floats]:
        """x (y - mean) slope / variance, cell by cell, one coefficient at a time."""
        if self.known is None:
            at = self.at(estimate)
            score = at.residual * at.work
        else:
            score = self.known.at.residual * self.at(self.known.fit.before).work
        return (column * score for column in self.numbers.x.T)

    def bread(self, weights: Floats, estimate: Floats) -> Floats:
        """(X' W X)^-1."""
        if self.known is None:
            work = self.cells.gathered(weights) * self.at(estimate).work
            information = self.numbers.x.T @ (self.numbers.x * work[:, None])
        else:
            information = self.known.fit.information
        return solved(information, np.eye(len(estimate)))

    def at(self, estimate: Floats) -> "At":
        """The model at these coefficients, cell by cell."""
        found = At(*np.empty((2, len(self.numbers.y))))
        for start in range(0, len(self.numbers.y), BLOCK):
            rows = slice(start, start + BLOCK)
            mean, slope = self.family.link.mean(self.numbers.offset[rows] + self.numbers.x[rows] @ estimate)
            found.residual[rows] = (self.numbers.y[rows] - mean) / slope
            found.work[rows] = slope**2 / self.family.variation.variance(mean)
        return found

    def fit(self, weights: Floats) -> Fit:
        """The fit behind the estimate."""
        start = None if self.known is None else self.known.fit.coefficients
        return fit(self.numbers, self.cells.gathered(weights), self.family, start)


@dataclass(frozen=True, eq=False)
class At:
    """Residual and information on the linear predictor's scale, cell by cell."""

    residual: Floats
    work: Floats


@dataclass(frozen=True, eq=False)
class Known:
    """A fit, and the model at its coefficients."""

    fit: Fit
    at: At
