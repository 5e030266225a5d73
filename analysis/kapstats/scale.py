"""How well items hang together as one scale: Cronbach's alpha of the population."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.assemble import assembled, complete, from_first, rows_behind
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates
from kapstats.groups import Columns, groups, listed, numbers
from kapstats.inference import infer
from kapstats.products import Products


@dataclass(frozen=True, eq=False)
class Alpha:
    """k / (k - 1) (1 - sum of the items' variances / variance of their sum)."""

    items: Floats
    """shape (rows, k); NaN in the whole row where one is missing"""

    def estimate(self, weights: Floats) -> Floats:
        """Shape (1,); NaN where the sum does not vary."""
        found = self._variances().estimate(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray([self._k * (1 - found[:-1].sum() / found[-1])])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """By the delta method from the influence of the variances."""
        parts = self._variances()
        found = parts.estimate(weights)
        changes = parts.influence(weights, found)
        with np.errstate(divide="ignore", invalid="ignore"):
            change = changes[:, :-1].sum(axis=1) / found[-1] - changes[:, -1] * found[:-1].sum() / found[-1] ** 2
        return np.asarray(-self._k * change[:, None], dtype=np.float64)

    @property
    def _k(self) -> float:
        k = int(self.items.shape[1])
        return k / (k - 1)

    def _variances(self) -> Products:
        """Of the items, then of their sum."""
        values = np.column_stack([self.items, self.items.sum(axis=1)])
        own = np.arange(values.shape[1])
        return Products(values, (own, own), np.ones(values.shape))


def cronbach_alpha(
    design: SurveyDesign,
    items: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """Cronbach's alpha of a scale of items in the population, with its linearised standard error.

    items  two columns of numbers or more, all pointing the same way; a row that lacks one leaves the domain.
    Other arguments, errors and results as for mean(); NaN where the sum of the items does not vary.
    Source: Cronbach 1951, Psychometrika 16: 297-334.  R: svycralpha(~a + b + c, design, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> cronbach_alpha(clinics(), ["nurses", "power"])["alpha"].round(3)
    Estimate(0.418, se=0.126, low=0.119, high=0.716, df=7)
    """
    names = listed(items)
    if len(names) < 2:
        raise EstimationError(", ".join(names), "is one item", "give the two or more items of the scale")
    values = numbers(design.data, names)
    whole = complete(values)
    split = groups(design, by)
    n, missing = rows_behind(whole[:, None], split.domains)
    if not n.any():
        raise EstimationError(", ".join(names), "nobody in the domain answered all", "leave out items, or widen it")
    labels = [(*group, ("variable", "alpha"), ("items", len(names))) for group in split.labels]
    found = infer(design, Alpha(from_first(np.where(whole[:, None], values, np.nan))), split.domains)
    return assembled(labels, found, n, missing, level=level, df=df)
