"""What an adjustment of the weights leaves of a score: a design remembers each, and its variance is that of the rest.

A total that agrees with a known total by construction has no sampling error, and an estimate has only the error that
the known totals do not explain: that of the residuals of the scores on them (Deville & Särndal 1992, JASA 87: 376-382,
section 3; Deville, Särndal & Sautory 1993, JASA 88: 1013-1020).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kapstats.arrays import Codes, Floats, sum_by, weight_by

# R's survey takes ten rounds over the margins. The exact projection differs from that by about 2e-7 of a standard
# error with three margins; ten rounds keep the numbers equal to R's to the tenth figure.
ROUNDS = 10


class Calibration(Protocol):
    """An adjustment of the weights that errors must know of; implementations are frozen dataclasses."""

    def unexplained(self, values: Floats) -> Floats:
        """Weighted scores, one row a respondent, one column an estimate, less what the adjustment explains."""


@dataclass(frozen=True, eq=False)
class PostStratified:
    """Weights that add up to known sizes of groups that do not overlap."""

    groups: Codes
    weights: Floats

    def unexplained(self, values: Floats) -> Floats:
        """Each score less the weighted mean of its group."""
        return values - self.weights[:, None] * _means(values, self.groups, self.weights)[self.groups]


@dataclass(frozen=True, eq=False)
class Raked:
    """Weights that add up to known sizes of several sets of groups at once."""

    cells: Codes
    """combination of groups that each row is in"""
    margins: tuple[Codes, ...]
    """for each set of groups, the group of each cell"""
    weights: Floats

    def unexplained(self, values: Floats) -> Floats:
        """Each score less what the margins explain, every row counting the same, as in R's ``rake``."""
        size = len(self.margins[0])
        scores = sum_by(self.cells, values * _inverse(self.weights)[:, None], size)
        rows = weight_by(self.cells, self.weights != 0, size)
        left = scores
        for _ in range(ROUNDS):
            for groups in self.margins:
                left = left - rows[:, None] * _means(left, groups, rows)[groups]
        explained = (scores - left) * _inverse(rows)[:, None]
        return values - self.weights[:, None] * explained[self.cells]


@dataclass(frozen=True, eq=False)
class Regressed:
    """Weights that add up to known totals of columns."""

    basis: Floats
    """what the columns span, shape (rows, columns), orthonormal under the weights before"""
    before: Floats
    weights: Floats

    def unexplained(self, values: Floats) -> Floats:
        """Each score less its regression on the columns, weighted as before the adjustment."""
        slopes = self.basis.T @ (values * (self.before * _inverse(self.weights))[:, None])
        return np.asarray(values - self.weights[:, None] * (self.basis @ slopes), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Responded:
    """Weights of those who did not respond, handed to those who did, class by class."""

    classes: Codes
    before: Floats
    weights: Floats
    """zero for those who did not respond"""

    def unexplained(self, values: Floats) -> Floats:
        """Each score, and for all who were asked the mean of their class: the size of a class is an estimate too.

        w (z - mean) + d mean, with w after and d before (Särndal, Swensson & Wretman 1992, section 15.6.2).
        """
        means = _means(values, self.classes, self.weights)[self.classes]
        return values + (self.before - self.weights)[:, None] * means


def _means(values: Floats, groups: Codes, weights: Floats) -> Floats:
    """Sums of weighted scores over the weight of each group; zero for a group without weight."""
    size = int(groups.max()) + 1
    return sum_by(groups, values, size) * _inverse(weight_by(groups, weights, size))[:, None]


def _inverse(weights: Floats) -> Floats:
    return np.divide(1.0, weights, out=np.zeros(len(weights)), where=weights != 0)
