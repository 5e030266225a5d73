"""From linearised estimates to estimates with errors: the way that every estimator here goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kapstats.arrays import Floats, Truths, frozen
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates, Label
from kapstats.groups import Groups
from kapstats.intervals import Method, mean_limits, share_limits
from kapstats.variance import Scores, variance

Deff = Literal["wor", "wr"]
Linearised = tuple[Floats, Floats]
Linearise = Callable[[Floats], Linearised]
"""From weights (a row a respondent, zero where it does not count) to estimates and what they vary with the total of."""


@dataclass(frozen=True)
class Asked:
    """How the reader wants the errors: interval method and level, degrees of freedom, kind of design effect."""

    level: float = 0.95
    df: float | None = None
    deff: Deff | None = None
    method: Method | None = None
    """of an interval for shares; None for t intervals"""


@dataclass(frozen=True, eq=False)
class _Part:
    """The estimates of one group."""

    estimate: Floats
    scores: Floats
    n: Floats
    missing: Floats
    population: Floats
    srs: Floats
    """variance of the same estimates in a simple random sample with replacement of n"""


def estimates(
    design: SurveyDesign,
    split: Groups,
    columns: list[tuple[Label, ...]],
    valid: Truths,
    linearise: Linearise,
    asked: Asked,
) -> Estimates:
    """Estimates of each group and column, groups outermost; ``valid`` marks the rows that have a value."""
    if not 0 < asked.level < 1:
        raise EstimationError("level", f"{asked.level} is no level", "give a number between 0 and 1, such as 0.95")
    parts = [_part(design, domain, valid, linearise) for domain in split.domains.T]
    _not_empty(split, columns, parts)
    spread = np.repeat(np.arange(len(parts)), len(columns))
    found = variance(design, Scores(np.hstack([part.scores for part in parts]), split.domains, spread))
    labels = [(*group, *column) for group in split.labels for column in columns]
    whole = _Part(*(np.hstack([getattr(part, name) for part in parts]) for name in _Part.__dataclass_fields__))
    covariance = np.where(np.isnan(whole.estimate) | np.isnan(whole.estimate)[:, None], np.nan, found.covariance)
    return Estimates(_rows(labels, whole, covariance, found.df, asked), frozen(covariance))


def _part(design: SurveyDesign, domain: Truths, valid: Truths, linearise: Linearise) -> _Part:
    inside = valid & domain[:, None]
    weights = np.where(inside, design.weights[:, None], 0.0)
    n, population = inside.sum(axis=0).astype(np.float64), weights.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate, varying = linearise(weights)
        scores = np.where(inside, weights * varying, 0.0)
        centred = np.where(inside, varying - scores.sum(axis=0) / population, 0.0)
        srs = population * (weights * centred**2).sum(axis=0) / (n - 1)
    return _Part(np.where(n > 0, estimate, np.nan), scores, n, domain.sum() - n, population, srs)


def _not_empty(split: Groups, columns: list[tuple[Label, ...]], parts: list[_Part]) -> None:
    if len(parts) == 1 and not split.labels[0] and (parts[0].n == 0).any():
        column = columns[int(np.flatnonzero(parts[0].n == 0)[0])]
        raise EstimationError(str(column[0][1]), "has no value in the domain", "leave it out, or widen the domain")


def _rows(
    labels: list[tuple[Label, ...]], whole: _Part, covariance: Floats, df: Floats, asked: Asked
) -> tuple[Estimate, ...]:
    se = np.sqrt(np.diag(covariance))
    used = df if asked.df is None else np.full(len(df), float(asked.df))
    if asked.method is None:
        low, high = mean_limits(whole.estimate, se, used, asked.level)
    else:
        low, high = share_limits(asked.method, whole.estimate, se, used, design_df=df, n=whole.n, level=asked.level)
    deff = _deff(se, whole, asked.deff)
    return tuple(
        Estimate(
            labels=label,
            estimate=float(whole.estimate[i]),
            se=float(se[i]),
            low=float(low[i]),
            high=float(high[i]),
            df=float(used[i]),
            deff=float(deff[i]),
            n=int(whole.n[i]),
            missing=int(whole.missing[i]),
            level=asked.level,
        )
        for i, label in enumerate(labels)
    )


def _deff(se: Floats, whole: _Part, kind: Deff | None) -> Floats:
    """Variance over that of a simple random sample of the same size (Kish 1965, section 8.2)."""
    if kind is None:
        return np.full(len(se), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = 1 - whole.n / whole.population if kind == "wor" else 1.0
        return np.asarray(se**2 / (whole.srs * left), dtype=np.float64)
