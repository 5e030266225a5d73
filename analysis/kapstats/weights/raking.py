"""Raking: weights that add up to the known sizes of several sets of groups at once."""

from collections.abc import Mapping

import numpy as np

from kapstats.arrays import Codes, Floats, sum_by, weight_by
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError, EstimationError
from kapstats.residuals import Raked
from kapstats.weights.known import Sizes, cells_of, same_sum, sizes_of, whole
from kapstats.weights.replicated import adjusted


def rake(
    design: SurveyDesign, margins: Mapping[str, Sizes], *, tolerance: float = 1e-12, rounds: int = 1000
) -> SurveyDesign:
    """Weights that add up to the known sizes of several sets of groups, by adjusting to each in turn until all hold.

    margins    for each column the size of each of its groups in the population; all must have the same sum.
    tolerance  stops when no cell of the crossed margins changes by more than this share of the whole in a round.
    rounds     EstimationError when that was not reached after so many.
    Replicates are raked again one by one, in as many rounds as the sample itself needs.
    Other arguments, errors and results as for post_stratify().
    Source: Deming & Stephan 1940, Ann Math Stat 11: 427-444; residuals: see kapstats.residuals.
    R: rake(design, list(~a, ~b), list(a_totals, b_totals), control = list(epsilon = tolerance))

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> raked = rake(clinics(), {"power": {0: 12, 1: 20}, "region": {"north": 20, "south": 12}})
    >>> mean(raked, "nurses")["nurses"].round(3)
    Estimate(4.542, se=0.418, low=3.554, high=5.529, df=7)
    """
    whole(design)
    if not margins:
        raise DesignError("margins", "are empty", "give the sizes of the groups of at least one column")
    cells = cells_of(design, list(margins))
    sizes = [sizes_of(groups, margins[groups.column]) for groups in cells.groups]
    same_sum(margins)
    sets = [groups.of_cell for groups in cells.groups]
    fitted, needed = _fitted(cells.weight, sets, sizes, tolerance, rounds)
    if fitted is None:
        wrong = f"no weights found that hold all of these sizes in {rounds} rounds"
        raise EstimationError(
            ", ".join(margins), wrong, "merge small groups, or check that the sizes can hold together"
        )
    weights = _over(fitted, cells.weight)[cells.of_row]
    weights *= design.weights

    def factors(tables: Floats) -> Floats:
        after = tables
        for _ in range(needed):
            after = _round(after, sets, sizes)
        return _over(after, tables)

    calibration = Raked(cells.of_row, tuple(sets), weights)
    replicates = adjusted(design.replicates, cells.of_row, factors)
    return design.reweighted("raked", ", ".join(margins), weights, calibration, replicates)


def _fitted(
    table: Floats, sets: list[Codes], sizes: list[Floats], tolerance: float, rounds: int
) -> tuple[Floats | None, int]:
    """The table of cells adjusted to each margin in turn, and the rounds it took to come to rest."""
    for needed in range(1, rounds + 1):
        before = table
        table = _round(table[:, None], sets, sizes)[:, 0]
        if np.abs(table - before).max() <= tolerance * table.sum():
            holds = all(np.allclose(weight_by(groups, table), known) for groups, known in zip(sets, sizes, strict=True))
            return (table if holds else None), needed
    return None, rounds


def _round(tables: Floats, sets: list[Codes], sizes: list[Floats]) -> Floats:
    """Tables (one a column) adjusted to each set of groups once; nothing but NaN in one that lacks a group."""
    for groups, known in zip(sets, sizes, strict=True):
        sums = sum_by(groups, tables, len(known))
        tables = tables * np.divide(known[:, None], sums, out=np.full_like(sums, np.nan), where=sums > 0)[groups]
        tables = np.where((sums > 0).all(axis=0), tables, np.nan)
    return tables


def _over(after: Floats, before: Floats) -> Floats:
    """Factors from one table to another; an empty cell stays empty."""
    return np.divide(after, before, out=np.zeros_like(before), where=before != 0)
