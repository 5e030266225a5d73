"""Direct standardisation: groups made comparable by giving each the same composition."""

from collections.abc import Mapping

import numpy as np

from kapstats.arrays import Floats, weight_by
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError
from kapstats.residuals import PostStratified
from kapstats.weights.known import Groups, cells_of, sizes_of, whole
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
    cells = cells_of(design, [over, by] if over else [by])
    inner = cells.groups[-1]
    standard = sizes_of(inner, shares)
    standard = standard / standard.sum()
    values = len(standard)
    groups = (cells.groups[0].of_cell * values * bool(over) + inner.of_cell)[cells.of_row]
    table = weight_by(groups, design.weights, values * (len(cells.groups[0].levels) if over else 1))
    _all_there(table, cells.groups)

    def factors(table: Floats) -> Floats:
        parts = table.reshape(-1, values, table.shape[1])
        wanted = parts.sum(axis=1, keepdims=True) * standard[None, :, None]
        found: Floats = np.divide(wanted, parts, out=np.full_like(parts, np.nan), where=parts > 0)
        return found.reshape(table.shape)

    weights = design.weights * factors(table[:, None])[groups, 0]
    about = f"{by} over {over}" if over else by
    replicates = adjusted(design.replicates, groups, factors)
    return design.reweighted("standardised", about, weights, PostStratified(groups, weights), replicates)


def _all_there(table: Floats, groups: tuple[Groups, ...]) -> None:
    empty = np.flatnonzero(table == 0)
    if len(empty):
        outer, inner = groups
        group, value = divmod(int(empty[0]), len(inner.levels))
        wrong = f"nobody of {outer.column} {outer.levels[group]} has the value {inner.levels[value]}"
        raise DesignError(inner.column, wrong, "merge values, so that every group has all of them")
