"""Blocks of marks laid below one another, and the frame that all charts have: title, key, content, source."""

from collections.abc import Iterable
from dataclasses import dataclass

from kapbrief.charts.marks import WIDTH, Chart, Mark, Words
from kapbrief.charts.wrapping import width_of, wrapped
from kapbrief.texts import Said, Texts

LEADING = 1.3
"""from line to line, in sizes of letters"""
KEY_SIZE = 11.0


@dataclass(frozen=True)
class Block:
    """Marks that take a height of their own."""

    height: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Frame:
    """What stands around the content of a chart."""

    name: str
    title: str
    summary: str
    warnings: tuple[str, ...]
    """under the title: what nobody may overlook"""
    notes: tuple[str, ...]
    """below the content: what the numbers are, where they come from"""


@dataclass(frozen=True)
class KeyEntry:
    """A sample of a mark, drawn around the middle of a box of 14 units, and what it means."""

    sample: tuple[Mark, ...]
    said: Said


def stacked(blocks: Iterable[Block]) -> Block:
    """Each below the one before."""
    marks: list[Mark] = []
    height = 0.0
    for block in blocks:
        marks += (mark.moved(0.0, height) for mark in block.marks)
        height += block.height
    return Block(height, tuple(marks))


def space(height: float) -> Block:
    return Block(height)


def paragraph(
    said: Said,
    *,
    start: float = 0.0,
    width: float = WIDTH,
    size: float = 12.0,
    paint: str = "ink",
    bold: bool = False,
) -> Block:
    """A text in as many lines as it takes."""
    lines = wrapped(said.text, width, size, bold=bold)
    step = size * LEADING
    marks = tuple(
        Words(start, place * step + size, line, paint, size, "start", bold, said.tag)
        for place, line in enumerate(lines)
    )
    return Block(step * len(lines), marks)


def key(entries: tuple[KeyEntry, ...]) -> Block:
    """Samples with their meanings, as many in a row as fit."""
    marks: list[Mark] = []
    x = y = 0.0
    for entry in entries:
        lines = wrapped(entry.said.text, WIDTH - 18, KEY_SIZE)
        width = 18 + max(width_of(line, KEY_SIZE) for line in lines)
        if x and x + width > WIDTH:
            x, y = 0.0, y + KEY_SIZE * LEADING + 2
        marks += (mark.moved(x, y) for mark in entry.sample)
        text = paragraph(entry.said, start=x + 18, width=WIDTH - 18, size=KEY_SIZE)
        marks += (mark.moved(0.0, y) for mark in text.marks)
        y += text.height - KEY_SIZE * LEADING
        x += width + 14
    return Block(y + KEY_SIZE * LEADING + 4, tuple(marks))


def chart(frame: Frame, content: Iterable[Block], texts: Texts) -> Chart:
    """The whole sheet; where a language runs from right to left, everything does."""
    title = paragraph(Said(frame.title, texts.tag), size=14.0, bold=True)
    warnings = (
        paragraph(Said(warning, texts.tag), size=KEY_SIZE, paint="loss", bold=True) for warning in frame.warnings
    )
    notes = (paragraph(Said(note, texts.tag), size=KEY_SIZE, paint="quiet") for note in frame.notes)
    whole = stacked((title, *warnings, space(6), *content, space(8), *notes, space(4)))
    direction = texts.locale.text_direction
    marks = tuple(mark.mirrored() for mark in whole.marks) if direction == "rtl" else whole.marks
    return Chart(frame.name, frame.title, frame.summary, whole.height, marks, texts.tag, direction)
