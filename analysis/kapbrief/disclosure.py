"""Which numbers may be shown: none of a small group, and none from which a small group's could be worked out.

The people of a table fall into its rows, and those whose group is unknown into none. A row of fewer than the smallest
number is withheld. Whoever knows the row of everybody can subtract the rows that are shown and so learns about all
withheld people together; so as long as these are fewer than the smallest number, another row is withheld with them.
There is one word for both: whoever could tell a small row from one withheld beside it would narrow the small one.
Groups are decided before anything is estimated: what is withheld is never computed. Tables of two traits are decided by
kapbrief.suppression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Why a row has its number, or has none."""

    SHOWN = "shown"
    WITHHELD = "withheld: fewer people than the smallest number, or it would give them away"
    UNSIGNED = "not scored: nobody has signed off the right answers"
    SEALED = "sealed: open the release with the study's key first"


@dataclass(frozen=True)
class Table:
    """How many people stand behind the rows of a table that splits everybody by one trait."""

    everybody: int
    rows: tuple[int, ...]

    @property
    def unknown(self) -> int:
        """People whose row is not known."""
        return self.everybody - sum(self.rows)


def statuses(table: Table, smallest: int, sizes: Sequence[int]) -> tuple[Status, tuple[Status, ...]]:
    """The status of the row of everybody, and of each row; ``sizes``, the same for every table of the trait, say
    which row is withheld first beside a small one, so that it is the same one in each.
    """
    if table.everybody < smallest:
        return Status.WITHHELD, (Status.WITHHELD,) * len(table.rows)
    found = [Status.WITHHELD if n < smallest else Status.SHOWN for n in table.rows]
    candidates = sorted((row for row, status in enumerate(found) if status is Status.SHOWN), key=lambda row: sizes[row])
    for row in candidates:
        if not 0 < _withheld(table, found) < smallest:
            break
        found[row] = Status.WITHHELD
    return Status.SHOWN, tuple(found)


def _withheld(table: Table, found: Sequence[Status]) -> int:
    """People whom subtraction tells about together."""
    return table.unknown + sum(n for n, status in zip(table.rows, found, strict=True) if status is not Status.SHOWN)
