"""t tests: is a mean what it is said to be, do two groups have the same?"""

from dataclasses import dataclass, replace

import numpy as np

from kapstats.columns import outcome, readable
from kapstats.design import SurveyDesign
from kapstats.distributions import t_tail
from kapstats.errors import EstimationError
from kapstats.families import family_of
from kapstats.formula import formula as parsed
from kapstats.glm import regression
from kapstats.inference import infer
from kapstats.intervals import mean_limits
from kapstats.model import Model, model
from kapstats.totals import Mean


@dataclass(frozen=True, repr=False)
class TTest:
    """A mean, or the difference of two, against zero."""

    about: str
    """what the estimate is of"""
    estimate: float
    se: float
    t: float
    df: float
    p_value: float
    low: float
    high: float
    n: int
    missing: int

    def __repr__(self) -> str:
        names = ("se", "t", "df", "p_value", "low", "high")
        numbers = ", ".join(f"{name}={getattr(self, name):.6g}" for name in names)
        return f"TTest({self.about}: {self.estimate:.6g}, {numbers})"


def t_test(design: SurveyDesign, formula: str, *, level: float = 0.95) -> TTest:
    """Tests whether two groups have the same mean, or whether a mean is zero.

    formula  "y ~ group" with a group of two values: the second less the first. "y ~ 1" (R also writes y ~ 0) for one
             mean; "I(after - before) ~ 1" for pairs, "I(y - 5) ~ 1" for a mean said to be 5.
    Rows that lack a value leave the domain, not the design.
    Returns estimate, se, t, p_value (two-sided) and limits; df = those of the domain less one, as in R (for one mean
    too, where none is spent: it errs on the safe side).
    Raises EstimationError for a group that has not two values, and for an outcome that is the same in every row.
    Source: Korn & Graubard 1999, "Analysis of Health Surveys", section 3.2; Lumley 2010, "Complex Surveys", ch. 2.
    R: svyttest(formula, design)

    >>> from kapstats.examples import clinics
    >>> t_test(clinics(), "nurses ~ region")
    TTest(region[south]: 2, se=0.964653, t=2.07328, df=6, p_value=0.0835071, low=-0.360421, high=4.36042)
    >>> round(t_test(clinics(), "I(nurses - 4) ~ 1").p_value, 4)
    0.1646
    """
    terms = [term for term in parsed(formula).terms if term.factors]
    return _of_one(design, formula, level) if not terms else _of_two(design, formula, level)


def _of_two(design: SurveyDesign, formula: str, level: float) -> TTest:
    found = regression(design, two_groups(model(design, formula)), family_of("gaussian", None), level=level)
    difference = found.coefficients[1]
    return _tested(difference.term, difference.estimate, difference.se, found.df, level, (found.n, found.missing))


def two_groups(asked: Model) -> Model:
    """The same model with its one predictor being 0 in the first and 1 in the second of two groups.

    Raises EstimationError where it is not one, or has not two values.
    """
    values = np.unique(asked.x[:, -1])
    if len(asked.names) != 2 or asked.names[0] != "Intercept" or len(values) != 2:
        remedy = "give one column of two values after the ~"
        raise EstimationError("formula", f"{asked.formula!r} does not compare two groups", remedy)
    second = (asked.x[:, -1] == values[1]).astype(np.float64)
    return replace(asked, x=np.column_stack([asked.x[:, 0], second]))


def _of_one(design: SurveyDesign, formula: str, level: float) -> TTest:
    read = parsed(formula)
    table = readable(design.data, read)
    answers = outcome(read, table)
    if answers.levels:
        raise EstimationError(read.answer, "holds categories, not numbers", "compare shares() instead")
    within = design.where(design.counted & ~answers.missing)
    n = int(within.counted.sum())
    if n == 0:
        raise EstimationError("formula", f"no row of the domain has every value of {formula!r}", "widen the domain")
    if np.ptp(answers.values[within.counted]) == 0:
        wrong = "has the same value in every row, so that its mean has no error"
        raise EstimationError(read.answer, wrong, "look at the value itself")
    found = infer(within, Mean(answers.values[:, None]))
    se, df = float(np.sqrt(found.covariance[0, 0])), float(found.df[0]) - 1
    counts = (n, int(design.counted.sum()) - n)
    return _tested(read.answer, float(found.estimate[0]), se, df, level, counts)


def _tested(about: str, estimate: float, se: float, df: float, level: float, counts: tuple[int, int]) -> TTest:
    with np.errstate(divide="ignore", invalid="ignore"):
        t = float(np.divide(estimate, se))
    p_value = float(2 * t_tail(abs(t), df if df > 0 else np.nan))
    low, high = mean_limits(np.array([estimate]), np.array([se]), np.array([df]), level)
    return TTest(about, estimate, se, t, df, p_value, float(low[0]), float(high[0]), *counts)
