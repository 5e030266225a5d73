"""The question types: how each reads what was sent, shows it again, and stands in a release."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from kapsurvey.errors import AnswerError
from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.expression_types import Reference
from kapsurvey.questionnaire.model import Question, Value

Raw = Mapping[str, Sequence[str]]
"""What a form sent for one question: the part of each field's name behind the question's name -> its values."""

BLANK, NOT_ASKED = ".blank", ""


@dataclass(frozen=True)
class Column:
    """One variable of a release; ``choice`` or ``row`` say which part of the question it holds."""

    name: str
    choice: int | None = None
    row: str | None = None


class QuestionType(ABC):
    """What all types have in common; a type overrides what is its own."""

    kind: ClassVar[str | None] = None
    """What conditions see: number, text, date or list; None where there is no answer."""
    has_choices: ClassVar[bool] = False
    keys: ClassVar[frozenset[str]] = frozenset()
    """Keys of the questionnaire that only this type (and its like) understands."""

    def reference(self, question: Question) -> Reference | None:
        """How conditions may use the answer, or None where there is none."""
        return Reference(self.kind, None) if self.kind else None

    def fields(self, question: Question) -> tuple[str, ...]:
        """Names of the form's fields, without the question's own name."""
        return ("", ".missing") if question.missing else ("",)

    def read(self, question: Question, raw: Raw) -> Value:
        """The answer, or None where the question was left blank.

        Raises AnswerError naming what is wrong; what was typed is not lost by it, the form holds it.
        """
        mark = reading.missing_mark(question, raw)
        if mark is None:
            return self.read_given(question, raw)
        if reading.blank(raw, except_for=".missing"):
            return {"missing": mark}
        raise AnswerError("missing.both")

    @abstractmethod
    def read_given(self, question: Question, raw: Raw) -> Value:
        """The answer where no missing mark was ticked."""

    def show(self, question: Question, value: Value) -> dict[str, list[str]]:
        """The form fields that stand for a stored answer: the way back from ``read``."""
        if isinstance(value, dict) and "missing" in value:
            return {".missing": [str(value["missing"])]}
        return {} if value is None else {"": [str(value)]}

    def columns(self, question: Question) -> tuple[Column, ...]:
        """The variables of a release."""
        return (Column(question.name),)

    def cells(self, question: Question, value: Value) -> tuple[str, ...]:
        """One text for each column; marks tell left blank from don't know and prefer not to answer."""
        mark = _mark(value)
        return (mark,) * len(self.columns(question)) if mark is not None else self.given_cells(question, value)

    def given_cells(self, question: Question, value: Value) -> tuple[str, ...]:
        """The cells of an answer that is there."""
        return (str(value),)


def _mark(value: Value) -> str | None:
    if value is None:
        return BLANK
    if isinstance(value, dict) and "missing" in value:
        return f".{value['missing']}"
    return None


class Note(QuestionType):
    """Sentences without a question."""

    def fields(self, question: Question) -> tuple[str, ...]:
        return ()

    def read_given(self, question: Question, raw: Raw) -> Value:
        return None

    def columns(self, question: Question) -> tuple[Column, ...]:
        return ()


class Calculate(Note):
    """A value that the flow computes; nobody sends it."""

    kind = None
    keys = frozenset({"calculation"})

    def columns(self, question: Question) -> tuple[Column, ...]:
        return (Column(question.name),)

    def given_cells(self, question: Question, value: Value) -> tuple[str, ...]:
        return (reading.dotted(str(value)),)


class SelectOne(QuestionType):
    """One choice out of a list."""

    kind = "number"
    has_choices = True
    keys = frozenset({"choices", "randomize", "appearance"})

    def reference(self, question: Question) -> Reference:
        return Reference("number", frozenset(choice.name for choice in question.choices))

    def fields(self, question: Question) -> tuple[str, ...]:
        return ("",)

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        return None if sent is None else reading.choice(question, sent).name


class SelectMultiple(QuestionType):
    """Any number of choices, in the order of the list."""

    kind = "list"
    has_choices = True
    keys = frozenset({"choices", "randomize", "max_choices"})

    def reference(self, question: Question) -> Reference:
        return Reference("list", frozenset(choice.name for choice in question.choices))

    def fields(self, question: Question) -> tuple[str, ...]:
        return ("",)

    def read_given(self, question: Question, raw: Raw) -> Value:
        picked = {reading.choice(question, sent) for sent in raw.get("", ()) if sent}
        if len(picked) > 1 and any(choice.exclusive or choice.missing for choice in picked):
            raise AnswerError("choice.exclusive")
        if question.max_choices is not None and len(picked) > question.max_choices:
            raise AnswerError("choice.many", n=question.max_choices)
        return [choice.name for choice in question.choices if choice in picked] or None

    def show(self, question: Question, value: Value) -> dict[str, list[str]]:
        return {"": [str(name) for name in value]} if isinstance(value, list) else {}

    def columns(self, question: Question) -> tuple[Column, ...]:
        listed = (choice.name for choice in question.choices if not choice.missing)
        return tuple(Column(f"{question.name}.{name}", choice=name) for name in listed)

    def given_cells(self, question: Question, value: Value) -> tuple[str, ...]:
        names = value if isinstance(value, list) else []
        marks = [choice.missing for choice in question.choices if choice.name in names and choice.missing]
        if marks:
            return (f".{marks[0]}",) * len(self.columns(question))
        return tuple(self._cell(names, column.choice) for column in self.columns(question))

    def _cell(self, names: Sequence[int], choice: int | None) -> str:
        return "1" if choice in names else "0"


class Rank(SelectMultiple):
    """The most preferred choices, best first; each choice is given its place."""

    def fields(self, question: Question) -> tuple[str, ...]:
        return tuple(f".{choice.name}" for choice in question.choices)

    def read_given(self, question: Question, raw: Raw) -> Value:
        places: dict[int, int] = {}
        for choice in question.choices:
            sent = reading.one(raw, f".{choice.name}")
            if sent is None:
                continue
            place = reading.whole_number(sent)
            if not 1 <= place <= self.most(question):
                raise AnswerError("number.range", low=1, high=self.most(question))
            if place in places:
                raise AnswerError("rank.twice", place=place)
            places[place] = choice.name
        if sorted(places) != list(range(1, len(places) + 1)):
            raise AnswerError("rank.gap")
        return [places[place] for place in sorted(places)] or None

    def most(self, question: Question) -> int:
        """How many places there are to give."""
        return question.max_choices or len(question.choices)

    def show(self, question: Question, value: Value) -> dict[str, list[str]]:
        names = value if isinstance(value, list) else []
        return {f".{name}": [str(place)] for place, name in enumerate(names, start=1)}

    def _cell(self, names: Sequence[int], choice: int | None) -> str:
        return str(names.index(choice) + 1) if choice in names else "0"


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
        for row in question.rows:
            sent = reading.one(raw, f".{row.name}")
            cells[row.name] = None if sent is None else int(reading.within(question, reading.whole_number(sent)))
        return cells if any(cell is not None for cell in cells.values()) else None

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
    """A code that people type: blanks and hyphens fall away, letters become capitals."""

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        if sent is None:
            return None
        words = reading.words(sent, question.max_length)
        return reading.fitting(question, "".join(words.split()).replace("-", "").upper())


class Date(QuestionType):
    """A day of the Gregorian calendar."""

    kind = "date"
    keys = frozenset({"min", "max", "missing"})

    def read_given(self, question: Question, raw: Raw) -> Value:
        sent = reading.one(raw)
        return None if sent is None else reading.day_within(question, reading.day(sent))


TYPES: Mapping[str, QuestionType] = {
    "note": Note(),
    "select_one": SelectOne(),
    "select_multiple": SelectMultiple(),
    "integer": Integer(),
    "decimal": Decimal(),
    "text": Text(),
    "date": Date(),
    "rank": Rank(),
    "integer_grid": IntegerGrid(),
    "code": Code(),
    "calculate": Calculate(),
}


def type_of(question: Question) -> QuestionType:
    """The type of a question."""
    return TYPES[question.type]


def other_name(question: Question) -> str | None:
    """Name of the "please say" answer beside a question, where one of its choices opens it."""
    return f"{question.name}.other" if any(choice.other for choice in question.choices) else None
