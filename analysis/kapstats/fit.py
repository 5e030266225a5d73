"""Does a column have the shares that are known of the population? Pearson's test of goodness of fit."""

from collections.abc import Mapping

import numpy as np

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.distributions import chi2_tail
from kapstats.errors import EstimationError
from kapstats.independence import ChiSquareTest
from kapstats.inference import Inferred, infer
from kapstats.levels import Counts
from kapstats.raoscott import NO_EFFECT
from kapstats.twoway import Side, only_occurring, side


def goodness_of_fit(design: SurveyDesign, y: str, shares: Mapping[object, float]) -> ChiSquareTest:
    """Whether the values of a column are distributed as ``shares`` say.

    y       column of codes or words; rows without a value leave the domain.
    shares  of the population with each value, adding up to one; of every value that the column may take.
    The statistic is that of the whole (estimated) population, sum (N_j - N p_j)^2 / (N p_j); it is divided by ``scale``
    and held against a chi-square with ``df`` such that both moments agree (Satterthwaite), from the covariance of
    Pearson's residuals. p_value, scale and df are NaN where the design leaves the shares no variance.
    Raises EstimationError for shares that do not fit the values or do not add up to one.
    Source: Rao & Scott 1981, JASA 76: 221-230.  R: svygofchisq(~y, p, design)

    >>> from kapstats.examples import clinics
    >>> goodness_of_fit(clinics(), "water", {"pipe": 0.5, "river": 0.2, "well": 0.3})
    ChiSquareTest(goodness of fit, water: statistic=1.18391, df=1.92213, ddf=inf, p_value=0.822733, n=8)
    """
    column, counted = only_occurring(side(design, y), design.data), design.counted
    supposed = _supposed(column, shares)
    here = counted & (column.column.codes < len(supposed))
    n = int(np.count_nonzero(here))
    if n == 0:
        raise EstimationError(y, "has no value in the domain", "leave it out, or widen the domain")
    found = infer(design, Counts((column.column,)))
    statistic, scale, df = _moments(found, supposed)
    p = chi2_tail(statistic / scale, df)
    missing = int(np.count_nonzero(counted)) - n
    return ChiSquareTest("goodness of fit", y, "", statistic, df, np.inf, p, scale, n, missing)


def _moments(found: Inferred, supposed: Floats) -> tuple[float, float, float]:
    """Pearson's statistic, and the scale and df of the chi-square that is like it."""
    total = found.estimate.sum()
    residuals = (found.estimate - total * supposed) / np.sqrt(total * supposed)
    # The derivative of a residual by its own count, and by the total that stands in both of its parts.
    middle = (supposed + found.estimate / total) / 2
    slopes = (np.eye(len(supposed)) - middle[:, None]) / np.sqrt(total * supposed)[:, None]
    spread = slopes @ found.covariance @ slopes.T
    first, second = float(np.trace(spread)), float((spread**2).sum())
    if not first > NO_EFFECT * len(supposed):
        return float(residuals @ residuals), np.nan, np.nan
    return float(residuals @ residuals), second / first, first**2 / second


def _supposed(column: Side, shares: Mapping[object, float]) -> Floats:
    """The supposed shares in order of the column's values."""
    unknown = [level for level in column.levels if level not in shares]
    if unknown:
        raise EstimationError(column.name, f"no share is given for {unknown}", "give the share of every value")
    absent = [level for level in shares if level not in column.levels]
    if absent:
        remedy = "leave them out, or make the column categorical with all of its values"
        raise EstimationError(column.name, f"never has the values {absent}", remedy)
    found = np.array([float(shares[level]) for level in column.levels])
    if not (found > 0).all() or abs(found.sum() - 1) > 1e-8:
        wrong = (
            f"the shares given add up to {found.sum():g}" if (found > 0).all() else "a share given is not above zero"
        )
        raise EstimationError(column.name, wrong, "give shares above zero that add up to one")
    return found
