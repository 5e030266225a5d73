"""The question types: how each reads what was sent, shows it again, and stands in a release."""

from collections.abc import Mapping

from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.choice_types import Rank, SelectMultiple, SelectOne
from kapsurvey.questionnaire.model import Question, Value
from kapsurvey.questionnaire.question_type import BLANK, NOT_ASKED, SEALED, Column, QuestionType, Raw
from kapsurvey.questionnaire.typed_types import Code, Date, Decimal, Integer, IntegerGrid, Text

__all__ = [
    "BLANK",
    "NOT_ASKED",
    "SEALED",
    "TYPES",
    "Column",
    "QuestionType",
    "Rank",
    "Raw",
    "other_name",
    "type_of",
]


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
        return (reading.dotted(reading.plain(value)),)


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
    return f"{question.name}.other" if question.has_other else None
