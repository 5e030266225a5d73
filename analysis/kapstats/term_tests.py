"""Tests of whole terms of a regression: whether a set of its coefficients is zero."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from scipy import linalg

from kapstats.arrays import Floats
from kapstats.chisquare import tail_of_ratio
from kapstats.distributions import chi2_tail, f_tail
from kapstats.errors import EstimationError
from kapstats.formula import one_sided, written
from kapstats.irls import Numbers, fit
from kapstats.regression import Regression

TermMethod = Literal["Wald", "working Wald", "LRT"]


@dataclass(frozen=True, eq=False, repr=False)
class TermTest:
    """Whether some terms of a regression matter."""

    terms: tuple[str, ...]
    method: TermMethod
    statistic: float
    """F (chi-square without ddf) of "Wald", chi-square of "working Wald", twice the log likelihood ratio of "LRT" """
    df: int
    """coefficients that are tested"""
    ddf: float
    """degrees of freedom of the errors"""
    p_value: float
    eigenvalues: Floats
    """weights of the chi-squares that the statistic is a sum of; empty for "Wald" """

    def __repr__(self) -> str:
        told = f"df={self.df}, ddf={self.ddf:g}, p_value={self.p_value:.6g}"
        return f"TermTest({', '.join(self.terms)}: {self.method} {self.statistic:.6g}, {told})"


def term_test(regression: Regression, terms: str, method: TermMethod = "Wald", *, df: float | None = None) -> TermTest:
    """Tests that every coefficient of some terms is zero.

    terms   as in a formula: "region", "region:nurses", "a + b".
    method  "Wald": b' V^-1 b / df, referred to F. "working Wald" and "LRT" (twice the log likelihood ratio) use the
            covariance of a simple random sample, and refer the statistic to the weighted sum of chi-squares that it is.
    df      degrees of freedom of the errors, instead of those of the regression; inf for chi-squares.
    Raises EstimationError for a term that the regression does not have, and for terms that are all of it ("LRT").
    Source: Rao & Scott 1984, Ann Stat 12: 46-60; Lumley & Scott 2014, Aust NZ J Stat 56: 1-14 (LRT; the tail by the
    saddlepoint approximation, as R's).  R: regTermTest(fit, ~terms, method = c("Wald", "WorkingWald", "LRT"), df)

    >>> from kapstats import regress
    >>> from kapstats.examples import clinics
    >>> term_test(regress(clinics(), "births ~ nurses + region"), "region")
    TermTest(region: Wald 0.0465285, df=1, ddf=4, p_value=0.839771)
    """
    if method not in get_args(TermMethod):
        raise EstimationError("method", f"{method!r} is no test", f"choose one of {', '.join(get_args(TermMethod))}")
    names, places = _places(regression, terms)
    ddf = regression.df if df is None else float(df)
    b, v = regression.estimates[places], regression.covariance[np.ix_(places, places)]
    q = len(places)
    if method == "Wald":
        enough = ddf > 0 and np.linalg.matrix_rank(v, hermitian=True) == q
        chi = float(b @ linalg.solve(v, b, assume_a="pos")) if enough else np.nan
        endless = np.isinf(ddf)
        p_value = chi2_tail(chi, q) if endless else f_tail(chi / q, q, ddf if ddf > 0 else np.nan)
        return TermTest(names, method, chi if endless else chi / q, q, ddf, p_value, np.array([]))
    working = _working(regression, places)
    eigenvalues = np.sort(linalg.eigh(v, working, eigvals_only=True))[::-1]
    statistic = float(b @ linalg.solve(working, b)) if method == "working Wald" else _ratio(regression, places)
    p_value = tail_of_ratio(statistic, eigenvalues, ddf, method="saddlepoint")
    return TermTest(names, method, statistic, q, ddf, p_value, eigenvalues)


def _places(regression: Regression, terms: str) -> tuple[tuple[str, ...], list[int]]:
    """The terms asked for and the places of their coefficients; a:b is b:a."""
    known = {frozenset(name.split(":")): (name, places) for name, places in regression.model.terms}
    found = []
    for asked in one_sided(terms):
        term = known.get(frozenset(written(asked.name()).split(":")))
        if term is None:
            have = ", ".join(name for name, _ in regression.model.terms)
            raise EstimationError(written(asked.name()), "is no term of the regression", f"its terms are: {have}")
        found.append(term)
    if not found:
        raise EstimationError("terms", f"{terms!r} names no term", "write it as in a + b:c")
    return tuple(name for name, _ in found), [place for _, places in found for place in places]


def _working(regression: Regression, places: list[int]) -> Floats:
    """Covariance of the coefficients in a simple random sample."""
    inverse = linalg.inv(regression.information)
    return np.asarray(inverse[np.ix_(places, places)], dtype=np.float64)


def _ratio(regression: Regression, places: list[int]) -> float:
    """Rise of the deviance without the terms."""
    model, design = regression.model, regression.design
    kept = [place for place in range(len(model.names)) if place not in places]
    if not kept:
        raise EstimationError("terms", "are all that the regression has", 'ask for method="Wald"')
    smaller = replace(model, x=model.x[:, kept])
    found = fit(Numbers(smaller.y, smaller.x, smaller.offset), model.cells.gathered(design.weights), regression.family)
    return found.deviance * regression.scale - regression.deviance
