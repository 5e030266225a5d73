"""A questionnaire as the engine on a phone reads it: whatever decides flow and answers, with conditions as trees."""

from typing import cast

from kapsurvey.questionnaire.expression import Expression
from kapsurvey.questionnaire.model import Choice, Page, Question, Questionnaire, Row
from kapsurvey.questionnaire.portable import Json
from kapsurvey.questionnaire.sealed import sealed
from kapsurvey.questionnaire.strings import placeholders, sentences_of_questionnaire

# Sentences are not here: the pages hold them, except those that only the engine knows when to say.
_PAGE = ("name", "label", "relevant", "randomize", "shuffle", "self_only")
_QUESTION = (
    *("name", "type", "relevant", "constraint", "constraint_message", "calculation", "required", "missing"),
    *("min", "max", "max_choices", "max_length", "pattern", "randomize", "fixed", "sensitive", "appearance"),
)
_CHOICE = ("name", "missing", "exclusive", "other", "fixed", "end", "relevant")
_ROW = ("name", "fixed")


def device(questionnaire: Questionnaire) -> dict[str, Json]:
    """The questionnaire, in the language that it is in, for ``static/js``; whatever is as usual is left out."""
    found = sealed(questionnaire)
    return {
        "pages": [_page(page) for page in questionnaire.asking],
        "sealed": {
            "answers": [*sorted(found.answers)],
            "pages": [*sorted(found.pages)],
            "places": [*sorted(found.places)],
        },
        "said": _said(questionnaire),
    }


def _page(page: Page) -> Json:
    return {**_told(page, _PAGE), "questions": [_question(question) for question in page.questions]}


def _question(question: Question) -> Json:
    told = _told(question, _QUESTION)
    if question.constraint is not None:
        told["refers"] = [*sorted(question.constraint.references)]
    if question.choices:
        told["choices"] = [_told(choice, _CHOICE) for choice in question.choices]
    if question.rows:
        told["rows"] = [_told(row, _ROW) for row in question.rows]
    return told


def _told(thing: Page | Question | Choice | Row, names: tuple[str, ...]) -> dict[str, Json]:
    """These fields of a thing, as far as they are not left at their defaults."""
    fields = {name: getattr(thing, name) for name in names}
    return {name: _json(value) for name, value in fields.items() if value != getattr(type(thing), name, None)}


def _json(value: object) -> Json:
    match value:
        case Expression():
            return cast(Json, value.tree)
        case tuple():
            return [*map(_json, value)]
    assert isinstance(value, bool | int | str)
    return value


def _said(questionnaire: Questionnaire) -> Json:
    """The choices, in words, of questions whose answers stand in later sentences."""
    piped = {name for text in sentences_of_questionnaire(questionnaire).values() for name in placeholders(text)}
    return {
        question.name: {str(choice.name): choice.label for choice in question.choices}
        for _, question in questionnaire.questions()
        if question.name in piped and question.choices
    }
