"""What is known of the population, laid against the sample: groups with their sizes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kapstats.arrays import Codes, Floats, weight_by
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError
from kapstats.groups import levels
from kapstats.stages import SPARSE, column_of, crossed
from kapstats.weights.replicated import a_row_of_each

Sizes = Mapping[object, float]
Whole = npt.NDArray[np.signedinteger]
FEW = 1000
"""whole numbers that lie closer together than this are codes as they are, which spares a table of them"""


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of one column that have a row with a weight, and the group of each cell."""

    column: str
    levels: tuple[object, ...]
    of_cell: Codes


@dataclass(frozen=True, eq=False)
class Cells:
    """The sample as a table: everything that an adjustment by groups needs to know of a million rows."""

    groups: tuple[Groups, ...]
    of_row: Codes
    """the cell of each row; rows of weight zero may be in any"""
    weight: Floats
    """of each cell; zero for one that does not occur"""


def whole(design: SurveyDesign) -> None:
    """Refuses a design that looks at some rows only: known totals are those of the whole."""
    if not design.domain.all():
        raise DesignError("design", "looks at some of its rows only", "adjust the whole sample first, then use where()")


def cells_of(design: SurveyDesign, columns: Sequence[str]) -> Cells:
    """The sample crossed by columns; every row with a weight needs a value in each."""
    found = [_coded(design, column) for column in columns]
    shape = [len(levels) for levels, _ in found]
    size = math.prod(shape)
    if size <= SPARSE * len(design.weights):
        # New memory costs more than arithmetic at a million rows: codes stay narrow until they are all in one.
        narrow = found[0][1].astype(np.min_scalar_type(-size))
        for (_, codes), there in zip(found[1:], shape[1:], strict=True):
            narrow *= there
            narrow += codes.astype(narrow.dtype, copy=False)
        of_row = narrow.astype(np.intp)
        of_cell = np.unravel_index(np.arange(size), shape)
    else:
        of_row = crossed(*(codes.astype(np.intp) for _, codes in found))
        of_cell = tuple(codes[a_row_of_each(of_row)] for _, codes in found)
    weight = weight_by(of_row, design.weights, len(of_cell[0]))
    groups = [
        _occurring(column, levels, of_level, weight)
        for column, (levels, _), of_level in zip(columns, found, of_cell, strict=True)
    ]
    return Cells(tuple(groups), of_row, weight)


def _coded(design: SurveyDesign, column: str) -> tuple[Sequence[object], Whole]:
    """The values that a column may take, and the code of each row's value."""
    values = column_of(design.data, column)
    narrow = _narrow(values.to_numpy()) if isinstance(values.dtype, np.dtype) and len(values) else None
    if narrow is not None:
        return narrow
    found, codes = levels(design.data, column)
    if codes.min() < 0:
        n = int(((codes < 0) & (design.weights != 0)).sum())
        if n:
            raise DesignError(column, f"{n} rows have no value", "give them one (imputed, or a group of their own)")
        codes = np.maximum(codes, 0)
    return found, codes


def _narrow(values: npt.NDArray[np.generic]) -> tuple[Sequence[object], Whole] | None:
    """The same where the values are whole numbers that lie close together: they are their own codes, counted anew."""
    if values.dtype.kind in "iu":
        low, high = int(values.min()), int(values.max())
        if high - low < FEW:
            # Differences are right even where the numbers themselves do not fit: int16 wraps around.
            first = np.array(low, dtype=values.dtype)
            return range(low, high + 1), np.subtract(values, first, dtype=np.int16, casting="unsafe")
    if values.dtype.kind == "f":
        lowest, highest = float(values.min()), float(values.max())
        # NaN is not below anything, and so a column with missing values is not narrow.
        if highest - lowest < FEW:
            codes = np.subtract(values, lowest, dtype=values.dtype).astype(np.int16)
            if np.array_equal(codes + values.dtype.type(lowest), values):
                return [lowest + code for code in range(int(codes.max()) + 1)], codes
    return None


def _occurring(column: str, found: Sequence[object], of_cell: Codes, weight: Floats) -> Groups:
    there = weight_by(of_cell, weight != 0, len(found)) > 0
    kept = tuple(level for level, occurs in zip(found, there, strict=True) if occurs)
    return Groups(column, kept, np.maximum(np.cumsum(there) - 1, 0)[of_cell])


def sizes_of(groups: Groups, sizes: Sizes) -> Floats:
    """The known size of each group, in order; refuses sizes that do not fit the groups."""
    column, there = groups.column, groups.levels
    unknown = [level for level in there if level not in sizes]
    if unknown:
        raise DesignError(column, f"no size is known for {unknown}", "give the size of every group in the sample")
    empty = [level for level in sizes if level not in there]
    if empty:
        raise DesignError(column, f"nobody in the sample is in {empty}", "merge it with a group that has respondents")
    for level, size in sizes.items():
        number(f"{column} {level}", size)
    impossible = [level for level, size in sizes.items() if not 0 < size < np.inf]
    if impossible:
        raise DesignError(column, f"the size of {impossible} is not above zero", "correct the known totals")
    return np.array([float(sizes[level]) for level in there])


def number(name: str, given: object) -> float:
    """A known total as a number; refuses text."""
    if isinstance(given, str | bytes | bool) or not isinstance(given, int | float | np.number):
        raise DesignError(name, f"the known total {given!r} is no number", "give it as a number")
    if not np.isfinite(given):
        raise DesignError(name, f"the known total is {given}", "leave it out if it is not known")
    return float(given)


def same_sum(margins: Mapping[str, Sizes]) -> None:
    """Refuses margins that contradict one another: each counts the whole population."""
    sums = {column: sum(sizes.values()) for column, sizes in margins.items()}
    if max(sums.values()) - min(sums.values()) > 1e-6 * max(sums.values()):
        told = ", ".join(f"{column} {size:g}" for column, size in sums.items())
        raise DesignError(", ".join(margins), f"the sizes have different sums ({told})", "make them agree first")
