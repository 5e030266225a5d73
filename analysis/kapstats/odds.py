"""The likelihood of ordered categories under proportional odds, as a function of slopes and thresholds.

P(outcome at most k) = logistic(threshold_k - x b) (McCullagh 1980, J R Stat Soc B 42: 109-142).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from kapstats.arrays import Codes, Floats
from kapstats.bfgs import hessian, minimum
from kapstats.families import family_of
from kapstats.irls import RUNNING, Numbers, fit, solved

ROUNDS = 50
HALVINGS = 30
SETTLED = 1e-20
"""gain in likelihood, as a share of the weights, at which Newton's method ends"""
TOLERANCE = 1e-8
"""at which R's optim() ends unless it is told otherwise"""
NORMAL = 1.7
"""a logistic variable's spread beside a normal one's, in the first guess of the thresholds"""


@dataclass(frozen=True, eq=False)
class Odds:
    """Categories 0, 1, ... k and predictors without intercept, cell by cell. Thresholds come after slopes."""

    category: Codes
    x: Floats
    thresholds: int

    @property
    def slopes(self) -> int:
        """How many there are."""
        return int(self.x.shape[1])

    def loss(self, parameters: Floats, weights: Floats) -> float:
        """Less the log likelihood; infinite for thresholds out of order."""
        shares = self._shares(*self._ends(parameters))
        if not (shares[weights != 0] > 0).all():
            return np.inf
        with np.errstate(divide="ignore"):
            return float(-(weights[weights != 0] @ np.log(shares[weights != 0])))

    def scores(self, parameters: Floats) -> Floats:
        """Derivatives of each cell's log likelihood, shape (cells, parameters)."""
        low, high = self._ends(parameters)
        above, below = self._directions()
        shares = self._shares(low, high)[:, None]
        return (above * _density(high)[:, None] - below * _density(low)[:, None]) / shares

    def information(self, parameters: Floats, weights: Floats) -> Floats:
        """Less the second derivatives of the log likelihood."""
        low, high = self._ends(parameters)
        above, below = self._directions()
        shares, scores = self._shares(low, high), self.scores(parameters)
        bend_above = weights * _density(high) * (1 - 2 * special.expit(high)) / shares
        bend_below = weights * _density(low) * (1 - 2 * special.expit(low)) / shares
        squares = scores.T @ (scores * weights[:, None])
        return np.asarray(
            squares - above.T @ (above * bend_above[:, None]) + below.T @ (below * bend_below[:, None]),
            dtype=np.float64,
        )

    def predictors(self, weights: Floats) -> Floats:
        """Weighted products of the predictors and an intercept."""
        design = np.column_stack([np.ones(len(self.x)), self.x])
        products: Floats = design.T @ (design * weights[:, None])
        return products

    def level(self, weights: Floats) -> Floats:
        """No slopes, and thresholds as they are then."""
        shares = np.bincount(self.category, weights, self.thresholds + 1)
        return np.concatenate([np.zeros(self.slopes), special.logit(np.cumsum(shares)[:-1] / shares.sum())])

    def split(self, weights: Floats) -> Floats:
        """Slopes of a logistic regression that splits the categories in the middle, thresholds evenly apart."""
        middle = (self.thresholds + 1) // 2
        design = np.column_stack([np.ones(len(self.x)), self.x])
        numbers = Numbers((self.category >= middle).astype(np.float64), design, np.zeros(len(self.x)))
        found = fit(numbers, weights, family_of("binomial", None)).coefficients
        apart = special.logit(np.arange(1, self.thresholds + 1) / (self.thresholds + 1)) / NORMAL
        return np.concatenate([found[1:], apart - apart[middle - 1] - found[0]])

    def _ends(self, parameters: Floats) -> tuple[Floats, Floats]:
        """Thresholds around each cell's category, less its linear predictor."""
        eta = self.x @ parameters[: self.slopes]
        ends = np.concatenate([[-np.inf], parameters[self.slopes :], [np.inf]])
        return ends[self.category] - eta, ends[self.category + 1] - eta

    def _directions(self) -> tuple[Floats, Floats]:
        """Derivatives of the upper and of the lower end of each cell."""
        places = np.arange(self.thresholds)
        above = (self.category[:, None] == places).astype(np.float64)
        below = (self.category[:, None] == places + 1).astype(np.float64)
        return np.hstack([-self.x, above]), np.hstack([-self.x, below])

    def _shares(self, low: Floats, high: Floats) -> Floats:
        """Probability of each cell's category, taken on the side where no figures are lost."""
        upper, lower = special.expit(-low) - special.expit(-high), special.expit(high) - special.expit(low)
        return np.asarray(np.where(low > 0, upper, lower), dtype=np.float64)


def exact(odds: Odds, weights: Floats, start: Floats) -> Floats:
    """Slopes and thresholds of the greatest likelihood, by Newton's method; NaN where it does not come to rest."""
    at, step, floor = start, start, SETTLED * np.abs(weights).sum()
    for _ in range(ROUNDS):
        slope = weights @ odds.scores(at)
        step = solved(odds.information(at, weights), slope)
        gain = float(step @ slope)
        at = _after(odds, weights, at, step)
        if not gain > floor:
            break
    # Where the predictors tell an answer with certainty, each step goes on towards infinity.
    sizes = np.concatenate([np.sqrt(np.mean(odds.x**2, axis=0)), np.ones(odds.thresholds)])
    return at if (np.abs(step) * sizes < RUNNING).all() else np.full_like(at, np.nan)


def _after(odds: Odds, weights: Floats, at: Floats, step: Floats) -> Floats:
    """The parameters after a step, shortened until the likelihood does not fall."""
    loss = odds.loss(at, weights)
    for halving in range(HALVINGS):
        tried: Floats = at + step / 2**halving
        if odds.loss(tried, weights) <= loss * (1 + 1e-12):
            return tried
    return at


def as_in_r(odds: Odds, weights: Floats) -> tuple[Floats, Floats]:
    """Parameters and information on them where R's optimiser stops, some 1e-5 of them short of the optimum.

    It looks at the first threshold and the logarithms of their distances, and takes the information there by
    differences, which are some 1e-4 off.
    """
    p = odds.slopes

    def value(free: Floats) -> float:
        return odds.loss(_thresholds(free, p), weights)

    def gradient(free: Floats) -> Floats:
        scores: Floats = weights @ odds.scores(_thresholds(free, p))
        return -_turn(free, p).T @ scores

    first = odds.split(weights)
    free = np.concatenate([first[: p + 1], np.log(np.diff(first[p:]))])
    with np.errstate(all="ignore"):
        free = minimum(free, value, gradient, TOLERANCE)
        turn = np.linalg.inv(_turn(free, p))
        return _thresholds(free, p), np.asarray(turn.T @ hessian(free, gradient) @ turn, dtype=np.float64)


def _thresholds(free: Floats, p: int) -> Floats:
    """Slopes and thresholds from slopes, first threshold and logarithms of the distances."""
    return np.concatenate([free[: p + 1], free[p] + np.cumsum(np.exp(free[p + 1 :]))])


def _turn(free: Floats, p: int) -> Floats:
    """Derivatives of the one by the other."""
    q = len(free) - p
    turn = np.eye(len(free))
    turn[p:, p] = 1.0
    turn[p:, p + 1 :] = np.tril(np.ones((q, q)), -1)[:, :-1] * np.exp(free[p + 1 :])
    return turn


def _density(values: Floats) -> Floats:
    return np.asarray(special.expit(values) * special.expit(-values), dtype=np.float64)
