"""Omega total: the share of a scale's variance that one factor behind its items makes."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from kapstats.arrays import Codes, Floats
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates
from kapstats.groups import Columns
from kapstats.products import Correlation, Products
from kapstats.scales.answers import Answers, answers, estimated
from kapstats.scales.one_factor import Method, OneFactor, changes, loadings_of
from kapstats.scales.polychoric import Polychoric

On = Literal["pearson", "polychoric"]


@dataclass(frozen=True, eq=False)
class Omega:
    """(sum of loadings)^2 over that plus the unique variances, in the units of the items."""

    correlation: Correlation | Polychoric
    variance: Products | None
    """of the items; None: all are one, as of what lies behind answers"""
    method: Method
    items: int

    def estimate(self, weights: Floats) -> Floats:
        """Shape (1,); NaN where no factor is found, or one that leaves an item no variance of its own."""
        spread, correlations = self._parts(weights)
        return np.array([_omega(spread, loadings_of(self._factor(weights, correlations)))])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """By the delta method from the influence of correlations and variances; the weights of "dwls" held."""
        spread, correlations = self._parts(weights)
        factor = self._factor(weights, correlations)
        loadings = loadings_of(factor)
        if np.isnan(loadings).any():
            return np.full((len(weights), 1), np.nan)
        by_loading, by_variance = _slopes(spread, loadings)
        through = by_loading @ changes(factor, loadings, self._pairs)
        found = self.correlation.influence(weights, correlations) @ through
        if self.variance is not None:
            found = found + self.variance.influence(weights, spread) @ by_variance
        return np.asarray(found[:, None])

    def loadings(self, weights: Floats) -> Floats:
        """Of items with a variance of one, shape (items,)."""
        return loadings_of(self._factor(weights, self._parts(weights)[1]))

    @property
    def _pairs(self) -> tuple[Codes, Codes]:
        return self.correlation.pairs

    def _parts(self, weights: Floats) -> tuple[Floats, Floats]:
        spread = np.ones(self.items) if self.variance is None else self.variance.estimate(weights)
        return spread, self.correlation.estimate(weights)

    def _factor(self, weights: Floats, correlations: Floats) -> OneFactor:
        square = _square(correlations, self._pairs, self.items)
        np.fill_diagonal(square, 1.0)
        if self.method == "ml":
            return OneFactor(square, None)
        if self.method == "minres" or not isinstance(self.correlation, Polychoric):
            return OneFactor(square, 1.0 - np.eye(self.items))
        spread = weights @ self.correlation.expected_influence(weights) ** 2 * weights.sum()
        with np.errstate(divide="ignore"):
            return OneFactor(square, _square(1 / spread, self._pairs, self.items))


def _square(values: Floats, pairs: tuple[Codes, Codes], items: int) -> Floats:
    found = np.zeros((items, items))
    found[pairs] = values
    return found + found.T


def _omega(spread: Floats, loadings: Floats) -> float:
    common = float(np.sqrt(spread) @ loadings) ** 2
    return common / (common + float(spread @ (1 - loadings**2)))


def _slopes(spread: Floats, loadings: Floats) -> tuple[Floats, Floats]:
    """Of omega with each loading and with each variance."""
    root = np.sqrt(spread)
    common, own = root @ loadings, spread @ (1 - loadings**2)
    whole = common**2 + own
    by_loading = 2 * common * (root * own + common * spread * loadings) / whole**2
    by_variance = common * (loadings / root * own - common * (1 - loadings**2)) / whole**2
    return np.asarray(by_loading), np.asarray(by_variance)


def omega_total(
    design: SurveyDesign,
    items: Columns,
    *,
    on: On = "pearson",
    method: Method = "ml",
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """McDonald's omega total of a scale with one factor, in the population, with its linearised standard error.

    items   three columns of numbers or more, all pointing the same way; a row that lacks one leaves the domain.
    on      "pearson": of the sum of the items as they are; "polychoric": of what lies behind ordered answers.
    method  "ml" maximum likelihood, "minres" least squared residuals, "dwls" (polychoric only) least squares with
            each residual over the variance of its correlation.
    Other arguments, errors and results as for cronbach_alpha(); NaN where an item has no spread, or the factor leaves
    one no variance of its own (a Heywood case).
    Source: McDonald 1999, "Test Theory", ch. 6: (sum l)^2 / ((sum l)^2 + sum of unique variances).
    R: the loadings of lavaan::cfa("f =~ a + b + c"), with ordered = TRUE for "dwls"

    >>> from kapstats.examples import quiz
    >>> omega_total(quiz(), ["price", "law", "fine"])["omega"].round(3)
    Estimate(0.572, se=0.079, low=0.397, high=0.747, df=11)
    """
    for name, value, known in (("on", on, get_args(On)), ("method", method, get_args(Method))):
        if value not in known:
            raise EstimationError(name, f"{value!r} is not known", f"choose one of {', '.join(known)}")
    if method == "dwls" and on != "polychoric":
        raise EstimationError("method", "'dwls' is for polychoric correlations", 'ask for on="polychoric"')
    asked = answers(design, items, by=by, least=3)
    labels = [(("variable", "omega"), ("items", len(asked.names)))]
    return estimated(design, asked, omega_of(asked, on, method), labels, level=level, df=df)


def omega_of(asked: Answers, on: On, method: Method) -> Omega:
    """The statistic of some answers."""
    k = len(asked.names)
    pairs, own = np.triu_indices(k, 1), np.arange(k)
    if on == "polychoric":
        return Omega(Polychoric(*asked.codes(), pairs), None, method, k)
    values = asked.distances()
    return Omega(Correlation(values, pairs), Products(values, (own, own), np.ones(values.shape)), method, k)
