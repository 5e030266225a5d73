"""A workbook written: every text as a text, whatever it begins with, and the same bytes for the same sheets."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kapbrief.workbook.cells import NOTHING, Cell, Form, Number, Tab

LONGEST_NAME, LONGEST_TEXT = 31, 32767
"""characters that the format allows for a sheet's name and for a cell"""
NARROW, WIDE = 9, 60
"""characters that a column is wide"""
A4 = 9


def workbook_bytes(tabs: Sequence[Tab], title: str, made: date, *, right_to_left: bool = False) -> bytes:
    """The file; ``made`` stands in it as its date, so that nothing depends on the clock."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    book.set_properties({"title": title, "created": datetime.combine(made, datetime.min.time())})
    formats = {form: book.add_format({"num_format": form.value, "valign": "top"}) for form in Form}
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for name, tab in zip(sheet_names([tab.name for tab in tabs]), tabs, strict=True):
        sheet = book.add_worksheet(name)
        _write(sheet, tab, formats, heading, text)
        if right_to_left:
            sheet.right_to_left()
    book.close()
    return content.getvalue()


def sheet_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names that the format allows: without some signs, short, and none twice."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:LONGEST_NAME].rstrip(" '") or "-"
        place = 1
        while plain.lower() in found:
            place += 1
            end = f" {place}"
            plain = plain[: LONGEST_NAME - len(end)] + end
        found[plain.lower()] = plain
    return tuple(found.values())


def _write(sheet: Worksheet, tab: Tab, formats: Mapping[Form, Format], heading: Format, text: Format) -> None:
    columns = list(zip(*tab.rows, strict=True)) or [()] * len(tab.headings)
    for column, (name, cells) in enumerate(zip(tab.headings, columns, strict=True)):
        sheet.write_string(0, column, name, heading)
        sheet.set_column(column, column, _width(name, cells))
        for row, cell in enumerate(cells, start=1):
            if isinstance(cell, Number):
                sheet.write_number(row, column, cell.value, formats[cell.form])
            elif cell != NOTHING:
                sheet.write_string(row, column, cell[:LONGEST_TEXT], text)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _width(name: str, cells: Sequence[Cell]) -> int:
    """As wide as its longest text, within bounds; a heading may take two lines."""
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return min(max(NARROW, (len(name) + 1) // 2, longest + 1), WIDE)
