"""Results by indicator as a sheet: the rows of the page, in its order and with its words."""

from collections.abc import Iterator

from kapbrief.indicators import Results, Row
from kapbrief.page import PRECISION, Block, Line, Page
from kapbrief.texts import Texts
from kapbrief.workbook.cells import (
    NOTHING,
    Cell,
    Form,
    Numbers,
    Tab,
    count,
    estimate_headings,
    number,
    share,
    shares,
    why_heading,
)


def indicator_tab(page: Page, results: Results, texts: Texts) -> Tab:
    """A row for everybody and for each level of each trait."""
    headings = (
        texts.say("Section"),
        texts.say("Indicator"),
        texts.say("Name"),
        texts.say("Remark"),
        texts.say("Question"),
        texts.say("Group"),
        *estimate_headings(texts),
        texts.say("Standard error"),
        texts.say("Degrees of freedom"),
        texts.say("Effective number"),
        texts.say("Precision"),
        texts.say("“Don't know”"),
        why_heading(texts),
    )
    found = {result.indicator.name: result for result in results.results}
    rows = [
        (
            section.heading,
            block.label.text,
            block.name,
            "; ".join(block.remarks),
            trait,
            *_cells(line, row, kind, texts),
        )
        for section in page.sections
        for block in section.blocks
        for kind in (found[block.name].indicator.kind,)
        for (trait, line), row in zip(_lines(block), found[block.name].rows, strict=True)
    ]
    return Tab(texts.say("Indicators"), headings, tuple(rows))


def _lines(block: Block) -> Iterator[tuple[str, Line]]:
    """Each line with the question of its trait."""
    for split in block.splits:
        for line in split.lines:
            yield split.heading.text if split.heading else NOTHING, line


def _cells(line: Line, row: Row, kind: str, texts: Texts) -> tuple[Cell, ...]:
    if row.estimate is None:
        return (line.of.text, *[NOTHING] * 9, line.why_not)
    effective, precision = count(row.precision.n_effective) if row.precision else NOTHING, NOTHING
    if row.precision:
        precision = texts.say(PRECISION[row.precision.verdict])
    unsure = share(row.dont_know, row.estimate.n) if row.dont_know is not None else NOTHING
    if kind == "knowledge" and row.dont_know is None:
        unsure = texts.say("withheld")
    return (line.of.text, *_numbers(row, as_share=kind != "index"), effective, precision, unsure, NOTHING)


def _numbers(row: Row, *, as_share: bool) -> Numbers:
    found = row.estimate
    if found is None:
        return ()
    if as_share:
        return (*shares(found), share(found.se, found.n), count(found.df))
    value, low, high, error = (number(one, Form.DECIMAL) for one in (found.estimate, found.low, found.high, found.se))
    return (value, low, high, count(found.n), error, count(found.df))
