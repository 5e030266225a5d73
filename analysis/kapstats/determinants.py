"""Statistics of beliefs beside a target: means, correlations, room for change, and the share explained."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats, Truths


@dataclass(frozen=True, eq=False)
class Determinants:
    """Mean of each column, its correlation with the target, and (maximum - mean) times that, column by column."""

    x: Floats
    """shape (rows, columns); missing values are NaN"""
    y: Floats
    maximum: Floats

    def estimate(self, weights: Floats) -> Floats:
        """Shape (3 columns,); no correlation (NaN) for what is constant."""
        mean, parts = self._mean(weights), self._parts(weights)
        r = parts.r
        return np.column_stack([mean, r, (self.maximum - mean) * r]).ravel()

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """Of r: (zx zy - r (zx^2 + zy^2) / 2) / sum(w); of the potential by the product rule."""
        mean, r = estimate[0::3], estimate[1::3]
        own, parts = ~np.isnan(self.x) & (weights != 0)[:, None], self._parts(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            of_mean = np.where(own, (np.nan_to_num(self.x) - mean) / (weights @ own), 0.0)
            of_r = (parts.zx * parts.zy - r * (parts.zx**2 + parts.zy**2) / 2) / parts.total
        of_potential = (self.maximum - mean) * of_r - of_mean * r
        return np.stack([of_mean, of_r, of_potential], axis=2).reshape(len(self.x), -1)

    def _mean(self, weights: Floats) -> Floats:
        own = ~np.isnan(self.x) & (weights != 0)[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(weights @ np.where(own, self.x, 0.0) / (weights @ own), dtype=np.float64)

    def _parts(self, weights: Floats) -> "_Parts":
        both = ~np.isnan(self.x) & ~np.isnan(self.y)[:, None] & (weights != 0)[:, None]
        total = (weights @ both).astype(np.float64)
        sides = [np.where(both, self.x, 0.0), np.where(both, self.y[:, None], 0.0)]
        with np.errstate(divide="ignore", invalid="ignore"):
            centred = [np.where(both, side - weights @ side / total, 0.0) * _varies(side, both) for side in sides]
            zx, zy = (side / np.sqrt(weights @ side**2 / total) for side in centred)
            return _Parts(zx, zy, total, np.asarray(weights @ (zx * zy) / total, dtype=np.float64))


def _varies(values: Floats, rows: Truths) -> Floats:
    """One for each column that has two values among its rows, else NaN: rounding would make a spread of one value."""
    high, low = np.where(rows, values, -np.inf).max(axis=0), np.where(rows, values, np.inf).min(axis=0)
    return np.where(high > low, 1.0, np.nan)


@dataclass(frozen=True, eq=False)
class _Parts:
    """Both sides in standard deviations from their means, zero for rows that lack one; sum of weights; correlation."""

    zx: Floats
    zy: Floats
    total: Floats
    r: Floats


@dataclass(frozen=True, eq=False)
class Explained:
    """R2 of the weighted linear regression of the target on all columns, over rows that have all."""

    x: Floats
    y: Floats

    def estimate(self, weights: Floats) -> Floats:
        """1 - sum(w e^2) / sum(w (y - mean)^2)."""
        left, spread = self._residuals(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.array([1 - weights @ left**2 / np.float64(weights @ spread**2)])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """((1 - R2) (y - mean)^2 - e^2) / sum(w (y - mean)^2): the coefficients within have none of the first order."""
        left, spread = self._residuals(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(((1 - estimate) * spread**2 - left**2) / (weights @ spread**2))[:, None]

    def _residuals(self, weights: Floats) -> tuple[Floats, Floats]:
        """Of the regression, and from the mean; zero for rows that do not count."""
        used = (weights != 0) & ~np.isnan(self.y)
        root = np.sqrt(np.maximum(weights[used], 0.0))
        y = self.y[used] - weights[used] @ self.y[used] / weights[used].sum()
        x = np.column_stack([np.ones(used.sum()), self.x[used]])
        slopes = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]
        left, spread = np.zeros(len(self.y)), np.zeros(len(self.y))
        left[used], spread[used] = y - x @ slopes, y
        return left, spread
