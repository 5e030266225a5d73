"""Which answers only the researchers may read: sensitive ones, open texts, and whatever would betray them."""

from collections.abc import Iterator
from dataclasses import dataclass

from kapsurvey.questionnaire.expression import Expression
from kapsurvey.questionnaire.model import Page, Question, Questionnaire
from kapsurvey.questionnaire.question_types import other_name

_OPEN_TEXTS = ("text", "code")


@dataclass(frozen=True)
class Sealed:
    """What a questionnaire seals."""

    answers: frozenset[str]
    """Names of answers, calculations and the words of "please say"."""
    pages: frozenset[str]
    """Pages that are asked on a sealed answer: that they were on the path tells what was answered."""
    places: frozenset[str]
    """Questions whose place on a page in random order tells: one beside them is asked on a sealed answer."""

    def __bool__(self) -> bool:
        return bool(self.answers)


def sealed(questionnaire: Questionnaire) -> Sealed:
    """What is sealed of the answers to a questionnaire.

    One forward pass is enough, since conditions look only at earlier pages.
    """
    answers: set[str] = set()
    pages: set[str] = set()
    places: set[str] = set()
    for page in questionnaire.pages:
        if _looks_at(page.relevant, answers):
            pages.add(page.name)
        if any(_looks_at(question.relevant, answers) for question in page.questions):
            places.update(question.name for question in page.questions)
        answers.update(_of_page(page, answers, betrayed=page.name in pages))
    return Sealed(frozenset(answers), frozenset(pages), frozenset(places))


def _of_page(page: Page, before: set[str], *, betrayed: bool) -> Iterator[str]:
    calculated: set[str] = set()
    for question in page.questions:
        other = other_name(question)
        if other is not None:
            yield other
        if betrayed or _is_sealed(question, before | calculated):
            yield question.name
            calculated.update({question.name} if question.type == "calculate" else ())


def _is_sealed(question: Question, before: set[str]) -> bool:
    looks = (question.relevant, question.calculation, *(choice.relevant for choice in question.choices))
    return question.sensitive or question.type in _OPEN_TEXTS or any(_looks_at(one, before) for one in looks)


def _looks_at(condition: Expression | None, names: set[str]) -> bool:
    return condition is not None and not names.isdisjoint(condition.references)
