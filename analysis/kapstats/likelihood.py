"""Likelihood limits of a share: all values whose deviance, deflated by the design effect, is not too large.

The binomial log likelihood of the weighted sample (weights of mean one) is scaled by Rao & Scott's design effect and
held against the square of Student's t (Rao & Scott 1984, Ann Stat 12: 46-60). The root of the scaled deviance is
profiled on the log odds, at steps of a fifth of where it ends, joined by a cubic spline, and the limits are read off
between points a third of a step apart, as Venables & Ripley do (2002, "Modern Applied Statistics with S", section 8.4).
That leaves about 1e-5 of a limit, and so does the information at the last but one step of the fit. Both are R's, and
kept: the limits then are R's too.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from kapstats.arrays import Floats
from kapstats.distributions import f_point, normal_tail
from kapstats.intervals import quantile

STEPS = 10
"""steps of the profile on either side at most"""
CONVERGED = 1e-8
"""relative change of the deviance at which the fit ends"""
ROUNDS = 25


@dataclass(frozen=True)
class Fit:
    """A logistic regression on a constant alone."""

    share: float
    n: float
    dispersion: float
    information: float
    """of the log odds, at the last but one step of the fit"""

    def root(self, logit: Floats) -> Floats:
        """Signed root of the scaled deviance at other log odds."""
        # log(p / q) and log((1 - p) / (1 - q)) keep their figures where q is close to 0 or 1.
        above = np.log(self.share) + np.logaddexp(0, -logit)
        below = np.log1p(-self.share) + np.logaddexp(0, logit)
        deviance = 2 * self.n * (self.share * above + (1 - self.share) * below) / self.dispersion
        return np.asarray(np.sign(logit - special.logit(self.share)) * np.sqrt(np.maximum(deviance, 0)))


def fit(y: Floats, weights: Floats, *, dispersed: bool) -> Fit:
    """The fit to values from 0 to 1 that stand for at least two rows; ``dispersed`` also estimates the dispersion."""
    n = len(y)
    weights = weights * (n / weights.sum())
    share = float(weights @ y) / n
    squares = float(weights @ (y - share) ** 2) / (share * (1 - share))
    return Fit(share, n, squares / (n - 1) if dispersed else 1.0, _information(y, weights))


def _information(y: Floats, weights: Floats) -> float:
    """sum(w p (1 - p)) where iteratively reweighted least squares took its last step from (McCullagh & Nelder 1989,
    "Generalized Linear Models", section 2.5)."""
    p, deviance = (weights * y + 0.5) / (weights + 1), np.inf
    for _ in range(ROUNDS):
        spread = weights * p * (1 - p)
        step = float((spread @ special.logit(p) + weights @ (y - p)) / spread.sum())
        p, before = np.full(len(y), special.expit(step)), deviance
        deviance = 2 * float(weights @ (special.kl_div(y, p) + special.kl_div(1 - y, 1 - p)))
        if abs(deviance - before) < CONVERGED * (abs(deviance) + 0.1):
            break
    return float(spread.sum())


def likelihood_limits(found: Fit, variance: float, df: float, level: float) -> tuple[float, float]:
    """Limits of a share whose log odds have this variance under the design; NaN at 0 and 100 percent."""
    cut = float(quantile(level, np.asarray(df, dtype=np.float64)) * np.sqrt(variance * found.information))
    if not np.isfinite(cut) or not 0 < found.share < 1:
        return np.nan, np.nan
    # Where the profile ends: the share of the tail beyond the cut, made four times smaller.
    end = float(np.sqrt(f_point(normal_tail(cut) / 2, 1, found.n - 1)))
    step, centre = end / 5 * np.sqrt(variance), special.logit(found.share)
    below, above = (_reach(found, centre, side * step, end) for side in (-1, 1))
    steps = np.asarray(centre + step * np.arange(-below, above + 1), dtype=np.float64)
    points = np.linspace(steps[0], steps[-1], 3 * len(steps))
    limits = np.interp([-cut, cut], _joined(steps, found.root(steps), points), points, left=np.nan, right=np.nan)
    low, high = special.expit(limits)
    return float(low), float(high)


def _reach(found: Fit, centre: float, step: float, end: float) -> int:
    """Steps until the profile has ended."""
    steps = np.arange(1, STEPS + 1, dtype=np.float64)
    roots = np.abs(found.root(centre + step * steps))
    return int(np.argmax(roots > end)) + 1 if (roots > end).any() else STEPS


def _joined(x: Floats, y: Floats, points: Floats) -> Floats:
    """A cubic spline through evenly spaced points; its end pieces bend as the cubic through the four points there
    (Forsythe, Malcolm & Moler 1977, "Computer Methods for Mathematical Computations", section 4.4)."""
    if len(x) < 4:
        return np.asarray(np.interp(points, x, y), dtype=np.float64)
    n, second, third = len(x), np.diff(y, 2), np.diff(y, 3)
    bends = 4 * np.eye(n) + np.eye(n, k=1) + np.eye(n, k=-1)
    bends[0], bends[-1] = np.eye(n)[1] - np.eye(n)[0], np.eye(n)[-1] - np.eye(n)[-2]
    found = np.linalg.solve(bends, np.concatenate([third[:1], 6 * second, third[-1:]]))
    places = (points - x[0]) / (x[1] - x[0])
    knot = np.clip(places.astype(np.intp), 0, n - 2)
    above = places - knot
    below = 1 - above
    bent = (below**3 - below) * found[knot] + (above**3 - above) * found[knot + 1]
    return np.asarray(below * y[knot] + above * y[knot + 1] + bent / 6, dtype=np.float64)
