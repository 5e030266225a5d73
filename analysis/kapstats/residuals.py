"""What an adjustment of the weights leaves of a score: a design remembers each, and its variance is that of the rest.

A total that agrees with a known total by construction has no sampling error, and an estimate has only the error that
the known totals do not explain: that of the residuals of the scores on them (Deville & Särndal 1992, JASA 87: 376-382,
section 3; Deville, Särndal & Sautory 1993, JASA 88: 1013-1020).

Every adjustment changes scores v linearly and through few sums: v - given f(taken' v). So it can be applied to totals
of units as well as to rows.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats, sum_by, weight_by

# R's survey takes ten rounds over the margins. The exact projection differs from that by about 2e-7 of a standard
# error with three margins; ten rounds keep the numbers equal to R's to the tenth figure.
ROUNDS = 10

Chosen = Codes | slice
ALL = slice(None)
Sums = tuple[Codes, int, Floats]
"""what to sum rows by, how many sums that makes, and what each row is multiplied with"""


class Calibration(ABC):
    """An adjustment of the weights that errors must know of; implementations are frozen dataclasses."""

    @abstractmethod
    def taken(self) -> Iterator[Sums]:
        """The sums of weighted scores that the adjustment looks at, one after the other."""

    @abstractmethod
    def explained(self, sums: Floats) -> Floats:
        """What these sums (one row each, one column an estimate) leave no error to, in the same shape; linear."""

    @abstractmethod
    def given(self, codes: Codes, n: int, factors: Floats, rows: Chosen = ALL) -> Floats:
        """How much of each explained sum rows that share a code lose, times their factors, shape (n, sums).

        ``codes`` and ``factors`` are those of the chosen rows.
        """

    @abstractmethod
    def unexplained(self, values: Floats) -> Floats:
        """Weighted scores, one row a respondent, one column an estimate, less what the adjustment explains."""


class OfCells(Calibration):
    """An adjustment that treats all rows of a cell alike."""

    @abstractmethod
    def _cells(self) -> tuple[Codes, int]:
        """The cell of each row, and how many there are."""

    @abstractmethod
    def _taken(self) -> Floats:
        """What a row's weighted score counts for in its cell's sum."""

    @abstractmethod
    def _given(self) -> Floats:
        """What a row's weighted score loses for each unit that its cell explains."""

    def taken(self) -> Iterator[Sums]:
        """One sum a cell."""
        yield (*self._cells(), self._taken())

    def given(self, codes: Codes, n: int, factors: Floats, rows: Chosen = ALL) -> Floats:
        """As Calibration has it."""
        cells, size = self._cells()
        return weight_by(codes * size + cells[rows], self._given()[rows] * factors, n * size).reshape(n, size)

    def unexplained(self, values: Floats) -> Floats:
        """As Calibration has it."""
        cells, size = self._cells()
        explained = self.explained(sum_by(cells, values * self._taken()[:, None], size))
        return values - self._given()[:, None] * explained[cells]


@dataclass(frozen=True, eq=False)
class PostStratified(OfCells):
    """Weights that add up to known sizes of groups that do not overlap.

    Scores less the weighted mean of their group.
    """

    groups: Codes
    weights: Floats

    def explained(self, sums: Floats) -> Floats:
        """The weighted mean of each group."""
        return sums * _inverse(weight_by(self.groups, self.weights, len(sums)))[:, None]

    def _cells(self) -> tuple[Codes, int]:
        return self.groups, int(self.groups.max()) + 1

    def _taken(self) -> Floats:
        return np.ones(len(self.weights))

    def _given(self) -> Floats:
        return self.weights


@dataclass(frozen=True, eq=False)
class Raked(OfCells):
    """Weights that add up to known sizes of several sets of groups at once.

    Scores less what the margins explain, every row counting the same, as in R's ``rake``.
    """

    cells: Codes
    """combination of groups that each row is in"""
    margins: tuple[Codes, ...]
    """for each set of groups, the group of each cell"""
    weights: Floats

    def explained(self, sums: Floats) -> Floats:
        """Means of the groups, taken off one set after the other."""
        rows = weight_by(self.cells, self.weights > 0, len(sums))
        left = sums
        for _ in range(ROUNDS):
            for groups in self.margins:
                left = left - rows[:, None] * _means(left, groups, rows)[groups]
        return np.asarray((sums - left) * _inverse(rows)[:, None], dtype=np.float64)

    def _cells(self) -> tuple[Codes, int]:
        return self.cells, len(self.margins[0])

    def _taken(self) -> Floats:
        return _inverse(self.weights)

    def _given(self) -> Floats:
        return self.weights


@dataclass(frozen=True, eq=False)
class Responded(OfCells):
    """Weights of those who did not respond, handed to those who did, class by class.

    For all who were asked scores hold the mean of their class too: the size of a class is an estimate. w (z - mean) +
    d mean, with w after and d before (Särndal, Swensson & Wretman 1992, section 15.6.2).
    """

    classes: Codes
    before: Floats
    weights: Floats
    """zero for those who did not respond"""

    def explained(self, sums: Floats) -> Floats:
        """The weighted mean of each class."""
        return sums * _inverse(weight_by(self.classes, self.weights, len(sums)))[:, None]

    def _cells(self) -> tuple[Codes, int]:
        return self.classes, int(self.classes.max()) + 1

    def _taken(self) -> Floats:
        return np.ones(len(self.weights))

    def _given(self) -> Floats:
        return self.weights - self.before


@dataclass(frozen=True, eq=False)
class Regressed(Calibration):
    """Weights that add up to known totals of columns: scores less their regression on these, weighted as before."""

    basis: Floats
    """what the columns span, shape (rows, columns), orthonormal under the weights before"""
    before: Floats
    weights: Floats

    def taken(self) -> Iterator[Sums]:
        """One sum a column."""
        factors = self.before * _inverse(self.weights)
        for column in self.basis.T:
            yield np.zeros(len(column), dtype=np.intp), 1, column * factors

    def explained(self, sums: Floats) -> Floats:
        """The slopes: the sums themselves, since the columns are orthonormal."""
        return sums

    def given(self, codes: Codes, n: int, factors: Floats, rows: Chosen = ALL) -> Floats:
        """As Calibration has it."""
        return sum_by(codes, self.basis[rows] * (self.weights[rows] * factors)[:, None], n)

    def unexplained(self, values: Floats) -> Floats:
        """As Calibration has it."""
        slopes = self.basis.T @ (values * (self.before * _inverse(self.weights))[:, None])
        return np.asarray(values - self.weights[:, None] * (self.basis @ slopes), dtype=np.float64)


def _means(values: Floats, groups: Codes, weights: Floats) -> Floats:
    """Sums of weighted scores over the weight of each group; zero for a group without weight."""
    size = int(groups.max()) + 1
    return sum_by(groups, values, size) * _inverse(weight_by(groups, weights, size))[:, None]


def _inverse(weights: Floats) -> Floats:
    return np.divide(1.0, weights, out=np.zeros(len(weights)), where=weights != 0)
