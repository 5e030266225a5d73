"""Types whose answers are typed: numbers, grids of numbers, texts, codes and days."""

from __future__ import annotations

from kapsurvey.errors import AnswerError
from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.model import Question, Value
from kapsurvey.questionnaire.question_type import BLANK, Column, QuestionType, Raw

_GROUPING = 4


class Integer(QuestionType):
    """A whole number."""

    kind = "number"
    keys = frozenset({"min", "max", "missing"})

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        return None if sent is None else reading.within(question, reading.whole_number(sent))


class Decimal(QuestionType):
    """A number with at most one decimal mark, comma or point."""

    kind = "number"
    keys = frozenset({"min", "max", "missing"})

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        return None if sent is None else reading.within(question, reading.decimal_number(sent))


class IntegerGrid(QuestionType):
    """A whole number for each row."""

    kind = "list"
    keys = frozenset({"min", "max", "missing", "rows", "randomize"})

    def fields(self, question: Question) -> tuple[str, ...]:
        rows = tuple(f".{row.name}" for row in question.rows)
        return (*rows, ".missing") if question.missing else rows

    def read_given(self, question: Question, raw: Raw) -> Value:
        cells: dict[str, int | None] = {}
        wrong: dict[str, AnswerError] = {}
        for row in question.rows:
            try:
                cells[row.name] = self._cell(question, reading.one(raw, f".{row.name}"))
            except AnswerError as error:
                wrong[f".{row.name}"] = error
        if wrong:
            first = next(iter(wrong.values()))
            raise AnswerError(first.code, **first.params, fields=list(wrong))
        return cells if any(cell is not None for cell in cells.values()) else None

    def _cell(self, question: Question, sent: str | None) -> int | None:
        return None if sent is None else int(reading.within(question, reading.whole_number(sent)))

    def show(self, question: Question, value: Value) -> dict[str, list[str]]:
        if not isinstance(value, dict) or "missing" in value:
            return super().show(question, value)
        return {f".{row}": [str(cell)] for row, cell in value.items() if cell is not None}

    def columns(self, question: Question) -> tuple[Column, ...]:
        return tuple(Column(f"{question.name}.{row.name}", row=row.name) for row in question.rows)

    def given_cells(self, question: Question, value: Value) -> tuple[str, ...]:
        cells = value if isinstance(value, dict) else {}
        given = (cells.get(row.name) for row in question.rows)
        return tuple(BLANK if cell is None else str(cell) for cell in given)


class Text(QuestionType):
    """Free words, kept as they were typed."""

    kind = "text"
    keys = frozenset({"max_length", "pattern", "missing"})

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        return None if sent is None else reading.fitting(question, reading.words(sent, question.max_length))

    def given_cells(self, question: Question, value: Value) -> tuple[str, ...]:
        return (reading.dotted(str(value)),)


class Code(Text):
    """A code that people type: it does not matter how they space it or write its letters."""

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        if sent is None:
            return None
        # The length is that of the code itself; how people group its signs must not make it too long.
        code = reading.code(reading.words(sent, _GROUPING * question.max_length))
        return reading.fitting(question, reading.words(code, question.max_length)) if code else None


class Date(QuestionType):
    """A day of the Gregorian calendar."""

    kind = "date"
    keys = frozenset({"min", "max", "missing"})

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        return None if sent is None else reading.day_within(question, reading.day(sent))
