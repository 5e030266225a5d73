"""Mistakes in what messages are weighed by: questions that are not there, answers that cannot count."""

from collections.abc import Mapping

from kapsurvey.questionnaire.aims import Aims, Counted
from kapsurvey.questionnaire.lint_kap import lint_codes
from kapsurvey.questionnaire.model import Question
from kapsurvey.questionnaire.source import Desk

CHOSEN = ("select_one", "select_multiple")


def lint_aims(aims: Aims, questions: Mapping[str, Question], desk: Desk) -> None:
    """Note every outcome, belief and messenger that cannot be counted."""
    for name in filter(None, aims.questions):
        _lint_question(name, questions.get(name), desk)
    for one in (*aims.outcomes, *aims.beliefs):
        question = questions.get(one.question)
        if question is not None and question.type in CHOSEN:
            _lint_counted(one, question, desk)


def _lint_question(name: str, question: Question | None, desk: Desk) -> None:
    place = desk.places[f"aim.{name}"]
    if question is None:
        desk.wrong(place, f"there is no question `{name}`", "correct the name")
    elif question.type not in CHOSEN:
        desk.wrong(place, f"`{name}` has no choices to count", "name a select_one or select_multiple")


def _lint_counted(one: Counted, question: Question, desk: Desk) -> None:
    for key, codes in (("codes", one.codes), ("among", one.among)):
        place = desk.places.get(f"aim.{one.question}.{key}")
        if place is not None:
            lint_codes(codes, question, place, desk)
    knowledge = question.kap is not None and question.kap.role == "knowledge"
    if not one.codes and not knowledge:
        remedy = "list those that count; only knowledge questions have right answers"
        desk.wrong(desk.places[f"aim.{one.question}"], f"`{one.question}` lacks `codes`", remedy)
    if one.among and not set(one.codes) <= set(one.among):
        place = desk.places[f"aim.{one.question}.among"]
        desk.wrong(place, "`among` leaves out one of `codes`", "add it, or remove it from `codes`")
