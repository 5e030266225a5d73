"""One factor behind correlations: loadings, and how they change with each correlation.

The loadings l minimise the distance between the correlations r and those that one factor makes, l l' off the diagonal:
"ml" the likelihood's, log det M + tr(R M^-1) with M = l l' + diag(1 - l^2); "minres" the sum of squared residuals
(Harman & Jones 1966, Psychometrika 31: 351-368); "dwls" that sum with each square over the variance of its correlation
(Muthén, du Toit & Spisic 1997). The maximum likelihood's unique variances are those that leave the diagonal alone
(Lawley & Maxwell 1971, section 4.3), so that loadings are all there is to look for.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import linalg, optimize

from kapstats.arrays import Codes, Floats

Method = Literal["ml", "minres", "dwls"]
ROUNDS = 50
SETTLED = 1e-13
FLAT = 1e-10
"""least over largest curvature of the distance below which many loadings are as good as the best, or none is best"""


@dataclass(frozen=True, eq=False)
class OneFactor:
    """The distance as a function of the loadings."""

    correlations: Floats
    """a square"""
    precision: Floats | None
    """weight of each squared residual, a square; None asks for maximum likelihood"""

    def value(self, loadings: Floats) -> float:
        """The distance; infinite where a unique variance is not positive."""
        if self.precision is not None:
            residuals = self.correlations - np.outer(loadings, loadings)
            return float((np.triu(self.precision, 1) * residuals**2).sum())
        if (np.abs(loadings) >= 1).any():
            return np.inf
        model = _model(loadings)
        return float(np.linalg.slogdet(model)[1] + np.trace(np.linalg.solve(model, self.correlations)))

    def gradient(self, loadings: Floats) -> Floats:
        """With each loading."""
        if self.precision is None:
            return _pulled(self._unlike(loadings), loadings)
        residuals = self.precision * (self.correlations - np.outer(loadings, loadings))
        return np.asarray(-2 * residuals @ loadings)

    def hessian(self, loadings: Floats) -> Floats:
        """With each two loadings."""
        if self.precision is None:
            return self._likelihood_hessian(loadings)
        found = -2 * self.precision * (self.correlations - 2 * np.outer(loadings, loadings))
        return np.asarray(found + np.diag(2 * self.precision @ loadings**2))

    def crossed(self, loadings: Floats, pairs: tuple[Codes, Codes]) -> Floats:
        """Of the gradient with each correlation, shape (loadings, pairs)."""
        a, b = pairs
        if self.precision is None:
            inverse = linalg.inv(_model(loadings))
            changes = [np.outer(inverse[:, i], inverse[j]) for i, j in zip(a, b, strict=True)]
            return np.column_stack([_pulled(-change - change.T, loadings) for change in changes])
        found = np.zeros((len(loadings), len(a)))
        place = np.arange(len(a))
        found[a, place] = -2 * self.precision[a, b] * loadings[b]
        found[b, place] = -2 * self.precision[a, b] * loadings[a]
        return found

    def _unlike(self, loadings: Floats) -> Floats:
        inverse = linalg.inv(_model(loadings))
        return np.asarray(inverse - inverse @ self.correlations @ inverse)

    def _likelihood_hessian(self, loadings: Floats) -> Floats:
        inverse = linalg.inv(_model(loadings))
        between = inverse @ self.correlations @ inverse
        second = 2 * (inverse - between)
        np.fill_diagonal(second, 0.0)
        columns = []
        for place in range(len(loadings)):
            turn = np.zeros_like(inverse)
            turn[place] += loadings
            turn[:, place] += loadings
            turn[place, place] = 0.0
            change = between @ turn @ inverse
            columns.append(_pulled(change + change.T - inverse @ turn @ inverse, loadings))
        return np.asarray(second + np.column_stack(columns))


def loadings_of(asked: OneFactor) -> Floats:
    """The loadings, pointing so that their sum is positive.

    NaN where none are found that leave each item a variance of its own, and where the distance does not rise on every
    side of those found: items that all say the same, or one that has nothing to do with two others.
    """
    correlations = asked.correlations
    if not np.isfinite(correlations).all():
        return np.full(len(correlations), np.nan)
    values, vectors = linalg.eigh(correlations)
    start = np.clip(vectors[:, -1] * np.sqrt(values[-1]), -0.9, 0.9)
    # A first step far enough leads beyond a loading of one, where the likelihood is infinite: the search turns back.
    with np.errstate(invalid="ignore"):
        found = optimize.minimize(asked.value, start, jac=asked.gradient, method="BFGS").x
    for _ in range(ROUNDS):
        if (np.abs(found) >= 1).any() or not np.isfinite(found).all():
            return np.full(len(found), np.nan)
        step = linalg.lstsq(asked.hessian(found), asked.gradient(found))[0]
        found = found - step
        if np.abs(step).max() < SETTLED:
            break
    curvature = linalg.eigvalsh(asked.hessian(found))
    if curvature[0] <= FLAT * curvature[-1]:
        return np.full(len(found), np.nan)
    # An eigenvector has no sign of its own.
    return np.asarray(found * (1.0 if found.sum() >= 0 else -1.0))


def changes(asked: OneFactor, loadings: Floats, pairs: tuple[Codes, Codes]) -> Floats:
    """Of the loadings with each correlation, shape (loadings, pairs), by the implicit function."""
    return np.asarray(-linalg.solve(asked.hessian(loadings), asked.crossed(loadings, pairs)))


def _model(loadings: Floats) -> Floats:
    return np.asarray(np.outer(loadings, loadings) + np.diag(1 - loadings**2))


def _pulled(unlike: Floats, loadings: Floats) -> Floats:
    return np.asarray(2 * (unlike @ loadings - np.diag(unlike) * loadings))
