"""Statistics that are products of distances from the mean: variances, covariances, correlations."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats, Truths


@dataclass(frozen=True, eq=False)
class Products:
    """sum(w (a - mean a) (b - mean b)) / sum(w) over the rows that have both, times a factor of each row."""

    values: Floats
    """shape (rows, columns); missing values are NaN"""
    pairs: tuple[Codes, Codes]
    factor: Floats
    """n / (n - 1) of each row's domain and each pair, which no replicate changes"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (pairs,)."""
        both = self._both(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(weights @ self._products(weights, both) / (weights @ both), dtype=np.float64)

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(product - estimate) / sum(w): the means within have no influence of the first order."""
        both = self._both(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(both, (self._products(weights, both) - estimate) / (weights @ both), 0.0)

    def _both(self, weights: Floats) -> Truths:
        valid = ~np.isnan(self.values) & (weights != 0)[:, None]
        return np.asarray(valid[:, self.pairs[0]] & valid[:, self.pairs[1]])

    def _products(self, weights: Floats, both: Truths) -> Floats:
        """Zero where one is missing."""
        sides = [self._centred(weights, both, side) for side in self.pairs]
        return np.asarray(np.where(both, sides[0] * sides[1] * self.factor, 0.0), dtype=np.float64)

    def _centred(self, weights: Floats, both: Truths, side: Codes) -> Floats:
        values = np.where(both, self.values[:, side], 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(values - weights @ values / (weights @ both), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Correlation:
    """Products of pairs over the roots of those of both columns with themselves; for rows that have all columns."""

    values: Floats
    """shape (rows, columns); a row that misses a value has none"""
    pairs: tuple[Codes, Codes]

    def estimate(self, weights: Floats) -> Floats:
        """Shape (pairs,); NaN for a column that is constant."""
        between, first, second = self._three(self._parts().estimate(weights))
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(between / np.sqrt(first * second), dtype=np.float64)

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """By the delta method: dab / sqrt(aa bb) - r / 2 (daa / aa + dbb / bb)."""
        parts = self._parts()
        found = parts.estimate(weights)
        _, first, second = self._three(found)
        between, of_first, of_second = self._three(parts.influence(weights, found))
        with np.errstate(divide="ignore", invalid="ignore"):
            change = between / np.sqrt(first * second) - estimate / 2 * (of_first / first + of_second / second)
        return np.asarray(change, dtype=np.float64)

    def _parts(self) -> Products:
        """The pairs, and every column with itself."""
        columns = np.arange(self.values.shape[1])
        pairs = np.append(self.pairs[0], columns), np.append(self.pairs[1], columns)
        return Products(self.values, pairs, np.ones((len(self.values), len(pairs[0]))))

    def _three(self, parts: Floats) -> tuple[Floats, Floats, Floats]:
        """Of each pair, then of its first and of its second column."""
        n = len(self.pairs[0])
        own = parts[..., n:]
        return parts[..., :n], own[..., self.pairs[0]], own[..., self.pairs[1]]
