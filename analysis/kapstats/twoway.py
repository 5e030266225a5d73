"""Columns crossed with another: their weighted tables, with the covariance of the design."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.crossing import CrossCounts, CrossShares
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.groups import items_of, levels
from kapstats.inference import infer
from kapstats.items import Coded, coded
from kapstats.raoscott import TwoWay
from kapstats.stages import column_of
from kapstats.units import units_of

ROWS_A_UNIT = 4
"""rows behind a unit from which tables of units need less room than the rows"""


@dataclass(frozen=True, eq=False)
class Side:
    """One side of a table: what its column is called, the values it may take, and which each row has."""

    name: str
    levels: tuple[object, ...]
    column: Coded


@dataclass(frozen=True, eq=False)
class Crossed:
    """A column crossed with another, in a design's domain."""

    row: Side
    column: Side
    n: int
    """respondents with both values"""
    missing: int
    """those who lack one"""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the table."""
        return len(self.row.levels), len(self.column.levels)


def side(design: SurveyDesign, name: str) -> Side:
    """A column as one side of a table.

    Its levels are its categories, also those that nobody has, or the values that occur; of whole numbers also those
    between, which only_occurring() takes out.
    """
    values = column_of(design.data, name)
    if pd.api.types.is_numeric_dtype(values):
        (found,) = items_of(design, name).columns
        if isinstance(found, Coded):
            whole = not pd.api.types.is_float_dtype(values)
            kind = bool if pd.api.types.is_bool_dtype(values) else int if whole else float
            return Side(name, tuple(kind(level) for level in found.levels), found)
    names, codes = levels(design.data, name)
    return Side(name, tuple(names), coded(codes, len(names)))


def only_occurring(one: Side, data: pd.DataFrame) -> Side:
    """The same side without numbers that no row has; categories stay."""
    if isinstance(data[one.name].dtype, pd.CategoricalDtype):
        return one
    occurs = np.bincount(one.column.codes, minlength=one.column.width)[:-1] > 0
    if occurs.all():
        return one
    places = np.append(np.where(occurs, np.cumsum(occurs) - 1, -1), -1)
    kept = tuple(level for level, there in zip(one.levels, occurs, strict=True) if there)
    return Side(one.name, kept, coded(places[one.column.codes], len(kept)))


def crossed(design: SurveyDesign, rows: Sequence[Side], column: Side) -> list[Crossed]:
    """Columns crossed with another in the design's domain.

    Raises EstimationError where nobody has both values.
    """
    counted = design.counted
    domain = int(np.count_nonzero(counted))
    beside = counted & (column.column.codes < len(column.levels))
    found = []
    for row in rows:
        n = int(np.count_nonzero(beside & (row.column.codes < len(row.levels))))
        if n == 0:
            name = f"{row.name}, {column.name}"
            remedy = "choose other columns, or widen the domain"
            raise EstimationError(name, "nobody in the domain has both values", remedy)
        found.append(Crossed(row, column, n, domain - n))
    return found


def shares_of(design: SurveyDesign, tables: Sequence[Crossed]) -> Iterator[TwoWay]:
    """For each table the shares of its cells, which add up to one, with their covariance."""
    return _inferred(design, tables, CrossShares)


def counts_of(design: SurveyDesign, tables: Sequence[Crossed]) -> Iterator[TwoWay]:
    """For each table how many of the population are in its cells, with their covariance."""
    return _inferred(design, tables, CrossCounts)


def _inferred(design: SurveyDesign, tables: Sequence[Crossed], kind: type[CrossCounts]) -> Iterator[TwoWay]:
    """Tables of clusters are worked out all at once; of rows one by one, since each needs as much room as the data."""
    clustered = units_of(design.stages).n * ROWS_A_UNIT <= len(design.data)
    step = len(tables) if clustered and design.replicates is None else 1
    for start in range(0, len(tables), step):
        batch = tables[start : start + step]
        statistic = kind(tuple(table.row.column for table in batch), batch[0].column.column)
        found = infer(design, statistic)
        ends = np.cumsum(statistic.sizes)
        for table, end, size in zip(batch, ends, statistic.sizes, strict=True):
            own = slice(end - size, end)
            yield TwoWay(found.estimate[own].reshape(table.shape), found.covariance[own, own], float(found.df[0]))
