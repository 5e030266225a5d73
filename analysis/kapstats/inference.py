"""From a statistic to its covariance: the one door between estimators and variances, linearised or replicated."""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats, Truths
from kapstats.design import SurveyDesign
from kapstats.domains import ROWS_A_CELL, SMALL, Cells, Domains, cells, disjoint
from kapstats.errors import EstimationError, ReplicatesDropped
from kapstats.explained import explained, lost
from kapstats.replicate import Replicates
from kapstats.statistic import Statistic, each_replicate
from kapstats.totals import OfTotals
from kapstats.units import Units, units_of
from kapstats.variance import Parts, Scores, UnitScores, Variance, at_once, unit_variance, variance

NUMBERS = 1 << 20
"""scores that are worked on at once where there are nearly as many units as rows"""


@dataclass(frozen=True, eq=False)
class Inferred:
    """Estimates of every domain, domain by domain, shape (domains * p,)."""

    estimate: Floats
    covariance: Floats
    df: Floats
    """degrees of freedom of each estimate's domain"""


def infer(design: SurveyDesign, statistic: Statistic, domains: Domains | Truths | None = None) -> Inferred:
    """A statistic in each domain (the design's own without), with errors by its design.

    domains  groups of rows; also as truths of shape (rows, domains), which may overlap.
    A function of totals is worked out unit by unit, all others row by row.
    Raises EstimationError for a lonely stratum under the rule "fail", and where no replicate gives a number.
    """
    split = _split(design, domains)
    if design.replicates is not None:
        return _replicated(design, design.replicates, statistic, split)
    if isinstance(statistic, OfTotals) and isinstance(split, Domains):
        drawn = unit_cells(design, split)
        return _by_parts(design, statistic, split) if drawn is None else _by_units(design, statistic, split, *drawn)
    return _by_rows(design, statistic, _truths(split))


def unit_cells(design: SurveyDesign, split: Domains) -> tuple[Units, Cells] | None:
    """The design's units crossed with domains; nothing where rows are as few."""
    units = units_of(design.stages)
    crossed = cells(units.codes, units.n, split)
    return (units, crossed) if crossed.size <= max(len(crossed.codes) // ROWS_A_CELL, SMALL) else None


def _split(design: SurveyDesign, domains: Domains | Truths | None) -> Domains | Truths:
    """The rows of each domain that have a weight, as codes where the domains do not overlap."""
    if domains is None:
        return Domains(np.where(design.counted, 0, -1), 1)
    counted = design.weights != 0
    if isinstance(domains, Domains):
        return domains.among(counted)
    apart = disjoint(domains)
    return domains & counted[:, None] if apart is None else apart.among(counted)


def _truths(split: Domains | Truths) -> Truths:
    return split.truths if isinstance(split, Domains) else split


def _by_units(design: SurveyDesign, statistic: OfTotals, split: Domains, units: Units, crossed: Cells) -> Inferred:
    parts = statistic.totals(crossed, design.weights)
    totals = parts.sum(axis=0)
    estimates = statistic.at(totals)
    scores = statistic.linear(parts, totals).reshape(crossed.units, -1)
    scores = scores - lost(explained(design, statistic, split, totals), units.codes, units.n)
    return _of_units(design, units, crossed, estimates, at_once(scores))


def _by_parts(design: SurveyDesign, statistic: OfTotals, split: Domains) -> Inferred:
    """As _by_units, some units after the others, so that no table of all units and estimates is made."""
    units = units_of(design.stages)
    totals = statistic.totals(cells(np.zeros(len(split.codes), dtype=np.intp), 1, split), design.weights)[0]
    estimates = statistic.at(totals)
    adjusted = explained(design, statistic, split, totals)
    in_order = np.argsort(units.codes, kind="stable")
    ends = np.cumsum(np.bincount(units.codes, minlength=units.n))

    def parts() -> Iterator[tuple[slice, Floats]]:
        step = max(NUMBERS // estimates.size, 1)
        for first in range(0, units.n, step):
            some = slice(first, min(first + step, units.n))
            rows = in_order[ends[first - 1] if first else 0 : ends[some.stop - 1]]
            codes, n = units.codes[rows] - first, some.stop - first
            crossed = cells(codes, n, Domains(split.codes[rows], split.n))
            scores = statistic.linear(statistic.rows(rows).totals(crossed, design.weights[rows]), totals)
            yield some, scores.reshape(n, -1) - lost(adjusted, codes, n, rows)

    return _of_units(design, units, cells(units.codes, units.n, split), estimates, parts)


def _of_units(design: SurveyDesign, units: Units, crossed: Cells, estimates: Floats, parts: Parts) -> Inferred:
    domain = np.repeat(np.arange(crossed.domains), estimates.shape[1])
    rows = np.bincount(crossed.codes, minlength=crossed.size).reshape(crossed.units, crossed.width)
    seen = rows[:, : crossed.domains] > 0
    return _known(estimates.ravel(), unit_variance(design, units, UnitScores(parts, seen, domain)))


def _by_rows(design: SurveyDesign, statistic: Statistic, domains: Truths) -> Inferred:
    weights = [np.where(domain, design.weights, 0.0) for domain in domains.T]
    estimates = [statistic.estimate(one) for one in weights]
    scores = [
        one[:, None] * statistic.influence(one, estimate) for one, estimate in zip(weights, estimates, strict=True)
    ]
    domain = np.repeat(np.arange(len(scores)), [score.shape[1] for score in scores])
    return _known(np.concatenate(estimates), variance(design, Scores(np.hstack(scores), domains, domain)))


def _known(estimates: Floats, found: Variance) -> Inferred:
    """Where there is no estimate there is no covariance."""
    unknown = np.isnan(estimates)
    return Inferred(estimates, np.where(unknown | unknown[:, None], np.nan, found.covariance), found.df)


def _replicated(
    design: SurveyDesign, replicates: Replicates, statistic: Statistic, split: Domains | Truths
) -> Inferred:
    domains = _truths(split)
    if isinstance(statistic, OfTotals) and isinstance(split, Domains):
        rows = np.zeros(len(split.codes), dtype=np.intp)
        whole = statistic.at(statistic.totals(cells(rows, 1, split), design.weights)[0])
    else:
        whole = np.vstack([statistic.estimate(np.where(domain, design.weights, 0.0)) for domain in domains.T])
    thetas = _thetas(design, replicates, statistic, split)
    estimates = whole.ravel()
    _tell_lost(thetas[:, np.isfinite(estimates)])
    df = [float(replicates.df(domain)) for domain in domains.T]
    return Inferred(estimates, replicates.covariance(estimates, thetas), np.repeat(df, whole.shape[1]))


def deviations(design: SurveyDesign, statistic: Statistic) -> Floats | None:
    """How far the estimates of each replicate lie from those of the sample, shape (replicates, p); nothing for a design
    without replicates.

    Each is as long as that of a sample drawn anew: their mean square is the variance.
    """
    if design.replicates is None:
        return None
    thetas = _thetas(design, design.replicates, statistic, _split(design, None))
    estimates = statistic.estimate(np.where(design.counted, design.weights, 0.0))
    longer = math.sqrt(design.replicates.n)
    return np.asarray(design.replicates.deviations(estimates, thetas) * longer, dtype=np.float64)


def _thetas(design: SurveyDesign, replicates: Replicates, statistic: Statistic, split: Domains | Truths) -> Floats:
    """Estimates of each replicate, shape (replicates, domains * p)."""
    if isinstance(statistic, OfTotals) and isinstance(split, Domains):
        return statistic.at(replicates.totals(statistic, split)).reshape(replicates.n, -1)
    return each_replicate(replicates, statistic, _truths(split), design.executor)


def _tell_lost(thetas: Floats) -> None:
    """``thetas``: one row a replicate, one column an estimate that the whole sample gives."""
    lost = ~np.isfinite(thetas)
    if thetas.size and lost.all():
        raise EstimationError("replicates", "none of them gives a number", "look at fewer groups, or widen the domain")
    if lost.any():
        caveat = f"{lost.any(axis=1).sum()} of {len(thetas)} replicates gave no number for some estimates"
        warnings.warn(caveat, ReplicatesDropped, stacklevel=6)
