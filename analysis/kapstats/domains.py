"""Domains that do not overlap, as one code a row: the groups that an estimate is asked for."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from kapstats.arrays import Codes, Truths

ROWS_A_CELL = 4
"""rows that a cell of units and domains must hold on average for tables of cells to be worth their room"""
SMALL = 10_000
"""cells that always have room"""


@dataclass(frozen=True, eq=False)
class Domains:
    """Which of ``n`` domains each row is in; none: -1."""

    codes: Codes
    n: int

    @property
    def truths(self) -> Truths:
        """One row a respondent, one column a domain."""
        return np.asarray(self.codes[:, None] == np.arange(self.n))

    @property
    def complete(self) -> bool:
        """Every row is in one."""
        return bool(self.codes.min(initial=0) >= 0)

    def among(self, rows: Truths) -> Self:
        """The same domains without the rows that are not marked."""
        return self if rows.all() else type(self)(np.where(rows, self.codes, -1), self.n)


def disjoint(truths: Truths) -> Domains | None:
    """Domains given as one column of truths each, or nothing where a row is in two of them."""
    codes = np.full(len(truths), -1, dtype=np.intp)
    for domain, rows in enumerate(truths.T):
        if (codes[rows] >= 0).any():
            return None
        codes[rows] = domain
    return Domains(codes, truths.shape[1])


@dataclass(frozen=True, eq=False)
class Cells:
    """Rows sorted into units crossed with domains."""

    codes: Codes
    """the cell of each row; domain by domain within a unit, rows outside of all domains last"""
    units: int
    domains: int
    width: int
    """cells of a unit: one a domain, and one for rows outside where there are any"""

    @property
    def size(self) -> int:
        """How many cells there are."""
        return self.units * self.width


def cells(units: Codes, n: int, domains: Domains) -> Cells:
    """Cells of ``n`` units, whose codes count from zero, in each domain."""
    if domains.complete:
        crossed = units if domains.n == 1 else units * domains.n + domains.codes
        return Cells(crossed, n, domains.n, domains.n)
    outside = np.where(domains.codes < 0, domains.n, domains.codes)
    return Cells(units * (domains.n + 1) + outside, n, domains.n, domains.n + 1)
