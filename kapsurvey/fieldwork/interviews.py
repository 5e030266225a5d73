"""The verbs of one interview: answer a page, turn it, send, send again."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from kapsurvey.errors import InterviewError
from kapsurvey.fieldwork import admission, drafts, outcomes
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.sealing import Secret, interview_id_of, visit_of
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire import flow, order
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Question, Questionnaire
from kapsurvey.questionnaire.page_reading import PageAnswers, Sent, read_page, standing
from kapsurvey.store import queries
from kapsurvey.store.rows import ConflictRow, InterviewRow, ReceiptRow


@dataclass(frozen=True)
class Visit:
    """One respondent at one wave, today."""

    wave: Wave
    questionnaire: Questionnaire
    token: str
    language: str
    today: date
    secret: Secret
    mode: str = "self"

    def steps(self, draft: Draft) -> tuple[Step, ...]:
        """The pages on this respondent's path, as the answers stand."""
        around = draft.around(self.wave.name, self.today)
        return tuple(flow.walk(self.questionnaire, draft.answers, around, draft.seed))


@dataclass(frozen=True)
class Sending:
    """One page as it was sent: which, what, on top of which revision of it, after how many seconds."""

    page: str
    fields: Sent
    revision: int = 0
    seconds: int = 0
    code: str | None = None
    """Admission code, where this is the first page of a wave that asks for one."""

    @property
    def digest(self) -> bytes:
        """What tells a repeated request from a different one."""
        content = json.dumps([self.page, sorted((name, list(values)) for name, values in self.fields.items())])
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True)
class Turned:
    """The page is stored; the interview goes on at page ``number``."""

    number: int


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


@dataclass(frozen=True)
class Stored:
    """The interview is stored; ``same`` is false where this request said something else than the one before."""

    receipt: str
    same: bool = True


Result = Turned | Unsound | Stale | Stored


def reachable(steps: Sequence[Step], draft: Draft) -> int:
    """Number of the furthest page that may be opened: the first that was never turned, or the last."""
    for step in steps:
        if step.page.name not in draft.turned:
            return step.number
    return len(steps)


def answer(connection: Connection, visit: Visit, sending: Sending) -> Result:
    """Store one page and turn it; on the last page, or one that ends the interview, send it.

    Raises InterviewError("gone") where there is no such interview (any more), ("unreachable") for a page that is not
    open yet, AccessError and InterviewError("closed") where a new interview may not begin.
    """
    draft = drafts.find(connection, visit.wave, visit.token, change=True)
    if draft is None:
        repeated = _sent_before(connection, visit, sending)
        if repeated is not None:
            return repeated
        draft = drafts.begin(visit.wave, visit.token, language=visit.language, mode=visit.mode)
    draft = replace(draft, language=visit.language)
    step = _step(visit, draft, sending.page)
    answers = read_page(step, sending.fields)
    if drafts.stale(draft, step.page.name, sending.revision, answers.values):
        kept = (*draft.kept, {**answers.values})
        _write(connection, visit, replace(draft, kept=kept), step, sending)
        return Stale(draft, step, answers)
    if not answers.sound and draft.revision == 0:
        return Unsound(draft, step, answers)
    changed = drafts.answered(draft, step.page.name, answers.values, turned=answers.sound, seconds=sending.seconds)
    return _turn(connection, visit, changed, step, answers, sending)


def _step(visit: Visit, draft: Draft, page: str) -> Step:
    """The page that was sent, if it may be answered now."""
    steps = visit.steps(draft)
    step = next((step for step in steps if step.page.name == page), None)
    if step is None or step.number > reachable(steps, draft):
        raise InterviewError("gone" if draft.revision == 0 else "unreachable")
    return step


def _turn(
    connection: Connection, visit: Visit, draft: Draft, step: Step, answers: PageAnswers, sending: Sending
) -> Result:
    if not answers.sound:
        _write(connection, visit, draft, step, sending)
        return Unsound(draft, step, answers)
    steps = visit.steps(draft)
    here = next(one for one in steps if one.page.name == step.page.name)
    if here.end is None and here.number < len(steps):
        _write(connection, visit, draft, step, sending)
        return Turned(here.number + 1)
    unready = _first_unready(steps, draft)
    if here.end is None and unready is not None:
        _write(connection, visit, draft, step, sending)
        return Turned(unready)
    if draft.revision == 0:
        admission.admit(connection, visit.secret, visit.wave, sending.code)
    return finish(connection, visit, draft, outcome=here.end, digest=sending.digest)


def _first_unready(steps: Sequence[Step], draft: Draft) -> int | None:
    """A page that a change further up has opened or made wrong."""
    for step in steps:
        if step.page.name not in draft.turned or not standing(step, draft.answers):
            return step.number
    return None


def _write(connection: Connection, visit: Visit, draft: Draft, step: Step, sending: Sending) -> None:
    """Store the draft; the first time, the respondent is admitted in the same transaction."""
    if draft.revision == 0:
        admission.admit(connection, visit.secret, visit.wave, sending.code)
    expires_on = drafts.expiry(visit.wave, visit.today)
    if not drafts.write(connection, draft, visit.token, page=step.page.name, expires_on=expires_on):
        raise InterviewError("twin")


def keep(connection: Connection, visit: Visit, sending: Sending) -> Draft | None:
    """Store what a page holds so far without turning it: for going back, a change of language, a break.

    None where nothing was begun yet. What cannot be read stays in the form that is shown again.
    """
    draft = drafts.find(connection, visit.wave, visit.token, change=True)
    if draft is None:
        return None
    step = _step(visit, draft, sending.page)
    answers = read_page(step, sending.fields)
    if drafts.stale(draft, step.page.name, sending.revision, answers.values):
        draft = replace(draft, kept=(*draft.kept, {**answers.values}))
    else:
        draft = drafts.answered(draft, step.page.name, answers.values, turned=False, seconds=sending.seconds)
    draft = replace(draft, language=visit.language)
    _write(connection, visit, draft, step, sending)
    return replace(draft, revision=draft.revision + 1)


def stop(connection: Connection, visit: Visit, *, digest: bytes) -> Result:
    """Send what there is.

    Raises InterviewError("gone") where there is nothing to send.
    """
    draft = drafts.find(connection, visit.wave, visit.token, change=True)
    if draft is None:
        repeated = _receipt(connection, visit)
        if repeated is None:
            raise InterviewError("gone")
        return repeated
    return finish(connection, visit, draft, outcome=None, digest=digest)


def finish(connection: Connection, visit: Visit, draft: Draft, *, outcome: str | None, digest: bytes) -> Result:
    """Store the interview once, end the draft, keep the receipt.

    An interview that ends as refused or ineligible keeps its outcome and nothing else.
    """
    steps = visit.steps(draft)
    outcome_ = outcome or outcomes.outcome(steps, draft.answers)
    document = {} if outcome else _document(steps, draft)
    content = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    content_hash = hashlib.sha256(f"{draft.fingerprint}/{outcome_}/{content}".encode()).digest()
    row = InterviewRow(
        id=interview_id_of(visit.token),
        wave_id=visit.wave.id,
        fingerprint=draft.fingerprint,
        mode=draft.mode,
        language=draft.language,
        outcome=outcome_,
        finished_on=visit.today,
        document=content,
        content_hash=content_hash,
    )
    if queries.add_interview(connection, row):
        _keep_losers(connection, visit, draft)
    elif _other_content(connection, row):
        _keep_conflict(connection, visit, {"interview": row.id.hex(), "document": document})
    _close(connection, visit, content_hash, digest, outcome_)
    return Stored(visit.secret.receipt(content_hash))


def _document(steps: Sequence[Step], draft: Draft) -> dict[str, object]:
    return {
        "answers": flow.kept(tuple(steps), draft.answers),
        "pace": dict(draft.pace),
        "positions": _positions(steps),
        "choice_order": {q.name: names for step in steps for q, names in _orders(step, draft.seed)},
    }


def _positions(steps: Sequence[Step]) -> dict[str, int]:
    """Where randomised questions and shuffled pages stood, counted from 1."""
    places = {}
    for step in steps:
        if step.page.shuffle:
            places[f"page {step.page.name}"] = step.number
        if step.page.randomize:
            asked = [question for question in step.questions if question.type != "note"]
            places.update({question.name: place for place, question in enumerate(asked, start=1)})
    return places


def _orders(step: Step, seed: str) -> list[tuple[Question, list[int] | list[str]]]:
    randomised = [question for question in step.questions if question.randomize]
    return [(question, _shown(question, step, seed)) for question in randomised]


def _shown(question: Question, step: Step, seed: str) -> list[int] | list[str]:
    if question.rows:
        return [row.name for row in order.rows(question, seed)]
    return [choice.name for choice in step.choices(question, seed)]


def _other_content(connection: Connection, row: InterviewRow) -> bool:
    stored = queries.interview(connection, row.id)
    return stored is None or stored.content_hash != row.content_hash


def _keep_losers(connection: Connection, visit: Visit, draft: Draft) -> None:
    for values in draft.kept:
        _keep_conflict(connection, visit, {"values": dict(values)})


def _keep_conflict(connection: Connection, visit: Visit, content: Mapping[str, object]) -> None:
    document = json.dumps(content, ensure_ascii=False, sort_keys=True)
    identity = hashlib.sha256(visit.token.encode() + document.encode("utf-8", "surrogatepass")).digest()[:16]
    queries.add_conflict(connection, ConflictRow(identity, visit.wave.id, document, visit.today))


def _close(connection: Connection, visit: Visit, content_hash: bytes, digest: bytes, outcome: str) -> None:
    visit_id = visit_of(visit.token)
    expires_on = drafts.expiry(visit.wave, visit.today)
    queries.add_receipt(connection, ReceiptRow(visit_id, visit.wave.id, content_hash, digest, outcome, expires_on))
    queries.delete_draft(connection, visit_id)
    queries.delete_resume_codes(connection, visit_id)


def _receipt(connection: Connection, visit: Visit) -> Stored | None:
    row = queries.receipt(connection, visit_of(visit.token))
    if row is None or row.wave_id != visit.wave.id:
        return None
    return Stored(visit.secret.receipt(row.content_hash))


def receipt(connection: Connection, visit: Visit) -> str | None:
    """The receipt of an interview that this visit has sent, or None."""
    sent = _receipt(connection, visit)
    return sent.receipt if sent else None


def _sent_before(connection: Connection, visit: Visit, sending: Sending) -> Stored | None:
    """The receipt again for a request that came twice; for another content, which is kept apart, ``same`` is false."""
    row = queries.receipt(connection, visit_of(visit.token))
    if row is None or row.wave_id != visit.wave.id:
        return None
    same = row.last_step == sending.digest
    if not same:
        fields = {name: list(values) for name, values in sending.fields.items()}
        _keep_conflict(connection, visit, {"page": sending.page, "fields": fields})
    return Stored(visit.secret.receipt(row.content_hash), same=same)
