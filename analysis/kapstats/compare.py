"""How well a regression fits, to compare it with others of the same outcome."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from kapstats.errors import EstimationError
from kapstats.regression import Regression


@dataclass(frozen=True)
class Aic:
    """Akaike's criterion by the design: less is better."""

    aic: float
    effective_parameters: float
    mean_effect: float
    """mean design effect of the coefficients other than the intercept"""


@dataclass(frozen=True)
class PseudoR2:
    """Shares of the outcome's uncertainty that the predictors take away."""

    cox_snell: float
    nagelkerke: float


def aic(regression: Regression) -> Aic:
    """Akaike's information criterion of a logistic or Poisson regression, penalised by the design.

    Deviance + 2 p d, where p counts the coefficients other than the intercept and d is the mean of their design
    effects, the eigenvalues of V0^-1 V; V0 is their covariance in a simple random sample.
    Compare regressions of the same outcome on the same rows.
    Raises EstimationError for a linear regression, whose deviance is no likelihood without its variance, and without
    a predictor.
    Source: Lumley & Scott 2015, J Surv Stat Methodol 3: 1-18.  R: AIC(fit)

    >>> from kapstats import regress
    >>> from kapstats.examples import clinics
    >>> round(aic(regress(clinics(), "power ~ nurses", "binomial")).aic, 3)
    6.899
    """
    _likely(regression)
    places = [place for name, span in regression.model.terms if name != "Intercept" for place in span]
    if not places:
        raise EstimationError("regression", "has no predictor", "compare regressions that have one")
    inner = np.ix_(places, places)
    effects = linalg.eigh(regression.covariance[inner], linalg.inv(regression.information)[inner], eigvals_only=True)
    penalty = float(effects.sum())
    return Aic(regression.deviance + 2 * penalty, penalty, penalty / len(places))


def pseudo_r2(regression: Regression) -> PseudoR2:
    """Cox & Snell's and Nagelkerke's R squared of a logistic or Poisson regression in the population.

    1 - exp((deviance - null deviance) / n), and that as a share of what is possible, 1 - exp(-null deviance / n); the
    likelihoods are estimates of the population's.
    Source: Lumley 2017, Aust NZ J Stat 59: 187-194; Nagelkerke 1991, Biometrika 78: 691-692.
    R: psrsq(fit, method = c("Cox-Snell", "Nagelkerke"))

    >>> from kapstats import regress
    >>> from kapstats.examples import clinics
    >>> round(pseudo_r2(regress(clinics(), "power ~ nurses", "binomial")).nagelkerke, 3)
    0.516
    """
    _likely(regression)
    design = regression.design
    n = design.weights[design.counted].sum() * regression.scale
    share = -np.expm1((regression.deviance - regression.null_deviance) / n)
    return PseudoR2(float(share), float(share / -np.expm1(-regression.null_deviance / n)))


def _likely(regression: Regression) -> None:
    if regression.family.name == "gaussian":
        wrong = "is linear, and its deviance says nothing of its variance"
        raise EstimationError("regression", wrong, "compare linear regressions by term_test() and dispersion")
