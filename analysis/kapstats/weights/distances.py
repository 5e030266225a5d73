"""How far a calibrated weight may move from where it was, and the factors that reach known totals."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import expit

from kapstats.arrays import Floats

Method = Literal["linear", "raking", "logit"]

ROUNDS, HALVINGS = 200, 50
EXACT = 1e-14
CLOSE = 1e-10
"""share of the totals by which they may be missed where rounding lets Newton's method come no nearer"""


@dataclass(frozen=True)
class Distance:
    """The factor that a row gets from its linear predictor u, and the slope of it at u.

    linear 1 + u; raking exp(u); both cut off at the bounds. logit runs smoothly from bound to bound:
    L + (U - L) / (1 + (U - 1) / (1 - L) exp(-A u)) with A = (U - L) / ((1 - L) (U - 1)).
    (Deville & Särndal 1992, JASA 87: 376-382, section 2, cases 1, 2, 6 and 7.)
    """

    method: Method
    low: float
    high: float

    def factors(self, u: Floats) -> Floats:
        """Shape as ``u``."""
        if self.method == "logit":
            return np.asarray(self.low + (self.high - self.low) * self._place(u), dtype=np.float64)
        with np.errstate(over="ignore"):
            return np.clip(1 + u if self.method == "linear" else np.exp(u), self.low, self.high)

    def slopes(self, u: Floats) -> Floats:
        """Shape as ``u``; zero beyond the bounds."""
        if self.method == "logit":
            place = self._place(u)
            return np.asarray((self.high - self.low) * self._steepness * place * (1 - place), dtype=np.float64)
        factors = self.factors(u)
        inside = (factors > self.low) & (factors < self.high)
        return np.where(inside, 1.0 if self.method == "linear" else factors, 0.0)

    @property
    def _steepness(self) -> float:
        return (self.high - self.low) / ((1 - self.low) * (self.high - 1))

    def _place(self, u: Floats) -> Floats:
        """Where between the bounds, from 0 to 1."""
        return np.asarray(expit(self._steepness * u + np.log((1 - self.low) / (self.high - 1))), dtype=np.float64)


def solved(distance: Distance, weights: Floats, columns: Floats, totals: Floats) -> Floats | None:
    """Factors g with sum(w g x) = totals for every column, or nothing where none are found.

    ``columns`` (rows, columns) should be orthonormal under the weights, or nearly so. Newton's method on the
    multipliers of the totals (Deville & Särndal 1992, equations 2.5 and 2.6), each step halved until it comes nearer.
    """
    size = max(float(np.linalg.norm(totals)), float(np.linalg.norm(weights @ columns)))
    u, missed, multipliers = np.zeros(len(weights)), totals - weights @ columns, np.zeros(len(totals))
    for _ in range(ROUNDS):
        left = float(np.linalg.norm(missed))
        if left <= EXACT * size:
            break
        slopes = (columns * (weights * distance.slopes(u))[:, None]).T @ columns
        step = np.linalg.lstsq(slopes, missed, rcond=1e-13)[0]
        # Near the end rounding may keep a step from coming nearer, and halving it would not help.
        for _ in range(1 if left <= CLOSE * size else HALVINGS):
            tried = columns @ (multipliers + step)
            still_missed = totals - (weights * distance.factors(tried)) @ columns
            if np.linalg.norm(still_missed) < left:
                break
            step = step / 2
        else:
            break
        multipliers, u, missed = multipliers + step, tried, still_missed
    return distance.factors(u) if np.linalg.norm(missed) <= CLOSE * size else None
