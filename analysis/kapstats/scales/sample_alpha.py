"""Cronbach's alpha of a sample as psychometric software has it: without weights, with intervals of its own."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.assemble import checked_level
from kapstats.design import SurveyDesign
from kapstats.distributions import f_point, normal_point
from kapstats.errors import EstimationError
from kapstats.groups import Columns
from kapstats.scales.answers import answers


@dataclass(frozen=True)
class SampleAlpha:
    """Alpha of the rows as they are, every one counting once."""

    alpha: float
    standardized: float
    """of items brought to one variance"""
    mean_correlation: float
    """between two items"""
    feldt_low: float
    feldt_high: float
    """exact for normal items that are parallel but for a constant (Feldt)"""
    se: float
    low: float
    high: float
    """in large samples, for normal items of any covariance (Duhachek & Iacobucci)"""
    items: int
    n: int
    missing: int
    level: float

    def __repr__(self) -> str:
        feldt = f"feldt={self.feldt_low:.6g} to {self.feldt_high:.6g}"
        numbers = f"standardized={self.standardized:.6g}, {feldt}, se={self.se:.6g}"
        return f"SampleAlpha({self.alpha:.6g}, {numbers}, low={self.low:.6g}, high={self.high:.6g}, n={self.n})"


def sample_alpha(design: SurveyDesign, items: Columns, *, level: float = 0.95) -> SampleAlpha:
    """Cronbach's alpha of the sample, raw and standardized, as if every row had been drawn alike and alone.

    To stand beside published scales, which know no weights; the population's is cronbach_alpha().
    items  two columns of numbers or more, all pointing the same way; a row that lacks one is left out and counted.
    Returns alpha, that of standardized items, the mean correlation of two items, Feldt's interval
    1 - (1 - alpha) F(n - 1, (n - 1)(k - 1)), and Duhachek & Iacobucci's normal interval with its standard error.
    Raises EstimationError for fewer than two items, and where fewer than two rows have all. NaN for constant items.
    Source: Feldt 1965, Psychometrika 30: 357-370; Duhachek & Iacobucci 2004, J Appl Psychol 89: 792-808.
    R: psych::alpha(items), psych::alpha.ci(alpha, n, k)

    >>> from kapstats.examples import quiz
    >>> round(sample_alpha(quiz(), ["price", "law", "fine"]).alpha, 3)
    0.567
    """
    checked_level(level)
    asked = answers(design, items)
    used = asked.counted(design)
    n, k = int(used.sum()), len(asked.names)
    if n < 2:
        raise EstimationError(", ".join(asked.names), f"only {n} row has all", "leave out items, or widen the domain")
    covariance = np.cov(asked.distances()[used], rowvar=False)
    alpha, se = _alpha(covariance), _error(covariance, n)
    standardized, mean = _of_standardized(covariance)
    degrees = n - 1, (n - 1) * (k - 1)
    feldt = 1 - (1 - alpha) * f_point(np.array([(1 - level) / 2, (1 + level) / 2]), *degrees)
    reach = normal_point((1 - level) / 2) * se
    return SampleAlpha(
        alpha, standardized, mean, float(feldt[0]), float(feldt[1]), se, float(alpha - reach), float(alpha + reach),
        k, n, int(design.counted.sum()) - n, level,
    )  # fmt: skip


def _alpha(covariance: Floats) -> float:
    k = len(covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _of_standardized(covariance: Floats) -> tuple[float, float]:
    """Alpha of the correlations, and their mean."""
    sd = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlations = covariance / sd / sd[:, None]
    return _alpha(correlations), float(correlations[np.triu_indices(len(sd), 1)].mean())


def _error(covariance: Floats, n: int) -> float:
    """sqrt(Q / n), their equation 1."""
    k = len(covariance)
    whole, trace = covariance.sum(), np.trace(covariance)
    squared = covariance @ covariance
    spread = whole * (np.trace(squared) + trace**2) - 2 * trace * squared.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.sqrt(2 * k**2 / ((k - 1) ** 2 * whole**3) * spread / n))
