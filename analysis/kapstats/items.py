"""Columns of a table as statistics take them: small codes where a column holds few whole numbers, else the numbers.

A weighted table of codes costs one pass over the rows, whatever is asked of it afterwards: totals, valid rows, squares
and shares of levels are sums over its levels.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from kapstats.arrays import Codes, Floats, Truths
from kapstats.domains import Cells

Small = npt.NDArray[np.int8]

LEVELS = 16
"""whole numbers that a column may span to be coded"""
TABLE = 1 << 20
"""cells times levels beyond which a table is far from the processor, and two sums a column are faster"""
JOINT = 1 << 18
"""cells times combinations of levels up to which one table of several columns is faster than a table of each,
where there are as many rows four times over"""
LOOK = 1024
"""rows looked at before a whole column is"""
CHUNK = 1 << 14
"""rows worked on at once, so that they stay near the processor"""
MISSING = np.int8(-128)


@dataclass(frozen=True, eq=False)
class Coded:
    """A column of few levels."""

    codes: Small | Codes
    """the level of each row; one past the last where it has none"""
    levels: Floats
    """the number that each level stands for"""

    @property
    def values(self) -> Floats:
        """The numbers, NaN where there is none."""
        return np.append(self.levels, np.nan)[self.codes]

    def rows(self, chosen: Codes | slice) -> "Coded":
        """The same column of some rows."""
        return Coded(self.codes[chosen], self.levels)

    @property
    def width(self) -> int:
        """Levels, and one more for none."""
        return len(self.levels) + 1


@dataclass(frozen=True, eq=False)
class Plain:
    """A column of any numbers, NaN where there is none."""

    values: Floats

    def rows(self, chosen: Codes | slice) -> "Plain":
        """The same column of some rows."""
        return Plain(self.values[chosen])


Item = Coded | Plain


@dataclass(frozen=True, eq=False)
class Items:
    """Columns of one table."""

    columns: tuple[Item, ...]

    @property
    def values(self) -> Floats:
        """The numbers, shape (rows, columns)."""
        return np.column_stack([column.values for column in self.columns])

    def rows(self, chosen: Codes | slice) -> "Items":
        """The same columns of some rows."""
        return Items(tuple(column.rows(chosen) for column in self.columns))

    def sums(self, cells: Cells, weights: Floats) -> tuple[Floats, Floats]:
        """sum(w y) and sum(w) over the valid rows of each column, both of shape (units, domains, columns)."""
        totals = np.empty((cells.units, cells.domains, len(self.columns)))
        valid = np.empty_like(totals)
        small = {place: column for place, column in enumerate(self.columns) if _has_room(column, cells)}
        for place, table in tables(small, cells, weights):
            totals[:, :, place], valid[:, :, place] = table @ small[place].levels, table.sum(axis=2)
        for place, column in enumerate(self.columns):
            if place not in small:
                totals[:, :, place], valid[:, :, place] = _sums(column.values, cells, weights)
        return totals, valid

    def counts(self, cells: Cells) -> Floats:
        """Valid rows of each column in each cell, shape (units, domains, columns)."""
        found = np.empty((cells.units, cells.domains, len(self.columns)))
        small = {place: column for place, column in enumerate(self.columns) if _has_room(column, cells)}
        if cells.size == 1:
            found[0, 0] = [np.count_nonzero(_there(column)) for column in self.columns]
            return found
        for place, table in tables(small, cells, None):
            found[:, :, place] = table.sum(axis=2)
        for place, column in enumerate(self.columns):
            if place not in small:
                found[:, :, place] = _by_cell(cells, _there(column))
        return found


def tables(columns: Mapping[int, Coded], cells: Cells, weights: Floats | None) -> Iterator[tuple[int, Floats]]:
    """The table of each column, weighted or of numbers of rows, shape (units, domains, levels), in any order.

    One pass over the rows serves as many columns as their joint table has room near the processor.
    """
    before, scaled = 0, cells.codes
    of_row = np.empty_like(cells.codes)
    for places in _joint(columns, cells):
        widths = [columns[place].width for place in places]
        size = math.prod(widths)
        if size != before:
            before, scaled = size, cells.codes * size
        np.add(scaled, _joint_codes([columns[place] for place in places], size), out=of_row)
        sums = np.bincount(of_row, weights, cells.size * size)
        table = sums.reshape(cells.units, cells.width, *widths)[:, : cells.domains]
        for axis, place in enumerate(places):
            others = tuple(2 + other for other in range(len(places)) if other != axis)
            yield place, table.sum(axis=others)[:, :, :-1]


def _joint_codes(columns: Sequence[Coded], size: int) -> Small | Codes:
    """One code for each combination of levels, the last column running fastest."""
    joint = columns[0].codes if size <= np.iinfo(np.int8).max else columns[0].codes.astype(np.intp)
    for column in columns[1:]:
        joint = joint * joint.dtype.type(column.width) + column.codes
    return joint


def items(values: Floats | Items) -> Items:
    """Columns as items; those of an array (rows, columns) as they are."""
    return values if isinstance(values, Items) else Items(tuple(Plain(column) for column in values.T))


def item(values: Floats) -> Item:
    """A column, coded where it spans few whole numbers."""
    if _fractions(values[:LOOK]):
        return Plain(values)
    codes: Small = np.empty(len(values), dtype=np.int8)
    missing = 0
    for start in range(0, len(values), CHUNK):
        part = values[start : start + CHUNK]
        # Missing values become MISSING, and so does what is less; the numbers of both tell them apart.
        filled = np.fmax(part, np.float64(MISSING))
        with np.errstate(invalid="ignore"):
            whole = filled.astype(np.int8)
        if not (whole == filled).all():
            return Plain(values)
        missing += int(np.count_nonzero(np.isnan(part)))
        codes[start : start + CHUNK] = whole
    return _levelled(codes, missing) or Plain(values)


def _levelled(codes: Small, missing: int) -> Coded | None:
    """Whole numbers as places among the levels they span, or nothing where these are many."""
    # Unsigned, counted from the number after MISSING: it comes out as the greatest of all, and no pass needs a mask.
    steps = codes.view(np.uint8) - np.uint8(129)
    low, high = int(steps.min(initial=255)) - 127, int(codes.max(initial=MISSING))
    if not 0 <= high - low < LEVELS or np.count_nonzero(codes == MISSING) != missing:
        return None
    places = np.minimum(steps - np.uint8(low + 127), np.uint8(high - low + 1))
    return Coded(places.view(np.int8), np.arange(low, high + 1, dtype=np.float64))


def coded(codes: Codes, levels: int) -> Coded:
    """A column of codes from zero, -1 where there is none; each level stands for its place."""
    whole = np.where(codes < 0, levels, codes)
    small = whole.astype(np.int8) if levels < np.iinfo(np.int8).max else whole
    return Coded(small, np.arange(levels, dtype=np.float64))


def _fractions(values: Floats) -> bool:
    known = values[~np.isnan(values)]
    return bool((known != np.round(known)).any())


def _has_room(column: Item, cells: Cells) -> TypeGuard[Coded]:
    return isinstance(column, Coded) and column.width * cells.size <= TABLE


def _joint(columns: Mapping[int, Coded], cells: Cells) -> list[list[int]]:
    """Columns whose tables are made together, those of like levels side by side."""
    found: list[list[int]] = []
    size, most = 0, min(JOINT, len(cells.codes) // 4)
    for place in sorted(columns, key=lambda place: columns[place].width):
        width = columns[place].width
        if found and size * width * cells.size <= most:
            size *= width
            found[-1].append(place)
        else:
            size = width
            found.append([place])
    return found


def _sums(values: Floats, cells: Cells, weights: Floats) -> tuple[Floats, Floats]:
    missing = np.isnan(values)
    products = weights * values
    products[missing] = 0.0
    return _by_cell(cells, products), _by_cell(cells, np.where(missing, 0.0, weights))


def _by_cell(cells: Cells, values: Floats | Truths) -> Floats:
    sums = np.bincount(cells.codes, values, cells.size).reshape(cells.units, cells.width)
    return np.asarray(sums[:, : cells.domains], dtype=np.float64)


def _there(column: Item) -> Truths:
    return column.codes < len(column.levels) if isinstance(column, Coded) else ~np.isnan(column.values)


def pair_sums(above: Sequence[Item], below: Sequence[Item], cells: Cells, weights: Floats) -> tuple[Floats, Floats]:
    """sum(w y) and sum(w x) over the rows that have both, of each pair, shape (units, domains, pairs)."""
    found = [_sums_of_pair(y.values, x.values, cells, weights) for y, x in zip(above, below, strict=True)]
    return np.stack([y for y, _ in found], axis=2), np.stack([x for _, x in found], axis=2)


def _sums_of_pair(y: Floats, x: Floats, cells: Cells, weights: Floats) -> tuple[Floats, Floats]:
    missing = np.isnan(y) | np.isnan(x)
    both = [weights * values for values in (y, x)]
    for products in both:
        products[missing] = 0.0
    return _by_cell(cells, both[0]), _by_cell(cells, both[1])
