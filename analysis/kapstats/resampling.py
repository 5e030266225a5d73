"""Replicates made from a design's own strata and clusters: jackknife, balanced half-samples, bootstrap."""

import warnings
from typing import Literal, get_args

import numpy as np

from kapstats.arrays import Codes, Floats, frozen
from kapstats.design import SurveyDesign
from kapstats.draws import drawn_again, drawn_from_copies, rescaled_by_stage
from kapstats.errors import DesignError, PopulationIgnored
from kapstats.hadamard import hadamard
from kapstats.replicate import Kind, Replicates
from kapstats.stages import Stage
from kapstats.units import units_of

Bootstrap = Literal["rao-wu", "canty-davison", "preston"]
MOST = 5_000
"""jackknife replicates beyond which a bootstrap is as good and a hundred times smaller"""


def jackknife(design: SurveyDesign, *, mse: bool = False) -> SurveyDesign:
    """The design with a replicate for each first-stage cluster, which leaves it out and weighs up its stratum.

    mse  deviations are taken from the full-sample estimate, not from the mean of the replicates.
    One stratum makes JK1, several make JKn; finite populations enter the scales: (1 - f) (n - 1) / n of each stratum.
    A stratum with one cluster adds nothing under lonely="remove" or "certainty".
    Adjust weights afterwards (rake(), calibrate() ...): each replicate is then adjusted as the sample is.
    Raises DesignError for lonely strata under other rules, for weights that were adjusted before, for more than 5,000
    clusters.
    Source: Wolter 2007, "Introduction to Variance Estimation", section 4.5.
    R: as.svrepdesign(design, type = "JK1") without strata, type = "JKn" with them

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> mean(jackknife(clinics()), "nurses")["nurses"].round(3)
    Estimate(4.75, se=0.474, low=3.629, high=5.871, df=7)
    """
    stage = _first(design)
    _lonely(design, stage)
    n = stage.drawn[stage.stratum_of_cluster]
    left_out = np.flatnonzero(n > 1)
    if len(left_out) < 2:
        raise DesignError("clusters", "no stratum has two of them", "the design has no errors to show")
    if len(left_out) > MOST:
        raise DesignError("clusters", f"{len(left_out)} replicates would be needed", "take bootstrap()")
    same = stage.stratum_of_cluster[:, None] == stage.stratum_of_cluster[left_out]
    factors = np.where(same, (n / np.maximum(n - 1, 1))[:, None], 1.0)
    factors[left_out, np.arange(len(left_out))] = 0.0
    scales = ((1 - stage.fraction)[stage.stratum_of_cluster] * (n - 1) / n)[left_out]
    if len(stage.drawn) == 1:
        return _replicated(design, "JK1", factors, float(scales[0]), mse=mse)
    return _replicated(design, "JKn", factors, 1.0, rscales=scales, mse=mse)


def brr(design: SurveyDesign, *, rho: float = 0.0, mse: bool = False) -> SurveyDesign:
    """The design with balanced half-samples: of each stratum's two clusters one counts double, the other not.

    rho  Fay's factor, at least 0 and below 1: the one counts 2 - rho, the other rho, so that none is lost.
    mse  as for jackknife().
    Raises DesignError where a stratum has not exactly two clusters, for a rho out of range, for weights that were
    adjusted before (adjust them afterwards). Warns PopulationIgnored: half-samples know no finite population.
    Source: McCarthy 1969, Rev Int Stat Inst 37: 239-264; Judkins 1990, J Off Stat 6: 223-239 (Fay).
    R: as.svrepdesign(design, type = "BRR"), as.svrepdesign(design, type = "Fay", fay.rho = rho)

    >>> import pandas as pd
    >>> from kapstats import mean
    >>> pairs = pd.DataFrame({"y": [1, 3, 2, 6, 5, 6], "h": [1, 1, 2, 2, 3, 3], "w": 1.0})
    >>> mean(brr(SurveyDesign(pairs, weights="w", strata="h")), "y")["y"].round(3)
    Estimate(3.833, se=0.764, low=1.403, high=6.264, df=3)
    """
    stage = _first(design)
    if not 0 <= rho < 1:
        raise DesignError("rho", f"{rho} cannot be", "give a factor from 0 to below 1, such as 0.3")
    if (stage.drawn != 2).any():
        stratum = int(np.flatnonzero(stage.drawn != 2)[0])
        wrong = f"the stratum of row {stage.first_row[stratum]} has {stage.drawn[stratum]:g} clusters"
        raise DesignError(stage.column, wrong, "half-samples need two in each: pair strata, or take jackknife()")
    _tell_population(stage)
    # The first column of the matrix is constant; without it the replicates balance around the sample itself.
    signs = hadamard(len(stage.drawn) + 1)[:, 1 : len(stage.drawn) + 1]
    first = np.unique(stage.stratum_of_cluster, return_index=True)[1]
    side = np.where(np.isin(np.arange(len(stage.stratum_of_cluster)), first), 1, -1)
    factors = 1 + (1 - rho) * side[:, None] * signs.T[stage.stratum_of_cluster]
    scale = 1 / (len(signs) * (1 - rho) ** 2)
    return _replicated(design, "Fay" if rho else "BRR", factors, scale, mse=mse)


def bootstrap(
    design: SurveyDesign,
    replicates: int = 500,
    *,
    seed: int,
    method: Bootstrap = "rao-wu",
    mse: bool = False,
) -> SurveyDesign:
    """The design with replicates that draw its clusters again, stratum by stratum.

    replicates  how many; their spread differs by chance, by a share of about 1 / sqrt(2 replicates) of an error.
    seed        the same seed gives the same replicates.
    method      "rao-wu": n - 1 of n clusters with replacement; leaves finite populations out, with a warning.
                "canty-davison": n clusters from a population of copies of the sample; with replacement where it has no
                size. "preston": half of the clusters of every stage without replacement, rescaled; for samples of
                several stages and large fractions.
    mse         as for jackknife().
    Raises DesignError for lonely strata (unless removed or certain), fewer than two replicates, an unknown method and
    for weights that were adjusted before: adjust them afterwards, and each replicate is adjusted as the sample is.
    Source: Rao & Wu 1988, JASA 83: 231-241; Canty & Davison 1999, The Statistician 48: 379-391; Preston 2009, Survey
    Methodology 35: 227-234.
    R: as.svrepdesign(design, type = "subbootstrap"), type = "bootstrap", type = "mrbbootstrap"

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> resampled = bootstrap(clinics(), 2000, seed=1, method="preston")
    >>> round(mean(resampled, "nurses")["nurses"].se, 2), round(mean(clinics(), "nurses")["nurses"].se, 2)
    (0.47, 0.47)
    """
    stage = _first(design)
    if method not in get_args(Bootstrap):
        raise DesignError("method", f"{method!r} is no method", f"choose one of {', '.join(get_args(Bootstrap))}")
    if replicates < 2:
        raise DesignError("replicates", f"{replicates} show no spread", "take some hundreds")
    _lonely(design, stage)
    random, scale = np.random.default_rng(seed), 1 / (replicates - 1)
    if method == "preston":
        units = units_of(design.stages)
        factors = rescaled_by_stage(units, replicates, random)
        return _replicated(design, "bootstrap", factors, scale, unit=units.codes, mse=mse)
    if method == "rao-wu":
        _tell_population(stage)
        return _replicated(design, "bootstrap", drawn_again(stage, replicates, random, fewer=1), scale, mse=mse)
    known = bool((stage.fraction > 0).all())
    factors = drawn_from_copies(stage, replicates, random) if known else drawn_again(stage, replicates, random, fewer=0)
    # n draws spread less than n clusters do, by (n - 1) / n; one scale serves all strata.
    several = stage.drawn[stage.drawn > 1]
    return _replicated(design, "bootstrap", factors, scale / float(np.mean((several - 1) / several)), mse=mse)


def _first(design: SurveyDesign) -> Stage:
    """The stage that replicates are made of."""
    if design.replicates is not None:
        raise DesignError("replicates", "the design has some already", "make others from the design without them")
    if design.calibrations:
        remedy = "make replicates first; then adjust, and every replicate is adjusted too"
        raise DesignError("weights", f"were adjusted before ({design.lineage[-1].name})", remedy)
    return design.stages[0]


def _lonely(design: SurveyDesign, stage: Stage) -> None:
    if stage.lonely.any() and design.lonely not in ("remove", "certainty"):
        row = int(stage.first_row[np.flatnonzero(stage.lonely)[0]])
        wrong = f"the stratum of row {row} has only one cluster, which no replicate can leave out"
        raise DesignError(stage.column, wrong, "merge it with one like it, or say lonely='remove' or 'certainty'")


def _tell_population(stage: Stage) -> None:
    if (stage.fraction > 0).any():
        caveat = "these replicates know no finite population: errors come out too large by 1 / sqrt(1 - f)"
        warnings.warn(caveat, PopulationIgnored, stacklevel=4)


def _replicated(
    design: SurveyDesign,
    kind: Kind,
    factors: Floats,
    scale: float,
    *,
    mse: bool,
    rscales: Floats | None = None,
    unit: Codes | None = None,
) -> SurveyDesign:
    codes = design.stages[0].cluster if unit is None else unit
    equal = np.ones(factors.shape[1]) if rscales is None else rscales
    return design.resampled(Replicates(kind, design.weights, codes, frozen(factors), scale, frozen(equal), mse))
