"""What each item of a scale is like: how easy, how well it tells people apart, what the scale is without it."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.estimate import Estimates
from kapstats.groups import Columns
from kapstats.products import Correlation
from kapstats.scale import Alpha
from kapstats.scales.answers import answers, estimated


@dataclass(frozen=True, eq=False)
class ItemMean:
    """Mean of each item: of items marked right (1) and wrong (0) their difficulty."""

    values: Floats
    """shape (rows, items); NaN in the whole row where one is missing"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (items,)."""
        used, total = self._used(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(used @ np.nan_to_num(self.values) / total)

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(answer - mean) / sum(w)."""
        _, total = self._used(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.nan_to_num(self.values - estimate) / total

    def _used(self, weights: Floats) -> tuple[Floats, float]:
        used = np.where(np.isnan(self.values[:, 0]), 0.0, weights)
        return used, float(used.sum())


@dataclass(frozen=True, eq=False)
class Items:
    """Of each item its mean, its correlation with the sum of the others, and alpha of the others."""

    mean: ItemMean
    rest: Correlation
    without: tuple[Alpha, ...]
    """empty for two items, which leave no scale"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (items * 3,): means, correlations, alphas."""
        alphas = [one.estimate(weights) for one in self.without]
        return np.concatenate([self.mean.estimate(weights), self.rest.estimate(weights), *alphas])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """Side by side."""
        k = self.mean.values.shape[1]
        means, rest = self.mean.influence(weights, estimate[:k]), self.rest.influence(weights, estimate[k : 2 * k])
        # A sum that does not vary has no correlation, and no influence on one.
        alphas = [one.influence(weights, one.estimate(weights)) for one in self.without]
        return np.hstack([means, rest, *alphas])


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
    k, values = len(asked.names), asked.distances()
    rest = values.sum(axis=1, keepdims=True) - values
    pairs = np.arange(k), np.arange(k, 2 * k)
    without = tuple(Alpha(np.delete(values, place, axis=1)) for place in range(k)) if k > 2 else ()
    statistic = Items(ItemMean(asked.values), Correlation(np.hstack([values, rest]), pairs), without)
    words = ("difficulty", "discrimination", *(("alpha without",) if without else ()))
    labels = [(("variable", name), ("statistic", word)) for word in words for name in asked.names]
    return estimated(design, asked, statistic, labels, level=level, df=df)
