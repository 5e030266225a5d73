"""Reads the known totals of a population from their CSV file."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from kapsurvey.errors import Mistake
from kapsurvey.questionnaire.entries import is_whole
from kapsurvey.questionnaire.model import Margin
from kapsurvey.questionnaire.source import Desk, Node, read_text, twins

_COLUMNS = ["variable", "choice", "total", "source"]


def read_margins(path: Path, desk: Desk, *, name: str) -> tuple[Margin, ...]:
    """The rows of the file; none where there is no file."""
    text = read_text(path, desk, name=name) if path.exists() else None
    if text is None:
        return ()
    rows = list(_rows(text, desk, name))
    if not rows or rows[0][1] != _COLUMNS:
        desk.mistakes.append(Mistake(name, 1, 1, "the columns are wrong", f"write {','.join(_COLUMNS)}"))
        return ()
    margins = [(_margin(row, line, name, desk), line) for line, row in rows[1:]]
    sound = [(margin, Node(name, line, 1, margin.variable)) for margin, line in margins if margin is not None]
    twins(((named(margin), node) for margin, node in sound), desk, what="the total of")
    desk.places.update({f"margin {named(margin)}": node for margin, node in reversed(sound)})
    return tuple(margin for margin, _ in sound)


def named(margin: Margin) -> str:
    """What a row counts, in words."""
    return f"{margin.variable} {margin.choice}" if margin.variable else "everybody"


def _rows(text: str, desk: Desk, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins in; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        desk.mistakes.append(Mistake(name, line, 1, f"this row cannot be read ({error})", "look at its quotes"))


def _margin(row: list[str], line: int, name: str, desk: Desk) -> Margin | None:
    """A total of one choice of one question; or, without both, of the population."""
    if len(row) == len(_COLUMNS):
        variable, choice, total, source = row
        if is_whole(total) and int(total) >= 0 and (is_whole(choice) if variable else choice == ""):
            return Margin(variable, int(choice) if choice else None, int(total), source)
    remedy = "write question, choice, total and source; without question and choice it is the size of the population"
    desk.mistakes.append(Mistake(name, line, 1, "this row is not a known total", remedy))
    return None
