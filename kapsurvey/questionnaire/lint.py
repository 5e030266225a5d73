"""Mistakes that no single line shows: twins, keys of another type, lost pictures, pages that cannot be."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import re2

from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.lint_conditions import ConditionLint
from kapsurvey.questionnaire.lint_kap import lint_kap, lint_plan
from kapsurvey.questionnaire.model import Fact, Fieldwork, Page, Question, Study
from kapsurvey.questionnaire.question_types import TYPES, QuestionType, type_of
from kapsurvey.questionnaire.source import Desk, Node

_SINGLE_TYPE_KEYS = frozenset().union(*(kind.keys for kind in TYPES.values()))
_ANSWER_KEYS = frozenset({"required", "constraint", "constraint_message", "sensitive"})
_LINK = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~/-]*)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_[A-Z]{2})?")
SOURCE_LANGUAGE = "en"


def lint(study: Study, facts: Mapping[str, Fact], folder: Path, desk: Desk) -> None:
    """Note every such mistake of a study on the desk."""
    _lint_pages(study, desk)
    for _, question in study.questionnaire.questions():
        _lint_question(question, folder, desk)
    ConditionLint.of(study, desk).lint()
    lint_kap(study, facts, desk)
    lint_plan(study, desk)
    _lint_fieldwork(study.fieldwork, desk)


def _lint_pages(study: Study, desk: Desk) -> None:
    pages = study.questionnaire.pages
    top = desk.places["questionnaire"]
    if not study.questionnaire.asking:
        desk.wrong(top, "the questionnaire asks nothing", "add pages with questions")
    for page in pages:
        node = desk.places[f"page.{page.name}"]
        if not page.questions:
            desk.wrong(node, f"page `{page.name}` has no questions", "add some or remove the page")
        if page.end and (page is not pages[-1] or any(question.type != "note" for question in page.questions)):
            desk.wrong(node, "the end page must be the last and hold only notes", "move it to the end")
    for name, node in _parted(pages, desk):
        desk.wrong(node, f"the pages of `shuffle: {name}` are parted", "put them side by side")


def _parted(pages: tuple[Page, ...], desk: Desk) -> Iterator[tuple[str, Node]]:
    """Pages whose shuffle word was used before, with another page between."""
    closed: set[str] = set()
    last: str | None = None
    for page in pages:
        if last is not None and page.shuffle != last:
            closed.add(last)
        if page.shuffle in closed:
            yield str(page.shuffle), desk.places[f"page.{page.name}"]
        last = page.shuffle


def _lint_question(question: Question, folder: Path, desk: Desk) -> None:
    node = desk.places[question.name]
    kind = type_of(question)
    _lint_keys(question, kind, node, desk)
    if kind.has_choices and not question.choices and "choices" not in node.keys:
        desk.wrong(node, f"`{question.name}` has no choices", "name a scale or list the choices")
    if question.type == "integer_grid" and not question.rows:
        desk.wrong(node, f"`{question.name}` has no rows", "add `rows:`")
    if question.type == "calculate" and "calculation" not in node.keys:
        desk.wrong(node, f"`{question.name}` has no calculation", "add `calculation:`")
    if question.max_choices is not None and question.max_choices > len(question.choices):
        desk.wrong(node.keys["max_choices"], "`max_choices` is more than there are choices", "lower it")
    _lint_bounds(question, node, desk)
    _lint_pattern(question, node, desk)
    _lint_media(question, folder, desk)


def _lint_keys(question: Question, kind: QuestionType, node: Node, desk: Desk) -> None:
    silent = question.type in ("note", "calculate")
    for key, value in node.keys.items():
        if (key in _SINGLE_TYPE_KEYS and key not in kind.keys) or (silent and key in _ANSWER_KEYS):
            desk.wrong(value, f"`{key}` means nothing to a {question.type}", "remove it or change the type")
    if question.type != "select_multiple":
        for choice in question.choices:
            if choice.exclusive and question.scale is None:
                place = desk.places[f"{question.name}.{choice.name}"]
                desk.wrong(place, "`exclusive` means nothing here", "only a select_multiple can be ticked twice")


def _lint_bounds(question: Question, node: Node, desk: Desk) -> None:
    low, high = (_bound(question, key, node, desk) for key in ("min", "max"))
    if low is not None and high is not None and low > high:
        desk.wrong(node.keys["max"], "`max` is below `min`", "exchange them")


def _bound(question: Question, key: str, node: Node, desk: Desk) -> float | None:
    text = question.min if key == "min" else question.max
    if text is None:
        return None
    try:
        return float(date.fromisoformat(text).toordinal()) if question.type == "date" else float(text)
    except ValueError:
        wanted = "a day as YYYY-MM-DD" if question.type == "date" else "a number"
        desk.wrong(node.keys[key], f"`{key}: {text}` cannot bound a {question.type}", f"write {wanted}")
        return None


def _lint_pattern(question: Question, node: Node, desk: Desk) -> None:
    if question.pattern is None:
        return
    try:
        reading.compiled(question.pattern)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        desk.wrong(node.keys["pattern"], f"the pattern cannot be used: {reason}", "write it in RE2's syntax")


def _lint_media(question: Question, folder: Path, desk: Desk) -> None:
    media = question.media
    for name in (media.image, media.audio) if media else ():
        if name and not any((folder / "media").rglob(name)):
            desk.wrong(desk.places[f"{question.name}.media"], f"media/{name} is not there", "add the file")


def _lint_fieldwork(fieldwork: Fieldwork, desk: Desk) -> None:
    top = desk.places["fieldwork"]

    def wrong(key: str, wrong: str, remedy: str) -> None:
        desk.wrong(desk.places.get(f"fieldwork.{key}", top), wrong, remedy)

    if not fieldwork.languages:
        wrong("languages", "no language is named", "write `languages: [en]`")
    for language in fieldwork.languages:
        if not _LANGUAGE.fullmatch(language):
            wrong("languages", f"`{language}` is not a language code", "write CLDR codes such as vi, pt, zh_Hans")
    if fieldwork.link and not _LINK.fullmatch(fieldwork.link):
        wrong("link", f"`{fieldwork.link}` cannot stand in an address", "use a-z, 0-9 and -, 40 at most")
    if fieldwork.leave_to and not _HTTPS.fullmatch(fieldwork.leave_to):
        wrong("leave_to", f"`{fieldwork.leave_to}` is not an https address", "write https://... of a neutral site")
    if fieldwork.sampling.finite_population_correction and not fieldwork.sampling.population:
        wrong("sampling", "a finite population correction needs `population`", "add its size and source")
