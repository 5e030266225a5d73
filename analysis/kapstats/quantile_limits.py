"""Quantiles of one column in one domain, with their limits: by way of the share below, a test, or replicates."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kapstats.arrays import Codes, Floats, Truths
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.inference import Inferred, infer
from kapstats.intervals import Method, mean_limits, share_limits
from kapstats.intervals import quantile as upper_t
from kapstats.quantile_rules import Distribution, Rule, distribution, quantiles
from kapstats.quantile_score import score_limit
from kapstats.totals import Mean

Interval = Literal["mean", "beta", "xlogit", "asin", "score", "r-score", "quantile"]
SHARES: dict[Interval, Method] = {"mean": "mean", "beta": "beta", "xlogit": "logit", "asin": "asin"}
"""intervals by way of one for the share below, and that one's method"""


@dataclass(frozen=True, eq=False)
class Sought:
    """What the reader asks for."""

    p: Floats
    rule: Rule
    interval: Interval
    level: float
    df: float | None


@dataclass(frozen=True, eq=False)
class Found:
    """Quantiles of one column in one domain, one entry a probability."""

    estimate: Floats
    low: Floats
    high: Floats
    covariance: Floats
    df: Floats
    n: int


@dataclass(frozen=True, eq=False)
class Quantiles:
    """Quantiles of one column as a function of the weights, for replicates."""

    values: Floats
    """in order, without missing values"""
    rows: Codes
    """the row of each value"""
    p: Floats
    rule: Rule

    def estimate(self, weights: Floats) -> Floats:
        """Shape (probabilities,)."""
        ordered = weights[self.rows]
        used = ordered != 0
        return quantiles(Distribution(self.values[used], ordered[used]), self.p, self.rule, tolerance=0.0)

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """There is none without a density: EstimationError."""
        raise EstimationError("interval", "'quantile' needs replicate weights", "choose 'mean', or give replicates")


def quantiles_in(design: SurveyDesign, values: Floats, inside: Truths, sought: Sought) -> Found:
    """Quantiles of the rows marked, all of which have a value and count."""
    if not inside.any():
        unknown = np.full(len(sought.p), np.nan)
        return Found(unknown, unknown, unknown, np.full((len(sought.p),) * 2, np.nan), unknown, 0)
    if sought.interval == "quantile":
        return _replicated(design, values, inside, sought)
    observed = distribution(values[inside], design.weights[inside])
    estimate = quantiles(observed, sought.p, sought.rule)
    below = _below(design, values, inside, estimate)
    df = below.df if sought.df is None else np.full(len(below.df), sought.df)
    if sought.interval in SHARES:
        low, high = _by_share(below, df, observed, sought)
    else:
        low, high = _by_score(design, values, inside, df, observed, sought)
    se = (high - low) / (2 * upper_t(sought.level, df))
    return Found(estimate, low, high, _covariance(se, below), df, len(observed.values))


def _replicated(design: SurveyDesign, values: Floats, inside: Truths, sought: Sought) -> Found:
    rows = np.flatnonzero(inside)
    rows = rows[np.argsort(values[rows], kind="stable")]
    found = infer(design, Quantiles(values[rows], rows, sought.p, sought.rule), inside[:, None])
    df = found.df if sought.df is None else np.full(len(found.df), sought.df)
    low, high = mean_limits(found.estimate, np.sqrt(np.diag(found.covariance)), df, sought.level)
    return Found(found.estimate, low, high, found.covariance, df, len(rows))


def _below(design: SurveyDesign, values: Floats, inside: Truths, bounds: Floats) -> Inferred:
    """Shares at or below each bound."""
    return infer(design, Mean((values[:, None] <= bounds).astype(np.float64)), inside[:, None])


def _by_share(below: Inferred, df: Floats, observed: Distribution, sought: Sought) -> tuple[Floats, Floats]:
    """Woodruff's limits: those of the share below, turned into quantiles (Woodruff 1952, JASA 47: 635-646)."""
    se, n = np.sqrt(np.diag(below.covariance)), np.full(len(df), float(len(observed.values)))
    method = SHARES[sought.interval]
    limits = share_limits(method, below.estimate, se, df, design_df=below.df, n=n, level=sought.level)
    low, high = (quantiles(observed, limit, sought.rule) for limit in limits)
    return low, high


def _by_score(
    design: SurveyDesign, values: Floats, inside: Truths, df: Floats, observed: Distribution, sought: Sought
) -> tuple[Floats, Floats]:
    def share(bounds: Floats) -> tuple[Floats, Floats]:
        found = _below(design, values, inside, bounds)
        return found.estimate, np.sqrt(np.diag(found.covariance))

    distinct, t = np.unique(observed.values), upper_t(sought.level, df)
    weights = np.ones(len(observed.values)) if sought.interval == "r-score" else observed.weights
    seen = Distribution(observed.values, weights)
    low, high = (
        np.array([score_limit(share, distinct, one, bound) for one, bound in zip(sought.p, side, strict=True)])
        for side in (-t, t)
    )
    return quantiles(observed, seen.share(low), sought.rule), quantiles(observed, seen.share(high), sought.rule)


def _covariance(se: Floats, below: Inferred) -> Floats:
    """Quantiles of one sample are correlated as the shares below them are (Bahadur 1966, Ann Math Stat 37: 577-580)."""
    error = np.sqrt(np.diag(below.covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = below.covariance / np.outer(error, error)
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation * np.outer(se, se), dtype=np.float64)
