"""Tables of plain figures, said in one language and written for machines: what the page on quality is made of."""

import csv
import io
import math
from dataclasses import dataclass, replace

from kapbrief.release import Release
from kapbrief.tables import DIGITS, written
from kapbrief.texts import Said, Texts
from kapstats import Estimate

FEW = 200
"""Under so many people percentages are rounded to whole numbers."""
LEAST_P = 0.001
COLUMNS = (
    "study", "wave", "pretest", "rehearsal", "sheet", "row", "column", "value", "low", "high", "status",
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One cell: as it is read, and as machines read it."""

    said: str
    value: str
    low: str = ""
    high: str = ""
    status: str = "shown"
    as_share: bool = False
    """whether machines read a share, which people read as a percentage"""


@dataclass(frozen=True)
class Row:
    """One row and the name that machines know it by."""

    code: str
    of: Said
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Sheet:
    """One table; without columns it is its remarks only."""

    code: str
    heading: Said
    columns: tuple[tuple[str, str], ...]
    """of each figure: the name that machines know it by, its heading"""
    rows: tuple[Row, ...]
    marks: tuple[str, ...] = ()
    """what must be seen at once"""
    remarks: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    """columns that say nothing where the others of their row are withheld"""
    folded: tuple[Said, ...] = ()
    """rows that stand on a page by their names only"""


@dataclass(frozen=True)
class Section:
    """Tables of one kind."""

    heading: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[str, ...] = ()


def folded(section: Section) -> Section:
    """The tables for a page: rows that are withheld, several in a table, by their names alone."""
    return replace(section, sheets=tuple(_folded(sheet) for sheet in section.sheets))


def _folded(sheet: Sheet) -> Sheet:
    silent = [row for row in sheet.rows if _silent(sheet, row)]
    if len(silent) < 2:
        return sheet
    rows = tuple(row for row in sheet.rows if row not in silent)
    # A table without rows is none.
    return replace(sheet, columns=sheet.columns if rows else (), rows=rows, folded=tuple(row.of for row in silent))


def _silent(sheet: Sheet, row: Row) -> bool:
    """Something is withheld, and all else is that nobody was of a kind."""
    told = [figure for (code, _), figure in zip(sheet.columns, row.figures, strict=True) if code not in sheet.beside]
    return any(figure.status == "withheld" for figure in told) and all(figure.value in ("", "0") for figure in told)


def withheld(texts: Texts) -> Figure:
    """The same sign for every number that is not shown."""
    return Figure(texts.say("withheld"), "", status="withheld")


def count(number: float, texts: Texts) -> Figure:
    return Figure(texts.number(number), written(number))


def share(part: float, n: int, texts: Texts) -> Figure:
    """A share of ``n`` people."""
    return Figure(texts.percent(part, 0 if n < FEW else 1), written(part), as_share=True)


def decimal(number: float, digits: int, texts: Texts) -> Figure:
    return Figure(texts.number(number, digits), written(number))


def p_value(p: float, texts: Texts) -> Figure:
    """Three decimals; one that is smaller than they can say is said to be so."""
    said = "<" + texts.number(LEAST_P, 3) if p < LEAST_P else texts.number(p, 3)
    return Figure(said, written(p))


def estimate(found: Estimate, texts: Texts, *, as_share: bool = False, rounded: bool = False) -> Figure:
    """A number with its interval, or that there is none; ``rounded``: for machines no finer than for people."""
    if math.isnan(found.estimate):
        return Figure(texts.say("not estimable"), "")
    digits = 0 if found.n < FEW else 1
    value, low, high = (
        texts.percent(number, digits) if as_share else texts.number(number, 2)
        for number in (found.estimate, found.low, found.high)
    )
    said = value if found.low != found.low else f"{value} ({texts.range(low, high)})"
    places = (digits + 2 if as_share else 2) if rounded else DIGITS
    value, low, high = (written(round(number, places)) for number in (found.estimate, found.low, found.high))
    return Figure(said, value, low, high, as_share=as_share)


def word(code: str, said: str) -> Figure:
    """A verdict."""
    return Figure(said, code)


def machine_sheets(release: Release, sections: tuple[Section, ...]) -> str:
    """The tables as CSV, a line a figure; what is withheld on the page is withheld here."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    about = [release.study, release.wave, int(release.pretest), int(release.rehearsal)]
    for sheet in (sheet for section in sections for sheet in section.sheets):
        for row in sheet.rows:
            for (column, _), figure in zip(sheet.columns, row.figures, strict=True):
                cells = [figure.value, figure.low, figure.high]
                status = figure.status if any(cells) or figure.status != "shown" else "undefined"
                table.writerow([*about, sheet.code, row.code, column, *cells, status])
    return text.getvalue()
