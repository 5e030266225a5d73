"""Correlations of what lies behind ordered answers: polychoric, tetrachoric for answers of two steps.

Two steps (Olsson 1979, Psychometrika 44: 443-460, section 4): cuts from the shares of each item, then the correlation
that makes the table of two items most likely. Tables are of weights, so that the likelihood is that of the population.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from kapstats.arrays import Codes, Floats, Truths
from kapstats.design import SurveyDesign
from kapstats.estimate import Estimates
from kapstats.groups import Columns
from kapstats.scales.answers import answers, estimated
from kapstats.scales.bivariate import FAR, Cells

ROUNDS = 200
SETTLED = 1e-14
BOUND = 0.999
"""a correlation that runs to here runs to one"""


@dataclass(frozen=True, eq=False)
class Polychoric:
    """The correlation of each pair of items."""

    codes: Codes
    """shape (rows, items): the step of each answer; -1 in the whole row where one is missing"""
    steps: int
    pairs: tuple[Codes, Codes]

    def estimate(self, weights: Floats) -> Floats:
        """Shape (pairs,); NaN for an item without spread, and where a correlation runs to one."""
        return self._fitted(weights).cells.rho

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """By the implicit function, with the cuts' own influence (Olsson 1979, section 4; Deville 1999)."""
        fitted = self._fitted(weights)
        return self._spread(fitted.direct(), fitted.through_cuts(), fitted.bend())

    def expected_influence(self, weights: Floats) -> Floats:
        """The same under the model, second derivatives replaced by products of scores (Muthén 1984, eq. 24-29)."""
        fitted = self._fitted(weights)
        return self._spread(fitted.direct(), fitted.through_cuts(expected=True), fitted.information())

    def _fitted(self, weights: Floats) -> "_Fitted":
        used = (weights != 0) & (self.codes[:, 0] >= 0)
        codes, w, items = self.codes[used], weights[used], self.codes.shape[1]
        totals = np.stack([np.bincount(codes[:, item], w, self.steps) for item in range(items)])
        size = self.steps**2
        joint = [np.bincount(codes[:, a] * self.steps + codes[:, b], w, size) for a, b in zip(*self.pairs, strict=True)]
        with np.errstate(divide="ignore", invalid="ignore"):
            below = np.cumsum(totals, axis=1) / w.sum()
        cuts = np.pad(np.clip(special.ndtri(np.clip(below[:, :-1], 0, 1)), -FAR, FAR), ((0, 0), (1, 1)))
        cuts[:, 0], cuts[:, -1] = -FAR, FAR
        first, second = (cuts[side] for side in self.pairs)
        tables = np.array(joint, dtype=np.float64).reshape(-1, self.steps, self.steps)
        spread = (totals > 0).sum(axis=1) > 1
        rho = _most_likely(tables, first, second, spread[self.pairs[0]] & spread[self.pairs[1]])
        return _Fitted(tables, Cells(first, second, rho))

    def _spread(self, cells: Floats, margins: tuple[Floats, Floats], bend: Floats) -> Floats:
        """From tables of what an answer does to the score, to rows."""
        with np.errstate(divide="ignore", invalid="ignore"):
            table = -(cells + margins[0][:, :, None] + margins[1][:, None, :]) / bend[:, None, None]
        first, second = (self.codes[:, side] for side in self.pairs)
        return np.where(self.codes[:, :1] < 0, 0.0, table[np.arange(len(table)), first, second])


@dataclass(frozen=True, eq=False)
class _Fitted:
    """Tables with the cuts and correlations found."""

    tables: Floats
    cells: Cells

    def direct(self) -> Floats:
        """The score of each cell, d log share / d rho."""
        return _ratio(self.cells.slopes(), self.cells.shares())

    def bend(self) -> Floats:
        """Change of the sum of scores with the correlation."""
        bends = _ratio(self.cells.bends(), self.cells.shares()) - self.direct() ** 2
        return np.asarray((self.tables * bends).sum(axis=(1, 2)))

    def information(self) -> Floats:
        """What bend() is under the model."""
        return np.asarray(-(self.tables * self.direct() ** 2).sum(axis=(1, 2)))

    def through_cuts(self, *, expected: bool = False) -> tuple[Floats, Floats]:
        """What an answer does to the sum of scores by moving the cuts of its own item, shape (pairs, steps) each."""
        return (
            _moving(self.tables, self.cells, expected),
            _moving(self.tables.transpose(0, 2, 1), self.cells.turned(), expected),
        )


def _moving(tables: Floats, cells: Cells, expected: bool) -> Floats:
    """Of the first item of each pair."""
    shares, slopes = cells.shares(), cells.slopes()
    by_cut, mixed = cells.by_cut()[:, 1:-1], cells.slopes_by_cut()[:, 1:-1]
    changes = 0.0
    # A cut moves two rows of the table: what lies below it gains what lies above it loses.
    for sign, rows in ((1.0, slice(None, -1)), (-1.0, slice(1, None))):
        score = _ratio(slopes[:, rows], shares[:, rows])
        moved = score * _ratio(by_cut, shares[:, rows])
        change = -moved if expected else _ratio(mixed, shares[:, rows]) - moved
        changes = changes + sign * (tables[:, rows] * change).sum(axis=2)
    inner, total = cells.first[:, 1:-1], tables.sum(axis=(1, 2))[:, None]
    density = np.exp(-(inner**2) / 2) / np.sqrt(2 * np.pi)
    pull = _ratio(np.asarray(changes), density) / total
    steps = tables.shape[1]
    below = np.arange(steps)[:, None] <= np.arange(steps - 1)[None, :]
    return np.asarray(np.einsum("pm,km->pk", pull, below) - (pull * special.ndtr(inner)).sum(axis=1)[:, None])


def _ratio(above: Floats, below: Floats) -> Floats:
    """Zero in cells where nobody can be."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 1e-300)


def _most_likely(tables: Floats, first: Floats, second: Floats, spread: Truths) -> Floats:
    """Fisher scoring of all pairs at once; NaN where there is no maximum inside."""
    rho = np.zeros(len(tables))
    for _ in range(ROUNDS):
        cells = Cells(first, second, rho)
        score = _ratio(cells.slopes(), cells.shares())
        information = (tables * score**2).sum(axis=(1, 2))
        step = _ratio((tables * score).sum(axis=(1, 2)), information)
        after = np.clip(rho + step, (rho - BOUND) / 2, (rho + BOUND) / 2)
        change = np.abs(after - rho).max(initial=0)
        rho = after
        if change < SETTLED:
            break
    return np.where(spread & (np.abs(rho) < BOUND - 1e-6), rho, np.nan)


def polychoric(
    design: SurveyDesign,
    items: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """Correlation, in the population, of what lies behind each pair of items with ordered answers.

    items  two columns or more of a few numbers each, whose order counts; a row that lacks one leaves all. NaN for an
           item that is constant, and where a pair agrees so well that the correlation runs to one.
    Other arguments, errors and results as for correlations(); errors of both steps, cuts and correlations.
    Source: Olsson 1979, Psychometrika 44: 443-460, section 4 (two-step maximum likelihood), with weighted tables.
    R: polycor::polychor(a, b), of equal weights

    >>> from kapstats.examples import quiz
    >>> polychoric(quiz(), ["price", "law", "fine"])["price", "law"].round(3)
    Estimate(0.393, se=0.145, low=0.074, high=0.712, df=11)
    """
    asked = answers(design, items, by=by)
    codes, steps = asked.codes()
    pairs = np.triu_indices(len(asked.names), 1)
    labels = [(("variable", asked.names[a]), ("with", asked.names[b])) for a, b in zip(*pairs, strict=True)]
    return estimated(design, asked, Polychoric(codes, steps, pairs), labels, level=level, df=df)
