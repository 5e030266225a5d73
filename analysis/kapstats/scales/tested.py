"""Tests of the items of a scale, one row an item, as all ways to look for differential item functioning give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import pandas as pd


class Row(Protocol):
    """The test of one item."""

    @property
    def item(self) -> str: ...


One = TypeVar("One", bound=Row)


@dataclass(frozen=True, repr=False)
class ItemTests(Generic[One]):
    """Tests of one call, in the order of the items."""

    rows: tuple[One, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row a test."""
        return pd.DataFrame.from_records([vars(row) for row in self.rows])

    def __getitem__(self, item: str) -> One:
        """The test of this item."""
        for row in self.rows:
            if row.item == item:
                return row
        raise KeyError(f"{item!r}: the items are {', '.join(row.item for row in self.rows)}")

    def __iter__(self) -> Iterator[One]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return str(self.table.to_string(index=False, float_format=lambda number: f"{number:.6g}"))
