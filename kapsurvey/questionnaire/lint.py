"""Mistakes that no single line shows: pages that cannot stand where they do, addresses and languages of the field."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kapsurvey.errors import ConfigError
from kapsurvey.i18n import Language
from kapsurvey.questionnaire.lint_conditions import ConditionLint
from kapsurvey.questionnaire.lint_kap import lint_kap
from kapsurvey.questionnaire.lint_kinds import lint_kinds
from kapsurvey.questionnaire.lint_plan import lint_plan
from kapsurvey.questionnaire.lint_questions import lint_questions
from kapsurvey.questionnaire.lint_sentences import lint_sentences
from kapsurvey.questionnaire.model import Fact, Fieldwork, Page, Study
from kapsurvey.questionnaire.source import Desk, Node

_LINK = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:_[A-Z][a-z]{3})?(?:_(?:[A-Z]{2}|[0-9]{3}))?")
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~/-]*)?")


def lint(study: Study, facts: Mapping[str, Fact], folder: Path, desk: Desk) -> None:
    """Note every such mistake of a study on the desk."""
    _lint_pages(study.questionnaire.pages, desk)
    lint_questions(study, folder, desk)
    ConditionLint.of(study, desk).lint()
    lint_sentences(study, desk)
    lint_kap(study, facts, desk)
    lint_plan(study, desk)
    lint_kinds(study, desk)
    _lint_fieldwork(study.fieldwork, desk)


def _lint_pages(pages: tuple[Page, ...], desk: Desk) -> None:
    if all(page.end for page in pages):
        desk.wrong(desk.places["questionnaire"], "the questionnaire asks nothing", "add pages with questions")
    for page in pages:
        node = desk.places[f"page.{page.name}"]
        if not page.questions:
            desk.wrong(node, f"page `{page.name}` has no questions", "add some or remove the page")
        if page.end:
            _lint_end(page, node, desk, last=page is pages[-1])
    for name, node in _parted(pages, desk):
        desk.wrong(node, f"the pages of `shuffle: {name}` are parted", "put them side by side")
    _lint_hand_over(pages, desk)


def _lint_end(page: Page, node: Node, desk: Desk, *, last: bool) -> None:
    if not last:
        desk.wrong(node, "the end page is not the last page", "move it to the end")
    for question in page.questions:
        if question.type != "note":
            desk.wrong(desk.places[question.name], "the end page asks a question", "keep only notes on it")
    for key in ("relevant", "shuffle", "randomize"):
        if key in node.keys:
            desk.wrong(node.keys[key].head, f"`{key}` means nothing to the end page", "remove it")


def _parted(pages: tuple[Page, ...], desk: Desk) -> Iterator[tuple[str, Node]]:
    """Pages whose shuffle word was used before, with another page between."""
    closed: set[str] = set()
    last: str | None = None
    for page in pages:
        if last is not None and page.shuffle != last:
            closed.add(last)
        if page.shuffle in closed:
            yield str(page.shuffle), desk.places[f"page.{page.name}"].keys["shuffle"]
        last = page.shuffle


def _lint_hand_over(pages: tuple[Page, ...], desk: Desk) -> None:
    """Pages in random order of which some are never read out would send the phone to and fro."""
    alone: dict[str, bool] = {}
    for page in pages:
        if page.shuffle is not None and alone.setdefault(page.shuffle, page.self_only) != page.self_only:
            node = desk.places[f"page.{page.name}"].keys["shuffle"]
            wrong = f"only some of the pages of `shuffle: {page.shuffle}` are `self_only`"
            desk.wrong(node, wrong, "give it to all of them or to none")


def _lint_fieldwork(fieldwork: Fieldwork, desk: Desk) -> None:
    _lint_languages(fieldwork.languages, desk)
    link, leave_to = desk.places.get("fieldwork.link"), desk.places.get("fieldwork.leave_to")
    if link and fieldwork.link and not _LINK.fullmatch(fieldwork.link):
        desk.wrong(link, f"`{fieldwork.link}` cannot stand in an address", "use a-z, 0-9 and -, 40 at most")
    if leave_to and fieldwork.leave_to and not _HTTPS.fullmatch(fieldwork.leave_to):
        desk.wrong(leave_to, f"`{fieldwork.leave_to}` is not an https address", "write https://... of a neutral site")
    if fieldwork.sampling.finite_population_correction and not fieldwork.sampling.population:
        node = desk.places["fieldwork.sampling"]
        desk.wrong(node, "a finite population correction needs `population`", "add its size and source")


def _lint_languages(languages: tuple[str, ...], desk: Desk) -> None:
    node = desk.places.get("fieldwork.languages")
    if node is None or node.value == ():
        desk.wrong(node or desk.places["fieldwork"], "no language is named", "write `languages: [en]`")
        return
    seen: set[str] = set()
    for item in node.items:
        if item.text in seen:
            desk.wrong(item, f"the language `{item.text}` stands twice", "keep one of them")
        elif item.text and not _known(item.text):
            desk.wrong(item, f"CLDR knows no language `{item.text}`", "write codes such as vi, pt, zh_Hans")
        seen.add(item.text)


def _known(code: str) -> bool:
    try:
        return _LANGUAGE.fullmatch(code) is not None and bool(Language.of(code))
    except ConfigError:
        return False
