"""Types whose answers are picked from a list: one choice, several, or several in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kapsurvey.errors import AnswerError
from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.expression_types import Reference
from kapsurvey.questionnaire.model import Choice, Question, Value
from kapsurvey.questionnaire.question_type import Column, QuestionType, Raw


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
        picked = {reading.choice(question, sent) for sent in raw.get("", ()) if sent.strip()}
        _refuse_company(picked)
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


def _refuse_company(picked: Collection[Choice]) -> None:
    """Raises AnswerError where a choice that stands alone was picked together with others."""
    if len(picked) > 1 and any(choice.exclusive or choice.missing for choice in picked):
        raise AnswerError("choice.exclusive")


class Rank(SelectMultiple):
    """The most preferred choices, best first; each choice is given its place."""

    def fields(self, question: Question) -> tuple[str, ...]:
        return tuple(f".{choice.name}" for choice in question.choices)

    def read_given(self, question: Question, raw: Raw) -> Value:
        places: dict[int, Choice] = {}
        for choice in question.choices:
            sent = reading.one(raw, f".{choice.name}")
            if sent is None:
                continue
            place = reading.whole_number(sent)
            if not 1 <= place <= self.most(question):
                raise AnswerError("number.range", low=1, high=self.most(question))
            if place in places:
                raise AnswerError("rank.twice", place=place)
            places[place] = choice
        _refuse_company(places.values())
        if sorted(places) != list(range(1, len(places) + 1)):
            raise AnswerError("rank.gap")
        return [places[place].name for place in sorted(places)] or None

    def most(self, question: Question) -> int:
        """How many places there are to give."""
        return question.max_choices or sum(choice.missing is None for choice in question.choices) or 1

    def show(self, question: Question, value: Value) -> dict[str, list[str]]:
        names = value if isinstance(value, list) else []
        return {f".{name}": [str(place)] for place, name in enumerate(names, start=1)}

    def _cell(self, names: Sequence[int], choice: int | None) -> str:
        return str(names.index(choice) + 1) if choice in names else "0"
