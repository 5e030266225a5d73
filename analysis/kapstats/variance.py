"""The one variance: every estimator hands its scores to this function, which alone knows how the sample was drawn.

The variance of a total of scores z, for strata h of clusters i, n_h drawn out of N_h, f_h = n_h / N_h:

    V = sum_h (1 - f_h) n_h / (n_h - 1) sum_i (z_hi - mean_h)^2  +  sum_h f_h sum_i V_hi

where V_hi is the same expression for what was drawn within cluster i (Särndal, Swensson & Wretman 1992, result 4.3.1;
Lumley 2010, "Complex Surveys", section 2.2). A domain scores zero outside itself and so keeps every cluster; a
calibrated design hands over residuals.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats, Truths, count_by, sum_by
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


@dataclass(frozen=True, eq=False)
class UnitScores:
    """The same, added up over the rows of each unit."""

    values: Floats
    """one row a unit, one column an estimate; less what calibration explains"""
    domains: Truths
    """one row a unit, one column a domain: which units have a row in it"""
    domain: Codes
    """the domain of each estimate"""


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
    seen = count_by(units.codes, domains, units.n) > 0
    return unit_variance(design, units, UnitScores(totals, seen, scores.domain))


def unit_variance(design: SurveyDesign, units: Units, scores: UnitScores) -> Variance:
    """As variance(), from totals of scores of each unit.

    What a design drew within units that it drew with replacement adds nothing, and no unit is smaller than it need be.
    """
    covariance = np.zeros((scores.values.shape[1], scores.values.shape[1]))
    seen = [_seen(stage, of_unit, scores.domains) for stage, of_unit in zip(units.stages, units.clusters, strict=True)]
    for stage, of_unit, reached in zip(units.stages, units.clusters, seen, strict=True):
        last = stage is units.stages[-1]
        totals = scores.values if last else sum_by(of_unit, scores.values, len(stage.stratum_of_cluster))
        covariance += _stage_covariance(design, stage, totals, reached, scores.domain)
    df = seen[0].clusters.sum(axis=0) - seen[0].strata.sum(axis=0)
    return Variance(covariance, df[scores.domain].astype(np.float64))


def _unexplained(design: SurveyDesign, values: Floats) -> Floats:
    """Weighted scores less what the adjustments of the weights explain, the last one first."""
    for calibration in reversed(design.calibrations):
        values = calibration.unexplained(values)
    return values


def _seen(stage: Stage, of_unit: Codes, domains: Truths) -> _Seen:
    clusters = count_by(of_unit, domains, len(stage.stratum_of_cluster)) > 0
    per_stratum = count_by(stage.stratum_of_cluster, clusters, len(stage.drawn))
    return _Seen(clusters, per_stratum > 0, per_stratum)


def _stage_covariance(design: SurveyDesign, stage: Stage, totals: Floats, seen: _Seen, domain: Codes) -> Floats:
    means = sum_by(stage.stratum_of_cluster, totals, len(stage.drawn)) / stage.drawn[:, None]
    spread = totals - means[stage.stratum_of_cluster]
    lonely = _lonely(design, stage, seen)
    if lonely.any():
        spread = _lonely_spread(design, stage, totals, spread, (seen, lonely), domain)
    factor = stage.earlier * (1 - stage.fraction) * stage.drawn / np.maximum(stage.drawn - 1, 1)
    spread = spread * np.sqrt(factor)[stage.stratum_of_cluster][:, None]
    covariance: Floats = spread.T @ spread
    return covariance


def _lonely(design: SurveyDesign, stage: Stage, seen: _Seen) -> Truths:
    """Strata of each domain that the rule for lonely strata applies to, shape (strata, domains)."""
    lonely = stage.lonely[:, None] & seen.strata
    if design.lonely_domains and design.lonely in ("adjust", "average"):
        lonely = lonely | ((seen.per_stratum == 1) & (stage.fraction < 1)[:, None])
    return lonely


def _lonely_spread(
    design: SurveyDesign,
    stage: Stage,
    totals: Floats,
    spread: Floats,
    strata: tuple[_Seen, Truths],
    domain: Codes,
) -> Floats:
    """Distances of the clusters from their centre, with those of lonely strata set by the design's rule."""
    seen, lonely = strata
    _tell(design, stage, lonely)
    present = seen.strata[:, domain].astype(np.float64)
    alone = lonely[:, domain]
    of_cluster = stage.stratum_of_cluster
    if design.lonely == "adjust":
        # The centre is the mean of all clusters drawn in the strata that the domain reaches.
        reached = (totals * present[of_cluster]).sum(axis=0)
        centre = reached / (present * stage.drawn[:, None]).sum(axis=0)
        return np.where(alone[of_cluster], totals - centre, spread)
    spread = np.where(alone[of_cluster], 0.0, spread)
    if design.lonely == "average":
        n, n_alone = present.sum(axis=0), alone.sum(axis=0)
        factor = np.divide(n, n - n_alone, out=np.full(len(n), np.nan), where=n > n_alone)
        spread = spread * np.sqrt(factor)
    return spread


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
