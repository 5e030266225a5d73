"""Whether a value that came as JSON is one that its question reads."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from kapsurvey.errors import AnswerError
from kapsurvey.questionnaire.model import Question
from kapsurvey.questionnaire.question_types import TYPES, QuestionType, type_of

_VALUES_REMEMBERED = 256


class Fit:
    """Whether a value is one that a question reads: shown in a form and read from it, it comes out the same.

    Most people say one of few things, so what was found out of one is remembered for the next.
    """

    def __init__(self, question: Question, name: str):
        """``name`` is that of the question, or of what was said to its "please say"."""
        kind = type_of(question) if name == question.name else TYPES["text"]
        self._read = lru_cache(_VALUES_REMEMBERED, typed=True)(lambda frozen: _read_again(kind, question, frozen))
        self.numbers: set[int] = set()
        """Whole numbers that were found to fit."""

    def __call__(self, value: Any) -> bool:
        frozen = _frozen(value)
        found = frozen is not None and self._read(frozen)
        if found and type(value) is int and len(self.numbers) < _VALUES_REMEMBERED:
            self.numbers.add(value)
        return found


def _read_again(kind: QuestionType, question: Question, frozen: Hashable) -> bool:
    value = _thawed(frozen)
    try:
        read = kind.read(question, kind.show(question, value))
    except (AnswerError, TypeError, ValueError, AttributeError):
        return False
    return type(read) is type(value) and read == value


def _frozen(value: Any) -> Hashable | None:
    """The value as something that can be remembered, or None where no answer looks like that."""
    match value:
        case bool():
            return None
        case int() | float() | str():
            return value
        case list():
            return tuple(value) if value and all(type(one) is int for one in value) else None
        case dict():
            plain = all(type(one) in (int, str, type(None)) for one in value.values())
            return tuple(value.items()) if value and plain else None
    return None


def _thawed(frozen: Any) -> Any:
    if not isinstance(frozen, tuple):
        return frozen
    return dict(frozen) if isinstance(frozen[0], tuple) else list(frozen)
