"""Linear, logistic and Poisson regression, and others of their kind, by the design."""

from dataclasses import replace

import numpy as np

from kapstats.arrays import Floats, frozen
from kapstats.coefficients import At, Coefficients, Known
from kapstats.collinear import independent
from kapstats.design import SurveyDesign
from kapstats.distributions import t_tail
from kapstats.errors import EstimationError
from kapstats.families import Family, FamilyName, LinkName, family_of
from kapstats.intervals import mean_limits
from kapstats.irls import Fit, Numbers, fit
from kapstats.model import Model, model
from kapstats.regression import Coefficient, Regression
from kapstats.sandwich import inferred


def regress(
    design: SurveyDesign,
    formula: str,
    family: FamilyName = "gaussian",
    *,
    link: LinkName | None = None,
    level: float = 0.95,
) -> Regression:
    """Coefficients of a regression in the population, with errors by the design.

    formula  as R and statsmodels write it: "y ~ a + factor(b) + a:b + offset(log(c))"; see kapstats.formula. Text and
             categorical columns, and what stands in factor() or C(), are coded against their first category that
             occurs; categories that the domain does not have get no coefficient.
    family   "gaussian" (linear), "binomial" (logistic; y is 0 and 1, false and true, a share, or a categorical column
             of two, the second counting), "poisson" (counts); "quasibinomial" and "quasipoisson" are the same.
    link     another scale than the usual: "identity", "logit", "probit", "cloglog", "log".
    Rows that lack a value leave the domain, not the design; ``missing`` counts them. Look at part of the sample with
    design.where(). Replicate designs fit each replicate again, starting from the whole sample's coefficients.
    Returns coefficients with t tests on df + 1 - coefficients degrees of freedom (NaN without any left), dispersion
    (weighted variance of the Pearson residuals) and deviance.
    Raises EstimationError for text and dates, for outcomes that the family cannot have or that do not vary, for
    collinear and constant columns, and for a coefficient that has no finite value since a predictor separates the
    outcome.
    Source: Binder 1983, Int Stat Rev 51: 279-292; Lumley 2010, "Complex Surveys", ch. 5-6.
    R: svyglm(formula, design, family)

    >>> from kapstats.examples import clinics
    >>> regress(clinics(), "births ~ nurses + region")
    gaussian (identity): births ~ nurses + region
             term  estimate      se         t    p_value      low    high
        Intercept     -8.54 4.84494  -1.76266   0.152741 -21.9917  4.9117
           nurses     12.12 1.02474   11.8274 0.00029253  9.27488 14.9651
    region[south]     -0.93 4.31145 -0.215705   0.839771 -12.9005 11.0405
    n = 8, 1 left out for missing values, df = 4, dispersion 22.7222, deviance 159.055
    """
    return regression(design, model(design, formula), family_of(family, link), level=level)


def regression(design: SurveyDesign, asked: Model, family: Family, *, level: float = 0.95) -> Regression:
    """The regression of a model that was made ready."""
    if not 0 < level < 1:
        raise EstimationError("level", f"{level} is no level", "give a number between 0 and 1, such as 0.95")
    _possible(asked, family)
    within = design.where(asked.cells.used())
    numbers = Numbers(asked.y, asked.x, asked.offset)
    statistic = Coefficients(numbers, asked.cells, family)
    whole = statistic.fit(np.where(within.counted, within.weights, 0.0))
    independent(asked, whole.information)
    if not whole.settled:
        raise _unsettled(asked, family, whole)
    known = Known(whole, statistic.at(whole.coefficients))
    spread = inferred(within, replace(statistic, known=known), whole.coefficients)
    scale = (asked.n + asked.missing) / float(design.weights[design.counted].sum())
    # A replicate's rank is that of the domain; with strata and clusters only those with a complete row count, as in R.
    df = float(design.df if design.replicates else spread.df[0]) + 1 - len(asked.names)
    return Regression(
        coefficients=coefficients(asked.names, whole.coefficients, spread.covariance, df, level),
        covariance=frozen(spread.covariance),
        df=df,
        dispersion=_dispersion(known.at, asked.cells.gathered(within.weights) * scale, asked.n),
        deviance=whole.deviance * scale,
        null_deviance=_null_deviance(asked, family, within.weights) * scale,
        n=asked.n,
        missing=asked.missing,
        level=level,
        scale=scale,
        family=family,
        information=frozen(whole.information * scale),
        model=asked,
        design=within,
    )


def coefficients(
    names: tuple[str, ...], estimates: Floats, covariance: Floats, df: float, level: float
) -> tuple[Coefficient, ...]:
    """Estimates with their errors, t tests and limits; NaN where there are no degrees of freedom."""
    se = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = estimates / se
    degrees = np.full(len(se), df)
    p_values = 2 * t_tail(np.abs(t), np.where(degrees > 0, degrees, np.nan))
    low, high = mean_limits(estimates, se, degrees, level)
    columns = zip(names, estimates, se, t, p_values, low, high, strict=True)
    return tuple(Coefficient(name, *(float(number) for number in numbers)) for name, *numbers in columns)


def _possible(asked: Model, family: Family) -> None:
    """The family can have such an outcome."""
    if not asked.names:
        raise EstimationError("formula", f"{asked.formula!r} has no predictor", "ask for the mean() instead")
    if asked.levels and not (len(asked.levels) == 2 and family.name.endswith("binomial")):
        wrong = f"holds the categories {', '.join(map(str, asked.levels[:5]))}, not numbers"
        raise EstimationError(asked.outcome, wrong, "recode it, as in I(answer == 'yes') ~ age")
    if asked.n > 1 and np.ptp(asked.y) == 0:
        wrong = "has the same value in every row, so that there is nothing to explain"
        raise EstimationError(asked.outcome, wrong, "choose another outcome, or widen the domain")
    impossible = family.variation.impossible(asked.y)
    if impossible.any():
        wrong = f"is {asked.y[impossible][0]:g} in some rows, which no {family.name} outcome is"
        raise EstimationError(asked.outcome, wrong, "recode it, or choose another family")


def _unsettled(asked: Model, family: Family, found: Fit) -> EstimationError:
    if family.link_name == "identity" or not np.isfinite(found.running).all():
        wrong = f"cannot be fitted on the {family.link_name} scale: the steps towards it do not come to rest"
        return EstimationError(asked.outcome, wrong, "choose another link, or leave predictors out")
    wrong = "has no finite coefficient, since the predictors tell the outcome with certainty in some rows (separation)"
    name = asked.names[int(np.argmax(found.running))]
    return EstimationError(name, wrong, "merge its categories with others, or leave it out")


def _dispersion(at: At, weights: Floats, n: int) -> float:
    """Weighted variance of the Pearson residuals."""
    residuals = at.residual * np.sqrt(at.work)
    squares = float(weights @ (residuals - (weights @ residuals) / weights.sum()) ** 2)
    return squares / (n - 1) if n > 1 else np.nan


def _null_deviance(asked: Model, family: Family, weights: Floats) -> float:
    """Deviance without predictors: of the intercept (if there is one) and the offset alone."""
    gathered = asked.cells.gathered(weights)
    if not any(name == "Intercept" for name, _ in asked.terms):
        mean, _ = family.link.mean(asked.offset)
    elif not asked.offset.any():
        mean = np.full(len(asked.y), gathered @ asked.y / gathered.sum())
    else:
        return fit(Numbers(asked.y, np.ones((len(asked.y), 1)), asked.offset), gathered, family).deviance
    return float(gathered @ family.variation.deviance(asked.y, mean))
