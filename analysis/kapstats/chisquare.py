"""Upper tails of weighted sums of chi-squares, the laws of test statistics in samples that are not simple random ones.

Q = sum_j w_j X_j with independent chi-squares X_j has the cumulant function K(s) = -1/2 sum_j d_j log(1 - 2 w_j s).
"exact" integrates exp(K(s) - s x) / s along a parabola through its saddle point, where the integrand is as small as the
tail itself, so that its figures stay true in the far tail (Rice 1980, SIAM J Sci Stat Comput 1: 438-448; the parabola:
Weideman & Trefethen 2007, Math Comp 76: 1341-1356). Integrals along the imaginary axis (Imhof 1961, Davies 1980) lose
them below 1e-12. "saddlepoint" is the closed approximation of Kuonen (1999, Biometrika 86: 929-935), off by some
percent of the tail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import optimize

from kapstats.arrays import Floats
from kapstats.distributions import normal_tail

Tail = Literal["exact", "saddlepoint"]
Points = npt.NDArray[np.complex128]
NEGLIGIBLE = 1e-14
"""weights below this share of the largest are rounding noise of eigenvalues that are zero"""
SETTLED = 1e-12
"""relative change at which halving the step of the integral stops"""
HALVINGS = 12
REACH = 12.0
"""where the integrand has died out for every law: its variable is the sinh of this"""


@dataclass(frozen=True, eq=False)
class ChiSquareSum:
    """A sum of independent chi-squares, each times its weight."""

    weights: Floats
    df: Floats

    def cumulant(self, s: float) -> float:
        """K(s)."""
        return float(-0.5 * self.df @ np.log1p(-2 * self.weights * s))

    def slope(self, s: float) -> float:
        """K'(s): the mean at zero."""
        return float(self.df @ (self.weights / (1 - 2 * self.weights * s)))

    def bend(self, s: float) -> float:
        """K''(s): the variance at zero."""
        return float(2 * self.df @ (self.weights / (1 - 2 * self.weights * s)) ** 2)

    def continued(self, s: Points) -> Points:
        """K off the real line."""
        return np.asarray(-0.5 * (np.log(1 - 2 * s[:, None] * self.weights) @ self.df), dtype=np.complex128)

    @property
    def end(self) -> float:
        """K is finite from zero up to here."""
        return 1 / (2 * float(self.weights.max()))


def tail_of_sum(x: float, weights: Floats, df: Floats | None = None, *, method: Tail = "exact") -> float:
    """P(sum_j w_j X_j > x) for independent chi-squares X_j with df_j degrees of freedom (1 without ``df``).

    weights  zero or more; negligible ones are dropped. NaN where none is left, or where x is no number.
    "exact" is so to a relative 1e-10, in the far tail too.
    Source: see the head of this module.  R: pchisqsum(x, df, a, lower.tail = FALSE)

    >>> f"{tail_of_sum(8.0, np.array([1.0, 1.0])):.10g} {np.exp(-4):.10g}"
    '0.01831563889 0.01831563889'
    """
    law = _law(weights, df)
    if law is None or not np.isfinite(x):
        return np.nan
    return 1.0 if x <= 0 else _tail(law, float(x), method)


def tail_of_ratio(x: float, weights: Floats, ddf: float, df: Floats | None = None, *, method: Tail = "exact") -> float:
    """P(sum_j w_j X_j / (Y / ddf) > x) where Y is a chi-square of its own, with ``ddf`` degrees of freedom.

    It is the tail at zero of the sum that has Y in it with the weight -x / ddf. Arguments as for tail_of_sum().
    Source: Lumley & Scott 2014, Aust NZ J Stat 56: 1-14.  R: pFsum(x, df, a, ddf, lower.tail = FALSE)

    >>> from kapstats.distributions import f_tail
    >>> f"{tail_of_ratio(3.0, np.array([1.0]), 10):.10g} {f_tail(3.0, 1, 10):.10g}"
    '0.1139374122 0.1139374122'
    """
    law = _law(weights, df)
    if law is None or not np.isfinite(x) or not ddf > 0:
        return np.nan
    if x <= 0:
        return 1.0
    if np.isinf(ddf):
        return _tail(law, float(x), method)
    return _tail(ChiSquareSum(np.append(law.weights, -x / ddf), np.append(law.df, ddf)), 0.0, method)


def _law(weights: Floats, df: Floats | None) -> ChiSquareSum | None:
    weights = np.asarray(weights, dtype=np.float64)
    df = np.ones(len(weights)) if df is None else np.asarray(df, dtype=np.float64)
    if len(weights) == 0 or not np.isfinite(weights).all():
        return None
    kept = weights > NEGLIGIBLE * max(float(weights.max()), 0.0)
    return ChiSquareSum(weights[kept], df[kept]) if kept.any() else None


def _tail(law: ChiSquareSum, x: float, method: Tail) -> float:
    return _saddlepoint(law, x) if method == "saddlepoint" else _exact(law, x)


def _saddlepoint(law: ChiSquareSum, x: float) -> float:
    mean, variance = law.slope(0.0), law.bend(0.0)
    if abs(x - mean) < 1e-5 * np.sqrt(variance):
        # The limit at the mean, where the formula is zero over zero.
        third = 8 * float(law.df @ law.weights**3)
        return normal_tail(third / (6 * variance**1.5))
    s = _root(lambda s: law.slope(s) - x, *((0.0, law.end) if x > mean else (_start(law, x), 0.0)))
    w = np.sign(s) * np.sqrt(2 * (s * x - law.cumulant(s)))
    v = s * np.sqrt(law.bend(s))
    return normal_tail(w + np.log(v / w) / w)


def _start(law: ChiSquareSum, x: float) -> float:
    """Below the saddle point of a tail at x under the mean."""
    smallest = float(law.weights.min())
    return 1 / (2 * smallest) if smallest < 0 else -float(law.df.sum()) / (2 * x)


def _exact(law: ChiSquareSum, x: float) -> float:
    """The tail by the trapezoidal rule, whose error falls geometrically as its step is halved."""
    end = law.end
    centre = _root(lambda s: law.slope(s) - x - 1 / s, 0.0, end)
    height = law.cumulant(centre) - centre * x - np.log(centre)

    def integrand(v: Floats) -> Floats:
        # A parabola around the singularities right of the centre, walked ever faster outwards.
        turn = 1 - 1j * np.sinh(v)
        s = end - (end - centre) * turn**2
        value = np.exp(law.continued(s) - s * x - np.log(s) - height) * turn * np.cosh(v)
        return np.asarray(2 * (end - centre) * value.real, dtype=np.float64)

    return float(np.exp(height) * _integral(integrand) / np.pi)


def _integral(integrand: Callable[[Floats], Floats]) -> float:
    """From zero to where the even integrand has died out."""
    step = 0.25
    values = integrand(np.arange(0, REACH, step))
    total = step * (values.sum() - values[0] / 2)
    for _ in range(HALVINGS):
        # Only the points between those of the round before are new.
        halved = total / 2 + step / 2 * integrand(np.arange(step / 2, REACH, step)).sum()
        if abs(halved - total) <= SETTLED * abs(halved):
            return float(halved)
        total, step = halved, step / 2
    return float(total)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where an increasing function, infinite or of the other sign at the ends of an open interval, crosses zero."""
    inset = 1e-15 * (high - low)
    return float(optimize.brentq(function, low + inset, high - inset, xtol=1e-300, rtol=1e-14, maxiter=1000))
