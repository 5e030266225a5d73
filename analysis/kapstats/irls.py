"""Weighted fits of generalised linear models by Fisher scoring, a block of rows at a time.

The step that is solved for is the change of the coefficients (McCullagh & Nelder 1989, section 2.5), so that rounding
in the normal equations delays a fit and does not spoil it. A fit ends as R's glm() does with epsilon = 1e-14: when the
deviance does not change any more. With a logit link the coefficients are then exact; with a probit link, and where a
replicate separates the outcome, they are as R leaves them.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy import linalg

from kapstats.arrays import Codes, Floats
from kapstats.families import Family

BLOCK = 4_096
"""rows whose intermediate numbers stay in a processor's nearer caches"""
ROUNDS = 60
HALVINGS = 30
LARGE = 65_536
"""rows from which a part of them is fitted first, to start near the end"""
SETTLED = 1e-14
"""relative change of the deviance at which a fit ends"""
FLOOR = 0.1
"""deviance, in weights that add up to one, that is taken to be left of a perfect fit"""
RISE = 2.0
"""factor on the deviance from which a step is shortened; lesser rises, which Fisher scoring survives, are let be"""
RUNNING = 1e-3
"""step of the linear predictor at the end of a fit that tells of coefficients on their way to infinity"""


@dataclass(frozen=True, eq=False)
class Numbers:
    """Outcome, columns and known part of the linear predictor, row by row or cell by cell."""

    y: Floats
    x: Floats
    """shape (rows, coefficients), fastest where each column is stored in one piece"""
    offset: Floats

    def rows(self, chosen: Codes) -> Self:
        """Some of them."""
        return type(self)(self.y[chosen], self.x.T[:, chosen].T, self.offset[chosen])


@dataclass(frozen=True, eq=False)
class Fit:
    """Coefficients and what a fit ended with."""

    coefficients: Floats
    before: Floats
    """the coefficients before the last step, at which it was weighed"""
    information: Floats
    """X' W X there, expected, in weights as given"""
    deviance: float
    running: Floats
    """the last step of each coefficient, in units of the linear predictor"""
    settled: bool
    """it came to rest, at finite coefficients"""


@dataclass(frozen=True, eq=False)
class _At:
    """The likelihood at some coefficients."""

    coefficients: Floats
    deviance: float
    gradient: Floats
    information: Floats


def fit(numbers: Numbers, weights: Floats, family: Family, start: Floats | None = None) -> Fit:
    """The coefficients that maximise the weighted likelihood, from ``start`` or from the outcome itself.

    Collinear columns should have been refused before; they give NaN. Separated outcomes come back unsettled.
    """
    if (weights == 0).any():
        used = np.flatnonzero(weights)
        numbers, weights = numbers.rows(used), weights[used]
    if start is None and len(weights) > LARGE:
        part = np.arange(0, len(weights), len(weights) // (LARGE // 2))
        first = fit(numbers.rows(part), weights[part], family)
        start = first.coefficients if first.settled else None
    total = float(weights.sum())
    weights = weights / total
    after = _at(numbers, weights, family, start)
    at, step, changed = after, after.gradient, np.inf
    for _ in range(ROUNDS):
        at, step = after, solved(after.information, after.gradient)
        # A step of Newton's foretells how the deviance changes: where that is nothing, there is no need to look.
        if family.canonical and abs(float(step @ at.gradient)) < SETTLED * at.deviance < np.inf:
            after, changed = replace(at, coefficients=at.coefficients + step), 0.0
            break
        after = _after(numbers, weights, family, at, step)
        changed = abs(after.deviance - at.deviance) / (after.deviance + FLOOR)
        if not changed > SETTLED:
            break
    running = np.abs(step) * np.sqrt([np.abs(weights) @ column**2 for column in numbers.x.T])
    finite = np.isfinite(step).all() and (family.link_name == "identity" or (running < RUNNING).all())
    settled = bool(finite and changed <= SETTLED)
    return Fit(after.coefficients, at.coefficients, at.information * total, after.deviance * total, running, settled)


def solved(information: Floats, right: Floats) -> Floats:
    """The solution of the normal equations, their columns brought to one size; NaN where they have none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sizes = np.sqrt(np.diag(information))
        scaled = information / sizes / sizes[:, None]
    if not np.isfinite(scaled).all():
        return np.full_like(right, np.nan)
    try:
        factor = linalg.cho_factor(scaled)
    except linalg.LinAlgError:
        return np.full_like(right, np.nan)
    sizes = sizes.reshape(-1, *[1] * (right.ndim - 1))
    return np.asarray(linalg.cho_solve(factor, right / sizes) / sizes, dtype=np.float64)


def _after(numbers: Numbers, weights: Floats, family: Family, at: _At, step: Floats) -> _At:
    """The likelihood after a step, which is shortened where it would fall far."""
    for halving in range(HALVINGS):
        there = _at(numbers, weights, family, at.coefficients + step / 2**halving)
        if there.deviance <= RISE * at.deviance + FLOOR or not np.isfinite(step).all():
            return there
    return at


def _at(numbers: Numbers, weights: Floats, family: Family, coefficients: Floats | None) -> _At:
    """Deviance, gradient and information; without coefficients, those of the step from zero to a first guess."""
    p = numbers.x.shape[1]
    deviance, sums = np.longdouble(0), np.zeros((p + 1, p))
    parts = np.empty((p + 1, BLOCK))
    with np.errstate(all="ignore"):
        for start in range(0, len(weights), BLOCK):
            rows = slice(start, start + BLOCK)
            y, x, offset, w = numbers.y[rows], numbers.x[rows], numbers.offset[rows], weights[rows]
            if coefficients is None:
                eta = family.link.predictor(family.variation.start(y, w * len(weights)))
                beyond = eta - offset
            else:
                eta, beyond = offset + x @ coefficients, None
            mean, slope = family.link.mean(eta)
            score = w * slope / family.variation.variance(mean)
            deviance += np.longdouble(w @ family.variation.deviance(y, mean))
            block = parts[:, : len(y)]
            # The information's rows and below them the gradient's: one product of matrices makes both.
            np.multiply(x.T, score * slope, out=block[:p])
            block[p] = score * (y - mean if beyond is None else y - mean + slope * beyond)
            sums += block @ x
    if coefficients is None:
        return _At(np.zeros(p), np.inf, sums[p], sums[:p])
    return _At(coefficients, float(deviance), sums[p], sums[:p])
