"""Maximum likelihood of a factor model from means and covariances, by Fisher scoring (Lawley & Maxwell 1971, ch. 7)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from kapstats.arrays import Floats
from kapstats.scales.factor_layout import Layout, Matrices

ROUNDS = 500
SETTLED = 1e-22
"""what a step promises of the log likelihood, a person, at which a fit ends: it grows with the square of the step"""
LOST = 1e-16
"""the same, where it goes no further"""
NEAR = 1e-8
HALVINGS = 30
SINGULAR = 1e-10
"""eigenvalue of the information, its diagonal brought to one, below which a parameter cannot be told from others"""


@dataclass(frozen=True, eq=False)
class Moments:
    """What a group's items are like."""

    covariance: Floats
    """divided by n, not n - 1"""
    mean: Floats
    n: float
    """people, or people that the weights make of them"""


@dataclass(frozen=True, eq=False)
class Solution:
    """Parameters at the top of the likelihood."""

    parameters: Floats
    matrices: tuple[Matrices, ...]
    chisq: float
    """twice the log likelihood that is lost against free means and covariances"""
    information: Floats
    settled: bool
    identified: bool


def distance(moments: Moments, at: Matrices) -> float:
    """Of a group's moments from the model's, one person's share of chi-square; infinite where the model has none."""
    model, apart = at.covariance(), moments.mean - at.mean()
    sign, log = np.linalg.slogdet(model)
    if sign <= 0 or linalg.eigvalsh(model)[0] <= 0:
        return np.inf
    inverse = linalg.inv(model)
    # What the saturated model has is taken off at once, so that nothing large is left to cancel.
    return float(
        log
        - np.linalg.slogdet(moments.covariance)[1]
        + np.trace(moments.covariance @ inverse)
        - len(model)
        + apart @ inverse @ apart
    )


def solved(asked: Layout, groups: Sequence[Moments]) -> Solution:
    """The top of the likelihood from a first guess, up by Fisher scoring with steps that are halved until they gain."""
    at = start(asked, groups)
    n = sum(one.n for one in groups)
    information = np.eye(asked.free)
    promised = np.inf
    for _ in range(ROUNDS):
        gradient, information = _slope(asked, groups, at)
        step = _step(information, gradient)
        promised = float(step @ gradient) / n
        if promised < SETTLED:
            break
        # So near the top rounding hides what a step gains, and a whole one is right.
        length = 1.0 if promised < NEAR else _length(asked, groups, at, step)
        if length == 0:
            break
        at = at + length * step
    filled = asked.filled(at)
    return Solution(at, filled, _chisq(asked, groups, at), information, promised < LOST, identified(information))


def _length(asked: Layout, groups: Sequence[Moments], at: Floats, step: Floats) -> float:
    """The share of a step that gains; zero where none does."""
    chisq = _chisq(asked, groups, at)
    for halving in range(HALVINGS):
        if _chisq(asked, groups, at + step / 2**halving) < chisq:
            return float(2.0**-halving)
    return 0.0


def identified(information: Floats) -> bool:
    """No parameter is a combination of others."""
    sizes = np.sqrt(np.diag(information))
    if not (sizes > 0).all():
        return False
    return bool(linalg.eigvalsh(information / sizes / sizes[:, None])[0] > SINGULAR)


def _step(information: Floats, gradient: Floats) -> Floats:
    sizes = np.sqrt(np.maximum(np.diag(information), 1e-300))
    scaled = information / sizes / sizes[:, None]
    return np.asarray(linalg.lstsq(scaled, gradient / sizes, cond=SINGULAR)[0] / sizes)


def _chisq(asked: Layout, groups: Sequence[Moments], parameters: Floats) -> float:
    return sum(one.n * distance(one, at) for one, at in zip(groups, asked.filled(parameters), strict=True))


def _slope(asked: Layout, groups: Sequence[Moments], parameters: Floats) -> tuple[Floats, Floats]:
    """Of the log likelihood, and the expected information."""
    gradient, information = np.zeros(asked.free), np.zeros((asked.free, asked.free))
    for group, (one, at) in enumerate(zip(groups, asked.filled(parameters), strict=True)):
        inverse, apart = linalg.inv(at.covariance()), one.mean - at.mean()
        unlike = inverse @ (one.covariance + np.outer(apart, apart)) @ inverse - inverse
        covariance, mean = asked.changes(group, at)
        gradient += one.n * (np.einsum("kij,ij->k", covariance, unlike) / 2 + mean @ (inverse @ apart))
        turned = inverse @ covariance
        information += one.n * (np.einsum("kij,lji->kl", turned, turned) / 2 + mean @ inverse @ mean.T)
    return gradient, information


def start(asked: Layout, groups: Sequence[Moments]) -> Floats:
    """A guess: loadings as covariances with the first item, half of each variance left to the item itself."""
    found = np.zeros(asked.free)
    n = sum(one.n for one in groups)
    pooled = sum((one.covariance * (one.n / n) for one in groups), np.zeros((asked.items, asked.items)))
    for entries, one in zip(asked.groups, groups, strict=True):
        for entry in entries:
            match entry.part:
                case "loading":
                    marker = asked.markers[entry.column]
                    scale = np.sqrt(pooled[entry.row, entry.row] / pooled[marker, marker])
                    found[entry.place] = scale if pooled[entry.row, marker] >= 0 else -scale
                case "factor covariance" if entry.row == entry.column:
                    marker = asked.markers[entry.row]
                    found[entry.place] = one.covariance[marker, marker] / 2
                case "residual variance":
                    found[entry.place] = one.covariance[entry.row, entry.row] / 2
                case "intercept":
                    found[entry.place] = one.mean[entry.row]
                case _:
                    found[entry.place] = 0.0
    return found
