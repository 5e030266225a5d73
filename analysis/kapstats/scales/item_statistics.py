"""What each item of a scale is like: how easy, how well it tells people apart, what the scale is without it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.estimate import Estimates
from kapstats.groups import Columns
from kapstats.scales.answers import answers, estimated


@dataclass(frozen=True, eq=False)
class Items:
    """Of each item its mean, its correlation with the sum of the others, and alpha of the others.

    The last two are functions g of the covariances S, whose influence is (d' G d - tr(G S)) / sum(w) for a row's
    distances d from the means, with G the change of g with S: one product of matrices each, however many the rows.
    """

    values: Floats
    """shape (rows, items); NaN in the whole row where one is missing"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (items * 3,): means, correlations, alphas; two items leave no scale, and no alphas."""
        mean, covariance, _ = self._moments(weights)
        return np.concatenate([mean, [value for value, _ in _functions(covariance)]])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """Of means, then of functions of the covariances."""
        mean, covariance, total = self._moments(weights)
        apart = np.where(np.isnan(self.values[:, :1]), 0.0, self.values - mean)
        there = ~np.isnan(self.values[:, 0])
        columns = [
            np.where(there, ((apart @ change) * apart).sum(axis=1) - np.sum(change * covariance), 0.0)
            for _, change in _functions(covariance)
        ]
        return np.column_stack([apart, *columns]) / total

    def _moments(self, weights: Floats) -> tuple[Floats, Floats, float]:
        """Means, covariances, sum of the weights."""
        used = (weights != 0) & ~np.isnan(self.values[:, 0])
        values, own = self.values[used], weights[used]
        total = float(own.sum()) if used.any() else np.nan
        mean = own @ values / total
        apart = values - mean
        return mean, np.asarray((apart * own[:, None]).T @ apart / total), total


def _functions(covariance: Floats) -> Iterator[tuple[float, Floats]]:
    """Correlations with the rest, then alphas of the rest, each with its change with the covariances."""
    k = len(covariance)
    others = 1.0 - np.eye(k)
    with np.errstate(divide="ignore", invalid="ignore"):
        for own, rest in zip(np.eye(k), others, strict=True):
            variance, whole = np.float64(own @ covariance @ own), np.float64(rest @ covariance @ rest)
            size = np.sqrt(variance * whole)
            r = own @ covariance @ rest / size
            crossed = (np.outer(own, rest) + np.outer(rest, own)) / 2
            yield r, crossed / size - r / 2 * (np.outer(own, own) / variance + np.outer(rest, rest) / whole)
        for rest in others if k > 2 else ():
            whole, alone = np.float64(rest @ covariance @ rest), np.float64(rest @ np.diag(covariance))
            factor = (k - 1) / (k - 2)
            yield (
                factor * (1 - alone / whole),
                factor * (np.outer(rest, rest) * alone / whole**2 - np.diag(rest) / whole),
            )


def item_statistics(
    design: SurveyDesign,
    items: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """How easy each item of a scale is in the population, and how well it tells people apart.

    items  two columns of numbers or more, all pointing the same way; a row that lacks one leaves the domain.
    Three estimates an item, found by its name and one of these words: "difficulty", its mean (of 0 and 1: the share
    that is right, so that a high number is an easy item); "discrimination", its correlation with the sum of the other
    items (corrected: it is not part of what it is held against); "alpha without", Cronbach's alpha of the others
    (three items or more).
    Other arguments, errors and results as for mean(); NaN where an item or the sum of the others does not vary.
    Source: Lord & Novick 1968, "Statistical Theories of Mental Test Scores", ch. 15; errors by linearisation, as of
    correlations() and cronbach_alpha().  R: psych::alpha(items), columns mean, r.drop and raw_alpha, of equal weights

    >>> from kapstats.examples import quiz
    >>> found = item_statistics(quiz(), ["price", "law", "fine"])
    >>> found["law", "discrimination"].round(3)
    Estimate(0.357, se=0.111, low=0.113, high=0.601, df=11)
    """
    asked = answers(design, items, by=by)
    words = ("difficulty", "discrimination", "alpha without")[: 3 if len(asked.names) > 2 else 2]
    labels = [(("variable", name), ("statistic", word)) for word in words for name in asked.names]
    return estimated(design, asked, Items(asked.values), labels, level=level, df=df)
