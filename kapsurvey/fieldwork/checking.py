"""What the server can check of a finished interview whose sealed part it cannot read: all that stands in the open."""

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kapsurvey.fieldwork import outcomes
from kapsurvey.fieldwork.documents import PARTS, SEALS
from kapsurvey.fieldwork.drafts import LONGEST_PACE_SECONDS
from kapsurvey.fieldwork.fitting import Fit
from kapsurvey.fieldwork.open_part import deciding, given_alone, open_part
from kapsurvey.fieldwork.strict_json import Object
from kapsurvey.questionnaire import flow
from kapsurvey.questionnaire.flow import Known, Step
from kapsurvey.questionnaire.model import Page, Question, Questionnaire
from kapsurvey.questionnaire.page_reading import unfit
from kapsurvey.questionnaire.question_types import other_name
from kapsurvey.questionnaire.sealed import Sealed, sealed

_ARMOR = ("-----BEGIN AGE ENCRYPTED FILE-----\n", "-----END AGE ENCRYPTED FILE-----")
_OF_ARMOR = b"\n -+/=" + string.ascii_letters.encode() + string.digits.encode()
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
    """What is asked in the open and decided there, as far as it decides anything."""
    always: Mapping[str, frozenset[str]]
    """Page -> its questions that are asked whenever it is."""
    standing: frozenset[str]
    """Pages that are on every path."""
    either: frozenset[str]
    """Questions and pages that may stand in the open or in the envelope of what the respondent answered alone."""
    questions: Mapping[str, tuple[Page, Question]]
    """Every question that may be answered in the open, with its page."""
    calculated: frozenset[str]
    """Those of them that nobody is asked."""
    fits: Mapping[str, Fit]
    """Name of an answer -> whether a value is one that it can have."""
    delicate: frozenset[str]
    """Pages with constraints, or with choices that are not always offered."""
    shuffled: frozenset[str]
    """Pages that change places at random."""

    @classmethod
    def of(cls, questionnaire: Questionnaire, *, keys: bool, handed_over: bool) -> "Checks":
        """The checks of an edition, where there are ``keys`` to seal to or everything comes in the open.

        ``handed_over`` says that what the respondent answered alone is in an envelope of its own.
        """
        closed = sealed(questionnaire) if keys else NOTHING
        undecided = sealed(given_alone(questionnaire)) if keys and handed_over else closed
        whole = open_part(questionnaire, undecided)
        # Where everything is in the open the outcome is worked out again, for which every question counts.
        left = deciding(whole) if closed else whole
        asked = {name: place for name, place in _answerable(questionnaire) if name not in closed.answers}
        return cls(
            closed,
            left,
            dict(_always(whole, left)),
            frozenset(page.name for page in whole.pages) - {page.name for page in left.pages},
            (undecided.answers | undecided.pages) - (closed.answers | closed.pages),
            asked,
            frozenset(name for name, (_, question) in asked.items() if question.type == "calculate"),
            {name: Fit(question, name) for name, (_, question) in asked.items() if question.type != "calculate"},
            frozenset(page.name for page in left.pages if _is_delicate(page)),
            frozenset(page.name for page in whole.pages if page.shuffle),
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
        yield from closed.answers & document["answers"].keys()
        yield from closed.answers & document["choice_order"].keys()
        yield from closed.answers & document["positions"].keys()
        yield from closed.places & document["positions"].keys()
        yield from closed.pages & document["pace"].keys()
        if closed.pages:
            yield from document["page_positions"]

    def _strange(self, document: Object, steps: Sequence[Step]) -> Iterator[str]:
        """Answers that no form would have given, answers to what was not asked, and what was asked and is not there."""
        answers, pace = document["answers"], document["pace"]
        seen = tuple(step for step in steps if step.page.name in pace)
        pages = {step.page.name for step in steps} | self.standing
        asked = frozenset(flow.kept(seen, answers)).union(
            *(self.always.get(page, ()) for page in pace if page in pages)
        )
        yield from asked - answers.keys() - self.calculated
        yield from answers.keys() - asked - self.either - self.calculated
        yield from pace.keys() - pages - self.either
        yield from self._unfitting(answers)
        # A calculation may belong to a page that is sealed: whether it must be there nobody here can tell.
        worked_out = {name: value for step in steps for name, value in step.calculated.items()}
        yield from (name for name in self.calculated & answers.keys() if _differs(name, answers, worked_out))
        for step in seen:
            if step.page.name in self.delicate:
                yield from unfit(step, answers)

    def _unfitting(self, answers: Known) -> Iterator[str]:
        for name, value in answers.items():
            fit = self.fits.get(name)
            # Nearly all answers are codes that somebody gave before.
            if value is None or fit is None or (type(value) is int and value in fit.numbers):
                continue
            if not fit(value):
                yield name

    def _misplaced(self, document: Object, steps: Sequence[Step]) -> Iterator[str]:
        if not (document["positions"] or document["page_positions"] or document["choice_order"]):
            return
        by_page = {step.page.name: step for step in steps}
        shown = document["pace"].keys() & (self.standing | by_page.keys())
        for name, place in document["positions"].items():
            page, _ = self.questions.get(name, (None, None))
            if page is None or not page.randomize or not _is_number(place, most=len(page.questions)):
                yield name
        for name, place in document["page_positions"].items():
            if name not in shown & self.shuffled or not _is_number(place, most=len(self.always)):
                yield name
        for name, order in document["choice_order"].items():
            page, question = self.questions.get(name, (None, None))
            decided = page is not None and page.name in shown
            if (
                page is None
                or question is None
                or not _as_shown(question, by_page.get(page.name), order, decided=decided)
            ):
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
    if not isinstance(text, str) or not text.isascii() or not text.startswith(_ARMOR[0]):
        return False
    return text.rstrip("\n").endswith(_ARMOR[1]) and not text.encode().translate(None, _OF_ARMOR)


def _is_number(place: object, *, most: int) -> bool:
    return type(place) is int and 1 <= place <= most


def _as_shown(question: Question, step: Step | None, shown: object, *, decided: bool) -> bool:
    """Whether this can be the order in which choices or rows were shown.

    Without a step all choices were; where it is not ``decided`` here whether the page was shown, some of them.
    """
    if not question.randomize or not isinstance(shown, list):
        return False
    names: set[object] = {row.name for row in question.rows}
    names.update(choice.name for choice in question.choices if not choice.relevant or not step or step.offers(choice))
    given = {one for one in shown if type(one) in (int, str)}
    return len(given) == len(shown) and (given == names if decided else given <= names)


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


def _always(whole: Questionnaire, left: Questionnaire) -> Iterator[tuple[str, frozenset[str]]]:
    """Each page with its questions that are left out of a walk, since they are asked wherever it is."""
    walked = {question.name for _, question in left.questions() if question.type != "note"}
    for page in whole.pages:
        yield page.name, frozenset(q.name for q in page.questions if q.type != "note" and q.name not in walked)


def _differs(name: str, answers: Known, worked_out: Known) -> bool:
    if name not in worked_out:
        return True
    one, other = answers[name], worked_out[name]
    return type(one) is not type(other) or one != other
