"""Direct standardisation: groups made comparable by giving each the same composition."""

from collections.abc import Mapping

import numpy as np

from kapstats.arrays import Floats, weight_by
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError
from kapstats.residuals import PostStratified
from kapstats.weights.known import Grouped, grouped, sizes_of, whole
from kapstats.weights.replicated import adjusted


def standardise(
    design: SurveyDesign, by: str, shares: Mapping[object, float], *, over: str | None = None
) -> SurveyDesign:
    """Weights that give every group of ``over`` the same composition: w p_b N_o / sum of w in the cell of o and b.

    by      column of what they shall have in common, say age groups; every group of ``over`` needs all of its values.
    shares  share of each value in the standard population (or its sizes: they are divided by their sum).
    over    column of groups to compare, whose weights keep their sums; without it the whole sample is one.
    Other arguments, errors and results as for post_stratify().
    Source: Korn & Graubard 1999, "Analysis of Health Surveys", section 3.2.
    R: svystandardize(design, by = ~by, over = ~over, population = shares)

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> mean(standardise(clinics(), "power", {0: 0.5, 1: 0.5}), "nurses")["nurses"].round(3)
    Estimate(4.167, se=0.431, low=3.148, high=5.186, df=7)
    """
    whole(design)
    inner = grouped(design, by)
    standard = sizes_of(inner, shares)
    standard = standard / standard.sum()
    outer = grouped(design, over) if over else Grouped("", ("all",), np.zeros_like(inner.codes))
    cells = outer.codes * len(inner.levels) + inner.codes
    _all_there(weight_by(cells, design.weights, len(outer.levels) * len(standard)), outer, inner)

    def factors(table: Floats) -> Floats:
        parts = table.reshape(len(outer.levels), len(standard), -1)
        wanted = parts.sum(axis=1, keepdims=True) * standard[None, :, None]
        found: Floats = np.divide(wanted, parts, out=np.full_like(parts, np.nan), where=parts > 0)
        return found.reshape(table.shape)

    table = weight_by(cells, design.weights)[:, None]
    weights = design.weights * factors(table)[cells, 0]
    about = f"{by} over {over}" if over else by
    replicates = adjusted(design.replicates, cells, factors)
    return design.reweighted("standardised", about, weights, PostStratified(cells, weights), replicates)


def _all_there(weight: Floats, outer: Grouped, inner: Grouped) -> None:
    empty = np.flatnonzero(weight == 0)
    if len(empty):
        group, value = divmod(int(empty[0]), len(inner.levels))
        wrong = f"nobody of {outer.column} {outer.levels[group]} has the value {inner.levels[value]}"
        raise DesignError(inner.column, wrong, "merge values, so that every group has all of them")
