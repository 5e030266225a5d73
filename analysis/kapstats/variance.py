"""The one variance: every estimator hands its scores to this function, which alone knows how the sample was drawn.

The variance of a total of scores z, for strata h of clusters i, n_h drawn out of N_h, f_h = n_h / N_h:

    V = sum_h (1 - f_h) n_h / (n_h - 1) sum_i (z_hi - mean_h)^2  +  sum_h f_h sum_i V_hi

where V_hi is the same expression for what was drawn within cluster i (Särndal, Swensson & Wretman 1992, result 4.3.1;
Lumley 2010, "Complex Surveys", section 2.2). A domain scores zero outside itself and so keeps every cluster; a
calibrated design hands over residuals.
"""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats, Truths, count_by, met_by, sum_by
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError, LonelyStrata
from kapstats.stages import Stage
from kapstats.units import Units, units_of


@dataclass(frozen=True, eq=False)
class Scores:
    """Linearised scores of estimates whose error is that of the scores' weighted total."""

    values: Floats
    """one row a respondent, one column an estimate; weighted, zero outside the estimate's domain"""
    domains: Truths
    """one row a respondent, one column a domain"""
    domain: Codes
    """the domain of each estimate"""


@dataclass(frozen=True, eq=False)
class Variance:
    """Covariance of the estimates; degrees of freedom of each one's domain."""

    covariance: Floats
    df: Floats


Parts = Callable[[], Iterator[tuple[slice, Floats]]]
"""scores of all units, some units after the others, as often as they are asked for"""


@dataclass(frozen=True, eq=False)
class UnitScores:
    """The same, added up over the rows of each unit."""

    parts: Parts
    """one row a unit, one column an estimate; less what calibration explains"""
    domains: Truths
    """one row a unit, one column a domain: which units have a row in it"""
    domain: Codes
    """the domain of each estimate"""


def at_once(values: Floats) -> Parts:
    """All units at once."""
    return lambda: iter([(slice(None), values)])


@dataclass(frozen=True, eq=False)
class _Seen:
    """What each domain has of a stage: clusters and strata with a row in it, clusters of each such stratum."""

    clusters: Truths
    strata: Truths
    per_stratum: Codes


def variance(design: SurveyDesign, scores: Scores) -> Variance:
    """Covariance of totals of scores under the design, with the degrees of freedom of each.

    Raises EstimationError for a stratum with one cluster where the design's rule is "fail".
    R: svyrecvar(), behind all of its estimators
    """
    units = units_of(design.stages)
    domains = scores.domains & (design.weights != 0)[:, None]
    totals = sum_by(units.codes, _unexplained(design, scores.values), units.n)
    seen = met_by(units.codes, domains, units.n)
    return unit_variance(design, units, UnitScores(at_once(totals), seen, scores.domain))


def unit_variance(design: SurveyDesign, units: Units, scores: UnitScores) -> Variance:
    """As variance(), from totals of scores of each unit.

    What a design drew within units that it drew with replacement adds nothing, and no unit is smaller than it need be.
    """
    last, p = units.stages[-1], len(scores.domain)
    strata = np.zeros((len(last.drawn), p))
    earlier = [np.zeros((len(stage.stratum_of_cluster), p)) for stage in units.stages[:-1]]
    for rows, values in scores.parts():
        strata += sum_by(last.stratum_of_cluster[rows], values, len(strata))
        for totals, of_unit in zip(earlier, units.clusters, strict=False):
            totals += sum_by(of_unit[rows], values, len(totals))
    seen = [_seen(stage, of_unit, scores.domains) for stage, of_unit in zip(units.stages, units.clusters, strict=True)]
    covariance = _stage_covariance(last, scores.parts, _standard(design, last, strata, seen[-1], scores.domain))
    for stage, totals, reached in zip(units.stages, earlier, seen, strict=False):
        sums = sum_by(stage.stratum_of_cluster, totals, len(stage.drawn))
        covariance += _stage_covariance(stage, at_once(totals), _standard(design, stage, sums, reached, scores.domain))
    df = seen[0].clusters.sum(axis=0) - seen[0].strata.sum(axis=0)
    return Variance(covariance, df[scores.domain].astype(np.float64))


def _unexplained(design: SurveyDesign, values: Floats) -> Floats:
    """Weighted scores less what the adjustments of the weights explain, the last one first."""
    for calibration in reversed(design.calibrations):
        values = calibration.unexplained(values)
    return values


def _seen(stage: Stage, of_unit: Codes, domains: Truths) -> _Seen:
    clusters = met_by(of_unit, domains, len(stage.stratum_of_cluster))
    per_stratum = count_by(stage.stratum_of_cluster, clusters, len(stage.drawn))
    return _Seen(clusters, per_stratum > 0, per_stratum)


def _stage_covariance(stage: Stage, parts: Parts, standard: tuple[Floats, Floats]) -> Floats:
    centre, scale = standard
    covariance = np.zeros((centre.shape[1], centre.shape[1]))
    for clusters, totals in parts():
        stratum = stage.stratum_of_cluster[clusters]
        spread = (totals - centre[stratum]) * scale[stratum]
        covariance += spread.T @ spread
    return covariance


def _standard(design: SurveyDesign, stage: Stage, sums: Floats, seen: _Seen, domain: Codes) -> tuple[Floats, Floats]:
    """What the clusters of each stratum are held against and how much their distances count, estimate by estimate."""
    means = sums / stage.drawn[:, None]
    factor = stage.earlier * (1 - stage.fraction) * stage.drawn / np.maximum(stage.drawn - 1, 1)
    scale = np.sqrt(factor)[:, None]
    lonely = _lonely(design, stage, seen)
    return _with_lonely(design, stage, (sums, means, scale), (seen, lonely), domain) if lonely.any() else (means, scale)


def _lonely(design: SurveyDesign, stage: Stage, seen: _Seen) -> Truths:
    """Strata of each domain that the rule for lonely strata applies to, shape (strata, domains)."""
    lonely = stage.lonely[:, None] & seen.strata
    if design.lonely_domains and design.lonely in ("adjust", "average"):
        lonely = lonely | ((seen.per_stratum == 1) & (stage.fraction < 1)[:, None])
    return lonely


def _with_lonely(
    design: SurveyDesign,
    stage: Stage,
    standard: tuple[Floats, Floats, Floats],
    strata: tuple[_Seen, Truths],
    domain: Codes,
) -> tuple[Floats, Floats]:
    """The same with lonely strata set by the design's rule."""
    (sums, means, scale), (seen, lonely) = standard, strata
    _tell(design, stage, lonely)
    present = seen.strata[:, domain].astype(np.float64)
    alone = lonely[:, domain]
    if design.lonely == "adjust":
        # The centre is the mean of all clusters drawn in the strata that the domain reaches.
        centre = (sums * present).sum(axis=0) / (present * stage.drawn[:, None]).sum(axis=0)
        return np.where(alone, centre, means), scale
    scale = np.where(alone, 0.0, scale)
    if design.lonely == "average":
        n, n_alone = present.sum(axis=0), alone.sum(axis=0)
        factor = np.divide(n, n - n_alone, out=np.full(len(n), np.nan), where=n > n_alone)
        scale = scale * np.sqrt(factor)
    return means, scale


def _tell(design: SurveyDesign, stage: Stage, lonely: Truths) -> None:
    alone = np.flatnonzero(lonely.any(axis=1))
    if design.lonely == "fail":
        row = int(stage.first_row[alone[0]])
        named = stage.column in design.data.columns
        name = f"stratum {design.data[stage.column].iloc[row]}" if named else f"the stratum of row {row}"
        wrong = f"{name} has only one cluster, so that its variance is unknown"
        raise EstimationError(stage.column, wrong, "merge it with one like it, or choose another rule with lonely=")
    if design.lonely != "certainty":
        caveat = f"{stage.column}: {len(alone)} strata with one cluster: {design.lonely}"
        warnings.warn(caveat, LonelyStrata, stacklevel=8)
