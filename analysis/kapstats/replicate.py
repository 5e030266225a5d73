"""Replicate weights: many weightings of one sample, whose spread is the variance of any estimate."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy import sparse

from kapstats.arrays import Codes, Floats, Truths
from kapstats.domains import ROWS_A_CELL, SMALL, Domains, cells
from kapstats.stages import crossed
from kapstats.totals import OfTotals

Kind = Literal["JK1", "JK2", "JKn", "BRR", "Fay", "bootstrap", "ACS", "successive-difference", "other"]

BLOCK = 1 << 12
"""rows whose factors are laid out one by one at once"""
ROWS_A_PART = 1000
"""rows that cells of adjustments must hold on average for their factors to be kept out of that"""


@dataclass(frozen=True, eq=False)
class Layer:
    """Factors of an adjustment: rows of one cell share them."""

    cells: Codes
    """the cell of each row"""
    factors: Floats
    """shape (cells, replicates)"""


@dataclass(frozen=True, eq=False)
class _Part:
    """Some rows, whose factors are those of their units, times one factor a replicate."""

    rows: Codes | slice
    units: Codes
    factors: Floats
    times: Floats


@dataclass(frozen=True, eq=False)
class Replicates:
    """Weights of every replicate, kept small: rows of one unit share their factors."""

    kind: Kind
    base: Floats
    """shape (rows,): what the factors multiply"""
    unit: Codes
    """the unit of each row"""
    factors: Floats
    """shape (units, replicates)"""
    scale: float
    rscales: Floats
    mse: bool
    layers: tuple[Layer, ...] = ()
    """factors of later adjustments, which multiply these"""
    counted_from: "Replicates | None" = None
    """those that tell the degrees of freedom of the whole sample, where they are not these"""

    @property
    def n(self) -> int:
        """How many there are."""
        return int(self.factors.shape[1])

    @property
    def units(self) -> Codes:
        """Codes of the rows that share all of their factors."""
        return crossed(self.unit, *(layer.cells for layer in self.layers))

    def weights(self, replicate: int) -> Floats:
        """Weights of one replicate, shape (rows,)."""
        weights = self.base * self.factors[self.unit, replicate]
        for layer in self.layers:
            weights = weights * layer.factors[layer.cells, replicate]
        return np.asarray(weights, dtype=np.float64)

    def factors_of(self, rows: Codes | slice) -> Floats:
        """Factors of some rows in every replicate, shape (rows, replicates)."""
        factors = self.factors[self.unit[rows]]
        for layer in self.layers:
            factors *= layer.factors[layer.cells[rows]]
        return np.asarray(factors, dtype=np.float64)

    def df(self, counted: Truths) -> int:
        """Degrees of freedom: rank of the weights of these rows, less one. R: degf() of a replicate design"""
        used = counted & (self.base != 0)
        if self.counted_from is not None and counted[self.base != 0].all():
            return self.counted_from.df(counted)
        units = self.units
        row = np.full(int(units.max()) + 1, -1, dtype=np.intp)
        row[units[used]] = np.flatnonzero(used)
        return self._rank(row[row >= 0]) - 1

    def _rank(self, rows: Codes) -> int:
        """Rank of the factors of these rows, block by block: the triangle of a QR decomposition holds what it needs."""
        # A replicate that could not be adjusted to known totals has no weights.
        whole = np.isfinite(self.factors).all(axis=0)
        for layer in self.layers:
            whole &= np.isfinite(layer.factors).all(axis=0)
        triangle: Floats = np.empty((0, int(whole.sum())))
        rank = 0
        for start in range(0, len(rows), BLOCK):
            block = self.factors_of(rows[start : start + BLOCK])[:, whole]
            triangle = np.asarray(np.linalg.qr(np.vstack([triangle, block]), mode="r"))
            singular = np.linalg.svd(triangle, compute_uv=False)
            # Weights are often given with seven figures.
            rank = int((singular > 1e-6 * singular[0]).sum())
            if rank == triangle.shape[1]:
                break
        return rank

    def totals(self, statistic: OfTotals, domains: Domains) -> Floats:
        """The totals that a statistic is a function of, in each replicate, shape (replicates, domains, k)."""
        found: Floats | float = 0.0
        for part in self._parts(domains.n):
            here = Domains(domains.codes[part.rows], domains.n)
            sums = statistic.rows(part.rows).totals(cells(part.units, len(part.factors), here), self.base[part.rows])
            products = part.factors.T @ sums.reshape(len(sums), -1)
            found = found + part.times[:, None, None] * products.reshape(self.n, *sums.shape[1:])
        return np.asarray(found, dtype=np.float64)

    def sums(self, codes: Codes, size: int) -> Floats:
        """The weight of the rows that share a code, in each replicate, shape (size, replicates)."""
        found = np.zeros((size, self.n))
        for part in self._parts(1):
            shape = (size, len(part.factors))
            table = sparse.csr_array((self.base[part.rows], (codes[part.rows], part.units)), shape=shape)
            found += np.asarray(table @ part.factors) * part.times
        return found

    def _parts(self, domains: int) -> Iterator[_Part]:
        """The rows, sorted so that those of a part differ in the factors of their units only."""
        rows, n_cells = len(self.unit), math.prod(len(layer.factors) for layer in self.layers)
        if len(self.factors) * domains > max(rows // ROWS_A_CELL, SMALL) or n_cells > max(rows // ROWS_A_PART, 1):
            for start in range(0, rows, BLOCK):
                block = np.arange(start, min(start + BLOCK, rows))
                yield _Part(block, np.arange(len(block)), self.factors_of(block), np.ones(self.n))
        elif not self.layers:
            yield _Part(slice(None), self.unit, self.factors, np.ones(self.n))
        else:
            yield from self._parts_by_cell()

    def _parts_by_cell(self) -> Iterator[_Part]:
        codes = crossed(*(layer.cells for layer in self.layers))
        order, ends = np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))
        for start, end in pairwise([0, *ends]):
            part = order[start:end]
            times = [layer.factors[layer.cells[part[0]]] for layer in self.layers]
            yield _Part(part, self.unit[part], self.factors, np.prod(times, axis=0))

    def covariance(self, estimates: Floats, replicated: Floats) -> Floats:
        """Covariance of estimates (shape (p,)) from those of each replicate (shape (replicates, p)).

        v = scale * sum_r rscales_r (theta_r - centre)^2 (Wolter 2007, ch. 3-5). A replicate that gives no number for
        an estimate (a group that it leaves empty) is left out for that estimate only.
        """
        usable = np.isfinite(replicated)
        spread = np.where(usable, self.deviations(estimates, replicated), 0.0)
        unknown = ~np.isfinite(estimates) | ~usable.any(axis=0)
        return np.asarray(np.where(unknown | unknown[:, None], np.nan, spread.T @ spread))

    def deviations(self, estimates: Floats, replicated: Floats) -> Floats:
        """Distances of the replicates from their centre, whose squares add up to the variance; same shapes."""
        usable = np.isfinite(replicated)
        centre = estimates if self.mse else _means(replicated, usable & (self.rscales > 0)[:, None])
        return np.asarray((replicated - centre) * np.sqrt(self.scale * self.rscales)[:, None], dtype=np.float64)


def _means(values: Floats, used: Truths) -> Floats:
    sums: Floats = np.where(used, values, 0.0).sum(axis=0)
    n = used.sum(axis=0)
    return np.asarray(np.divide(sums, n, out=np.full(len(sums), np.nan), where=n > 0))
