"""The same people in two waves, found by a code that they make themselves and nobody else can read."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from kapstats.stages import column_of


@dataclass(frozen=True, eq=False, repr=False)
class Pairs:
    """People found in both waves, and how many were not, and why."""

    table: pd.DataFrame
    """one row a person: the columns of both waves, with _before and _after, without the code"""
    before: int
    """people in the first wave"""
    after: int
    without_code: tuple[int, int]
    """people of each wave who gave none"""
    collisions: tuple[tuple[int, ...], tuple[int, ...]]
    """rows of each wave whose code somebody else in the wave gave too: none of them is paired"""
    expected_false: float
    """pairs of two different people to expect, as often as codes coincide within a wave"""

    @property
    def paired(self) -> int:
        """People found in both."""
        return len(self.table)

    @property
    def share(self) -> float:
        """Of the people of the smaller wave."""
        return self.paired / min(self.before, self.after) if min(self.before, self.after) else float("nan")

    def __repr__(self) -> str:
        collided = " and ".join(str(len(rows)) for rows in self.collisions)
        return (
            f"Pairs({self.paired} of {self.before} and {self.after}; without code {self.without_code[0]} and "
            f"{self.without_code[1]}; with the code of somebody else {collided}; "
            f"expected false pairs {self.expected_false:.3g})"
        )


def pair_by_code(before: pd.DataFrame, after: pd.DataFrame, code: str) -> Pairs:
    """Pairs people of two waves by an anonymous code.

    before, after  a row a person.
    code           column that both have, typed by the respondents: letters and digits count, case, blanks and signs do
                   not. Missing and empty codes pair with nobody.
    A code that occurs twice in one wave pairs with nobody in it or in the other: who is who cannot be told.
    expected_false: of the pairs of different people within waves, the share with the same code, times the pairs of
    different people between waves.
    Raises DesignError where a table has no such column.
    Source: Yurek, Vasey & Sullivan Havens 2008, Evaluation Review 32: 435-452 (self-generated codes).

    >>> first = pd.DataFrame({"link": ["AN12", "bo 07", "CU33", "cu-33"], "knows": [0, 1, 1, 0]})
    >>> second = pd.DataFrame({"link": ["BO07", "an12", None], "knows": [1, 1, 0]})
    >>> found = pair_by_code(first, second, "link")
    >>> found
    Pairs(2 of 4 and 3; without code 0 and 1; with the code of somebody else 2 and 0; expected false pairs 0.857)
    >>> found.table
       knows_before  knows_after
    0             0            1
    1             1            1
    """
    codes = [_plain(column_of(table, code)) for table in (before, after)]
    counts = [Counter(own[own != ""]) for own in codes]
    twice = {one for count in counts for one, n in count.items() if n > 1}
    usable = [~own.isin(twice) & (own != "") for own in codes]
    tables = (before.reset_index(drop=True), after.reset_index(drop=True))
    sides = [
        table.drop(columns=code).add_suffix(suffix)[mask].assign(code=own[mask])
        for table, suffix, own, mask in zip(tables, ("_before", "_after"), codes, usable, strict=True)
    ]
    joined = sides[0].merge(sides[1], on="code", validate="one_to_one").drop(columns="code")
    collided = tuple(_rows(own, count) for own, count in zip(codes, counts, strict=True))
    without = int((codes[0] == "").sum()), int((codes[1] == "").sum())
    false = _expected_false(counts, len(joined))
    return Pairs(joined, len(before), len(after), without, (collided[0], collided[1]), false)


def _plain(values: pd.Series) -> pd.Series:
    """Codes as their letters and digits, in one case; empty where there is none."""
    texts = values.astype(object).where(values.notna(), "").reset_index(drop=True)
    return texts.map(lambda text: "".join(sign for sign in _folded(str(text)) if sign.isalnum()))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _rows(codes: pd.Series, count: Counter[str]) -> tuple[int, ...]:
    return tuple(row for row, code in enumerate(codes) if count[code] > 1)


def _expected_false(counts: list[Counter[str]], paired: int) -> float:
    sizes = [sum(count.values()) for count in counts]
    within = sum(size * (size - 1) / 2 for size in sizes)
    alike = sum(n * (n - 1) / 2 for count in counts for n in count.values())
    return alike / within * (sizes[0] * sizes[1] - paired) if within else 0.0
