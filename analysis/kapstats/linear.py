"""From statistics of columns to estimates with errors and limits: the way that totals, means and shares go."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from kapstats.arrays import Codes, Floats, frozen
from kapstats.design import SurveyDesign
from kapstats.domains import Cells, cells
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates, Label
from kapstats.groups import Groups
from kapstats.inference import Inferred, infer
from kapstats.intervals import Method, mean_limits, share_limits
from kapstats.logits import by_logits, needs_logits
from kapstats.totals import OfTotals

Deff = Literal["wor", "wr"]
ROWS = 1 << 14
"""rows whose influence is worked out at once"""


@dataclass(frozen=True)
class Asked:
    """How the reader wants the errors: interval method and level, degrees of freedom, kind of design effect."""

    level: float = 0.95
    df: float | None = None
    deff: Deff | None = None
    method: Method | None = None
    """of an interval for shares; None for t intervals"""


@dataclass(frozen=True, eq=False)
class _Behind:
    """What stands behind each estimate, groups outermost."""

    n: Floats
    missing: Floats
    population: Floats
    srs: Floats
    """variance of the same estimates in a simple random sample with replacement of n; NaN where nobody asked"""


def estimates(
    design: SurveyDesign, split: Groups, columns: list[tuple[Label, ...]], statistic: OfTotals, asked: Asked
) -> Estimates:
    """Estimates of each group and column, groups outermost."""
    if not 0 < asked.level < 1:
        raise EstimationError("level", f"{asked.level} is no level", "give a number between 0 and 1, such as 0.95")
    if asked.method not in (None, *get_args(Method)):
        remedy = f"choose one of {', '.join(get_args(Method))}"
        raise EstimationError("method", f"{asked.method!r} is no method", remedy)
    n = statistic.counts(split.split)
    _not_empty(split, columns, n)
    found = infer(design, statistic, split.split)
    rows = np.bincount(split.split.codes + 1, minlength=split.split.n + 1)[1:, None]
    unknown = np.full(n.size, np.nan)
    population, srs = (unknown, unknown) if asked.deff is None else _srs(design, split, statistic)
    labels = [(*group, *column) for group in split.labels for column in columns]
    whole = _Behind(n.ravel(), (rows - n).ravel(), population, srs)
    result = Estimates(_rows(labels, found, whole, asked), frozen(found.covariance))
    return by_logits(design, split, statistic, result, asked.method) if needs_logits(design, asked.method) else result


def _srs(design: SurveyDesign, split: Groups, statistic: OfTotals) -> tuple[Floats, Floats]:
    """The population behind each estimate, and its variance under simple random sampling."""
    inside = split.split.among(design.weights != 0)
    totals = statistic.totals(cells(np.zeros(len(inside.codes), dtype=np.intp), 1, inside), design.weights)[0]
    groups = [np.flatnonzero(inside.codes == domain) for domain in range(inside.n)]
    parts = [_srs_within(design, statistic, *group) for group in zip(groups, totals, strict=True)]
    return np.hstack([population for population, _ in parts]), np.hstack([variance for _, variance in parts])


def _srs_within(design: SurveyDesign, statistic: OfTotals, inside: Codes, totals: Floats) -> tuple[Floats, Floats]:
    """Of the rows of one domain, some after the others; an influence is the change by a row that counts once."""
    some = [inside[start : start + ROWS] for start in range(0, len(inside), ROWS)]
    whole = statistic.linear(totals, totals)
    n, population, squares = np.zeros((3, len(whole)))
    for rows in some:
        valid = statistic.rows(rows).valid
        n, population = n + valid.sum(axis=0), population + design.weights[rows] @ valid
    with np.errstate(divide="ignore", invalid="ignore"):
        for rows in some:
            part, alone = statistic.rows(rows), Cells(np.arange(len(rows)), len(rows), 1, 1)
            influence = statistic.linear(part.totals(alone, np.ones(len(rows)))[:, 0], totals)
            squares += design.weights[rows] @ np.where(part.valid, influence - whole / population, 0.0) ** 2
        return population, population * squares / (n - 1)


def _not_empty(split: Groups, columns: list[tuple[Label, ...]], n: Floats) -> None:
    if split.labels == ((),) and (n == 0).any():
        column = columns[int(np.flatnonzero(n[0] == 0)[0])]
        raise EstimationError(str(column[0][1]), "has no value in the domain", "leave it out, or widen the domain")


def _rows(labels: list[tuple[Label, ...]], found: Inferred, whole: _Behind, asked: Asked) -> tuple[Estimate, ...]:
    se, df = np.sqrt(np.diag(found.covariance)), found.df
    used = df if asked.df is None else np.full(len(df), float(asked.df))
    if asked.method is None:
        low, high = mean_limits(found.estimate, se, used, asked.level)
    else:
        low, high = share_limits(asked.method, found.estimate, se, used, design_df=df, n=whole.n, level=asked.level)
    deff = _deff(se, whole, asked.deff)
    return tuple(
        Estimate(
            labels=label,
            estimate=float(found.estimate[i]),
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


def _deff(se: Floats, whole: _Behind, kind: Deff | None) -> Floats:
    """Variance over that of a simple random sample of the same size (Kish 1965, section 8.2)."""
    if kind is None:
        return np.full(len(se), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = 1 - whole.n / whole.population if kind == "wor" else 1.0
        return np.asarray(se**2 / (whole.srs * left), dtype=np.float64)
