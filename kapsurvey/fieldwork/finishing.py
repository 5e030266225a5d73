"""Stores an interview once and keeps its receipt; what comes afterwards is the same again, or a conflict."""

import hashlib
import json
from dataclasses import dataclass
from functools import partial

from kapsurvey.fieldwork import documents, drafts, outcomes
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.sealing import interview_id_of, receipt_of, visit_of
from kapsurvey.fieldwork.visit import Sending, Visit
from kapsurvey.questionnaire import progress
from kapsurvey.questionnaire.model import Answers
from kapsurvey.questionnaire.page_reading import field_names, read_page
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import ConflictRow, InterviewRow, ReceiptRow

ENDS = ("refused", "ineligible")
"""Outcomes of those who do not take part: nothing but the outcome is kept, whatever is sent afterwards."""


@dataclass(frozen=True)
class Stored:
    """The interview is stored; ``same`` is false where this request said something else than the one before."""

    receipt: str
    outcome: str
    same: bool = True


def finish(connection: Connection, visit: Visit, draft: Draft, *, end: str | None, digest: bytes) -> Stored:
    """Store the interview once, end the draft, keep the receipt.

    An interview that ends as refused or ineligible keeps its outcome and nothing else, not even what lost against
    another window.
    """
    row, whole = _row(visit, draft, end)
    stored = row
    if not queries.add_interview(connection, row):
        # Only a draft that outlived its interview leads here; whichever way it came about, neither may be lost.
        stored = queries.interview(connection, row.id) or row
        # Of what was taken back, or refused in the first place, nothing is kept that comes later.
        if stored.content_hash != row.content_hash and stored.outcome not in ENDS:
            _keep_conflict(connection, visit, "again", {"interview": row.id.hex(), "document": whole})
    elif end is None:
        for values in draft.kept:
            _keep_conflict(connection, visit, "window", {"values": dict(values)})
    same = stored.content_hash == row.content_hash
    return Stored(_close(connection, visit, stored, digest), stored.outcome, same)


def _row(visit: Visit, draft: Draft, end: str | None) -> tuple[InterviewRow, documents.Document]:
    """The row to store, and the whole document behind it."""
    answers = draft.answers if end else progress.sound(draft.answers, partial(visit.steps_with, draft))
    steps = visit.steps_with(draft, answers)
    outcome = end or outcomes.outcome(steps, answers)
    whole = {} if end else documents.document(steps, draft, answers)
    identity = interview_id_of(visit.token)
    row = InterviewRow(
        id=identity,
        wave_id=visit.wave.id,
        fingerprint=draft.fingerprint,
        mode=draft.mode,
        language=draft.language,
        outcome=outcome,
        finished_on=visit.today,
        document=documents.canonical(documents.enclosed(visit.wave, visit.questionnaire, identity, whole)),
        content_hash=_content_hash(visit, draft, outcome, whole),
    )
    return row, whole


def _content_hash(visit: Visit, draft: Draft, outcome: str, whole: documents.Document) -> bytes:
    """What tells a repeated interview from a different one, and what the receipt proves.

    The token goes in: without it, which the server does not keep, nobody can find the answers by trying them through,
    and two people who answer alike get receipts of their own.
    """
    content = documents.canonical(whole)
    return hashlib.sha256(f"{visit.token}/{draft.fingerprint}/{outcome}/{content}".encode()).digest()


def _step_hash(visit: Visit, digest: bytes) -> bytes:
    """What tells a repeated last step from a different one; like the above, not to be found by trying."""
    return hashlib.sha256(b"step/" + visit.token.encode() + digest).digest()


def _keep_conflict(connection: Connection, visit: Visit, reason: str, content: documents.Document) -> None:
    """Keep for review what came second, sealed as a whole where there are keys to seal it to.

    ``again``: after the end; ``window``: another window of the same interview said something else before it.
    """
    plain = json.dumps(content, sort_keys=True)
    # Made from its content: the same conflict may come as often as it likes and is kept once.
    identity = hashlib.sha256(f"conflict/{visit.token}/{plain}".encode()).digest()[:16]
    wave = visit.wave
    kept = {"envelope": documents.envelope(wave, content)} if wave.recipients else content
    document = json.dumps({"reason": reason, **kept}, sort_keys=True)
    queries.add_conflict(connection, ConflictRow(identity, wave.id, document, visit.today))


def _close(connection: Connection, visit: Visit, row: InterviewRow, digest: bytes) -> str:
    """End the draft and keep the receipt; the one that is there already stays."""
    visit_id, expires_on = visit_of(visit.token), drafts.expiry(visit.wave, visit.today)
    proof = visit.secret.proof(row.content_hash)
    last_step = _step_hash(visit, digest)
    queries.add_receipt(connection, ReceiptRow(visit_id, row.wave_id, proof, last_step, row.outcome, expires_on))
    queries.delete_draft(connection, visit_id)
    queries.delete_resume_codes(connection, visit_id)
    kept = _receipt_row(connection, visit)
    return receipt_of(kept.proof if kept else proof)


def _receipt_row(connection: Connection, visit: Visit) -> ReceiptRow | None:
    row = queries.receipt(connection, visit_of(visit.token))
    return row if row is not None and row.wave_id == visit.wave.id else None


def sent(connection: Connection, visit: Visit) -> Stored | None:
    """The interview that this visit has sent, or None."""
    row = _receipt_row(connection, visit)
    return Stored(receipt_of(row.proof), row.outcome) if row else None


def receipt(connection: Connection, visit: Visit) -> str | None:
    """The receipt of an interview that this visit has sent, or None."""
    stored = sent(connection, visit)
    return stored.receipt if stored else None


def sent_again(connection: Connection, visit: Visit, sending: Sending) -> Stored | None:
    """The receipt again for a page that comes after its interview was sent; None where none was.

    Where the page says something else than what is stored, ``same`` is false and what it says is kept for review.
    """
    row = _receipt_row(connection, visit)
    if row is None:
        return None
    took_part = row.outcome not in ENDS
    repeated = row.last_step == _step_hash(visit, sending.digest)
    same = not took_part or repeated or _says_what_is_stored(connection, visit, sending)
    if not same:
        fields = _fields_of_page(visit, sending)
        _keep_conflict(connection, visit, "again", {"page": sending.page, "fields": fields})
    return Stored(receipt_of(row.proof), row.outcome, same)


def _fields_of_page(visit: Visit, sending: Sending) -> dict[str, list[str]]:
    """What a page sent for its own questions; nothing else may fill the place that is kept for review."""
    asked = [question for page, question in visit.questionnaire.questions() if page.name == sending.page]
    names = {name for question in asked for name in field_names(question)}
    return {name: list(values) for name, values in sending.fields.items() if name in names}


def _says_what_is_stored(connection: Connection, visit: Visit, sending: Sending) -> bool:
    """Whether an earlier page, sent again by going back or by a network that repeats, brings nothing new.

    Of answers that are sealed nobody here can tell, so they count as new.
    """
    stored = queries.interview(connection, interview_id_of(visit.token))
    answers: Answers = json.loads(stored.document).get("answers", {}) if stored else {}
    draft = drafts.begin(visit.wave, visit.token, language=visit.language, mode=visit.mode)
    step = next((step for step in visit.steps_with(draft, answers) if step.page.name == sending.page), None)
    if step is None or not answers:
        return False
    read = read_page(step, sending.fields)
    return read.sound and all(answers.get(name) == value for name, value in read.values.items())
