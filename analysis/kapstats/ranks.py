"""Rank tests: do groups differ in an outcome of which only the order counts?"""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy import linalg, special

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.distributions import f_tail
from kapstats.errors import EstimationError
from kapstats.families import family_of
from kapstats.glm import regression
from kapstats.model import Model, model

RankName = Literal["Wilcoxon", "van der Waerden", "median", "Kruskal-Wallis"]


@dataclass(frozen=True, repr=False)
class RankTest:
    """Whether groups differ in the ranks of an outcome."""

    test: RankName
    statistic: float
    """t for two groups, chi-square (df times F) for more"""
    df: float
    """of the groups for more than two: how many less one; for two those of the errors"""
    ddf: float
    """of the errors"""
    p_value: float
    difference: float
    """of the mean scores, second group less first (ranks from 0 to 1); NaN for more than two groups"""
    n: int
    missing: int

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name}={getattr(self, name):.6g}" for name in ("difference", "df", "ddf", "p_value"))
        return f"RankTest({self.test} {self.statistic:.6g}, {numbers})"


def rank_test(design: SurveyDesign, formula: str, test: RankName = "Wilcoxon") -> RankTest:
    """Tests whether groups differ in the ranks that an outcome has in the population.

    formula  "y ~ group"; two groups are compared by t, several by a Wald test on F.
    test     score of a rank from 0 to 1: itself ("Wilcoxon", "Kruskal-Wallis"), its normal quantile
             ("van der Waerden"), or whether it is above one half ("median").
    Ranks are estimated from all rows of the domain that have both values, ties getting the mean of theirs; replicates
    keep them. Rows that lack a value leave the domain, not the design.
    The statistic and its p-value are NaN where there are too few clusters to tell so many groups apart.
    Raises EstimationError for text (categories have the ranks of their order), for an outcome that is the same in
    every row, and where there are not several groups.
    Source: Lumley & Scott 2013, Biometrika 100: 831-842.  R: svyranktest(formula, design, test)

    >>> from kapstats.examples import clinics
    >>> round(rank_test(clinics(), "births ~ region").p_value, 4)
    0.2109
    """
    if test not in get_args(RankName):
        raise EstimationError("test", f"{test!r} is no test", f"choose one of {', '.join(get_args(RankName))}")
    asked = model(design, formula)
    _groups(asked)
    if asked.levels and not _in_order(design, asked.outcome):
        raise EstimationError(asked.outcome, "holds text, which has no ranks", "make it categorical, in its order")
    scored = replace(asked, y=_scores(ranks(asked, design.weights), test), levels=())
    found = regression(design, scored, family_of("gaussian", None))
    counts = (found.n, found.missing)
    if len(asked.names) == 2:
        difference = found.coefficients[1]
        return RankTest(test, difference.t, found.df, found.df, difference.p_value, difference.estimate, *counts)
    b, v, q = found.estimates[1:], found.covariance[1:, 1:], len(asked.names) - 1
    enough = found.df > 0 and np.linalg.matrix_rank(v, hermitian=True) == q
    chi = float(b @ linalg.solve(v, b, assume_a="pos")) if enough else np.nan
    p_value = f_tail(chi / q, q, found.df if found.df > 0 else np.nan)
    return RankTest(test, chi, q, found.df, p_value, np.nan, *counts)


def ranks(asked: Model, weights: Floats) -> Floats:
    """Share of the population below the outcome of each cell, plus half of those beside it.

    Tied rows share the mean of theirs. Where their weights differ, that hangs a little on the order of the rows; R's
    rule, which is kept.
    """
    used = asked.cells.used()
    rows, weights = asked.cells.of_row[used], weights[used]
    levels, level = np.unique(asked.y, return_inverse=True)
    tie = level[rows]
    order = np.argsort(tie, kind="stable")
    middle = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    sums = np.bincount(tie[order], middle, len(levels))
    return np.asarray((sums / np.bincount(tie, minlength=len(levels)))[level], dtype=np.float64)


def _scores(shares: Floats, test: RankName) -> Floats:
    match test:
        case "van der Waerden":
            return np.asarray(special.ndtri(shares), dtype=np.float64)
        case "median":
            return (shares > 0.5).astype(np.float64)
        case _:
            return shares


def _in_order(design: SurveyDesign, outcome: str) -> bool:
    return outcome in design.data.columns and isinstance(design.data[outcome].dtype, pd.CategoricalDtype)


def _groups(asked: Model) -> None:
    columns = [name for name, _ in asked.terms if name != "Intercept"]
    if len(columns) != 1 or asked.names[0] != "Intercept":
        raise EstimationError("formula", f"{asked.formula!r} does not compare groups", "write it as in y ~ group")
