"""Two normal variables that are seen only through the steps of a scale: shares of a table, and how they change."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from kapstats.arrays import Floats

NODES, NODE_WEIGHTS = np.polynomial.legendre.leggauss(48)
"""enough for 14 figures up to a correlation of 0.9, and for 8 up to 0.99"""
FAR = 40.0
"""a cut beyond which nobody is: as good as infinite, and without infinite products"""


@dataclass(frozen=True, eq=False)
class Cells:
    """Tables of pairs of variables; first axis the pairs, then the steps of the first and of the second variable."""

    first: Floats
    """cuts of the first variable of each pair, shape (pairs, steps + 1), the outermost at plus and minus FAR"""
    second: Floats
    rho: Floats
    """correlation of each pair"""

    def shares(self) -> Floats:
        """Of the cells, shape (pairs, steps, steps)."""
        return _between(_below(*self._grid()))

    def slopes(self) -> Floats:
        """Change of the shares with the correlation."""
        return _between(_density(*self._grid()))

    def bends(self) -> Floats:
        """Change of the slopes with the correlation."""
        a, b, r = self._grid()
        left = 1 - r**2
        return _between(_density(a, b, r) * (r / left + (a * b * (1 + r**2) - r * (a**2 + b**2)) / left**2))

    def by_cut(self) -> Floats:
        """Change of the share below a cut of the first variable with that cut, shape (pairs, cuts, steps)."""
        a, b, r = self._grid()
        return np.diff(_normal(a) * special.ndtr((b - r * a) / np.sqrt(1 - r**2)), axis=2)

    def slopes_by_cut(self) -> Floats:
        """Change of by_cut() with the correlation."""
        a, b, r = self._grid()
        return np.diff(-_density(a, b, r) * (a - r * b) / (1 - r**2), axis=2)

    def turned(self) -> "Cells":
        """The same with the variables of each pair exchanged."""
        return Cells(self.second, self.first, self.rho)

    def _grid(self) -> tuple[Floats, Floats, Floats]:
        return self.first[:, :, None], self.second[:, None, :], self.rho[:, None, None]


def _between(below: Floats) -> Floats:
    """Of cells, from what lies below their corners."""
    return np.diff(np.diff(below, axis=1), axis=2)


def _normal(x: Floats) -> Floats:
    return np.asarray(np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi))


def _density(a: Floats, b: Floats, r: Floats) -> Floats:
    left = 1 - r**2
    return np.asarray(np.exp(-(a**2 - 2 * r * a * b + b**2) / (2 * left)) / (2 * np.pi * np.sqrt(left)))


def _below(a: Floats, b: Floats, r: Floats) -> Floats:
    """P(X <= a, Y <= b): the product of both, and the density at the corner added up over the correlations till r.

    With r = sin(t) the root in the density falls out (Plackett 1954, Biometrika 41: 351-360; Drezner & Wesolowsky
    1990, J Stat Comput Simul 35: 101-107).
    """
    half = np.arcsin(r) / 2
    added = np.zeros(np.broadcast_shapes(a.shape, b.shape, r.shape))
    for node, weight in zip(NODES, NODE_WEIGHTS, strict=True):
        turn = half * (1 + node)
        added += weight * np.exp(-(a**2 + b**2 - 2 * a * b * np.sin(turn)) / (2 * np.cos(turn) ** 2))
    return np.asarray(special.ndtr(a) * special.ndtr(b) + added * half / (2 * np.pi))
