"""Counts and shares of the levels of coded columns: functions of a weighted table."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from kapstats.arrays import Codes, Floats, Truths
from kapstats.domains import Cells, Domains
from kapstats.items import Coded, Items, tables
from kapstats.totals import OfTotals, quotient, valid_rows


@dataclass(frozen=True, eq=False)
class Counts(OfTotals):
    """sum(w) of each level of coded columns, column by column."""

    columns: tuple[Coded, ...]

    def rows(self, chosen: Codes | slice) -> Self:
        """As OfTotals has it."""
        return type(self)(tuple(column.rows(chosen) for column in self.columns))

    def totals(self, cells: Cells, weights: Floats) -> Floats:
        """The weighted table: unit, domain, level."""
        found = dict(tables(dict(enumerate(self.columns)), cells, weights))
        return np.concatenate([found[place] for place in range(len(self.columns))], axis=2)

    def at(self, totals: Floats) -> Floats:
        """The totals themselves."""
        return totals

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """The part itself."""
        return part

    def counts(self, domains: Domains) -> Floats:
        """Rows that have a level, the same for all levels of a column."""
        return valid_rows(Items(self.columns), domains)[:, self._column]

    @property
    def valid(self) -> Truths:
        """Rows that have a level."""
        found = [column.codes < len(column.levels) for column in self.columns]
        return np.asarray(np.column_stack(found)[:, self._column])

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """One for the rows of the level."""
        found = [column.codes[:, None] == np.arange(len(column.levels)) for column in self.columns]
        return np.hstack(found).astype(np.float64)

    @property
    def _column(self) -> Codes:
        """The column of each level."""
        return np.repeat(np.arange(len(self.columns)), [len(column.levels) for column in self.columns])

    @property
    def starts(self) -> Codes:
        """The first level of each column."""
        return np.cumsum([0] + [len(column.levels) for column in self.columns])[:-1]


@dataclass(frozen=True, eq=False)
class Shares(Counts):
    """sum(w) of each level over that of all levels of its column."""

    def at(self, totals: Floats) -> Floats:
        """Shares add up to one within each column."""
        return quotient(totals, self._whole(totals))

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """sum(w (one for the level, less its share)) / sum(w)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((part - self.at(totals) * self._whole(part)) / self._whole(totals))

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(one for the level, less its share) / sum(w), where the row has a level."""
        marks = super().influence(weights, estimate)
        valid = self._whole(marks)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(valid > 0, (marks - estimate) / self._whole(weights @ marks), 0.0)

    def _whole(self, totals: Floats) -> Floats:
        """The total of each level's column."""
        sums = np.add.reduceat(totals, self.starts, axis=-1)
        return np.asarray(sums[..., self._column], dtype=np.float64)
