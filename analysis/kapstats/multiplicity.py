"""Several tests at once: p-values that count how many were made, inside families that were declared before."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats
from kapstats.errors import EstimationError

ALL = "all"
"""the family of tests where none was declared"""


@dataclass(frozen=True)
class AdjustedP:
    """One test of a family."""

    family: str
    name: str
    p_value: float
    benjamini_hochberg: float
    """the smallest share of false findings at which the test would be one"""
    holm: float
    """the smallest chance of any false finding at which the test would be one"""


@dataclass(frozen=True, repr=False)
class AdjustedPs:
    """The tests of one call, in the order in which they were given."""

    rows: tuple[AdjustedP, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row a test: family, name, p_value, benjamini_hochberg, holm."""
        return pd.DataFrame([asdict(row) for row in self.rows])

    def __getitem__(self, name: str) -> AdjustedP:
        """The test of that name."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"{name!r}: the tests are {', '.join(row.name for row in self.rows)}")

    def __repr__(self) -> str:
        return str(self.table.to_string(index=False, float_format=lambda number: f"{number:.6g}"))


def adjust_p_values(p_values: Mapping[str, float], families: Mapping[str, Sequence[str]] | None = None) -> AdjustedPs:
    """p-values after Benjamini and Hochberg (share of false findings) and after Holm (any false finding).

    p_values  by the name of the test; NaN stands for a test that could not be made, and counts in no family.
    families  declared before the data were seen: the tests of each, every test in one; without, all are one family.
    With p_1 <= ... <= p_m of a family: Benjamini-Hochberg min over j >= i of m p_j / j, Holm max over j <= i of
    (m - j + 1) p_j, both at most 1.
    Raises EstimationError for p-values outside 0 to 1 and for a test in no family, or in two.
    Source: Benjamini & Hochberg 1995, J R Stat Soc B 57: 289-300; Holm 1979, Scand J Stat 6: 65-70.
    R: p.adjust(p, "BH"), p.adjust(p, "holm")

    >>> adjust_p_values({"price": 0.01, "law": 0.04, "friends": 0.03})
    family    name  p_value  benjamini_hochberg  holm
       all   price     0.01                0.03  0.03
       all     law     0.04                0.04  0.06
       all friends     0.03                0.04  0.06
    """
    for name, p_value in p_values.items():
        if p_value < 0 or p_value > 1:
            raise EstimationError(name, f"{p_value} is no p-value", "give numbers from 0 to 1")
    declared = {ALL: list(p_values)} if families is None else families
    _one_each(p_values, declared)
    found: dict[str, AdjustedP] = {}
    for family, names in declared.items():
        given = np.array([p_values[name] for name in names], dtype=np.float64)
        columns = zip(names, given, benjamini_hochberg(given), holm(given), strict=True)
        found |= {name: AdjustedP(family, name, float(p), float(bh), float(h)) for name, p, bh, h in columns}
    return AdjustedPs(tuple(found[name] for name in p_values))


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Of one family; NaN stays NaN and does not count."""
    order = _order(p_values)
    m = len(order)
    steps = p_values[order] * (m / np.arange(1, m + 1))
    return _placed(p_values, order, np.minimum.accumulate(steps[::-1])[::-1])


def holm(p_values: Floats) -> Floats:
    """Of one family; NaN stays NaN and does not count."""
    order = _order(p_values)
    return _placed(p_values, order, np.maximum.accumulate(p_values[order] * np.arange(len(order), 0, -1)))


def _order(p_values: Floats) -> Codes:
    """Places of the p-values that are known, the smallest first."""
    known = np.flatnonzero(~np.isnan(p_values))
    return known[np.argsort(p_values[known], kind="stable")]


def _placed(p_values: Floats, order: Codes, adjusted: Floats) -> Floats:
    found = np.full(len(p_values), np.nan)
    found[order] = np.minimum(adjusted, 1.0)
    return found


def _one_each(p_values: Mapping[str, float], families: Mapping[str, Sequence[str]]) -> None:
    declared = [name for names in families.values() for name in names]
    for name in (*p_values, *declared):
        if name not in p_values:
            raise EstimationError(name, "has no p-value", "leave it out of its family, or give NaN for it")
        if declared.count(name) != 1:
            wrong = f"is in {declared.count(name)} families"
            raise EstimationError(name, wrong, "declare each test in one family")
