"""The changes as a table for machines: one line an indicator, two waves and kind of people."""

import csv
import io
import math
from collections.abc import Sequence

from kapbrief.changes import Change, Changed, Comparison
from kapbrief.tables import written
from kapstats import Estimate

TABLE = "changes.csv"
COLUMNS = (
    "study", "pretest", "rehearsal", "earlier", "later", "indicator", "label", "role", "kind", "provisional", "among",
    "linked", "before", "after", "change", "se", "low", "high", "n", "df", "status",
)  # fmt: skip


def changes_table(found: Sequence[Comparison]) -> str:
    """As CSV; what is withheld on the page is withheld here."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for comparison in found:
        for one in comparison.changed:
            shown = one.everybody.estimate is not None
            levels = (one.before, one.after) if shown else (None, None)
            table.writerow(_line(comparison, one, "everybody", one.everybody, levels))
            table.writerow(_line(comparison, one, "same_people", one.same_people, (None, None)))
            if one.effect:
                table.writerow(_line(comparison, one, "effect", one.effect, (None, None)))
    return text.getvalue()


def _line(
    comparison: Comparison, one: Changed, among: str, change: Change, levels: tuple[Estimate | None, Estimate | None]
) -> list[str | int]:
    waves = (comparison.earlier.release, comparison.later.release)
    indicator, source, found = one.indicator, waves[0].codebook.source_language, change.estimate
    numbers = (found.estimate, found.se, found.low, found.high) if found else (math.nan,) * 4
    return [
        waves[0].study, int(any(wave.pretest for wave in waves)), int(any(wave.rehearsal for wave in waves)),
        *(wave.wave for wave in waves),
        indicator.name, indicator.label.get(source, ""), indicator.role, indicator.kind, int(one.provisional),
        among, int(change.linked), *(written(level.estimate) if level else "" for level in levels),
        *map(written, numbers), found.n if found else "", written(found.df) if found else "",
        change.status.name.lower(),
    ]  # fmt: skip
