"""Calibration: weights as near as can be to those before, with known totals of several columns at once."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import numpy as np
import pandas as pd

from kapstats.arrays import Floats, sum_by, weight_by
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError, EstimationError, WeightsAtBound, WeightsBelowZero
from kapstats.replicate import Replicates
from kapstats.residuals import Regressed
from kapstats.stages import crossed
from kapstats.weights.auxiliaries import Auxiliaries, Totals, auxiliaries
from kapstats.weights.distances import Distance, Method, solved
from kapstats.weights.known import whole
from kapstats.weights.replicated import a_row_of_each, adjusted

AT_BOUND = 1e-6
"""share of the way from bound to bound that counts as being there"""


def calibrate(
    design: SurveyDesign,
    terms: str | Sequence[str],
    totals: Totals,
    *,
    method: Method = "linear",
    bounds: tuple[float, float] | None = None,
    aggregate: bool = False,
) -> SurveyDesign:
    """Weights w = d g that give the known total of every column: sum(w x) = X, with g as near to 1 as can be.

    terms      a formula ("~ region + nurses", which counts the population too), or a list of columns.
    totals     {column: total} for numbers, {column: {group: size}} for groups; the size of the population follows
               from groups, else give it as "(Intercept)". R's names of single columns ("regionsouth") do as well.
    method     "linear" (the regression estimator), "raking" (factors above zero) or "logit" (needs bounds).
    bounds     least and greatest factor, below and above 1: (0.5, 2).
    aggregate  one factor for each first-stage cluster, so that households or schools keep theirs in common
               (Lemaître & Dufour 1987, Survey Methodology 13: 199-207).
    Rows of weight zero keep it and may lack values. Returns a design that remembers the columns, so that its standard
    errors are those of residuals; replicates are calibrated again one by one.
    Raises DesignError for totals that are missing, contradictory or no numbers and for impossible bounds;
    EstimationError for columns with gaps, constant or collinear columns, and where no weights are found.
    Warns WeightsAtBound where factors ran to a bound, WeightsBelowZero where "linear" turned some about.
    Source: Deville & Särndal 1992, JASA 87: 376-382; Deville, Särndal & Sautory 1993, JASA 88: 1013-1020.
    R: calibrate(design, ~region + nurses, totals, calfun = "linear", bounds = c(0.5, 2), aggregate.stage = 1)

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> known = {"region": {"north": 20, "south": 12}, "nurses": 148}
    >>> mean(calibrate(clinics(), "~ region + nurses", known), "power")["power"].round(3)
    Estimate(0.736, se=0.121, low=0.451, high=1.021, df=7)
    """
    whole(design)
    if (design.weights < 0).any():
        raise DesignError("design", "has weights below zero", "calibrate once, on all totals together")
    distance = _distance(method, bounds)
    known = auxiliaries(design, terms, totals)
    if aggregate:
        known = replace(known, columns=_cluster_means(design, known.columns))
    # Orthonormal columns make the equations well-conditioned, whatever units the totals are in.
    turn = _turn(known.columns, design.weights)
    basis = known.columns @ turn
    factors = solved(distance, design.weights, basis, known.totals @ turn)
    told = ", ".join(known.names)
    if factors is None:
        wrong = "no weights found that give all of these totals"
        raise EstimationError(told, wrong, "check the totals, widen the bounds, or leave a column out")
    weights = design.weights * factors
    _tell(told, distance, factors[design.weights > 0])
    calibration = Regressed(basis, design.weights, weights)
    replicates = _adjusted(design.replicates, distance, known, turn) if design.replicates else None
    about = f"{terms if isinstance(terms, str) else ', '.join(terms)} ({method})"
    return design.reweighted("calibrated", about, weights, calibration, replicates)


def _distance(method: Method, bounds: tuple[float, float] | None) -> Distance:
    if method not in get_args(Method):
        raise DesignError("method", f"{method!r} is no method", f"choose one of {', '.join(get_args(Method))}")
    low, high = (-np.inf, np.inf) if bounds is None else bounds
    if method == "logit" and not (np.isfinite(low) and np.isfinite(high)):
        raise DesignError("bounds", "are not given", "logit needs both, such as bounds=(0.5, 2)")
    if bounds is not None and not 0 <= low < 1 < high:
        raise DesignError("bounds", f"{low:g} to {high:g} cannot hold", "give factors below and above 1: (0.5, 2)")
    return Distance(method, float(low), float(high))


def _cluster_means(design: SurveyDesign, columns: Floats) -> Floats:
    """The weighted mean of each column in the row's first-stage cluster: what makes the factors of a cluster equal."""
    clusters, replicates = design.stages[0].cluster, design.replicates
    size = int(clusters.max()) + 1
    if size == len(clusters):
        raise DesignError("aggregate", "the design has no clusters", "give clusters= to the design")
    if replicates is not None and crossed(clusters, replicates.units).max() >= size:
        raise DesignError("aggregate", "replicates tell rows of a cluster apart", "calibrate without aggregate")
    weights = weight_by(clusters, design.weights, size)[:, None]
    sums = sum_by(clusters, columns * design.weights[:, None], size)
    return np.divide(sums, weights, out=np.zeros_like(sums), where=weights > 0)[clusters]


def _turn(columns: Floats, weights: Floats) -> Floats:
    """What makes the columns orthonormal under the weights, shape (columns, columns)."""
    return np.asarray(np.linalg.inv(np.linalg.qr(columns * np.sqrt(weights)[:, None], mode="r")), dtype=np.float64)


def _tell(told: str, distance: Distance, factors: Floats) -> None:
    width = distance.high - distance.low
    near = AT_BOUND * width if np.isfinite(width) else 0.0
    n = int(((factors <= distance.low + near) | (factors >= distance.high - near)).sum())
    if n:
        caveat = f"{told}: {n} of {len(factors)} weights ran to a bound of {distance.low:g} to {distance.high:g}"
        warnings.warn(caveat, WeightsAtBound, stacklevel=3)
    n = int((factors < 0).sum())
    if n:
        remedy = 'method="raking" or bounds=(0.2, 5) would keep them above it'
        warnings.warn(
            f"{told}: {n} of {len(factors)} weights fell below zero: {remedy}", WeightsBelowZero, stacklevel=3
        )


def _adjusted(replicates: Replicates, distance: Distance, known: Auxiliaries, turn: Floats) -> Replicates | None:
    """Every replicate calibrated again, on the rows that differ in a column."""
    cells = crossed(*(pd.factorize(column)[0].astype(np.intp) for column in known.columns.T))
    columns, totals = known.columns[a_row_of_each(cells)] @ turn, known.totals @ turn

    def factors(table: Floats) -> Floats:
        found = (solved(distance, weights, columns, totals) for weights in table.T)
        return np.column_stack([np.full(len(table), np.nan) if one is None else one for one in found])

    after = adjusted(replicates, cells, factors)
    # R counts the degrees of freedom of the whole sample again after "linear" only, those of domains always.
    return replace(after, counted_from=replicates) if after and distance.method != "linear" else after
