"""Dots with their intervals: estimates of the same kind below one another, against one axis."""

from collections.abc import Iterator
from dataclasses import dataclass

from kapbrief.charts.axis import Axis, grid, names
from kapbrief.charts.marks import WIDTH, Chart, Dot, Line, Mark, Words
from kapbrief.charts.sheet import Block, Frame, KeyEntry, chart, key, paragraph, space, stacked
from kapbrief.texts import Said, Texts, sentence

LEFT, RIGHT = 116.0, 294.0
"""where the axis begins and ends; names stand before it, numbers behind"""
SIZE = 11.5
ROW = 19.0
TALLEST = 690.0
"""that the panels of one chart are together: with its frame it still fits a printed page, and a slide"""
SURE = sentence("estimate with interval (95%)")
UNSURE = sentence("too little to quote")


@dataclass(frozen=True)
class Span:
    """An estimate between its limits."""

    value: float
    low: float
    high: float
    said: str
    sure: bool = True
    """precise enough to be quoted"""


@dataclass(frozen=True)
class Row:
    """Whom an estimate is of; words instead of it where it is withheld."""

    of: Said
    span: Span | None
    why_not: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of one trait, under its name; everybody stands under none."""

    heading: Said | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Panel:
    """One indicator."""

    of: Said
    remarks: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


def interval_chart(frame: Frame, panels: tuple[Panel, ...], axis: Axis, texts: Texts) -> Chart:
    """Panel below panel, each with the names of the axis, so that none has to be remembered on a phone."""
    spans = [row.span for panel in panels for row in panel.rows if row.span]
    content = [_key(spans, texts), *(_panel(panel, axis, texts) for panel in panels)]
    return chart(frame, content, texts)


def parted(panels: tuple[Panel, ...], axis: Axis, texts: Texts) -> tuple[tuple[Panel, ...], ...]:
    """Panels for one chart after the other, as many in each as stand on a page."""
    parts: list[list[Panel]] = []
    height = 0.0
    for panel in panels:
        more = _panel(panel, axis, texts).height
        if not parts or height + more > TALLEST:
            parts.append([])
            height = 0.0
        parts[-1].append(panel)
        height += more
    return tuple(tuple(part) for part in parts)


def _key(spans: list[Span], texts: Texts) -> Block:
    told = ((SURE, True), (UNSURE, False)) if any(not span.sure for span in spans) else ((SURE, True),)
    samples = ((_interval(1, 7, 13, 7.5, 3.2, sure=sure), text) for text, sure in told)
    return key(tuple(KeyEntry(sample, Said(texts.say(text), texts.tag)) for sample, text in samples))


def _panel(panel: Panel, axis: Axis, texts: Texts) -> Block:
    remarks = (paragraph(Said(remark, texts.tag), size=11.0, paint="quiet") for remark in panel.remarks)
    blocks = [space(8), paragraph(panel.of, bold=True), *remarks, space(2)]
    if not any(row.span for row in panel.rows):
        return stacked((*blocks, *_reasons(panel.rows[:1])))
    last = [group for group in panel.groups if any(row.span for row in group.rows)][-1]
    for group in panel.groups:
        if group.heading:
            blocks += (space(3), paragraph(group.heading, size=11.0, paint="quiet"), space(1))
        blocks += _rows(group, axis)
        if group is last:
            blocks.append(Block(16.0, names(axis, LEFT, RIGHT, 12.0)))
    return stacked(blocks)


def _rows(group: Group, axis: Axis) -> Iterator[Block]:
    """Each row; of a trait without any number only why, once."""
    if group.heading and not any(row.span for row in group.rows):
        yield from _reasons(group.rows)
    else:
        yield from (_row(row, axis, bold=group.heading is None) for row in group.rows)


def _reasons(rows: tuple[Row, ...]) -> Iterator[Block]:
    for why_not in dict.fromkeys(row.why_not for row in rows):
        yield paragraph(Said(why_not, ""), size=11.0, paint="quiet")


def _row(row: Row, axis: Axis, *, bold: bool) -> Block:
    name = paragraph(row.of, width=LEFT - 8, size=SIZE, bold=bold)
    if row.span is None:
        why_not = paragraph(Said(row.why_not, ""), start=LEFT, width=WIDTH - LEFT, size=11.0, paint="quiet")
        height = max(name.height + 4, why_not.height + 4, ROW)
        return Block(height, (*_middle(name, height), *_middle(why_not, height)))
    height = max(name.height + 4, ROW)
    said = Words(WIDTH, height / 2 + SIZE * 0.36, row.span.said, size=SIZE, anchor="end", bold=bold)
    low, value, high = (axis.at(number, LEFT, RIGHT) for number in (row.span.low, row.span.value, row.span.high))
    marks = _interval(low, value, high, height / 2, 4.0 if bold else 3.2, sure=row.span.sure)
    return Block(height, (*_middle(name, height), *grid(axis, LEFT, RIGHT, height), *marks, said))


def _interval(
    low: float, value: float, high: float, y: float, radius: float, *, sure: bool
) -> tuple[Mark, ...]:  # fmt: skip
    """The caps reach beyond the dot, so that an interval narrower than it is seen too."""
    cap = radius + 2
    return (
        Line(low, y, high, y, "mark", 1.6),
        Line(low, y - cap, low, y + cap, "mark", 1.6),
        Line(high, y - cap, high, y + cap, "mark", 1.6),
        Dot(value, y, radius, "mark", hollow=not sure),
    )


def _middle(block: Block, height: float) -> tuple[Mark, ...]:
    return tuple(mark.moved(0.0, (height - block.height) / 2) for mark in block.marks)
