"""Two-way tables: counts of the population, shares with their errors, and the tests that go with them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Floats, frozen
from kapstats.assemble import assembled
from kapstats.design import SurveyDesign
from kapstats.estimate import Estimates, Label
from kapstats.independence import ChiSquareTest, Kind, tested
from kapstats.inference import Inferred
from kapstats.raoscott import TwoWay
from kapstats.twoway import Crossed, counts_of, crossed, only_occurring, shares_of, side


@dataclass(frozen=True, eq=False, repr=False)
class Crosstab:
    """A two-way table of the population, as the sample shows it."""

    crossed: Crossed
    """the two columns"""
    counts: Estimates
    """how many of the population are in each cell, row after row"""
    shares: Estimates
    """the same as shares of all"""

    @property
    def n(self) -> int:
        """Respondents with both values."""
        return self.crossed.n

    @property
    def missing(self) -> int:
        """Respondents of the domain who lack one."""
        return self.crossed.missing

    @property
    def weighted(self) -> pd.DataFrame:
        """Counts of the population, one row a value of the first column, one column a value of the second.

        R: svytable(~row + column, design)
        """
        return self._shaped(self.counts, "estimate")

    @property
    def table(self) -> pd.DataFrame:
        """One row a cell: the values of both columns, count, share, and the share's se, low, high, df."""
        shares = self.shares.table.drop(columns=["deff", "n", "missing", "level"])
        place = shares.columns.get_loc("estimate")
        shares.insert(int(np.asarray(place)), "count", self.counts.table["estimate"])
        return shares.rename(columns={"estimate": "share"})

    def test(self, statistic: Kind = "F") -> ChiSquareTest:
        """Whether rows and columns go together; see independence()."""
        estimates = self.counts if statistic in ("Wald", "adjWald") else self.shares
        cells = np.array([row.estimate for row in estimates]).reshape(self.crossed.shape)
        return tested(self.crossed, TwoWay(cells, estimates.covariance, estimates.rows[0].df), statistic)

    def _shaped(self, estimates: Estimates, name: str) -> pd.DataFrame:
        cells = np.array([getattr(row, name) for row in estimates]).reshape(self.crossed.shape)
        row, column = self.crossed.row, self.crossed.column
        return pd.DataFrame(
            cells, index=pd.Index(row.levels, name=row.name), columns=pd.Index(column.levels, name=column.name)
        )

    def __repr__(self) -> str:
        shares, se = self._shaped(self.shares, "estimate"), self._shaped(self.shares, "se")
        cells = shares.map("{:.4f}".format) + " (" + se.map("{:.4f}".format) + ")"
        lines = (line.rstrip() for line in cells.to_string().splitlines())
        return "\n".join((f"Crosstab of {self.n} ({self.missing} missing): share (se)", *lines))


def crosstab(design: SurveyDesign, row: str, column: str, *, level: float = 0.95) -> Crosstab:
    """Two-way table of the population: counts, shares of all with standard errors, and tests of independence.

    row, column  columns of codes or words; rows of the sample that lack one leave the domain, not the design.
    level        of the t intervals of shares and counts.
    Categories that nobody has (in this domain) stay in the table, with a share of zero; the tests leave them out. For
    shares within each row ask for shares(design, column, by=row).
    Returns ``weighted`` (the table), ``counts`` and ``shares`` (Estimates), ``table`` (one row a cell), ``test()``.
    Raises EstimationError where nobody has both values.
    Source: Särndal, Swensson & Wretman 1992, result 5.7.1; Rao & Scott 1984, Ann Stat 12: 46-60.
    R: svytable(~row + column, design), svymean(~interaction(row, column), design), svychisq(~row + column, design)

    >>> from kapstats.examples import clinics
    >>> crosstab(clinics(), "water", "region")
    Crosstab of 8 (1 missing): share (se)
    region            north            south
    water
    pipe    0.2759 (0.1481)  0.2069 (0.0886)
    river   0.1379 (0.1200)  0.0000 (0.0000)
    well    0.2759 (0.1481)  0.1034 (0.0820)
    """
    sides = [only_occurring(side(design, name), design.data) for name in (row, column)]
    (table,) = crossed(design, sides[:1], sides[1])
    labels = [((row, above), (column, beside)) for above in table.row.levels for beside in table.column.levels]
    (counts,), (shares,) = counts_of(design, [table]), shares_of(design, [table])
    return Crosstab(table, _estimates(labels, counts, table, level), _estimates(labels, shares, table, level))


def _estimates(labels: list[tuple[Label, Label]], found: TwoWay, table: Crossed, level: float) -> Estimates:
    size = found.cells.size
    inferred = Inferred(found.cells.ravel(), frozen(found.covariance), _full(size, found.df))
    return assembled(labels, inferred, _full(size, table.n), _full(size, table.missing), level=level)


def _full(size: int, value: float) -> Floats:
    return np.full(size, float(value))
