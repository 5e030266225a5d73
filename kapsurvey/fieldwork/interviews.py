"""The verbs of one interview: answer a page, keep what is on it, stop and send."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kapsurvey.errors import InterviewError
from kapsurvey.fieldwork import admission, drafts, finishing
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.finishing import Stored, receipt, sent
from kapsurvey.fieldwork.sealing import visit_of
from kapsurvey.fieldwork.visit import Sending, Visit
from kapsurvey.questionnaire import progress
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.page_reading import PageAnswers, Sent, field_names, read_page
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection

__all__ = [
    "Result",
    "Sending",
    "Stale",
    "Stored",
    "Turned",
    "Unsound",
    "Visit",
    "answer",
    "keep",
    "reachable",
    "receipt",
    "sent",
    "stop",
]


@dataclass(frozen=True)
class Turned:
    """The page is stored; the interview goes on at page ``number``."""

    number: int
    page: str = field(default="", compare=False, repr=False)
    """Its name."""
    revision: int = field(default=0, compare=False, repr=False)
    """How often the page that was sent has been written by now."""


@dataclass(frozen=True)
class Unsound:
    """Something on the page cannot stand; what can is stored."""

    draft: Draft
    step: Step
    answers: PageAnswers


@dataclass(frozen=True)
class Stale:
    """Another window answered this page differently meanwhile; both versions are kept."""

    draft: Draft
    step: Step
    answers: PageAnswers


Result = Turned | Unsound | Stale | Stored


def reachable(steps: Sequence[Step], draft: Draft) -> int:
    """Number of the furthest page that may be opened: the first that was never turned, or the last."""
    return progress.reachable(steps, draft.turned)


def answer(
    connection: Connection, visit: Visit, sending: Sending, *, begin: Callable[[], None] = lambda: None
) -> Result:
    """Store one page and turn it; on the last page, or one that ends the interview, send it.

    ``begin`` is called where a new interview begins, and may refuse it by an error of its own.

    Raises InterviewError("gone") where there is no such interview (any more), ("unreachable") for a page that is not
    open yet, AccessError and InterviewError("closed") where a new interview may not begin.
    """
    draft = drafts.find(connection, visit.wave, visit.token, change=True)
    if draft is not None:
        return _answer(connection, visit, _spoken(draft, visit), sending)
    return finishing.sent_again(connection, visit, sending) or _first_answer(connection, visit, sending, begin)


def _first_answer(connection: Connection, visit: Visit, sending: Sending, begin: Callable[[], None]) -> Result:
    draft = drafts.begin(visit.wave, visit.token, language=visit.language, mode=visit.mode)
    step = _step(visit, draft, sending.page)
    answers = read_page(step, sending.fields)
    if not answers.sound:
        return Unsound(draft, step, answers)
    begun = _enter(connection, visit, draft, sending, first=step)
    if begun is not None:
        begin()
    begun = begun or drafts.find(connection, visit.wave, visit.token, change=True)
    if begun is not None:
        return _answer(connection, visit, begun, sending)
    again = finishing.sent_again(connection, visit, sending)
    if again is None:
        # The token has a draft in another wave, which only a forged cookie can bring about.
        raise InterviewError("gone")
    return again


def _enter(connection: Connection, visit: Visit, draft: Draft, sending: Sending, *, first: Step) -> Draft | None:
    """Begin: the draft's row first, then the admission; None where a twin of this request was faster.

    Both clicks of a double click reach us at once. On PostgreSQL neither sees the other's row yet; the second waits
    here for the first, and must find that out before it tries to spend a code which the first has spent for it.
    """
    expires_on = drafts.expiry(visit.wave, visit.today)
    begun = drafts.add(connection, draft, visit.token, page=first.page.name, expires_on=expires_on)
    if begun is not None and finishing.receipt(connection, visit) is not None:
        # The twin began and ended, as refusing does in one step: its row was gone before ours came.
        queries.delete_draft(connection, visit_of(visit.token))
        return None
    if begun is not None:
        admission.admit(connection, visit.secret, visit.wave, sending.code)
    return begun


def _answer(connection: Connection, visit: Visit, draft: Draft, sending: Sending) -> Result:
    step = _step(visit, draft, sending.page)
    answers = read_page(step, sending.fields)
    late = drafts.overtaken(draft, step.page.name, sending.revision)
    if late and not drafts.agreeing(draft, answers.values):
        _write(connection, visit, drafts.keeping(draft, answers.values), visit.opened(draft))
        return Stale(draft, step, answers)
    # A repeated request brings nothing, least of all more seconds.
    if not late or step.page.name not in draft.turned:
        draft = _with(draft, step, answers, sending, turned=answers.sound)
    opened = visit.opened(draft)
    if not answers.sound:
        draft = drafts.unread(draft, step.page.name, _own_fields(step, sending), told=True)
        return Unsound(_write(connection, visit, draft, opened), step, answers)
    return _turn(connection, visit, drafts.read(draft, step.page.name), sending, opened)


def _spoken(draft: Draft, visit: Visit) -> Draft:
    """The draft in the language of this request."""
    return draft if draft.language == visit.language else replace(draft, language=visit.language)


def _own_fields(step: Step, sending: Sending) -> Sent:
    names = {name for question in step.asked for name in field_names(question)}
    return {name: values for name, values in sending.fields.items() if name in names}


def _with(draft: Draft, step: Step, answers: PageAnswers, sending: Sending, *, turned: bool) -> Draft:
    return drafts.answered(draft, step.page.name, answers.values, turned=turned, seconds=sending.seconds)


def _step(visit: Visit, draft: Draft, page: str) -> Step:
    """The page that was sent, if it may be answered now."""
    step = visit.open_step(draft, page)
    if step is None:
        raise InterviewError("gone" if draft.revision == 0 else "unreachable")
    return step


def _turn(connection: Connection, visit: Visit, draft: Draft, sending: Sending, opened: Sequence[Step]) -> Result:
    here = next(step for step in opened if step.page.name == sending.page)
    following = None if here.end else progress.following(opened, here, draft.turned, draft.answers)
    if following is None:
        return finishing.finish(connection, visit, draft, end=here.end, digest=sending.digest)
    _write(connection, visit, draft, opened)
    return Turned(following, opened[following - 1].page.name, draft.writes(here.page.name))


def _write(connection: Connection, visit: Visit, draft: Draft, opened: Sequence[Step]) -> Draft:
    """Store the draft, and beside it how far it came: all that will be left if nobody comes back.

    A page that is asked on a condition would tell an answer, so the one before it is named in its place.
    """
    always = (step.page.name for step in reversed(opened) if step.page.relevant is None)
    page = next(always, opened[0].page.name)
    return drafts.write(connection, draft, visit.token, page=page, expires_on=drafts.expiry(visit.wave, visit.today))


def keep(connection: Connection, visit: Visit, sending: Sending, *, tell: bool = False) -> Draft | None:
    """Store what a page holds so far without turning it: for going back, a change of language, a break.

    None where nothing was begun yet. What cannot be read is kept as it was typed; with ``tell`` its mistakes are shown
    when the page is next opened. An answer that is only missing is no mistake yet.
    """
    draft = drafts.find(connection, visit.wave, visit.token, change=True)
    if draft is None:
        return None
    draft = _spoken(draft, visit)
    step = _step(visit, draft, sending.page)
    answers = read_page(step, sending.fields)
    unreadable = any(error.code != "required" for error in answers.errors.values())
    if not drafts.overtaken(draft, step.page.name, sending.revision):
        draft = drafts.read(_with(draft, step, answers, sending, turned=False), step.page.name)
        if unreadable:
            draft = drafts.unread(draft, step.page.name, _own_fields(step, sending), told=tell)
    elif not drafts.agreeing(draft, answers.values):
        draft = drafts.keeping(draft, answers.values)
    return _write(connection, visit, draft, visit.opened(draft))


def stop(connection: Connection, visit: Visit, *, digest: bytes) -> Stored:
    """Send what there is.

    Raises InterviewError("gone") where there is nothing to send.
    """
    draft = drafts.find(connection, visit.wave, visit.token, change=True)
    if draft is not None:
        # Somebody may have said on the page just left that they may not take part.
        end = visit.steps(draft)[-1].end
        return finishing.finish(connection, visit, draft, end=end, digest=digest)
    before = sent(connection, visit)
    if before is None:
        raise InterviewError("gone")
    return before
