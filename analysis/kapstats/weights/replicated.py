"""Replicate weights after an adjustment: every replicate is a sample of its own and is adjusted again."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import sparse

from kapstats.arrays import Codes, Floats, frozen, weight_by
from kapstats.replicate import Replicates
from kapstats.stages import crossed

BLOCK = 10_000


def adjusted(replicates: Replicates | None, cells: Codes, factors: Callable[[Floats], Floats]) -> Replicates | None:
    """Every replicate with its own factor for each cell.

    cells    the cell of each row, codes from zero without gaps.
    factors  from the weights of each cell in each replicate, shape (cells, replicates), to their factors.
    Rows that share unit and cell share their factors, so that the work is that of a small table.
    """
    if replicates is None:
        return None
    units = crossed(replicates.unit, cells)
    rows = a_row_of_each(units)
    unit, cell = replicates.unit[rows], cells[rows]
    shape = (int(cells.max()) + 1, len(replicates.factors))
    base = sparse.csr_array((weight_by(units, replicates.base), (cell, unit)), shape=shape)
    adjustment = factors(np.asarray(base @ replicates.factors))
    after = replicates.factors[unit]
    # In blocks, so that a thousand replicates of many small cells do not need their room twice.
    for start in range(0, len(after), BLOCK):
        after[start : start + BLOCK] *= adjustment[cell[start : start + BLOCK]]
    after.flags.writeable = False
    return replace(replicates, unit=units, factors=after, counted_from=None)


def rescaled(replicates: Replicates | None, factors: Floats) -> Replicates | None:
    """Every replicate with the same factor for each row, shape (rows,): what was done once and for all."""
    return None if replicates is None else replace(replicates, base=frozen(replicates.base * factors))


def a_row_of_each(codes: Codes) -> Codes:
    """A row that carries each code."""
    rows = np.zeros(int(codes.max()) + 1, dtype=np.intp)
    rows[codes] = np.arange(len(codes))
    return rows
