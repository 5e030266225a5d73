"""Scales, response and quality as sheets: a row for each figure of each table of their page."""

from kapbrief.sheets import Figure, Section, Sheet
from kapbrief.texts import Texts
from kapbrief.workbook.cells import NOTHING, Cell, Form, Tab, limit_headings, number, why_heading


def sheet_tab(section: Section, texts: Texts) -> Tab:
    """One sheet for all tables of a section."""
    headings = (
        *(texts.say("Table"), texts.say("Row"), texts.say("Column"), texts.say("Value"), *limit_headings(texts)),
        *(texts.say("Remark"), why_heading(texts)),
    )
    rows = [row for sheet in section.sheets for row in (*_remarks(sheet), *_figures(sheet))]
    return Tab(section.heading, headings, tuple(rows))


def _remarks(sheet: Sheet) -> list[tuple[Cell, ...]]:
    return [(sheet.heading.text, *[NOTHING] * 5, remark, NOTHING) for remark in (*sheet.marks, *sheet.remarks)]


def _figures(sheet: Sheet) -> list[tuple[Cell, ...]]:
    return [
        (sheet.heading.text, row.of.text, column, *_cells(figure))
        for row in sheet.rows
        for (_, column), figure in zip(sheet.columns, row.figures, strict=True)
    ]


def _cells(figure: Figure) -> tuple[Cell, ...]:
    """The number with its limits, or a verdict in words, or why there is neither."""
    if figure.status != "shown":
        return (NOTHING,) * 4 + (figure.said,)
    numbers = tuple(_number(text, as_share=figure.as_share) for text in (figure.value, figure.low, figure.high))
    if any(one != NOTHING for one in numbers):
        return (*numbers, NOTHING, NOTHING)
    return (figure.said, *[NOTHING] * 4)


def _number(text: str, *, as_share: bool) -> Cell:
    """What is written for machines, if it is a number."""
    try:
        value = float(text)
    except ValueError:
        return NOTHING
    if as_share:
        return number(value, Form.SHARE)
    return number(value, Form.COUNT if value.is_integer() else Form.PRECISE)
