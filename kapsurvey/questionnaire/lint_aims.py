"""Mistakes in what messages are weighed by: questions that are not there, answers that cannot count."""

from collections.abc import Mapping

from kapsurvey.questionnaire.aims import Aims, Counted, NormGap
from kapsurvey.questionnaire.lint_kap import lint_codes
from kapsurvey.questionnaire.model import Question
from kapsurvey.questionnaire.source import Desk, Node

CHOSEN = ("select_one", "select_multiple")


def lint_aims(aims: Aims, questions: Mapping[str, Question], desk: Desk) -> None:
    """Note every outcome, belief and messenger that cannot be counted."""
    for name in filter(None, aims.questions):
        _lint_question(name, questions.get(name), desk)
    for one in (*aims.outcomes, *aims.beliefs):
        question = questions.get(one.question)
        if question is not None and question.type in CHOSEN:
            _lint_counted(one, question, desk)
    for name in aims.segments:
        if name not in [one.question for one in aims.beliefs]:
            desk.wrong(desk.places[f"segment.{name}"], f"`{name}` is no belief", "name questions under `beliefs`")
    for gap in aims.norm_gaps:
        _lint_norm_gap(gap, questions, desk)
    if aims.took_part is not None and aims.took_part.question:
        _lint_took_part(aims.took_part, questions.get(aims.took_part.question), desk)


def _lint_took_part(one: Counted, question: Question | None, desk: Desk) -> None:
    if question is None or question.type != "select_one":
        desk.wrong(desk.places["took_part.question"], f"there is no select_one `{one.question}`", "correct the name")
        return
    place = desk.places.get("took_part.codes", desk.places["took_part."])
    lint_codes(one.codes, question, place, desk)
    answers = {choice.name for choice in question.choices if not choice.missing}
    if not set(one.codes) or answers <= set(one.codes):
        remedy = "list the answers of those who took part; the others are compared with them"
        desk.wrong(place, f"the codes tell nobody apart by `{one.question}`", remedy)


def _lint_norm_gap(gap: NormGap, questions: Mapping[str, Question], desk: Desk) -> None:
    """The answers on the others need a share each, those on oneself need codes."""

    def place(key: str) -> Node:
        return desk.places.get(f"norm_gap.{gap.perceived}.{key}", desk.places[f"norm_gap.{gap.perceived}."])

    kinds = (("perceived", gap.perceived, CHOSEN[:1]), ("actual", gap.actual.question, CHOSEN))
    for key, name, types in kinds:
        found = questions.get(name)
        if name and (found is None or found.type not in types):
            desk.wrong(place(key), f"there is no {' or '.join(types)} `{name}`", "correct the name")
    perceived, actual = questions.get(gap.perceived), questions.get(gap.actual.question)
    if perceived is not None and perceived.type == "select_one":
        answers = sum(not choice.missing for choice in perceived.choices)
        if len(gap.shares) != answers or not all(0 <= share <= 100 for share in gap.shares):
            remedy = "give each a percentage from 0 to 100, in the order of the choices"
            desk.wrong(place("shares"), f"`{gap.perceived}` has {answers} answers", remedy)
    if actual is not None and actual.type in CHOSEN:
        lint_codes(gap.actual.codes, actual, place("codes"), desk)
        if not gap.actual.codes:
            desk.wrong(place("codes"), f"`{gap.actual.question}` lacks `codes`", "list those that count as doing it")


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
