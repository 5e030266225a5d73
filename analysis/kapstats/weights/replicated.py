"""Replicate weights after an adjustment: every replicate is a sample of its own and is adjusted again."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from kapstats.arrays import Codes, Floats, frozen
from kapstats.replicate import Layer, Replicates


def adjusted(replicates: Replicates | None, cells: Codes, factors: Callable[[Floats], Floats]) -> Replicates | None:
    """Every replicate with its own factor for each cell.

    cells    the cell of each row, codes from zero without gaps.
    factors  from the weights of each cell in each replicate, shape (cells, replicates), to their factors.
    The factors of cells are kept apart from those of units, so that neither table grows.
    """
    if replicates is None:
        return None
    table = replicates.sums(cells, int(cells.max()) + 1)
    layers = (*replicates.layers, Layer(cells, frozen(factors(table))))
    return replace(replicates, layers=layers, counted_from=None)


def rescaled(replicates: Replicates | None, factors: Floats) -> Replicates | None:
    """Every replicate with the same factor for each row, shape (rows,): what was done once and for all."""
    return None if replicates is None else replace(replicates, base=frozen(replicates.base * factors))


def a_row_of_each(codes: Codes) -> Codes:
    """A row that carries each code."""
    rows = np.zeros(int(codes.max()) + 1, dtype=np.intp)
    rows[codes] = np.arange(len(codes))
    return rows
