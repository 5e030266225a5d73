"""The results as a table for machines: one line a row, the same rows withheld as on the page for people."""

import csv
import io
import math

from kapbrief.indicators import Result, Results, Row

COLUMNS = (
    "study", "wave", "pretest", "rehearsal", "indicator", "label", "role", "kind", "provisional", "group", "level",
    "level_label", "estimate", "se", "low", "high", "n", "n_effective", "df", "dont_know", "nchs", "status",
)  # fmt: skip
DIGITS = 6
"""More than anybody can use, and few enough that two machines write the same file."""


def machine_table(results: Results) -> str:
    """The results as CSV; numbers with a decimal point, nothing where there is no number."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for result in results.results:
        table.writerows(_line(results, result, row) for row in result.rows)
    return text.getvalue()


def _line(results: Results, result: Result, row: Row) -> list[str | int]:
    release, source = results.release, results.release.codebook.source_language
    indicator, found, precision = result.indicator, row.estimate, row.precision
    numbers = (found.estimate, found.se, found.low, found.high) if found else (math.nan,) * 4
    return [
        release.study, release.wave, int(release.pretest), int(release.rehearsal),
        indicator.name, indicator.label.get(source, ""), indicator.role, indicator.kind, int(result.provisional),
        row.group or "", row.level.name if row.level else "", row.level.label.get(source, "") if row.level else "",
        *map(written, numbers), found.n if found else "",
        written(precision.n_effective if precision else math.nan), written(found.df if found else math.nan),
        written(row.dont_know if row.dont_know is not None else math.nan),
        precision.verdict.value if precision else "", row.status.name.lower(),
    ]  # fmt: skip


def written(number: float) -> str:
    """A number for machines; nothing where there is none."""
    # Adding zero turns a negative zero into a plain one.
    return "" if math.isnan(number) else f"{round(number, DIGITS) + 0.0:.{DIGITS}f}".rstrip("0").rstrip(".")
