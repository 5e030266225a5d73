"""Which parameters a factor model has, in which groups each stands, and what each does to means and covariances.

Items x = nu + L f + e, factors f with mean a and covariance P, e uncorrelated with variances t (Jöreskog 1971,
Psychometrika 36: 409-426; with means Sörbom 1974, Br J Math Stat Psychol 27: 229-239). The first item of a factor
carries its scale, with a loading of one. Factor means are zero in the first group, and in all where intercepts differ.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal, get_args

import numpy as np

from kapstats.arrays import Floats

Equal = Literal["nothing", "loadings", "intercepts", "residuals"]
"""what groups share: each includes those before it"""
Part = Literal["loading", "factor covariance", "residual variance", "intercept", "factor mean"]


@dataclass(frozen=True)
class Entry:
    """A free parameter where it stands in a group's matrices."""

    part: Part
    row: int
    """the item; of factor covariances and means the factor"""
    column: int
    """the factor of a loading, the other factor of a covariance"""
    place: int
    """among all free parameters; entries that share it are equal"""


@dataclass(frozen=True, eq=False)
class Matrices:
    """The parameters of one group."""

    loadings: Floats
    """shape (items, factors)"""
    factors: Floats
    """their covariances"""
    residuals: Floats
    """their variances, shape (items,)"""
    intercepts: Floats
    means: Floats
    """of the factors"""

    def covariance(self) -> Floats:
        """Of the items."""
        return np.asarray(self.loadings @ self.factors @ self.loadings.T + np.diag(self.residuals))

    def mean(self) -> Floats:
        """Of the items."""
        return np.asarray(self.intercepts + self.loadings @ self.means)


@dataclass(frozen=True, eq=False)
class Layout:
    """Free parameters of every group, and the loadings of one."""

    items: int
    factors: int
    markers: tuple[int, ...]
    """the item that carries the scale of each factor"""
    groups: tuple[tuple[Entry, ...], ...]
    free: int

    def filled(self, parameters: Floats) -> tuple[Matrices, ...]:
        """The matrices of every group."""
        return tuple(self._filled(entries, parameters) for entries in self.groups)

    def changes(self, group: int, at: Matrices) -> tuple[Floats, Floats]:
        """Of a group's covariances and means with each parameter, shapes (free, items, items) and (free, items)."""
        covariance, mean = np.zeros((self.free, self.items, self.items)), np.zeros((self.free, self.items))
        carried = at.loadings @ at.factors
        for entry in self.groups[group]:
            half = np.zeros((self.items, self.items))
            match entry.part:
                case "loading":
                    half[entry.row] = carried[:, entry.column]
                    mean[entry.place, entry.row] += at.means[entry.column]
                case "factor covariance":
                    half = np.outer(at.loadings[:, entry.row], at.loadings[:, entry.column])
                    half = half / 2 if entry.row == entry.column else half
                case "residual variance":
                    half[entry.row, entry.row] = 0.5
                case "intercept":
                    mean[entry.place, entry.row] += 1.0
                case "factor mean":
                    mean[entry.place] += at.loadings[:, entry.row]
            covariance[entry.place] += half + half.T
        return covariance, mean

    def _filled(self, entries: Sequence[Entry], parameters: Floats) -> Matrices:
        loadings, factors = np.zeros((self.items, self.factors)), np.zeros((self.factors, self.factors))
        residuals, intercepts, means = np.zeros(self.items), np.zeros(self.items), np.zeros(self.factors)
        loadings[self.markers, np.arange(self.factors)] = 1.0
        for entry in entries:
            value = parameters[entry.place]
            match entry.part:
                case "loading":
                    loadings[entry.row, entry.column] = value
                case "factor covariance":
                    factors[entry.row, entry.column] = factors[entry.column, entry.row] = value
                case "residual variance":
                    residuals[entry.row] = value
                case "intercept":
                    intercepts[entry.row] = value
                case "factor mean":
                    means[entry.row] = value
        return Matrices(loadings, factors, residuals, intercepts, means)


def layout(shape: Sequence[Sequence[int]], items: int, groups: int, equal: Equal) -> Layout:
    """Of factors that are told by the places of their items, the first of each carrying its scale."""
    fresh = count()
    found: list[tuple[Entry, ...]] = []
    for _ in range(groups):
        before = found[0] if found else ()
        found.append(tuple(_entries(shape, items, _shared(before, equal), fresh, first=not found)))
    return Layout(items, len(shape), tuple(own[0] for own in shape), tuple(found), next(fresh))


def _shared(first: Sequence[Entry], equal: Equal) -> dict[tuple[Part, int, int], int]:
    """Places of the parameters that later groups take over from the first."""
    parts: tuple[Part, ...] = ("loading", "intercept", "residual variance")
    taken = parts[: get_args(Equal).index(equal)]
    return {(entry.part, entry.row, entry.column): entry.place for entry in first if entry.part in taken}


def _entries(
    shape: Sequence[Sequence[int]],
    items: int,
    shared: dict[tuple[Part, int, int], int],
    fresh: "count[int]",
    *,
    first: bool,
) -> Iterator[Entry]:
    for part, row, column in _spots(shape, items):
        # Without equal intercepts the means of the factors cannot be told from them.
        if part == "factor mean" and (first or ("intercept", 0, 0) not in shared):
            continue
        place = shared.get((part, row, column))
        yield Entry(part, row, column, next(fresh) if place is None else place)


def _spots(shape: Sequence[Sequence[int]], items: int) -> Iterator[tuple[Part, int, int]]:
    for factor, own in enumerate(shape):
        for item in own[1:]:
            yield "loading", item, factor
    for factor in range(len(shape)):
        for other in range(factor + 1):
            yield "factor covariance", factor, other
    for item in range(items):
        yield "residual variance", item, 0
    for item in range(items):
        yield "intercept", item, 0
    for factor in range(len(shape)):
        yield "factor mean", factor, 0
