"""Alpha of what lies behind ordered answers, for scales of so few steps that their numbers lose much of it."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.estimate import Estimates
from kapstats.groups import Columns
from kapstats.scales.answers import answers, estimated
from kapstats.scales.polychoric import Polychoric


@dataclass(frozen=True, eq=False)
class OrdinalAlpha:
    """k / (k - 1) (1 - k / sum of all polychoric correlations, those of an item with itself included)."""

    correlation: Polychoric
    items: int

    def estimate(self, weights: Floats) -> Floats:
        """Shape (1,)."""
        k = self.items
        return np.array([k / (k - 1) * (1 - k / self._sum(self.correlation.estimate(weights)))])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """By the delta method from the influence of the correlations."""
        k, correlations = self.items, self.correlation.estimate(weights)
        slope = 2 * k**2 / (k - 1) / self._sum(correlations) ** 2
        return np.asarray(self.correlation.influence(weights, correlations).sum(axis=1, keepdims=True) * slope)

    def _sum(self, correlations: Floats) -> float:
        return float(self.items + 2 * correlations.sum())


def ordinal_alpha(
    design: SurveyDesign,
    items: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """Ordinal alpha of a scale in the population, with its linearised standard error.

    It speaks of the scale as it would be if answers had no steps, so that it is no reliability of the sum of the
    answers: that is cronbach_alpha() (Chalmers 2018, Educ Psychol Meas 78: 1056-1071).
    items  two columns or more of a few numbers each, all pointing the same way; a row that lacks one leaves the domain.
    Other arguments, errors and results as for cronbach_alpha(); NaN where polychoric() is.
    Source: Zumbo, Gadermann & Zeisser 2007, J Mod Appl Stat Methods 6: 21-29.
    R: psych::alpha(psych::polychoric(items)$rho)$total$raw_alpha, of equal weights

    >>> from kapstats.examples import quiz
    >>> ordinal_alpha(quiz(), ["price", "law", "fine"])["ordinal alpha"].round(3)
    Estimate(0.857, se=0.054, low=0.738, high=0.976, df=11)
    """
    asked = answers(design, items, by=by)
    codes, steps = asked.codes()
    statistic = OrdinalAlpha(Polychoric(codes, steps, np.triu_indices(len(asked.names), 1)), len(asked.names))
    labels = [(("variable", "ordinal alpha"), ("items", len(asked.names)))]
    return estimated(design, asked, statistic, labels, level=level, df=df)
