"""Quantiles of a column with their limits: by way of the share below, a test, or replicates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kapstats.arrays import Codes, Floats
from kapstats.errors import EstimationError
from kapstats.inference import infer
from kapstats.intervals import Method, mean_limits, share_limits
from kapstats.intervals import quantile as upper_t
from kapstats.quantile_rules import Distribution, Rule, quantiles
from kapstats.quantile_score import score_limit
from kapstats.quantile_search import Observations, search
from kapstats.quantile_shares import Below, Column, Sample, below, below_in, observed, observed_rows

Interval = Literal["mean", "beta", "xlogit", "asin", "score", "r-score", "quantile"]
SHARES: dict[Interval, Method] = {"mean": "mean", "beta": "beta", "xlogit": "logit", "asin": "asin"}
"""intervals by way of one for the share below, and that one's method"""
BATCH = 3
"""columns worked on at once: their sums by unit share a pass over the rows, and their rows need room"""


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
    df: float
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


@dataclass(frozen=True, eq=False)
class _Looked:
    """What was found of one column in one domain, before its limits."""

    sample: Sample
    column: Column
    domain: int
    source: Distribution | Observations
    estimate: Floats
    parts: tuple[Distribution, ...]
    """of the distribution, in which the estimates were found"""


def quantiles_of(sample: Sample, columns: Sequence[Column], sought: Sought) -> list[list[Found]]:
    """Quantiles of each column in each domain."""
    if sought.interval == "quantile":
        return [[_replicated(sample, one, domain, sought) for domain in range(sample.split.n)] for one in columns]
    batches = [columns[start : start + BATCH] for start in range(0, len(columns), BATCH)]
    return [found for batch in batches for found in _batch(sample, batch, sought)]


def _batch(sample: Sample, columns: Sequence[Column], sought: Sought) -> Iterator[list[Found]]:
    looked = [[_look(sample, column, domain, sought) for domain in range(sample.split.n)] for column in columns]
    shares = below(sample, columns, [np.array([one.estimate for one in domains]) for domains in looked])
    for domains, own in zip(looked, shares, strict=True):
        yield [_found(one, share, sought) for one, share in zip(domains, own, strict=True)]


def _replicated(sample: Sample, column: Column, domain: int, sought: Sought) -> Found:
    values = column.item.values
    rows = np.flatnonzero((sample.split.codes == domain) & ~np.isnan(values))
    if len(rows) == 0:
        unknown = np.full(len(sought.p), np.nan)
        return Found(unknown, unknown, unknown, np.full((len(unknown),) * 2, np.nan), np.nan, 0)
    rows = rows[np.argsort(values[rows], kind="stable")]
    inside = np.zeros((len(values), 1), dtype=np.bool_)
    inside[rows] = True
    found = infer(sample.design, Quantiles(values[rows], rows, sought.p, sought.rule), inside)
    df = found.df if sought.df is None else np.full(len(found.df), sought.df)
    low, high = mean_limits(found.estimate, np.sqrt(np.diag(found.covariance)), df, sought.level)
    return Found(found.estimate, low, high, found.covariance, float(df[0]), len(rows))


def _look(sample: Sample, column: Column, domain: int, sought: Sought) -> _Looked:
    source = observed(sample, column, domain, sought.rule)
    return _Looked(sample, column, domain, source, *search(source, sought.p, sought.rule))


def _found(looked: _Looked, share: Below, sought: Sought) -> Found:
    df = share.df if sought.df is None else sought.df
    limits = _by_share if sought.interval in SHARES else _by_score
    low, high = limits(looked, share, df, sought)
    se = (high - low) / (2 * upper_t(sought.level, np.array(df)))
    n = int(looked.column.n[looked.domain])
    return Found(looked.estimate, low, high, _covariance(se, share), df, n)


def _by_share(looked: _Looked, share: Below, df: float, sought: Sought) -> tuple[Floats, Floats]:
    """Woodruff's limits: those of the share below, turned into quantiles (Woodruff 1952, JASA 47: 635-646)."""
    n = np.full(len(share.share), float(looked.column.n[looked.domain]))
    used, own = np.full(len(n), df), np.full(len(n), share.df)
    method = SHARES[sought.interval]
    limits = share_limits(method, share.share, share.se, used, design_df=own, n=n, level=sought.level)
    low, high = (search(looked.source, limit, sought.rule, looked.parts)[0] for limit in limits)
    return low, high


def _by_score(looked: _Looked, share: Below, df: float, sought: Sought) -> tuple[Floats, Floats]:
    def share_at(bounds: Floats) -> tuple[Floats, Floats]:
        found = below_in(looked.sample, looked.column, looked.domain, bounds)
        return found.share, found.se

    whole = observed_rows(looked.sample, looked.column, looked.domain).ordered
    distinct, t = np.unique(whole.values), float(upper_t(sought.level, np.array(df)))
    seen = Distribution(whole.values, np.ones(len(whole.values))) if sought.interval == "r-score" else whole
    bounds = [np.array([score_limit(share_at, distinct, one, side) for one in sought.p]) for side in (-t, t)]
    low, high = (quantiles(whole, seen.share(bound), sought.rule) for bound in bounds)
    return low, high


def _covariance(se: Floats, share: Below) -> Floats:
    """Quantiles of one sample are correlated as the shares below them are (Bahadur 1966, Ann Math Stat 37: 577-580)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = share.covariance / np.outer(share.se, share.se)
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation * np.outer(se, se), dtype=np.float64)
