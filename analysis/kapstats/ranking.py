"""Which estimate comes first: ranks by the lower limit, with how surely each has its rank."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates
from kapstats.gains import Gains

DRAWS = 5_000


@dataclass(frozen=True)
class Rank:
    """The place of one estimate among all, the largest lower limit being first."""

    name: str
    rank: int
    estimate: float
    low: float
    rank_low: int
    rank_high: int
    """between these lie 95 percent of its ranks in samples drawn anew"""
    same: float
    """share of such samples in which it has the same rank"""
    first: float
    """share of such samples in which it comes first"""


@dataclass(frozen=True, repr=False)
class Ranking:
    """The estimates in order of their lower limits; those without one are left out."""

    rows: tuple[Rank, ...]
    draws: int
    replicated: bool
    """the samples drawn anew are the design's replicates, not draws from the normal distribution of the estimates"""

    @property
    def table(self) -> pd.DataFrame:
        """One row an estimate: name, rank, estimate, low, rank_low, rank_high, same, first."""
        return pd.DataFrame([asdict(row) for row in self.rows])

    def __getitem__(self, name: str) -> Rank:
        """The place of that estimate."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"{name!r}: ranked are {', '.join(row.name for row in self.rows)}")

    def __repr__(self) -> str:
        return str(self.table.to_string(index=False, float_format=lambda number: f"{number:.4g}"))


def ranking(of: Gains | Estimates, *, seed: int = 1, draws: int = DRAWS) -> Ranking:
    """Estimates ranked by their lower limits, and how far the ranks would move in samples drawn anew.

    of     what percentage_to_gain() or another estimator gave, such as standardised_gains() or mean() of items in one
           unit.
    seed   of the draws; the same seed gives the same numbers.
    draws  from the normal distribution with the estimates' covariance. Gains of a design with replicates are moved by
           these instead: as many samples as there are replicates, each as far from the sample as a new one would be.
    In each sample the limits move with the estimates, whose errors stay. Estimates without a lower limit are left out.
    Raises EstimationError where nothing is left to rank.
    Source: Goldstein & Spiegelhalter 1996, J R Stat Soc A 159: 385-443 (uncertainty of ranks); Hall & Miller 2009, Ann
    Stat 37: 3929-3959 (ranks over resamples).

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> ranking(mean(clinics(), ["nurses", "births"]))
      name  rank  estimate   low  rank_low  rank_high  same  first
    births     1     53.39 40.12         1          1     1      1
    nurses     2      4.75 3.629         2          2     1      0
    """
    found = of.gains if isinstance(of, Gains) else of
    low = np.array([row.low for row in found.rows])
    kept = np.flatnonzero(np.isfinite(low))
    if len(kept) == 0:
        raise EstimationError("estimates", "have no lower limits", "look at fewer of them, or widen the domain")
    moved = _moved(of, found, kept, seed, draws)
    ranks, places = _ranks(low[kept][None, :])[0], _ranks(low[kept] + moved)
    rows = [_rank(found.rows[place], int(ranks[i]), places[:, i]) for i, place in enumerate(kept)]
    replicated = isinstance(of, Gains) and of.deviations is not None
    return Ranking(tuple(sorted(rows, key=lambda row: row.rank)), len(moved), replicated)


def _moved(of: Gains | Estimates, found: Estimates, kept: Codes, seed: int, draws: int) -> Floats:
    """How far the estimates move in samples drawn anew, shape (samples, estimates)."""
    if isinstance(of, Gains) and of.deviations is not None:
        moved = of.deviations[:, kept]
        return np.asarray(moved[np.isfinite(moved).all(axis=1)], dtype=np.float64)
    values, vectors = np.linalg.eigh(found.covariance[np.ix_(kept, kept)])
    normal = np.random.default_rng(seed).standard_normal((draws, len(kept)))
    # The symmetric root does not hang on the signs of the vectors, which rounding decides.
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    return np.asarray(normal @ root, dtype=np.float64)


def _ranks(limits: Floats) -> Codes:
    """Ranks in each row, the largest first; equal ones in order of their columns."""
    return np.asarray(np.argsort(np.argsort(-limits, axis=1, kind="stable"), axis=1) + 1, dtype=np.intp)


def _rank(row: Estimate, rank: int, ranks: Codes) -> Rank:
    name = ":".join(str(value) for _, value in row.labels)
    low, high = np.quantile(ranks, [0.025, 0.975], method="inverted_cdf")
    same, first = float((ranks == rank).mean()), float((ranks == 1).mean())
    return Rank(name, rank, row.estimate, row.low, int(low), int(high), same, first)
