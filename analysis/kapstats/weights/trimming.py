"""Trimming: extreme weights cut to a limit, and what was cut spread over the others."""

import numpy as np

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError, EstimationError
from kapstats.weights.known import whole
from kapstats.weights.replicated import rescaled


def trim(
    design: SurveyDesign, *, lower: float | None = None, upper: float | None = None, strict: bool = False
) -> SurveyDesign:
    """Weights cut to limits; what was cut (or added) is spread evenly over the rows that were within them.

    lower, upper  least and greatest weight; at least one of them.
    strict        the spreading may push other weights over a limit: cut and spread in turn, over those never cut
                  yet, until none is beyond.
    Sums of weights stay. Known totals of earlier adjustments no longer hold exactly, and the standard errors say so.
    Replicates take the factors of the sample: a row that a bootstrap drew three times is no extreme weight.
    Raises DesignError for limits that cannot hold, EstimationError where no weights lie between them.
    Source: Potter 1990, Proc Survey Research Methods Section ASA: 225-230.
    R: trimWeights(design, upper = upper, lower = lower, strict = strict)

    >>> from kapstats import post_stratify
    >>> from kapstats.examples import clinics
    >>> trim(post_stratify(clinics(), "power", {0: 14, 1: 18}), upper=6).weights.round(3)
    array([3.286, 3.286, 6.   , 3.286, 6.   , 2.536, 2.536, 2.536, 2.536])
    """
    whole(design)
    used = design.weights != 0
    low, high = _limits(lower, upper, design.weights[used])
    weights = design.weights.copy()
    weights[used] = _trimmed(weights[used], low, high, strict=strict)
    about = ", ".join(f"{name} {limit:g}" for name, limit in (("lower", lower), ("upper", upper)) if limit is not None)
    factors = np.divide(weights, design.weights, out=np.zeros_like(weights), where=used)
    replicates = rescaled(design.replicates, factors)
    return design.reweighted("trimmed", about + " strictly" * strict, weights, None, replicates)


def _limits(lower: float | None, upper: float | None, weights: Floats) -> tuple[float, float]:
    if lower is None and upper is None:
        raise DesignError("lower, upper", "no limit is given", "give at least one")
    low, high = -np.inf if lower is None else float(lower), np.inf if upper is None else float(upper)
    if not low < high or high <= 0 or (lower is not None and lower < 0):
        raise DesignError("lower, upper", f"{low:g} to {high:g} cannot hold", "give limits above zero, lower first")
    mean = weights.mean()
    if not low <= mean <= high:
        wrong = f"the mean weight {mean:.6g} does not lie between {max(low, 0):g} and {high:g}"
        raise EstimationError("lower, upper", wrong, "widen the limits; the sum of the weights stays")
    return low, high


def _trimmed(weights: Floats, low: float, high: float, *, strict: bool) -> Floats:
    untouched = np.ones(len(weights), dtype=np.bool_)
    while True:
        cut = np.clip(weights, low, high)
        untouched &= cut == weights
        spare = float((weights - cut).sum())
        if spare == 0 and (cut == weights).all():
            return cut
        if not untouched.any():
            raise EstimationError("lower, upper", "every weight was cut", "widen the limits")
        weights = np.where(untouched, cut + spare / untouched.sum(), cut)
        if not strict:
            return weights
