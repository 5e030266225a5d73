"""Tests of independence in a two-way table whose shares come with the covariance of their design.

Pearson's statistic of the weighted table is distributed as a weighted sum of chi-squares; the weights, "generalised
design effects", are eigenvalues of Delta = n (C' D^-1 C)^-1 (C' D^-1 V D^-1 C), with V the covariance of the shares, D
their diagonal matrix and C contrasts of the interaction (Rao & Scott 1984, Ann Stat 12: 46-60, section 3).
"""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.chisquare import tail_of_ratio
from kapstats.distributions import chi2_tail, f_tail

NO_EFFECT = 1e-12
"""a mean design effect below this is rounding: the sample leaves the table no freedom"""


@dataclass(frozen=True, eq=False)
class TwoWay:
    """Shares or counts of the cells of a table, rows outermost in their covariance."""

    cells: Floats
    """shape (rows, columns)"""
    covariance: Floats
    df: float
    """degrees of freedom of the design in the table's domain"""

    def occurring(self) -> "TwoWay":
        """The table without its empty rows and columns."""
        rows, columns = self.cells.sum(axis=1) > 0, self.cells.sum(axis=0) > 0
        kept = np.flatnonzero(np.outer(rows, columns))
        return TwoWay(self.cells[np.ix_(rows, columns)], self.covariance[np.ix_(kept, kept)], self.df)


@dataclass(frozen=True, eq=False)
class Found:
    """A test statistic, its degrees of freedom and the chance of a larger one."""

    statistic: float
    df: float
    ddf: float
    p_value: float


def expected(cells: Floats) -> Floats:
    """Cells of a table with the same margins whose rows and columns are independent."""
    return np.asarray(np.outer(cells.sum(axis=1), cells.sum(axis=0)) / cells.sum(), dtype=np.float64)


def pearson(shares: TwoWay, n: float) -> float:
    """Pearson's statistic, as if the weighted table were one of ``n`` respondents."""
    independent = expected(shares.cells)
    return float(n * ((shares.cells - independent) ** 2 / independent).sum())


def design_effects(shares: TwoWay, n: float) -> Floats:
    """Eigenvalues of Delta, the largest first: all one in a simple random sample."""
    rows, columns = shares.cells.shape
    contrasts = np.kron(_contrasts(rows), _contrasts(columns))
    cells = shares.cells.ravel()
    # A cell that nobody is in says nothing of the interaction.
    scaled = contrasts * np.divide(1.0, cells, out=np.zeros_like(cells), where=cells > 0)[:, None]
    delta = np.linalg.pinv(contrasts.T @ scaled) @ (n * scaled.T @ shares.covariance @ scaled)
    return np.sort(np.linalg.eigvals(delta).real)[::-1]


def second_order(x: float, effects: Floats, df: float) -> Found:
    """F: X2 over the sum of the effects, with unrounded degrees of freedom (Rao & Scott 1984, section 4; Thomas &
    Rao 1987, JASA 82: 630-636, for the denominator)."""
    total, numerator = _moments(effects)
    f = x / total
    return Found(f, numerator, numerator * df, f_tail(f, numerator, numerator * df))


def first_order(x: float, effects: Floats) -> Found:
    """Chi-square: X2 over the mean effect. The statistic that is told is X2 itself."""
    total, _ = _moments(effects)
    return Found(x, len(effects), np.inf, chi2_tail(x * len(effects) / total, len(effects)))


def combination(x: float, effects: Floats, df: float, *, exact: bool) -> Found:
    """The weighted sum of chi-squares itself, over the denominator of the F test.

    The approximation takes whole degrees of freedom in its denominator, as R's does.
    """
    _, numerator = _moments(effects)
    ddf = numerator * df
    if exact:
        return Found(x, numerator, ddf, tail_of_ratio(x, effects, ddf))
    whole = np.floor(ddf + 1e-6) if np.isfinite(ddf) else ddf
    p = tail_of_ratio(x * whole / ddf, effects, whole, method="saddlepoint") if whole > 0 else np.nan
    return Found(x, numerator, ddf, p)


def wald(counts: TwoWay, *, adjusted: bool) -> Found:
    """Observed less expected counts of all but the last row and column, in the metric of their own covariance.

    Koch, Freeman & Freeman 1975, Int Stat Rev 43: 59-78; the adjustment: Fellegi 1980, JASA 75: 261-268.
    """
    gaps, covariance = _gaps(counts)
    k, df = len(gaps), counts.df
    if np.linalg.matrix_rank(covariance, hermitian=True) < k:
        return Found(np.nan, k, df, np.nan)
    f, ddf = float(gaps @ np.linalg.solve(covariance, gaps)) / k, df
    if adjusted:
        f, ddf = f * (df - k + 1) / df, df - k + 1
    return Found(f, k, ddf, f_tail(f, k, ddf) if ddf > 0 else np.nan)


def _gaps(counts: TwoWay) -> tuple[Floats, Floats]:
    rows, columns = counts.cells.shape
    total = counts.cells.sum()
    by_row, by_column = counts.cells.sum(axis=1) / total, counts.cells.sum(axis=0) / total
    of_row, of_column = np.repeat(np.arange(rows), columns), np.tile(np.arange(columns), rows)
    same_row = of_row[:, None] == of_row
    same_column = of_column[:, None] == of_column
    # The derivative of N_ij - N_i. N_.j / N by each cell of the table.
    slopes = (same_row & same_column) - by_column[of_column][:, None] * same_row - by_row[of_row][:, None] * same_column
    slopes = slopes + np.outer(by_row, by_column).ravel()[:, None]
    free = (of_row < rows - 1) & (of_column < columns - 1)
    gaps = (counts.cells - expected(counts.cells)).ravel()[free]
    return gaps, slopes[free] @ counts.covariance @ slopes[free].T


def _contrasts(levels: int) -> Floats:
    """Orthonormal columns that add up to zero, shape (levels, levels - 1)."""
    start = np.column_stack([np.ones(levels), np.eye(levels)[:, 1:]])
    return np.asarray(np.linalg.qr(start)[0][:, 1:], dtype=np.float64)


def _moments(effects: Floats) -> tuple[float, float]:
    """Sum of the effects, and how many equal ones have the same sum and sum of squares (Satterthwaite)."""
    total = float(effects.sum())
    if not total > NO_EFFECT * len(effects):
        return np.nan, np.nan
    return total, total**2 / float((effects**2).sum())
