"""Two columns crossed: the cell of each row, and the weighted table with the covariance of its design."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.groups import levels
from kapstats.inference import Inferred, infer
from kapstats.items import coded
from kapstats.levels import Counts, Shares
from kapstats.raoscott import TwoWay


@dataclass(frozen=True, eq=False)
class Side:
    """One column of a table: what it is called, the values it may take, the code of each row's (-1 for none)."""

    name: str
    levels: tuple[object, ...]
    codes: Codes


@dataclass(frozen=True, eq=False)
class Crossed:
    """The cells of two columns, those of one row after the other."""

    row: Side
    column: Side
    codes: Codes
    """the cell of each respondent, -1 where one of the two has no value or the respondent does not count"""
    n: int
    """respondents in the domain with both values"""
    missing: int
    """those who lack one"""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the table."""
        return len(self.row.levels), len(self.column.levels)

    @property
    def size(self) -> int:
        """Cells of the table."""
        return len(self.row.levels) * len(self.column.levels)


def side(design: SurveyDesign, name: str) -> Side:
    """A column as one side of a table; all of its categories, also those that nobody is in."""
    found, codes = levels(design.data, name)
    return Side(name, tuple(found), codes)


def crossed(design: SurveyDesign, row: Side, column: Side) -> Crossed:
    """The cells of two columns in the design's domain.

    Raises EstimationError where nobody has both values.
    """
    counted = design.counted
    cell = row.codes * len(column.levels) + column.codes
    both = counted & (row.codes >= 0) & (column.codes >= 0)
    n = int(np.count_nonzero(both))
    if n == 0:
        name = f"{row.name}, {column.name}"
        raise EstimationError(name, "nobody in the domain has both values", "choose other columns, or widen the domain")
    return Crossed(row, column, np.where(both, cell, -1), n, int(np.count_nonzero(counted)) - n)


def shares_of(design: SurveyDesign, table: Crossed) -> TwoWay:
    """Shares of the cells, which add up to one, with their covariance."""
    return _shaped(infer(design, Shares((coded(table.codes, table.size),))), table)


def counts_of(design: SurveyDesign, table: Crossed) -> TwoWay:
    """How many of the population are in each cell, with their covariance."""
    return _shaped(infer(design, Counts((coded(table.codes, table.size),))), table)


def _shaped(found: Inferred, table: Crossed) -> TwoWay:
    return TwoWay(found.estimate.reshape(table.shape), found.covariance, float(found.df[0]))
