"""What the server can check of a finished interview whose sealed part it cannot read: all that stands in the open."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kapsurvey.errors import AnswerError
from kapsurvey.fieldwork import outcomes
from kapsurvey.fieldwork.documents import PARTS
from kapsurvey.fieldwork.drafts import LONGEST_PACE_SECONDS
from kapsurvey.fieldwork.open_part import given_alone, open_part
from kapsurvey.fieldwork.strict_json import Object
from kapsurvey.questionnaire import flow
from kapsurvey.questionnaire.flow import Known, Step
from kapsurvey.questionnaire.model import Page, Question, Questionnaire
from kapsurvey.questionnaire.page_reading import unfit
from kapsurvey.questionnaire.question_types import TYPES, other_name, type_of
from kapsurvey.questionnaire.sealed import Sealed, sealed

SEALS = ("envelope", "block")
_ARMOR = ("-----BEGIN AGE ENCRYPTED FILE-----\n", "-----END AGE ENCRYPTED FILE-----")
_VALUES_REMEMBERED = 256
NOTHING = Sealed(frozenset(), frozenset(), frozenset())


@dataclass(frozen=True)
class Wrong:
    """Why a document cannot stand, and the questions, pages or parts that it is about."""

    reason: str
    """``shape``: it is no document; ``open``: it shows what should be sealed; ``seal``: an envelope is missing, or is
    none; ``answers``: the questionnaire takes no such answers; ``places``: nothing stood there on the screen;
    ``outcome``: its answers lead to another."""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checks:
    """One edition, ready for documents to be checked against it."""

    closed: Sealed
    """What no document may show."""
    left: Questionnaire
    """What is asked in the open, and decided there."""
    either: frozenset[str]
    """Questions and pages that may stand in the open or in the envelope of what the respondent answered alone."""
    questions: Mapping[str, tuple[Page, Question]]
    """Every question that may be answered in the open, with its page."""
    fits: Mapping[str, Callable[[Any], bool]]
    """Question -> whether a value is one that it can have."""
    delicate: frozenset[str]
    """Pages with constraints, or with choices that are not always offered."""

    @classmethod
    def of(cls, questionnaire: Questionnaire, *, keys: bool, handed_over: bool) -> "Checks":
        """The checks of an edition, where there are ``keys`` to seal to or everything comes in the open.

        ``handed_over`` says that what the respondent answered alone is in an envelope of its own.
        """
        closed = sealed(questionnaire) if keys else NOTHING
        undecided = sealed(given_alone(questionnaire)) if keys and handed_over else closed
        left = open_part(questionnaire, undecided)
        asked = {name: place for name, place in _answerable(questionnaire) if name not in closed.answers}
        return cls(
            closed,
            left,
            (undecided.answers | undecided.pages) - (closed.answers | closed.pages),
            asked,
            {name: _fits(question, name) for name, (_, question) in asked.items()},
            frozenset(page.name for page in left.pages if _is_delicate(page)),
        )

    def wrong(self, document: Object, around: Known, *, outcome: str) -> Wrong | None:
        """Why a document cannot stand, or None."""
        shapeless = _shapeless(document)
        if shapeless:
            return Wrong("shape", shapeless)
        betrayed = tuple(sorted(self._betrayed(document)))
        if betrayed:
            return Wrong("open", betrayed)
        if not _sealed_rightly(document, wanted=bool(self.closed)):
            return Wrong("seal")
        steps = tuple(flow.walk(self.left, document["answers"], around, ""))
        if self._leads_elsewhere(steps, document, outcome):
            return Wrong("outcome")
        strange = tuple(sorted(set(self._strange(document, steps))))
        if strange:
            return Wrong("answers", strange)
        misplaced = tuple(sorted(self._misplaced(document, steps)))
        return Wrong("places", misplaced) if misplaced else None

    def _leads_elsewhere(self, steps: Sequence[Step], document: Object, outcome: str) -> bool:
        """Whether the open answers alone tell that the outcome is another."""
        if steps and steps[-1].end is not None:
            return True
        return not (self.closed or self.either) and outcomes.outcome(steps, document["answers"]) != outcome

    def _betrayed(self, document: Object) -> Iterator[str]:
        closed = self.closed
        yield from document["answers"].keys() & closed.answers
        yield from document["choice_order"].keys() & closed.answers
        yield from document["positions"].keys() & (closed.answers | closed.places)
        yield from document["pace"].keys() & closed.pages
        if closed.pages:
            yield from document["page_positions"]

    def _strange(self, document: Object, steps: Sequence[Step]) -> Iterator[str]:
        """Answers that no form would have given, answers to what was not asked, and what was asked and is not there."""
        answers, pace = document["answers"], document["pace"]
        seen = tuple(step for step in steps if step.page.name in pace)
        kept = flow.kept(seen, answers)
        placed = {*kept, *self.either}
        for name, value in answers.items():
            if name not in placed or not self._as_asked(name, value, kept):
                yield name
        # A calculation may belong to a page that is sealed, so nobody here can tell whether it must be there.
        yield from (name for name in kept.keys() - answers.keys() if self.questions[name][1].type != "calculate")
        yield from pace.keys() - {step.page.name for step in steps} - self.either
        for step in seen:
            if step.page.name in self.delicate:
                yield from unfit(step, answers)

    def _as_asked(self, name: str, value: Any, kept: Known) -> bool:
        if name not in self.questions:
            return False
        if self.questions[name][1].type != "calculate":
            return self.fits[name](value)
        return name not in kept or (type(kept[name]), kept[name]) == (type(value), value)

    def _misplaced(self, document: Object, steps: Sequence[Step]) -> Iterator[str]:
        if not (document["positions"] or document["page_positions"] or document["choice_order"]):
            return
        by_page = {step.page.name: step for step in steps if step.page.name in document["pace"]}
        for name, place in document["positions"].items():
            page, _ = self.questions.get(name, (None, None))
            if page is None or not page.randomize or not _is_number(place, most=len(page.questions)):
                yield name
        for name, place in document["page_positions"].items():
            if (
                name not in by_page
                or not by_page[name].page.shuffle
                or not _is_number(place, most=len(self.left.pages))
            ):
                yield name
        for name, shown in document["choice_order"].items():
            page, question = self.questions.get(name, (None, None))
            step = by_page.get(page.name) if page else None
            if question is None or not _as_shown(question, step, shown):
                yield name


def _shapeless(document: Object) -> tuple[str, ...]:
    strangers = document.keys() - {*PARTS, *SEALS}
    broken = [part for part in PARTS if not isinstance(document.get(part), dict)]
    if strangers or broken:
        return tuple(sorted([*strangers, *broken]))
    seconds = document["pace"].items()
    return tuple(page for page, n in seconds if type(n) is not int or not 0 <= n <= LONGEST_PACE_SECONDS)


def _sealed_rightly(document: Object, *, wanted: bool) -> bool:
    """Whether envelopes are where they are wanted, and nowhere else. What is in them nobody here can tell."""
    if ("envelope" in document) is not wanted or ("block" in document and not wanted):
        return False
    return all(_is_armored(document[name]) for name in SEALS if name in document)


def _is_armored(text: object) -> bool:
    if not isinstance(text, str) or not text.isascii():
        return False
    return text.startswith(_ARMOR[0]) and text.rstrip("\n").endswith(_ARMOR[1])


def _is_number(place: object, *, most: int) -> bool:
    return type(place) is int and 1 <= place <= most


def _as_shown(question: Question, step: Step | None, shown: object) -> bool:
    """Whether this can be the order in which choices or rows were shown; without a step, which ones were is sealed."""
    if not question.randomize or not isinstance(shown, list):
        return False
    if question.rows:
        names: set[object] = {row.name for row in question.rows}
    else:
        names = {choice.name for choice in question.choices if step is None or step.offers(choice)}
    given = {one for one in shown if type(one) in (int, str)}
    return len(given) == len(shown) and (given == names if step else given <= names)


def _is_delicate(page: Page) -> bool:
    conditional = (choice.relevant for question in page.questions for choice in question.choices)
    return any(question.constraint for question in page.questions) or any(conditional)


def _answerable(questionnaire: Questionnaire) -> Iterator[tuple[str, tuple[Page, Question]]]:
    """Every name that an answer may have, with the question that it belongs to."""
    for page, question in questionnaire.questions():
        if question.type != "note":
            yield question.name, (page, question)
        other = other_name(question)
        if other is not None:
            yield other, (page, question)


def _fits(question: Question, name: str) -> Callable[[Any], bool]:
    """Whether a value is one that the question reads: shown in a form and read from it, it comes out the same.

    Most people say one of few things, so what was found out of one is remembered for the next.
    """
    kind = type_of(question) if name == question.name else TYPES["text"]

    @lru_cache(_VALUES_REMEMBERED, typed=True)
    def fits(frozen: Hashable) -> bool:
        value = _thawed(frozen)
        try:
            read = kind.read(question, kind.show(question, value))
        except (AnswerError, TypeError, ValueError, AttributeError):
            return False
        return type(read) is type(value) and read == value

    def checked(value: Any) -> bool:
        if value is None:
            return True
        frozen = _frozen(value)
        return frozen is not None and fits(frozen)

    return checked


def _frozen(value: Any) -> Hashable | None:
    """The value as something that can be remembered, or None where no answer looks like that."""
    match value:
        case bool():
            return None
        case int() | float() | str():
            return value
        case list():
            return tuple(value) if value and all(type(one) is int for one in value) else None
        case dict():
            plain = all(type(one) in (int, str, type(None)) for one in value.values())
            return tuple(value.items()) if value and plain else None
    return None


def _thawed(frozen: Any) -> Any:
    if not isinstance(frozen, tuple):
        return frozen
    return dict(frozen) if isinstance(frozen[0], tuple) else list(frozen)
