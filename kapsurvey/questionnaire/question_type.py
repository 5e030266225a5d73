"""What all question types have in common: fields, reading, showing again, columns of a release."""

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

BLANK, NOT_ASKED, SEALED = ".blank", "", ".sealed"


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
        return {} if value is None else {"": [reading.plain(value)]}

    def columns(self, question: Question) -> tuple[Column, ...]:
        """The variables of a release."""
        return (Column(question.name),)

    def cells(self, question: Question, value: Value) -> tuple[str, ...]:
        """One text for each column; marks tell left blank from don't know and prefer not to answer."""
        mark = _mark(value)
        return (mark,) * len(self.columns(question)) if mark is not None else self.given_cells(question, value)

    def given_cells(self, question: Question, value: Value) -> tuple[str, ...]:
        """The cells of an answer that is there."""
        return (reading.plain(value),)


def _mark(value: Value) -> str | None:
    if value is None:
        return BLANK
    if isinstance(value, dict) and "missing" in value:
        return f".{value['missing']}"
    return None
