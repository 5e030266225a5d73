"""Which beliefs are worth changing: their means, their association with the target, and the room left (CIBER)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from kapstats.arrays import Floats, Truths
from kapstats.assemble import assembled, checked_level, complete
from kapstats.design import SurveyDesign
from kapstats.determinants import Determinants, Explained
from kapstats.distributions import normal_point
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates
from kapstats.groups import Columns, groups, listed, numbers
from kapstats.inference import infer
from kapstats.intervals import quantile

Interval = Literal["design", "simple"]
MEAN_LEVEL = 0.9999
"""of the intervals of means: with means far more precise than associations, a diamond of 95 percent would be a dot"""


@dataclass(frozen=True)
class Determinant:
    """One belief: where people stand, how it goes with the target, and how much there is to gain."""

    name: str
    mean: Estimate
    correlation: Estimate
    """with the target; its limits are symmetric on Fisher's scale"""
    potential: Estimate
    """potential for change: (maximum - mean) times the correlation"""
    maximum: float


@dataclass(frozen=True, repr=False)
class Ciber:
    """Beliefs in the order in which they were asked for, and what they tell together."""

    target: str
    rows: tuple[Determinant, ...]
    r2: Estimate
    """share of the target's variance that all of them explain, among people who answered all"""

    @property
    def table(self) -> pd.DataFrame:
        """One row a belief: belief, mean with limits, correlation with limits, potential with limits, maximum, n."""
        return pd.DataFrame([_record(row) for row in self.rows])

    def __getitem__(self, name: str) -> Determinant:
        """That belief."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"{name!r}: the beliefs are {', '.join(row.name for row in self.rows)}")

    def __iter__(self) -> Iterator[Determinant]:
        return iter(self.rows)

    def __repr__(self) -> str:
        table = self.table.to_string(index=False, float_format=lambda number: f"{number:.4g}")
        return f"beliefs and {self.target}, which they explain by {self.r2.estimate:.4g}\n{table}"


def ciber(
    design: SurveyDesign,
    target: str,
    determinants: Columns,
    *,
    maximum: float | Mapping[str, float] | None = None,
    interval: Interval = "design",
    level: float = 0.95,
    mean_level: float = MEAN_LEVEL,
) -> Ciber:
    """Means of beliefs, their correlations with a target, and their potential for change.

    target        column of numbers: an intention, a behaviour.
    determinants  columns of numbers; a row that lacks one leaves its mean, and its correlation if it lacks the target.
    maximum       the end of the scale, one for all or one for each; without it the largest answer of each.
    interval      of correlations, on Fisher's scale: "design" atanh(r) plus and minus t se(r) / (1 - r^2); "simple"
                  plus and minus z / sqrt(n - 3), as for a simple random sample of normal answers.
    level         of the intervals of correlations, potentials and the explained share; ``mean_level`` of the means.
    r: linearised by (zx zy - r (zx^2 + zy^2) / 2) / sum(w). Potential for change: (maximum - mean) r.
    A negative potential says that more of the belief goes with less of the target: do not raise it.
    Raises EstimationError for text and for a belief that nobody has beside the target; NaN for one that is constant.
    Source: Crutzen, Peters & Noijen 2017, Frontiers in Public Health 5: 165 (CIBER); Crutzen & Peters 2023, Health
    Psychology and Behavioral Medicine 11: 2167719 (potential for change); Särndal, Swensson & Wretman
    1992, example 5.5.1.  R: behaviorchange::CIBER()

    >>> from kapstats.examples import clinics
    >>> ciber(clinics(), "births", ["nurses", "power"], maximum={"nurses": 10, "power": 1})["nurses"].potential.round(2)
    Estimate(5.1, se=0.43, low=4.08, high=6.12, df=7)
    """
    checked_level(mean_level)
    if interval not in get_args(Interval):
        raise EstimationError("interval", f"{interval!r} is none", f"choose one of {', '.join(get_args(Interval))}")
    names = listed(determinants)
    x, y = numbers(design.data, names), numbers(design.data, target)
    counted = design.counted
    pairs: Truths = ~np.isnan(x) & ~np.isnan(y) & counted[:, None]
    alone = np.flatnonzero(pairs.sum(axis=0) == 0)
    if len(alone):
        name = names[int(alone[0])]
        raise EstimationError(name, f"nobody in the domain has it and {target}", "leave it out, or widen the domain")
    largest = _maxima(names, x[counted], maximum)
    statistic = Determinants(x, y[:, 0], largest)
    found = _found(design, statistic, names, x, pairs, level)
    rows = tuple(
        Determinant(name, _mean(found.rows[3 * i], mean_level), _fisher(found.rows[3 * i + 1], interval, level),
                    found.rows[3 * i + 2], float(largest[i]))
        for i, name in enumerate(names)
    )  # fmt: skip
    return Ciber(target, rows, _explained(design, x, y, target, level))


def _maxima(names: tuple[str, ...], x: Floats, maximum: float | Mapping[str, float] | None) -> Floats:
    if maximum is None:
        return np.asarray(np.nanmax(x, axis=0), dtype=np.float64)
    if isinstance(maximum, Mapping):
        missing = [name for name in names if name not in maximum]
        if missing:
            raise EstimationError(missing[0], "has no maximum", "give the end of its scale")
        return np.array([maximum[name] for name in names], dtype=np.float64)
    return np.full(len(names), float(maximum))


def _found(
    design: SurveyDesign, statistic: Determinants, names: tuple[str, ...], x: Floats, pairs: Truths, level: float
) -> Estimates:
    """Mean, correlation and potential of each belief."""
    labels = [(("variable", name), ("value", kind)) for name in names for kind in ("mean", "r", "potential")]
    own, both = (~np.isnan(x) & design.counted[:, None]).sum(axis=0), pairs.sum(axis=0)
    n = np.column_stack([own, both, both]).ravel().astype(np.float64)
    domain = groups(design, None).split
    return assembled(labels, infer(design, statistic, domain), n, design.counted.sum() - n, level=level)


def _mean(row: Estimate, level: float) -> Estimate:
    half = float(quantile(level, np.array([row.df]))[0]) * row.se
    return replace(row, low=row.estimate - half, high=row.estimate + half, level=level)


def _fisher(row: Estimate, interval: Interval, level: float) -> Estimate:
    with np.errstate(divide="ignore", invalid="ignore"):
        if interval == "simple":
            half = normal_point((1 - level) / 2) / np.sqrt(np.float64(row.n - 3)) if row.n > 3 else np.nan
        else:
            half = quantile(level, np.array([row.df]))[0] * row.se / np.float64(1 - row.estimate**2)
        centre = np.arctanh(np.float64(row.estimate))
    return replace(row, low=float(np.tanh(centre - half)), high=float(np.tanh(centre + half)))


def _explained(design: SurveyDesign, x: Floats, y: Floats, target: str, level: float) -> Estimate:
    """R2 of the target on all beliefs, among people who have all."""
    whole = complete(np.column_stack([x, y]))
    if not (whole & design.counted).any():
        raise EstimationError(target, "nobody in the domain answered it and all beliefs", "leave some of them out")
    statistic = Explained(np.where(whole[:, None], x, np.nan), np.where(whole, y[:, 0], np.nan))
    n = float((whole & design.counted).sum())
    found = infer(design.where(whole), statistic)
    counts = np.array([n]), np.array([design.counted.sum() - n])
    return assembled([(("variable", "R2"),)], found, *counts, level=level).rows[0]


def _record(row: Determinant) -> dict[str, object]:
    parts = {"mean": row.mean, "correlation": row.correlation, "potential": row.potential}
    numbers = {
        f"{name}{suffix}": value
        for name, of in parts.items()
        for suffix, value in (("", of.estimate), ("_low", of.low), ("_high", of.high))
    }
    return {"belief": row.name, **numbers, "maximum": row.maximum, "n": row.correlation.n}
