"""Reads one page as a form sent it: the answers that stand, and what is wrong beside each question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kapsurvey.errors import AnswerError
from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.expression import holds
from kapsurvey.questionnaire.flow import Step, seen
from kapsurvey.questionnaire.model import Question, Value
from kapsurvey.questionnaire.question_types import Raw, other_name, type_of

Sent = Mapping[str, Sequence[str]]
"""Field name -> values, as a form sends them."""


@dataclass(frozen=True)
class PageAnswers:
    """What one page said: ``values`` holds every answer that can be read, ``errors`` the rest by question."""

    values: Mapping[str, Value]
    errors: Mapping[str, AnswerError] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()
    """Fields that this page does not have: a forged or outdated form."""

    @property
    def sound(self) -> bool:
        """Whether the page may turn."""
        return not self.errors and not self.strangers


def field_names(question: Question) -> tuple[str, ...]:
    """The names of all form fields of a question."""
    own = tuple(f"{question.name}{part}" for part in type_of(question).fields(question))
    other = other_name(question)
    return (*own, other) if other else own


def read_page(step: Step, sent: Sent) -> PageAnswers:
    """The answers of a page, each read by its own type, then checked together."""
    values: dict[str, Value] = {}
    errors: dict[str, AnswerError] = {}
    for question in step.asked:
        try:
            values.update(_read(question, step, sent))
        except AnswerError as error:
            errors[question.name] = error
    errors = {**_broken(step, values, errors), **errors}
    sound = {name: value for name, value in values.items() if name.removesuffix(".other") not in errors}
    return PageAnswers(sound, errors, _strangers(step, sent))


def unfit(step: Step, answers: Mapping[str, Value]) -> frozenset[str]:
    """Questions of a page whose stored answers cannot stand any more: an earlier page may have changed since."""
    values = {question.name: answers.get(question.name) for question in step.asked}
    unoffered = {question.name for question in step.asked if not _offered(question, step, values[question.name])}
    broken = {name for name, error in _broken(step, values, {}).items() if error.code != "required"}
    return frozenset(unoffered | broken)


def standing(step: Step, answers: Mapping[str, Value]) -> bool:
    """Whether a page with its stored answers may turn as it is."""
    given = all(answers.get(question.name) is not None for question in step.asked if question.required)
    return given and not unfit(step, answers)


def _read(question: Question, step: Step, sent: Sent) -> dict[str, Value]:
    """The answer of one question, with its "please say" beside it."""
    if question.type == "note":
        return {}
    raw: Raw = {part: sent.get(f"{question.name}{part}", ()) for part in type_of(question).fields(question)}
    value = type_of(question).read(question, raw)
    if not _offered(question, step, value):
        raise AnswerError("choice.unknown")
    other = other_name(question)
    if other is None:
        return {question.name: value}
    said = reading.one({"": sent.get(other, ())})
    return {question.name: value, other: None if said is None else reading.words(said, question.max_length)}


def _offered(question: Question, step: Step, value: Value) -> bool:
    """Whether every choice that an answer picks is offered on this page."""
    if not question.choices:
        return True
    picked = value if isinstance(value, list) else [value]
    doubtful = [name for name in picked if isinstance(name, int) and name not in question.always_offered]
    return all(choice is not None and step.offers(choice) for choice in map(question.choice, doubtful))


def _broken(step: Step, values: Mapping[str, Value], errors: Mapping[str, AnswerError]) -> dict[str, AnswerError]:
    """Required answers that are missing, and constraints that do not hold."""
    bound = [q for q in step.asked if (q.required or q.constraint is not None) and q.name not in errors]
    known = {**step.known, **{name: seen(value) for name, value in values.items()}} if bound else {}
    broken = {}
    for question in bound:
        if question.required and values.get(question.name) is None:
            broken[question.name] = AnswerError("required")
        elif question.constraint is not None and _decidable(question, known) and not holds(question.constraint, known):
            broken[question.name] = AnswerError("constraint", message=question.constraint_message)
    return broken


def _decidable(question: Question, known: Mapping[str, Value]) -> bool:
    """A constraint is checked once every answer that it names is there."""
    assert question.constraint is not None
    return all(known.get(name) is not None for name in question.constraint.references)


def _strangers(step: Step, sent: Sent) -> tuple[str, ...]:
    own = {name for question in step.asked for name in field_names(question)}
    return tuple(sorted(name for name in sent if name not in own))
