"""Statistics that are functions of totals: totals, means, ratios; missing values are NaN and count nowhere."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats


@dataclass(frozen=True, eq=False)
class Total:
    """sum(w y) of each column."""

    values: Floats
    """shape (rows, columns)"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (columns,)."""
        return np.asarray(weights @ np.nan_to_num(self.values), dtype=np.float64)

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """The values themselves."""
        return np.nan_to_num(self.values)


@dataclass(frozen=True, eq=False)
class Mean:
    """sum(w y) / sum(w) of each column."""

    values: Floats
    """shape (rows, columns)"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (columns,)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(weights @ np.nan_to_num(self.values) / (weights @ ~np.isnan(self.values)))

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(y - mean) / sum(w)."""
        valid = ~np.isnan(self.values)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(valid, (np.nan_to_num(self.values) - estimate) / (weights @ valid), 0.0)


@dataclass(frozen=True, eq=False)
class Ratio:
    """sum(w y) / sum(w x) of each pair of columns, over the rows that have both."""

    above: Floats
    below: Floats
    """both of shape (rows, pairs)"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (pairs,)."""
        above, below = self._both()
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((weights @ above) / (weights @ below))

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(y - ratio x) / sum(w x)."""
        above, below = self._both()
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((above - estimate * below) / (weights @ below))

    def _both(self) -> tuple[Floats, Floats]:
        missing = np.isnan(self.above) | np.isnan(self.below)
        return np.where(missing, 0.0, self.above), np.where(missing, 0.0, self.below)
