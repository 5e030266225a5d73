"""What is left of a questionnaire without all that is sealed: it decides alone what was asked in the open."""

from collections.abc import Iterator, Set
from dataclasses import replace

from kapsurvey.questionnaire.expression import Expression
from kapsurvey.questionnaire.model import Choice, Page, Question, Questionnaire
from kapsurvey.questionnaire.question_types import other_name
from kapsurvey.questionnaire.sealed import Sealed


def open_part(questionnaire: Questionnaire, closed: Sealed) -> Questionnaire:
    """The questionnaire with its sealed questions as notes and without pages whose being asked is sealed.

    Whatever looks at a sealed answer is sealed itself, so no condition that is left looks at one.
    """
    shown = (page for page in questionnaire.asking if page.name not in closed.pages)
    return replace(questionnaire, pages=tuple(_page(page, closed) for page in shown))


def given_alone(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with every question sealed that the respondent answers without the enumerator."""
    return replace(questionnaire, pages=tuple(map(_all_sensitive, questionnaire.pages)))


def deciding(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with what alone decides what is asked or offered, or must fit to other answers.

    All other questions are asked wherever their page is; they become a note that keeps it on the path. Pages of such
    questions alone that everybody is asked are left out: a walk need not look at each of them.
    """
    looked_at = frozenset[str]().union(*(one.references for one in _conditions(questionnaire)))
    thinned = (_thinned(page, looked_at) for page in questionnaire.pages)
    return replace(questionnaire, pages=tuple(page for page in thinned if not _stands(page)))


def _stands(page: Page) -> bool:
    """Whether a page is on every path and changes none."""
    return page.relevant is None and not page.self_only and all(question.type == "note" for question in page.questions)


def _conditions(questionnaire: Questionnaire) -> Iterator[Expression]:
    for page in questionnaire.pages:
        found = [page.relevant]
        for question in page.questions:
            found += [question.relevant, question.constraint, question.calculation]
            found += [choice.relevant for choice in question.choices]
        yield from (condition for condition in found if condition is not None)


def _thinned(page: Page, looked_at: Set[str]) -> Page:
    staying = tuple(question for question in page.questions if _decides(question, looked_at))
    if len(staying) == len(page.questions):
        return page
    others = next(question for question in page.questions if question not in staying)
    return replace(page, questions=(Question(others.name, "note", ""), *staying))


def _decides(question: Question, looked_at: Set[str]) -> bool:
    if question.name in looked_at or question.type == "calculate" or question.relevant or question.constraint:
        return True
    return question.has_other or any(choice.relevant or choice.end for choice in question.choices)


def _all_sensitive(page: Page) -> Page:
    if not page.self_only:
        return page
    return replace(page, questions=tuple(replace(q, sensitive=q.type != "note") for q in page.questions))


def _page(page: Page, closed: Sealed) -> Page:
    # A sealed calculation is asked of nobody and leaves no trace; a sealed question keeps its page on the path.
    left = (q for q in page.questions if not (q.type == "calculate" and q.name in closed.answers))
    return replace(page, questions=tuple(_question(question, closed) for question in left))


def _question(question: Question, closed: Sealed) -> Question:
    relevant = _decidable(question.relevant, closed.answers)
    if question.name in closed.answers:
        return Question(question.name, "note", "", relevant=relevant)
    constraint = _decidable(question.constraint, closed.answers)
    if other_name(question) in closed.answers:
        question = replace(question, choices=tuple(map(_without_words, question.choices)))
    return replace(question, relevant=relevant, constraint=constraint)


def _without_words(choice: Choice) -> Choice:
    return replace(choice, other=False) if choice.other else choice


def _decidable(condition: Expression | None, closed: Set[str]) -> Expression | None:
    """The condition, unless it looks at what is sealed."""
    return condition if condition is not None and condition.references.isdisjoint(closed) else None
