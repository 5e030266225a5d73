"""Regression of ordered answers: proportional odds."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import pandas as pd

from kapstats.arrays import Floats, frozen
from kapstats.cells import Cells
from kapstats.collinear import independent
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.glm import coefficients
from kapstats.irls import solved
from kapstats.model import Model, model
from kapstats.odds import Odds, as_in_r, exact
from kapstats.regression import Coefficient
from kapstats.sandwich import inferred

Path = Literal["exact", "R"]
MOST = 50
"""distinct numbers that may be ordered answers"""


@dataclass(frozen=True, eq=False, repr=False)
class OrdinalRegression:
    """Slopes that raise the odds of every higher answer alike, and the thresholds between the answers."""

    coefficients: tuple[Coefficient, ...]
    thresholds: tuple[Coefficient, ...]
    covariance: Floats
    """of the coefficients and then the thresholds"""
    df: float
    n: int
    missing: int
    formula: str
    categories: tuple[object, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row a coefficient, then one a threshold: term, estimate, se, t, p_value, low, high."""
        return pd.DataFrame([vars(row) for row in (*self.coefficients, *self.thresholds)])

    def __getitem__(self, term: str) -> Coefficient:
        """The coefficient or threshold of that name."""
        for row in (*self.coefficients, *self.thresholds):
            if row.term == term:
                return row
        raise KeyError(f"{term!r}: there are {', '.join(self.table['term'])}")

    def __repr__(self) -> str:
        table = self.table.to_string(index=False, float_format=lambda number: f"{number:.6g}")
        missing = f", {self.missing} left out for missing values" if self.missing else ""
        return f"proportional odds: {self.formula}\n{table}\nn = {self.n}{missing}, df = {self.df:g}"


@dataclass(frozen=True, eq=False)
class OddsParameters:
    """Slopes and thresholds as a function of the weights."""

    odds: Odds
    cells: Cells
    start: Floats
    information: Floats | None = None
    """that R takes; without it the exact one"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (slopes + thresholds,)."""
        return exact(self.odds, self.cells.gathered(weights), self.start)

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """Inverse information times the scores (Binder 1983, Int Stat Rev 51: 279-292, section 3)."""
        return self.cells.spread(self.odds.scores(estimate) @ self.bread(weights, estimate))

    def scores(self, estimate: Floats) -> Iterator[Floats]:
        """Of the likelihood, cell by cell, one parameter at a time."""
        return iter(self.odds.scores(estimate).T)

    def bread(self, weights: Floats, estimate: Floats) -> Floats:
        """Inverse information."""
        information = self.information
        if information is None:
            information = self.odds.information(estimate, self.cells.gathered(weights))
        return solved(information, np.eye(len(estimate)))


def proportional_odds(
    design: SurveyDesign, formula: str, *, level: float = 0.95, path: Path = "exact"
) -> OrdinalRegression:
    """Coefficients of a proportional odds regression of ordered answers, with errors by the design.

    formula  as for regress(); the outcome is a categorical column in its order, text in alphabetical order, or numbers
             of few values in theirs.
    path     "exact" to the optimum of the likelihood; "R" to where R's optim() stops, some 1e-5 short of it, with
             its Hessian by differences (errors some 1e-4 off): for comparison with numbers from R.
    Rows that lack a value leave the domain, not the design; ``missing`` counts them. Replicate designs fit again.
    Returns slopes (positive: towards higher answers) and thresholds, named "low|high", on df - slopes degrees of
    freedom.
    Raises EstimationError for an outcome of one answer or of very many, for collinear columns, and where the
    predictors tell the answer with certainty.
    Source: McCullagh 1980, J R Stat Soc B 42: 109-142; Binder 1983, Int Stat Rev 51: 279-292.
    R: svyolr(formula, design)

    >>> from kapstats.examples import clinics
    >>> round(proportional_odds(clinics(), "nurses ~ power").coefficients[0].estimate, 3)
    2.892
    """
    if path not in get_args(Path):
        raise EstimationError("path", f"{path!r} is no path", f"choose one of {', '.join(get_args(Path))}")
    asked = model(design, formula)
    odds, categories = _odds(asked)
    within = design.where(asked.cells.used())
    weights = asked.cells.gathered(np.where(within.counted, within.weights, 0.0))
    found, information = as_in_r(odds, weights) if path == "R" else (exact(odds, weights, odds.level(weights)), None)
    independent(asked, odds.predictors(weights))
    if not np.isfinite(found).all():
        wrong = "has no greatest likelihood: the predictors tell some answers with certainty (separation)"
        raise EstimationError(asked.outcome, wrong, "merge answers, or leave a predictor out")
    spread = inferred(within, OddsParameters(odds, asked.cells, found, information), found)
    df = float(design.df if design.replicates else spread.df[0]) - odds.slopes
    between = [f"{low}|{high}" for low, high in pairwise(categories)]
    rows = coefficients((*asked.names[1:], *between), found, spread.covariance, df, level)
    return OrdinalRegression(
        coefficients=rows[: odds.slopes],
        thresholds=rows[odds.slopes :],
        covariance=frozen(spread.covariance),
        df=df,
        n=asked.n,
        missing=asked.missing,
        formula=asked.formula,
        categories=categories,
    )


def _odds(asked: Model) -> tuple[Odds, tuple[object, ...]]:
    """The likelihood, and the answers in their order."""
    if not asked.names or asked.names[0] != "Intercept" or len(asked.names) == 1:
        remedy = "write it as in answer ~ a + b; thresholds stand for the intercept"
        raise EstimationError("formula", f"{asked.formula!r} has no predictor, or no intercept", remedy)
    values, codes = np.unique(asked.y, return_inverse=True)
    if not 2 <= len(values) <= MOST:
        wrong = f"has {len(values)} different answers"
        raise EstimationError(asked.outcome, wrong, "give ordered answers, from two to fifty of them")
    named = [asked.levels[int(value)] if asked.levels else f"{value:g}" for value in values]
    return Odds(codes.astype(np.intp), asked.x[:, 1:], len(values) - 1), tuple(named)
