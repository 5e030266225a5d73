"""Mistakes within one question: keys of another type, bounds, patterns, lost pictures."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from kapsurvey.questionnaire import patterns
from kapsurvey.questionnaire.expression_syntax import is_day
from kapsurvey.questionnaire.model import Question, Study
from kapsurvey.questionnaire.question_types import TYPES, type_of
from kapsurvey.questionnaire.sealed import sealed
from kapsurvey.questionnaire.source import Desk, Node

_TYPE_KEYS = frozenset[str]().union(*(kind.keys for kind in TYPES.values()))
_ANSWER_KEYS = frozenset({"required", "constraint", "constraint_message", "sensitive"})
_SILENT = ("note", "calculate")
_BOUNDED_AS = {"integer_grid": "integer"}
_BOUNDS = {
    "integer": (re.compile(r"0|-?[1-9][0-9]{0,14}"), "a whole number such as 18"),
    "decimal": (re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?"), "a number such as 0.5"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a day of the calendar as YYYY-MM-DD"),
}


def lint_questions(study: Study, folder: Path, desk: Desk) -> None:
    """Note every such mistake of every question."""
    told_by = sealed(study.questionnaire).answers
    for _, question in study.questionnaire.questions():
        node = desk.places[question.name]
        if is_typed(node):
            _lint_keys(question, node, desk)
            _lint_lists(question, node, desk)
            _lint_bounds(question, node, desk)
            _lint_constraint(question, node, desk)
        _lint_choices(question, node, desk)
        if question.name in told_by:
            _lint_ends(question, desk)
        _lint_pattern(question, node, desk)
        _lint_media(question, folder, study.fieldwork.languages, desk)
    used = {question.scale for _, question in study.questionnaire.questions()}
    for place, node in desk.places.items():
        if place.startswith("scale.") and place.removeprefix("scale.") not in used:
            desk.wrong(node.head, f"no question uses the scale `{place.removeprefix('scale.')}`", "remove it")


def is_typed(node: Node) -> bool:
    """Whether a question says what it is; else whatever its type would tell cannot be held against it."""
    return "type" in node.keys and node.keys["type"].text in TYPES


def _lint_keys(question: Question, node: Node, desk: Desk) -> None:
    for key, value in node.keys.items():
        foreign = key in _TYPE_KEYS and key not in type_of(question).keys
        if foreign or (question.type in _SILENT and key in _ANSWER_KEYS):
            wrong = f"`{key}` means nothing to the type {question.type}"
            desk.wrong(value.head, wrong, "remove it or change the type")


def _lint_lists(question: Question, node: Node, desk: Desk) -> None:
    kind = type_of(question)
    for key, needed in (("choices", kind.has_choices), ("rows", "rows" in kind.keys)):
        if needed and (key not in node.keys or node.keys[key].value in ("", ())):
            remedy = "name a scale or list the choices" if key == "choices" else "list them under `rows:`"
            desk.wrong(node.keys.get(key, node), f"`{question.name}` has no {key}", remedy)
    if question.type == "calculate" and "calculation" not in node.keys:
        desk.wrong(node, f"`{question.name}` has no calculation", "add `calculation:`")
    if question.choices and question.max_choices is not None and question.max_choices > len(question.choices):
        desk.wrong(node.keys["max_choices"], "`max_choices` is more than there are choices", "lower it")
    if question.ordered and question.randomize:
        desk.wrong(node.keys["randomize"], "an ordered scale keeps its order", "remove `randomize`")


def _lint_bounds(question: Question, node: Node, desk: Desk) -> None:
    kind = _BOUNDED_AS.get(question.type, question.type)
    if kind not in _BOUNDS:
        return
    values = {
        key: bound(kind, text) for key, text in (("min", question.min), ("max", question.max)) if text is not None
    }
    for key, value in values.items():
        if value is None:
            wrong = f"`{key}: {node.keys[key].text}` cannot bound the type {question.type}"
            desk.wrong(node.keys[key], wrong, f"write {_BOUNDS[kind][1]}")
    low, high = values.get("min"), values.get("max")
    if low is not None and high is not None and low > high:
        desk.wrong(node.keys["max"], "`max` is below `min`", "exchange them")


def bound(kind: str, text: str) -> float | None:
    """The number, or the number of the day, that a bound stands for; None where it is none."""
    if kind not in _BOUNDS or not _BOUNDS[kind][0].fullmatch(text) or (kind == "date" and not is_day(text)):
        return None
    return float(date.fromisoformat(text).toordinal() if kind == "date" else text)


def without_unsound_bounds(question: Question) -> Question:
    """The question as later checks take it: a mistake in its bounds is not told again by what follows from it."""
    low, high = (bound(question.type, text) if text else None for text in (question.min, question.max))
    crossed = low is not None and high is not None and low > high
    return replace(
        question,
        min=None if low is None or crossed else question.min,
        max=None if high is None or crossed else question.max,
    )


def _lint_constraint(question: Question, node: Node, desk: Desk) -> None:
    if question.type in _SILENT:
        return
    if "constraint" in node.keys and not question.constraint_message:
        remedy = "add `constraint_message:` that says what to correct"
        desk.wrong(node.keys["constraint"], "the constraint has no message for the respondent", remedy)
    if "constraint_message" in node.keys and "constraint" not in node.keys:
        desk.wrong(node.keys["constraint_message"], "there is no constraint to this message", "add `constraint:`")


def _lint_choices(question: Question, node: Node, desk: Desk) -> None:
    if question.choices and question.required and all(choice.end for choice in question.choices):
        desk.wrong(node, "every choice ends the interview", "leave one that goes on, or remove the pages behind it")
    for choice in question.choices:
        place = desk.places[f"{question.scale or question.name}.{choice.name}"]
        if choice.exclusive and question.scale is None and question.type != "select_multiple" and is_typed(node):
            remedy = "only choices of a select_multiple can be ticked together"
            desk.wrong(place.keys["exclusive"], "`exclusive` means nothing here", remedy)


def _lint_ends(question: Question, desk: Desk) -> None:
    """An answer that only the researchers may read must not show in the outcome, which everybody may."""
    for choice in question.choices:
        if choice.end:
            place = desk.places[f"{question.scale or question.name}.{choice.name}"]
            wrong = f"the outcome would tell the answer to `{question.name}`, which is sealed"
            desk.wrong(place.keys["end"], wrong, "end the interview on another question, or go on")


def _lint_pattern(question: Question, node: Node, desk: Desk) -> None:
    found = question.pattern and patterns.trouble(question.pattern, question.max_length)
    if found:
        desk.wrong(node.keys["pattern"], found.wrong, found.remedy, offset=found.offset)


def _lint_media(question: Question, folder: Path, languages: tuple[str, ...], desk: Desk) -> None:
    media = question.media
    for key, name in (("image", media.image), ("audio", media.audio)) if media else ():
        if name and not _is_there(folder / "media", name, languages):
            node = desk.places[f"{question.name}.media"].keys[key]
            desk.wrong(node, f"media/{name} is not there", "add it there, or to media/<language>/ of every language")


def _is_there(media: Path, name: str, languages: tuple[str, ...]) -> bool:
    """Whether every language finds the file: its own, or the one for all."""
    return (media / name).is_file() or all((media / language / name).is_file() for language in languages)
