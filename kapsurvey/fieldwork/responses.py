"""The answers of a release as a table: one row an interview, one column a variable, codes as stored."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.model import Answers, Question, Questionnaire, Value
from kapsurvey.questionnaire.question_types import BLANK, NOT_ASKED, SEALED, Column, other_name, type_of
from kapsurvey.questionnaire.sealed import sealed
from kapsurvey.store.rows import InterviewRow

ASSISTED = ("site", "enumerator", "hand_over")
ABOUT = ("interview", "wave", "rehearsal", "language", "mode", *ASSISTED, "outcome", "date")


NO_PRIVACY = "no_privacy"
"""The hand-over that did not happen: what is only ever answered alone was not asked."""


@dataclass(frozen=True)
class Variable:
    """One column of answers: which question it is of, and which part of it."""

    page: str
    question: Question
    column: Column
    other: bool = False
    """Whether it holds what was said to "please say"."""


def variables(questionnaire: Questionnaire) -> Iterator[Variable]:
    """The columns of answers, in the order of the questionnaire."""
    for page, question in questionnaire.questions():
        for column in type_of(question).columns(question):
            yield Variable(page.name, question, column)
        other = other_name(question)
        if other is not None:
            opening = next(choice.name for choice in question.choices if choice.other)
            yield Variable(page.name, question, Column(other, choice=opening), other=True)


def columns(questionnaires: Sequence[Questionnaire]) -> tuple[str, ...]:
    """The header: what stands before the answers, the answers, places on the screen, seconds.

    Editions of one wave share their columns; what only an older one has stands behind those of the newest.
    """
    answers = [variable.column.name for one in questionnaires for variable in variables(one)]
    places = [name for one in questionnaires for name in _places(one)]
    pace = [f"pace.{page.name}" for one in questionnaires for page in one.asking]
    return tuple(dict.fromkeys([*ABOUT, *answers, *places, *pace]))


def _places(questionnaire: Questionnaire) -> Iterator[str]:
    """Columns for what came in random order."""
    for page in questionnaire.asking:
        if page.shuffle:
            yield f"{page.name}.page_position"
        for question in page.questions:
            if page.randomize and question.type not in ("note", "calculate"):
                yield f"{question.name}.position"
            if question.randomize:
                yield f"{question.name}.choice_order"


def write(
    file: TextIO, wave: Wave, editions: Mapping[str, Questionnaire], rows: Iterable[InterviewRow], header: Sequence[str]
) -> int:
    """Write the table; how many interviews it holds."""
    table = csv.DictWriter(file, header, restval=NOT_ASKED)
    table.writeheader()
    n = 0
    for row in rows:
        document = json.loads(row.document)
        table.writerow({**about(wave, row), **cells(editions[row.fingerprint], document, hand_over=row.hand_over)})
        n += 1
    return n


def about(wave: Wave, row: InterviewRow) -> dict[str, str]:
    """What stands before the answers of one interview, by column."""
    assisted = ("" if value is None else str(value) for value in (row.site, row.enumerator, row.hand_over))
    said = (row.id.hex(), wave.name, str(int(wave.rehearsal)), row.language, row.mode, *assisted, row.outcome)
    return dict(zip(ABOUT, (*said, row.finished_on.isoformat()), strict=True))


def cells(questionnaire: Questionnaire, document: Mapping[str, Any], *, hand_over: str | None = None) -> dict[str, str]:
    """The answers of one interview by column; what is not in it was not asked, or is sealed."""
    return {
        **(_sealed(questionnaire, document, hand_over) if "envelope" in document else {}),
        **_answers(questionnaire, document["answers"]),
        **{f"{name}.position": str(place) for name, place in document["positions"].items()},
        **{f"{name}.choice_order": " ".join(map(str, names)) for name, names in document["choice_order"].items()},
        **{f"{name}.page_position": str(place) for name, place in document["page_positions"].items()},
        **{f"pace.{name}": str(seconds) for name, seconds in document["pace"].items()},
    }


def _sealed(questionnaire: Questionnaire, document: Mapping[str, Any], hand_over: str | None) -> dict[str, str]:
    closed = sealed(questionnaire).answers
    alone = {question.name for page, question in questionnaire.questions() if page.self_only}
    if hand_over == NO_PRIVACY:
        closed -= {*alone, *(f"{name}.other" for name in alone)}
    elif "block" in document:
        closed |= alone - document["answers"].keys()
    columns = ((one, other_name(one.question) if one.other else one.question.name) for one in variables(questionnaire))
    return {variable.column.name: SEALED for variable, answer in columns if answer in closed}


def _answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, question in questionnaire.questions():
        kind = type_of(question)
        if question.name in answers:
            names = (column.name for column in kind.columns(question))
            found.update(zip(names, kind.cells(question, answers[question.name]), strict=True))
        other = other_name(question)
        if other is not None and other in answers:
            found[other] = _said(answers[other])
    return found


def _said(value: Value) -> str:
    return BLANK if value is None else reading.dotted(str(value))
