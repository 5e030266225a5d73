"""The results as a table for machines: one line a row, the same rows withheld as on the page for people."""

import csv
import io
import math

from kapbrief.indicators import Result, Results, Row

COLUMNS = (
    "study", "wave", "pretest", "rehearsal", "indicator", "label", "role", "kind", "provisional", "group", "level",
    "level_label", "estimate", "se", "low", "high", "n", "df", "dont_know", "status",
)  # fmt: skip
DIGITS = 6
"""More than anybody can use, and few enough that two machines write the same file."""


def machine_table(results: Results) -> str:
    """The results as CSV; numbers with a decimal point, nothing where there is no number."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for result in results.results:
        table.writerows(_line(results, result, row) for row in result.rows)
    return written.getvalue()


def _line(results: Results, result: Result, row: Row) -> list[str | int]:
    release, source = results.release, results.release.codebook.source_language
    indicator, found = result.indicator, row.estimate
    numbers = (found.estimate, found.se, found.low, found.high) if found else (math.nan,) * 4
    return [
        release.study, release.wave, int(release.pretest), int(release.rehearsal),
        indicator.name, indicator.label.get(source, ""), indicator.role, indicator.kind, int(result.provisional),
        row.group or "", row.level.name if row.level else "", row.level.label.get(source, "") if row.level else "",
        *map(_number, numbers), found.n if found else "", _number(found.df if found else math.nan),
        _number(row.dont_know if row.dont_know is not None else math.nan), row.status.name.lower(),
    ]  # fmt: skip


def _number(number: float) -> str:
    # Adding zero turns a negative zero into a plain one.
    return "" if math.isnan(number) else f"{round(number, DIGITS) + 0.0:.{DIGITS}f}".rstrip("0").rstrip(".")
