"""Where a quantile lies between two observations: the rules, with weights.

A distribution function that climbs in steps reaches most probabilities on a step, and the rules differ in what they
answer between two observations and on the edge of a step. With x_k the k-th smallest observation, w_k its weight and
C_k the weight up to it:

    math, hf1   the smallest x_k with C_k / C_n >= p
    school, hf2 the same, but the midpoint of x_k and x_(k+1) where C_k / C_n = p
    hf3         the same as math on the distinct values, but the even one of x_k and x_(k+1) where C_k / C_n = p
                (and the second below the first step, as R has it)
    hf4 to hf9  straight lines between the points (p_k, x_k), p_k = (C_k - a w_k) / (C_n + b w_n); with equal weights
                these are the types 4 to 9 of Hyndman & Fan 1996, American Statistician 50: 361-365
    shahvaish   the x_k of the largest p_k <= p, p_k = (n C_k / C_n + 1/2 - w_k / 2) / (n + 1), n observations
                (after Shah & Vaish 2006, Proc ASA Section on Survey Research Methods)

Sums of weights that should be equal differ by rounding, so steps are compared with a tolerance; but in replicates to
the last bit, as R does, since one replicate on the other side of a step changes their spread. Equal observations of
unequal weight stand in the order of their rows, as in R, which hf5, hf7, hf8, hf9 and shahvaish can notice;
shahvaish takes the weights as they are, as R does, so that it also notices their scale.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from kapstats.arrays import Codes, Floats, Truths

Rule = Literal["math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]

STEP = 1e-10
"""shares of the whole weight that differ by less are the same step"""
POINTS = {
    "hf4": (0.0, 0.0),
    "hf5": (1 / 2, 0.0),
    "hf6": (0.0, 1.0),
    "hf7": (1.0, -1.0),
    "hf8": (1 / 3, 1 / 3),
    "hf9": (3 / 8, 1 / 4),
}
"""a and b of the rules that draw straight lines"""


@dataclass(frozen=True, eq=False)
class Distribution:
    """Observations from the smallest to the largest; all of them, or those between two values."""

    values: Floats
    weights: Floats
    below: float = 0.0
    above: float = 0.0
    """weights of the observations left out"""

    @cached_property
    def upto(self) -> Floats:
        """The weight up to each observation, added up in the machine's longest numbers, as R does."""
        return self.below + np.cumsum(self.weights, dtype=np.longdouble).astype(np.float64)

    @cached_property
    def shares(self) -> Floats:
        """The same as shares of the whole."""
        upto = self.upto
        return np.asarray(upto / (upto[-1] + self.above))

    def share(self, value: Floats) -> Floats:
        """Share of the weight at or below each value."""
        return np.append(0.0, self.shares)[np.searchsorted(self.values, value, side="right")]


def distribution(values: Floats, weights: Floats) -> Distribution:
    """The observations in order; those that are missing or have no weight left out."""
    used = (weights != 0) & ~np.isnan(values)
    values, weights = values[used], weights[used]
    order = np.argsort(values, kind="stable")
    return Distribution(values[order], weights[order])


def quantiles(observed: Distribution, p: Floats, rule: Rule, *, tolerance: float = STEP) -> Floats:
    """Quantiles at each probability; NaN outside of 0 to 1, or where no weights are known."""
    possible = (p >= 0) & (p <= 1) & (len(observed.values) > 0) & np.isfinite(observed.weights.sum())
    found = np.full(len(p), np.nan)
    if possible.any():
        found[possible] = _by_rule(observed, p[possible], rule, tolerance)
    return found


def _by_rule(observed: Distribution, p: Floats, rule: Rule, tolerance: float) -> Floats:
    match rule:
        case "math" | "hf1":
            return _on_steps(observed, p, tolerance)
        case "school" | "hf2":
            return _midpoints(observed, p, tolerance)
        case "hf3":
            return _even(_distinct(observed), p, tolerance)
        case "shahvaish":
            return _shah_vaish(observed, p, tolerance)
        case _:
            return _on_lines(observed, p, *POINTS[rule])


def _steps(observed: Distribution, p: Floats, tolerance: float) -> tuple[Codes, Truths]:
    """Which step each probability is on, and whether it is at its edge."""
    # A calibration may have turned weights negative; the step is the first one that reaches p.
    reached = np.maximum.accumulate(observed.shares)
    step = np.minimum(np.searchsorted(reached, p - tolerance), len(reached) - 1)
    return step, np.abs(reached[step] - p) <= tolerance


def _on_steps(observed: Distribution, p: Floats, tolerance: float) -> Floats:
    step, _ = _steps(observed, p, tolerance)
    return np.asarray(observed.values[step])


def _midpoints(observed: Distribution, p: Floats, tolerance: float) -> Floats:
    step, edge = _steps(observed, p, tolerance)
    after = np.minimum(step + edge, len(observed.values) - 1)
    return np.asarray((observed.values[step] + observed.values[after]) / 2)


def _even(observed: Distribution, p: Floats, tolerance: float) -> Floats:
    step, edge = _steps(observed, p, tolerance)
    odd = step % 2 == 0
    even = step + (odd & (edge | (step == 0)))
    return np.asarray(observed.values[np.minimum(even, len(observed.values) - 1)])


def _distinct(observed: Distribution) -> Distribution:
    first = np.flatnonzero(np.append(True, np.diff(observed.values) > 0))
    return Distribution(observed.values[first], np.add.reduceat(observed.weights, first))


def _on_lines(observed: Distribution, p: Floats, a: float, b: float) -> Floats:
    weights, upto = observed.weights, observed.upto
    if len(weights) == 1:
        return np.full(len(p), observed.values[0])
    return np.interp(p, (upto - a * weights) / (upto[-1] + b * weights[-1]), observed.values)


def _shah_vaish(observed: Distribution, p: Floats, tolerance: float) -> Floats:
    weights, upto = observed.weights, observed.upto
    n = len(weights)
    points = (n * upto / upto[-1] + 1 / 2 - weights / 2) / (n + 1)
    order = np.argsort(points, kind="stable")
    below = np.searchsorted(points[order], p + tolerance, side="right") - 1
    return np.asarray(observed.values[order[np.maximum(below, 0)]])
