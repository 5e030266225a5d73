"""Two-way tables of coded columns, as statistics of the weights: counts and shares of their cells."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from kapstats.arrays import Codes, Floats, Truths
from kapstats.domains import Cells, Domains
from kapstats.items import Coded, tables
from kapstats.totals import OfTotals


@dataclass(frozen=True, eq=False)
class CrossCounts(OfTotals):
    """sum(w) of each cell of the tables that cross some columns with another, table after table, row after row."""

    sides: tuple[Coded, ...]
    column: Coded

    def rows(self, chosen: Codes | slice) -> Self:
        """As OfTotals has it."""
        return type(self)(tuple(side.rows(chosen) for side in self.sides), self.column.rows(chosen))

    @property
    def sizes(self) -> list[int]:
        """Cells of each table."""
        return [len(row.levels) * len(self.column.levels) for row in self.sides]

    def totals(self, cells: Cells, weights: Floats) -> Floats:
        """The tables within each unit and domain, where the levels of ``column`` are domains of the domains."""
        width, levels = self.column.width, len(self.column.levels)
        inner = Cells(cells.codes * width + self.column.codes, cells.units * cells.width, levels, width)
        found = dict(tables(dict(enumerate(self.sides)), inner, weights))
        shaped = [found[place].transpose(0, 2, 1).reshape(cells.units, cells.width, -1) for place in sorted(found)]
        return np.concatenate([table[:, : cells.domains] for table in shaped], axis=2)

    def at(self, totals: Floats) -> Floats:
        """The totals themselves."""
        return totals

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """The part itself."""
        return part

    def counts(self, domains: Domains) -> Floats:
        """Rows of each domain that have both values."""
        both = self._both()
        n = [[np.count_nonzero(one & (domains.codes == domain)) for one in both] for domain in range(domains.n)]
        return np.array(n, dtype=np.float64)[:, self._table]

    @property
    def valid(self) -> Truths:
        """Rows that have both values."""
        return np.column_stack(self._both())[:, self._table]

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """One for the rows of the cell."""
        levels = len(self.column.levels)
        marks = [
            np.where(both, row.codes.astype(np.intp) * levels + self.column.codes, -1)[:, None] == np.arange(size)
            for row, both, size in zip(self.sides, self._both(), self.sizes, strict=True)
        ]
        return np.hstack(marks).astype(np.float64)

    def _both(self) -> list[Truths]:
        there = self.column.codes < len(self.column.levels)
        return [there & (row.codes < len(row.levels)) for row in self.sides]

    @property
    def _table(self) -> Codes:
        """The table of each cell."""
        return np.repeat(np.arange(len(self.sides)), self.sizes)


@dataclass(frozen=True, eq=False)
class CrossShares(CrossCounts):
    """sum(w) of each cell over that of its table."""

    def at(self, totals: Floats) -> Floats:
        """Shares add up to one within each table."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(totals / self._whole(totals), dtype=np.float64)

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """sum(w (one for the cell, less its share)) / sum(w)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((part - self.at(totals) * self._whole(part)) / self._whole(totals))

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(one for the cell, less its share) / sum(w), where the row has both values."""
        marks = super().influence(weights, estimate)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self._whole(marks) > 0, (marks - estimate) / self._whole(weights @ marks), 0.0)

    def _whole(self, totals: Floats) -> Floats:
        """The total of each cell's table."""
        sums = np.add.reduceat(totals, np.cumsum([0, *self.sizes])[:-1], axis=-1)
        return np.asarray(sums[..., self._table], dtype=np.float64)
