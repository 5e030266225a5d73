"""Which cells of a table of two traits may be shown: none that is small, and none from which a small one follows.

Rows, columns and totals add up, so whoever sees all of a row but one cell knows that cell. Beside each small cell
others are withheld, as few people's as can be, until nobody can narrow it down: all tables that agree with what is
shown give it a range as wide as the smallest number. Print the same sign for every withheld cell: telling small ones
from those withheld beside them would narrow both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from kapbrief.answers import Floats, Truths
from kapbrief.disclosure import Status
from kapstats import EstimationError

Cell = tuple[int, int]
Range = tuple[int, float]
"""the smallest and the largest number of people, infinite where nothing that is shown holds it"""
SECONDS = 60.0
"""after which the best choice found so far is taken"""


@dataclass(frozen=True)
class Suppression:
    """The status of every cell, row by row; the last row and the last column hold the totals."""

    counts: tuple[tuple[int, ...], ...]
    statuses: tuple[tuple[Status, ...], ...]
    audit: Mapping[Cell, Range]
    """of each withheld cell, what agrees with all that is shown"""

    @property
    def shown(self) -> tuple[tuple[int | None, ...], ...]:
        """The counts that may be seen."""
        rows = zip(self.counts, self.statuses, strict=True)
        return tuple(
            tuple(n if status is Status.SHOWN else None for n, status in zip(*row, strict=True)) for row in rows
        )


def suppress(counts: Sequence[Sequence[int]], smallest: int) -> Suppression:
    """The cells of a table to withhold, with the ranges that are left of them.

    counts    people in each cell, without totals; totals are added, and are cells like the others.
    smallest  the smallest number that may be shown; also the least width of a small cell's range.
    Beside the small cells, those are withheld that have the fewest people together, then the fewest cells.
    Raises EstimationError for a table that is none.
    Source: Fischetti & Salazar-González 2001, Management Science 47: 1008-1027 (sliding protection levels); Hundepool,
    Domingo-Ferrer, Franconi et al. 2012, "Statistical Disclosure Control", ch. 4.

    >>> found = suppress([[12, 4, 30], [25, 18, 9], [8, 3, 14]], 5)
    >>> found.shown
    ((None, None, 30, 46), (25, 18, 9, 52), (None, None, 14, 25), (45, 25, 53, 123))
    >>> found.audit[0, 1]
    (0, 7)
    """
    table = _with_totals(counts)
    if smallest < 1:
        raise EstimationError("smallest", f"{smallest} protects nobody", "give the smallest number that may be shown")
    small = table < smallest
    withheld = _chosen(table, small, smallest) if small.any() else small
    ranges = audit(table, withheld)
    if any(ranges[cell][1] - ranges[cell][0] < smallest for cell in _cells(small)):
        withheld = np.ones_like(small)
        ranges = audit(table, withheld)
    statuses = tuple(tuple(Status.WITHHELD if hidden else Status.SHOWN for hidden in row) for row in withheld)
    return Suppression(tuple(tuple(int(n) for n in row) for row in table), statuses, ranges)


def audit(table: npt.NDArray[np.int64], withheld: Truths) -> dict[Cell, Range]:
    """The range that what is shown leaves to each withheld cell; ``table`` has its totals."""
    relations = _relations(*table.shape).toarray()
    known = np.where(withheld, np.nan, table).ravel()
    bounds = [(0.0, None) if np.isnan(n) else (n, n) for n in known]
    found: dict[Cell, Range] = {}
    for cell in _cells(withheld):
        aim = np.zeros(table.size)
        aim[cell[0] * table.shape[1] + cell[1]] = 1.0
        low, high = (_extreme(sign * aim, relations, bounds) for sign in (1, -1))
        # Sums of whole numbers have whole extremes: the relations are those of a network.
        found[cell] = (round(low), round(-high) if np.isfinite(high) else np.inf)
    return found


def _extreme(aim: Floats, relations: Floats, bounds: list[tuple[float, float | None]]) -> float:
    found = optimize.linprog(aim, A_eq=relations, b_eq=np.zeros(relations.shape[0]), bounds=bounds, method="highs")
    # Without bound where totals are withheld too.
    return -np.inf if found.fun is None else float(found.fun)


def _with_totals(counts: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    widths = {len(row) for row in counts}
    if len(widths) != 1 or 0 in widths or any(n < 0 for row in counts for n in row):
        raise EstimationError("counts", "are no table", "give rows of the same length, of counts from zero")
    table = np.array(counts, dtype=np.int64)
    table = np.vstack([table, table.sum(axis=0)])
    return np.column_stack([table, table.sum(axis=1)])


def _cells(marks: Truths) -> list[Cell]:
    return [(int(row), int(column)) for row, column in np.argwhere(marks)]


def _relations(rows: int, columns: int) -> sparse.csr_array:
    """What adds up: cells less their total, for each row and each column, those of totals included."""
    places = np.arange(rows * columns).reshape(rows, columns)
    sums = [*places, *places.T]
    matrix = np.zeros((len(sums), rows * columns))
    for line, cells in enumerate(sums):
        matrix[line, cells[:-1]], matrix[line, cells[-1]] = 1.0, -1.0
    return sparse.csr_array(matrix)


def _chosen(table: npt.NDArray[np.int64], small: Truths, smallest: int) -> Truths:
    """The cells to withhold: a mixed integer program, or everything where it has no answer.

    Besides a choice of cells it holds two tables of changes for each small cell, one up and one down, which move only
    withheld cells, keep all sums, and lie ``smallest`` apart in that cell. No change need be larger than that.
    """
    n, targets = table.size, np.flatnonzero(small.ravel())
    relations, up = _relations(*table.shape), np.full(n, float(smallest))
    down = np.minimum(table.ravel(), smallest).astype(np.float64)
    copies = 2 * len(targets)
    spread, one = sparse.eye_array(copies), sparse.eye_array(n)
    zero = sparse.csr_array((copies * relations.shape[0], n))
    sums = sparse.hstack([zero, sparse.kron(spread, relations)])
    changes = sparse.kron(spread, one)
    tops = sparse.hstack([sparse.vstack([-sparse.diags_array(up)] * copies), changes])
    bottoms = sparse.hstack([sparse.vstack([sparse.diags_array(down)] * copies), changes])
    apart = np.zeros((len(targets), n + copies * n))
    for place, target in enumerate(targets):
        apart[place, n + 2 * place * n + target], apart[place, n + (2 * place + 1) * n + target] = 1.0, -1.0
    found = optimize.milp(
        np.concatenate([table.ravel() + 1 / (n + 1), np.zeros(copies * n)]),
        constraints=[
            optimize.LinearConstraint(sums, 0, 0),
            optimize.LinearConstraint(tops, -np.inf, 0),
            optimize.LinearConstraint(bottoms, 0, np.inf),
            optimize.LinearConstraint(apart, smallest, np.inf),
        ],
        integrality=np.concatenate([np.ones(n), np.zeros(copies * n)]),
        bounds=optimize.Bounds(
            np.concatenate([small.ravel().astype(np.float64), np.full(copies * n, -float(smallest))]),
            np.concatenate([np.ones(n), np.full(copies * n, float(smallest))]),
        ),
        options={"mip_rel_gap": 0.0, "time_limit": SECONDS},
    )
    if found.x is None:
        return np.ones_like(small)
    return np.asarray(found.x[:n].reshape(table.shape) > 0.5)
