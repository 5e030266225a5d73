"""How well a factor model fits: chi-square, plain and by the design, and the indices that are made of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from kapstats.arrays import Floats
from kapstats.distributions import chi2_tail
from kapstats.scales.factor_layout import Layout, Matrices
from kapstats.scales.factor_likelihood import Moments, Solution
from kapstats.scales.factor_moments import triangle, weight_of


@dataclass(frozen=True)
class FactorFit:
    """A model held against free means and covariances."""

    chisq: float
    df: int
    p_value: float
    """as if people had been drawn alike and alone, and the items were normal"""
    correction: float
    """what chi-square is times larger than that by the design and the items as they are"""
    scaled: float
    """chi-square over the correction"""
    p_scaled: float
    cfi: float
    tli: float
    rmsea: float
    srmr: float
    loglik: float
    aic: float
    bic: float
    parameters: int

    def __repr__(self) -> str:
        names = ("p_value", "scaled", "p_scaled", "cfi", "rmsea", "srmr")
        numbers = ", ".join(f"{name}={getattr(self, name):.6g}" for name in names)
        return f"FactorFit({self.chisq:.6g}, df={self.df}, {numbers})"


@dataclass(frozen=True, eq=False)
class Robust:
    """What the design's covariance of the moments makes of a model."""

    correction: float
    covariance: Floats
    """of the parameters"""


def robust(asked: Layout, solution: Solution, groups: Sequence[Moments], spread: Floats) -> Robust:
    """tr(U C) / df with U = V - V J (J'VJ)^-1 J'V, and (J'VJ)^-1 J'V C V J (J'VJ)^-1.

    C is the covariance of the moments by the design, V what it would be the inverse of for normal items of people drawn
    alike, J the change of the moments with the parameters (Satorra & Bentler 1994; for designs Oberski 2014, J Stat
    Softw 57(1)).
    """
    weights = [weight_of(at, one.n) for at, one in zip(solution.matrices, groups, strict=True)]
    changes = np.hstack([_changes(asked, group, at) for group, at in enumerate(solution.matrices)])
    weight = linalg.block_diag(*weights)
    turned = changes @ weight
    bread = linalg.inv(solution.information)
    meat = turned @ spread @ turned.T
    df = weight.shape[0] - asked.free
    lost = float(np.sum(weight * spread)) - float(np.sum(bread * meat))
    return Robust(lost / df if df else np.nan, np.asarray(bread @ meat @ bread))


def _changes(asked: Layout, group: int, at: Matrices) -> Floats:
    """Of a group's moments with the parameters, shape (free, moments)."""
    covariance, mean = asked.changes(group, at)
    rows, columns = triangle(asked.items)
    return np.hstack([mean, covariance[:, rows, columns]])


def fit_of(asked: Layout, solution: Solution, groups: Sequence[Moments], correction: float) -> FactorFit:
    """The indices; those of independence are held against items that are uncorrelated in every group."""
    items, n = asked.items, sum(one.n for one in groups)
    df = len(groups) * (items + items * (items + 1) // 2) - asked.free
    chisq = max(solution.chisq, 0.0)
    base, base_df = sum(map(_independence, groups)), len(groups) * items * (items - 1) // 2
    beyond, base_beyond = max(chisq - df, 0.0), max(base - base_df, chisq - df, 0.0)
    cfi = 1 - beyond / base_beyond if base_beyond else 1.0
    ratio = base / base_df
    # A model that can have any moments cannot fail, which these would praise.
    tli = (ratio - chisq / df) / (ratio - 1) if df else np.nan
    rmsea = np.sqrt(len(groups) * beyond / (n * df)) if df else np.nan
    loglik = sum(map(_saturated, groups)) - chisq / 2
    return FactorFit(
        chisq, df, chi2_tail(chisq, df), correction, chisq / correction,
        chi2_tail(chisq / correction, df), float(cfi), float(tli), float(rmsea),
        _srmr(solution, groups), loglik, 2 * asked.free - 2 * loglik, asked.free * float(np.log(n)) - 2 * loglik,
        asked.free,
    )  # fmt: skip


def _independence(one: Moments) -> float:
    """Chi-square of items that have nothing in common."""
    return one.n * float(np.log(np.diag(one.covariance)).sum() - np.linalg.slogdet(one.covariance)[1])


def _saturated(one: Moments) -> float:
    """Log likelihood of free means and covariances."""
    items = len(one.mean)
    return -one.n / 2 * float(items * np.log(2 * np.pi) + np.linalg.slogdet(one.covariance)[1] + items)


def _srmr(solution: Solution, groups: Sequence[Moments]) -> float:
    """Root mean square of what is left of correlations, and of standardized means where groups are compared.

    (Bentler 1995, "EQS", as lavaan counts it: means that fit exactly count among several groups, not in one.)
    """
    n, found = sum(one.n for one in groups), 0.0
    for one, at in zip(groups, solution.matrices, strict=True):
        sd = np.sqrt(np.diag(one.covariance))
        left = ((one.covariance - at.covariance()) / sd / sd[:, None])[triangle(len(sd))]
        means = (one.mean - at.mean()) / sd
        counted = np.concatenate([left, means]) if len(groups) > 1 else left
        found += one.n / n * float(np.sqrt((counted**2).mean()))
    return found
