"""Do two columns go together, and does one have the shares that it should? Chi-square tests that know the design."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.groups import Columns, listed
from kapstats.raoscott import Found, TwoWay, combination, design_effects, first_order, pearson, second_order, wald
from kapstats.twoway import Crossed, Side, counts_of, crossed, shares_of, side

Kind = Literal["F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint", "exact"]


@dataclass(frozen=True, repr=False)
class ChiSquareTest:
    """A test whose statistic is large where what it supposes is not so."""

    kind: str
    """"F", "Chisq" ...: which law the statistic is held against; "goodness of fit" """
    row: str
    column: str
    """"" where one column was tested against known shares"""
    statistic: float
    df: float
    ddf: float
    """of the denominator; infinite for a chi-square"""
    p_value: float
    scale: float
    """what the statistic was divided by before it was held against its law; 1 where it was not"""
    n: int
    missing: int

    def __repr__(self) -> str:
        names = self.row if not self.column else f"{self.row} by {self.column}"
        numbers = ", ".join(f"{name}={getattr(self, name):.6g}" for name in ("statistic", "df", "ddf", "p_value"))
        return f"ChiSquareTest({self.kind}, {names}: {numbers}, n={self.n})"


@dataclass(frozen=True, repr=False)
class ChiSquareTests:
    """Tests of one call, in order."""

    rows: tuple[ChiSquareTest, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row a test."""
        return pd.DataFrame.from_records([vars(row) for row in self.rows])

    def __getitem__(self, row: str) -> ChiSquareTest:
        """The test of this column."""
        found = [test for test in self.rows if test.row == row]
        if len(found) != 1:
            raise KeyError(f"{row!r} fits {len(found)} tests; there are: {', '.join(test.row for test in self.rows)}")
        return found[0]

    def __iter__(self) -> Iterator[ChiSquareTest]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return str(self.table.to_string(index=False, float_format=lambda number: f"{number:.6g}"))


def independence(design: SurveyDesign, y: Columns, column: str, *, statistic: Kind = "F") -> ChiSquareTests:
    """Whether each of some columns goes together with another: design-based chi-square tests.

    y          column of codes or words, or several; each is crossed with ``column``.
    statistic  "F" (Rao & Scott's second order, the one to use) and "Chisq" (their first order): Pearson's statistic
               of the weighted table, corrected by the design effects of its cells; "Wald" and "adjWald": of observed
               less expected counts, for few cells and many clusters; "lincom" and "saddlepoint": the law of Pearson's
               statistic itself, as R's survey has it without its package CompQuadForm, a saddle point approximation
               with whole denominator degrees of freedom for both; "exact": that law without either approximation.
    Rows without a value in one of the two columns leave the domain; df are those of the domain with these rows. Values
    that nobody in the domain has leave the test. p_value is NaN where the design leaves no variance or no df.
    Raises EstimationError for a column with one value, and where nobody has both.
    Source: Rao & Scott 1984, Ann Stat 12: 46-60; Koch, Freeman & Freeman 1975, Int Stat Rev 43: 59-78; see raoscott.
    R: svychisq(~y + column, design, statistic); with replicate weights, where R has no denominator for "lincom" and
    "saddlepoint", these have one.

    >>> from kapstats.examples import clinics
    >>> independence(clinics(), "power", "region")["power"]
    ChiSquareTest(F, power by region: statistic=2.38933, df=1, ddf=7, p_value=0.166084, n=9)
    """
    if statistic not in get_args(Kind):
        raise EstimationError("statistic", f"{statistic!r} is no test", f"choose one of {', '.join(get_args(Kind))}")
    tables = crossed(design, [side(design, name) for name in listed(y)], side(design, column))
    found = counts_of(design, tables) if statistic in ("Wald", "adjWald") else shares_of(design, tables)
    return ChiSquareTests(tuple(tested(table, one, statistic) for table, one in zip(tables, found, strict=True)))


def tested(table: Crossed, found: TwoWay, kind: Kind) -> ChiSquareTest:
    """The test of a table: of counts for the Wald tests, of shares for the others.

    Raises EstimationError for a side of one value.
    """
    occurring = found.occurring()
    for one, n in zip((table.row, table.column), occurring.cells.shape, strict=True):
        if n < 2:
            wrong = f"has the value {_only(one, found, table)!r} only"
            raise EstimationError(one.name, wrong, "leave it out, or widen the domain")
    result, scale = _held(occurring, table.n, kind)
    return ChiSquareTest(
        kind, table.row.name, table.column.name, result.statistic, result.df, result.ddf, result.p_value, scale,
        table.n, table.missing,
    )  # fmt: skip


def _held(found: TwoWay, n: int, kind: Kind) -> tuple[Found, float]:
    """The statistic held against its law, and what it was divided by."""
    if kind in ("Wald", "adjWald"):
        return wald(found, adjusted=kind == "adjWald"), 1.0
    x, effects = pearson(found, n), design_effects(found, n)
    match kind:
        case "F":
            return second_order(x, effects, found.df), float(effects.sum())
        case "Chisq":
            return first_order(x, effects), float(effects.mean())
        case _:
            return combination(x, effects, found.df, exact=kind == "exact"), 1.0


def _only(one: Side, found: TwoWay, table: Crossed) -> object:
    sums = found.cells.sum(axis=1 if one is table.row else 0)
    return one.levels[int(np.argmax(sums))]
