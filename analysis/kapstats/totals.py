"""Statistics that are functions of totals: totals, means, ratios; missing values are NaN and count nowhere.

Such a statistic looks at rows only through weighted totals of a few columns that never change. So its estimate, its
error and all of its replicates come from one table of totals, unit by unit and domain by domain, however many rows
stand behind a unit (Särndal, Swensson & Wretman 1992, section 5.5).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self

import numpy as np

from kapstats.arrays import Codes, Floats, Truths
from kapstats.domains import Cells, Domains, cells
from kapstats.items import Item, Items, items, pair_sums


class OfTotals(ABC):
    """A ``Statistic`` of p estimates that is a function of k totals; other dimensions may stand before these."""

    @abstractmethod
    def rows(self, chosen: Codes | slice) -> Self:
        """The same statistic of some rows."""

    @abstractmethod
    def totals(self, cells: Cells, weights: Floats) -> Floats:
        """Weighted totals of its columns in each cell, shape (units, domains, k)."""

    @abstractmethod
    def at(self, totals: Floats) -> Floats:
        """Estimates, shape (..., p), where the totals are these, shape (..., k); NaN where undefined."""

    @abstractmethod
    def linear(self, part: Floats, totals: Floats) -> Floats:
        """Totals of the influence over rows whose columns add up to ``part``, where those of all are ``totals``.

        The derivative of ``at`` in the direction of ``part``; shapes (..., k) to (..., p).
        """

    @abstractmethod
    def counts(self, domains: Domains) -> Floats:
        """Rows with a value behind each estimate, shape (domains, p)."""

    @property
    @abstractmethod
    def valid(self) -> Truths:
        """Which rows have a value for each estimate, shape (rows, p)."""

    @abstractmethod
    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """As ``Statistic`` asks."""

    def estimate(self, weights: Floats) -> Floats:
        """As ``Statistic`` asks."""
        return self.at(self.totals(_one_cell(len(weights)), weights)[0, 0])


@dataclass(frozen=True, eq=False)
class Total(OfTotals):
    """sum(w y) of each column."""

    values: Floats | Items
    """shape (rows, columns)"""

    def rows(self, chosen: Codes | slice) -> Self:
        """As OfTotals has it."""
        return type(self)(items(self.values).rows(chosen))

    def totals(self, cells: Cells, weights: Floats) -> Floats:
        """sum(w y)."""
        return items(self.values).sums(cells, weights)[0]

    def at(self, totals: Floats) -> Floats:
        """The totals themselves."""
        return totals

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """The part itself."""
        return part

    def counts(self, domains: Domains) -> Floats:
        """Valid rows of each column."""
        return valid_rows(items(self.values), domains)

    @property
    def valid(self) -> Truths:
        """Rows with a value."""
        return np.asarray(~np.isnan(items(self.values).values))

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """The values themselves."""
        return np.nan_to_num(items(self.values).values)


@dataclass(frozen=True, eq=False)
class Mean(OfTotals):
    """sum(w y) / sum(w) of each column."""

    values: Floats | Items
    """shape (rows, columns)"""

    def rows(self, chosen: Codes | slice) -> Self:
        """As OfTotals has it."""
        return type(self)(items(self.values).rows(chosen))

    def totals(self, cells: Cells, weights: Floats) -> Floats:
        """sum(w y) of all columns, then sum(w)."""
        return np.concatenate(items(self.values).sums(cells, weights), axis=2)

    def at(self, totals: Floats) -> Floats:
        """sum(w y) / sum(w)."""
        return quotient(*_halves(totals))

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """sum(w (y - mean)) / sum(w)."""
        return linear_quotient(part, totals)

    def counts(self, domains: Domains) -> Floats:
        """Valid rows of each column."""
        return valid_rows(items(self.values), domains)

    @property
    def valid(self) -> Truths:
        """Rows with a value."""
        return np.asarray(~np.isnan(items(self.values).values))

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(y - mean) / sum(w)."""
        values = items(self.values).values
        valid = ~np.isnan(values)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(valid, (np.nan_to_num(values) - estimate) / (weights @ valid), 0.0)


@dataclass(frozen=True, eq=False)
class Ratio(OfTotals):
    """sum(w y) / sum(w x) of each pair of columns, over the rows that have both."""

    above: Floats | Items
    below: Floats | Items
    """both of shape (rows, pairs)"""

    def rows(self, chosen: Codes | slice) -> Self:
        """As OfTotals has it."""
        return type(self)(items(self.above).rows(chosen), items(self.below).rows(chosen))

    def totals(self, cells: Cells, weights: Floats) -> Floats:
        """sum(w y) of all pairs, then sum(w x)."""
        return np.concatenate(pair_sums(*self._pairs, cells, weights), axis=2)

    def at(self, totals: Floats) -> Floats:
        """sum(w y) / sum(w x)."""
        return quotient(*_halves(totals))

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """sum(w (y - ratio x)) / sum(w x)."""
        return linear_quotient(part, totals)

    def counts(self, domains: Domains) -> Floats:
        """Rows that have both."""
        return valid_rows(items(self._both()[0]), domains)

    @property
    def valid(self) -> Truths:
        """Rows that have both."""
        return np.asarray(~np.isnan(self._both()[0]))

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(y - ratio x) / sum(w x)."""
        above, below = (np.nan_to_num(values) for values in self._both())
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((above - estimate * below) / (weights @ below))

    @property
    def _pairs(self) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
        return items(self.above).columns, items(self.below).columns

    def _both(self) -> tuple[Floats, Floats]:
        above, below = items(self.above).values, items(self.below).values
        missing = np.isnan(above) | np.isnan(below)
        return np.where(missing, np.nan, above), np.where(missing, np.nan, below)


def _one_cell(rows: int) -> Cells:
    return Cells(np.zeros(rows, dtype=np.intp), 1, 1, 1)


def valid_rows(columns: Items, domains: Domains) -> Floats:
    """Rows of each domain with a value in each column, shape (domains, columns)."""
    by_domain = cells(np.zeros(len(domains.codes), dtype=np.intp), 1, domains)
    return np.asarray(columns.counts(by_domain)[0], dtype=np.float64)


def _halves(totals: Floats) -> tuple[Floats, Floats]:
    half = totals.shape[-1] // 2
    return totals[..., :half], totals[..., half:]


def quotient(above: Floats, below: Floats) -> Floats:
    """NaN where there is nothing below."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / below, dtype=np.float64)


def linear_quotient(part: Floats, totals: Floats) -> Floats:
    (above, below), (_, whole) = _halves(part), _halves(totals)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((above - quotient(*_halves(totals)) * below) / whole)
