"""Rows that are alike in everything a model looks at, which the model then needs to see only once.

A million answers to six questions with five choices each make at most a few thousand cells: a fit on the cells with
the sums of their weights is the fit on the rows, whatever the weights, and replicate weights too.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kapstats.arrays import Codes, Floats, Truths

LOOK = 10_000
"""rows that tell whether a column has few values"""
FEW = 500
"""distinct values among them that are few"""
WORTH = 3
"""rows a cell, on average, from which cells pay"""
WIDEST = 2**40
"""codes of several columns are renumbered before they grow beyond this"""


@dataclass(frozen=True, eq=False)
class Cells:
    """The cell of each row of a table."""

    n: int
    of_row: Codes
    """``n`` itself for rows that the model does not use; in order where every row is its own cell"""

    def gathered(self, weights: Floats) -> Floats:
        """Sum of the weights of each cell."""
        if self.n == len(self.of_row):
            return weights
        return np.asarray(np.bincount(self.of_row, weights, self.n + 1)[: self.n], dtype=np.float64)

    def spread(self, values: Floats) -> Floats:
        """What each row has of the values of the cells, shape (rows, columns); zero where it is not used."""
        if self.n == len(self.of_row):
            return values
        padded = np.concatenate([values, np.zeros((1, *values.shape[1:]))])
        return np.asarray(np.take(padded, self.of_row, axis=0), dtype=np.float64)

    def used(self) -> Truths:
        """Rows that are in a cell."""
        return np.asarray(self.of_row < self.n)

    def kept(self, marks: Truths) -> "Cells":
        """Only the marked cells."""
        codes = np.where(marks, np.cumsum(marks) - 1, marks.sum())
        return Cells(int(marks.sum()), np.append(codes, marks.sum())[self.of_row].astype(np.intp))


def cells(table: pd.DataFrame, rows: Truths, *, alike: bool) -> tuple[Cells, Codes]:
    """The cells of the marked rows, and a row of each; unless ``alike``, and where few are, every row is its own."""
    chosen = np.flatnonzero(rows)
    codes = _codes(table, rows) if alike else None
    if codes is None or WORTH * (int(codes.max(initial=-1)) + 1) > len(chosen):
        codes = np.arange(len(chosen), dtype=np.intp)
    n = int(codes.max(initial=-1)) + 1
    of_row = np.full(len(rows), n, dtype=np.intp)
    of_row[chosen] = codes
    first = np.empty(n, dtype=np.intp)
    first[codes[::-1]] = chosen[::-1]
    return Cells(n, of_row), first


def _codes(table: pd.DataFrame, rows: Truths) -> Codes | None:
    """One code for each combination of values that occurs; nothing where a column has too many of them."""
    if any(_many(table[name]) for name in table.columns):
        return None
    combined, size = np.zeros(int(rows.sum()), dtype=np.intp), 1
    for name in table.columns:
        codes = _column_codes(table[name], rows)
        width = int(codes.max(initial=0)) + 1
        if size * width > WIDEST:
            combined = _renumbered(combined, size)
            size = int(combined.max(initial=0)) + 1
        combined, size = combined * width + codes, size * width
    return _renumbered(combined, size)


def _renumbered(codes: Codes, size: int) -> Codes:
    """The same codes without those that do not occur."""
    if size > len(codes):
        return pd.factorize(codes)[0].astype(np.intp)
    occurs = np.zeros(size, dtype=np.bool_)
    occurs[codes] = True
    return np.asarray((np.cumsum(occurs) - 1)[codes], dtype=np.intp)


def _many(column: pd.Series) -> bool:
    return not isinstance(column.dtype, pd.CategoricalDtype) and column.iloc[:LOOK].nunique() > FEW


def _column_codes(column: pd.Series, rows: Truths) -> npt.NDArray[np.integer]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy()[rows]
    values = column.to_numpy()[rows]
    small = _small(values) if values.dtype.kind in "iuf" else None
    return pd.factorize(values)[0] if small is None else small


def _small(values: npt.NDArray[np.generic]) -> npt.NDArray[np.integer] | None:
    """Whole numbers that lie close together are codes already, but for where they begin."""
    numbers = np.asarray(values, dtype=np.float64)
    low, high = numbers.min(initial=np.inf), numbers.max(initial=-np.inf)
    if not low > -np.inf or not high < low + FEW:
        return None
    above = numbers - low
    codes = above.astype(np.int16)
    return codes if (codes == above).all() else None
