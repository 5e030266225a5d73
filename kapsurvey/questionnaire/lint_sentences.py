"""Mistakes in what sentences put in for ``${...}``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from kapsurvey.questionnaire.briefs import SAID
from kapsurvey.questionnaire.lint_questions import is_typed
from kapsurvey.questionnaire.model import Page, Question, Study
from kapsurvey.questionnaire.precedence import ALONE, Pages
from kapsurvey.questionnaire.source import Desk, Node
from kapsurvey.questionnaire.strings import openings

_PIPED = ("select_one", "integer", "decimal", "text", "code", "date", "calculate")
_EARLIER = "put in only answers of earlier pages: split the page or move the question"
_UNKNOWN = "correct it, or add it to `words:` of fieldwork.yaml"
_FILLED = "only labels, hints, choices and rows of questions are filled in; write it without"

Trouble = tuple[str, str]
"""What is wrong with a placeholder, and what to do."""


def lint_sentences(study: Study, desk: Desk) -> None:
    """Note every placeholder that nothing can fill."""
    lint = _SentenceLint(study, desk, Pages.of(study.questionnaire))
    for page, question in study.questionnaire.questions():
        for node in lint.filled(question):
            lint.check(node, partial(lint.trouble, page))
    for node in lint.unfilled():
        lint.check(node, lambda name: (f"`${{{name}}}` is not filled in here", _FILLED))
    for word in study.fieldwork.words:
        if word in lint.pages.page_of:
            node = desk.places[f"word.{word}"]
            desk.wrong(node.head, f"`{word}` is a question already", "choose another name")


@dataclass(frozen=True)
class _SentenceLint:
    study: Study
    desk: Desk
    pages: Pages

    def filled(self, question: Question) -> Iterator[Node]:
        """The sentences of a question into which answers and words are put."""
        owner = question.scale or question.name
        things = [f"{owner}.{choice.name}" for choice in question.choices]
        things += [f"{question.name}.{row.name}" for row in question.rows]
        labels = (self.desk.places[thing].keys.get("label") for thing in things)
        own = (self.desk.places.get(f"{question.name}.{key}") for key in ("label", "hint"))
        return (node for node in (*own, *labels) if node is not None)

    def unfilled(self) -> Iterator[Node]:
        """All other sentences."""
        places, questionnaire = self.desk.places, self.study.questionnaire
        questions = [question.name for _, question in questionnaire.questions()]
        owners = [*(f"page.{page.name}" for page in questionnaire.pages)]
        owners += [f"indicator.{indicator.name}" for indicator in self.study.plan.indicators]
        found = [places["questionnaire"].keys.get("title"), *(places[owner].keys.get("label") for owner in owners)]
        found += [places.get(f"{name}.constraint_message") for name in questions]
        found += [places[f"{name}.media"].keys.get("alt") for name in questions if f"{name}.media" in places]
        found += [places[f"word.{word}"] for word in self.study.fieldwork.words]
        briefs = [places[f"brief.{brief.outcome}"].keys for brief in self.study.plan.briefs]
        found += [brief.get(name) for brief in briefs for name in SAID]
        return (node for node in found if node is not None)

    def check(self, node: Node, trouble: Callable[[str], Trouble | None]) -> None:
        """Note the placeholders of one sentence that are broken or in trouble."""
        for offset, name in openings(node.text):
            found = ("`${` opens no placeholder", "write `${NAME}`") if name is None else trouble(name)
            if found is not None:
                self.desk.wrong(node, *found, offset=offset)

    def trouble(self, page: Page, name: str) -> Trouble | None:
        """Why a name cannot be put into a question of a page."""
        if name in self.study.fieldwork.words:
            return None
        asked_on = self.pages.page_of.get(name)
        if asked_on is None:
            return f"`${{{name}}}` is neither a question nor a word", _UNKNOWN
        if page.end:
            return f"`${{{name}}}` is an answer, and the end page has none", "write it without, or on an earlier page"
        late = self.pages.trouble(name, page, own=False)
        if late is not None:
            return late, _EARLIER
        shut = self.pages.shut(name, page)
        if shut is not None:
            return shut, ALONE
        question = next(question for question in asked_on.questions if question.name == name)
        if question.type not in _PIPED and is_typed(self.desk.places[name]):
            return f"the answer of a {question.type} cannot be put into a sentence", f"only {', '.join(_PIPED)} can"
        return None
