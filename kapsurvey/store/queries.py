"""Every statement about studies and respondents, a function each; all take the connection of an open transaction first.

``True`` from a function that adds says that the row is new; from one that changes or deletes, that there was one.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from kapsurvey.store import statements, tables
from kapsurvey.store.asking import add, changed, counts, every, one
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import (
    BreakOffRow,
    ConflictRow,
    CouponRow,
    DraftRow,
    EditionRow,
    InterviewRow,
    ReceiptRow,
    ResumeCodeRow,
    WaveRow,
)


def add_edition(connection: Connection, fingerprint: str, study: str, document: str) -> bool:
    """Keep a questionnaire as it stands; a second time changes nothing."""
    return add(connection, tables.editions, EditionRow(fingerprint, study, document))


def edition(connection: Connection, fingerprint: str) -> EditionRow | None:
    """The questionnaire with this fingerprint."""
    return one(connection, statements.EDITION, EditionRow, fingerprint)


def add_wave(connection: Connection, wave: WaveRow) -> None:
    """Add a round of fieldwork."""
    connection.run(statements.ADD_WAVE, vars(wave))


def wave(connection: Connection, wave_id: bytes) -> WaveRow | None:
    """The wave with this id."""
    return one(connection, statements.WAVE, WaveRow, wave_id)


def wave_by_link(connection: Connection, link: str) -> WaveRow | None:
    """The wave that this link leads to."""
    return one(connection, statements.WAVE_BY_LINK, WaveRow, link)


def waves(connection: Connection, study: str | None = None) -> tuple[WaveRow, ...]:
    """All waves, or those of one study, oldest first."""
    if study is None:
        return tuple(every(connection, statements.WAVES, WaveRow))
    return tuple(every(connection, statements.WAVES_OF_STUDY, WaveRow, key=study))


def set_wave_state(connection: Connection, wave_id: bytes, state: str, closed_on: date | None) -> bool:
    """Open or close a wave; a closed one has a day, an open one has none."""
    return changed(connection, statements.SET_WAVE_STATE, wave=wave_id, new_state=state, new_closed_on=closed_on)


def add_coupons(connection: Connection, rows: Iterable[CouponRow]) -> None:
    """Issue coupons."""
    connection.run_for_each(statements.ADD_COUPONS, (vars(row) for row in rows))


def spend_coupon(
    connection: Connection, wave_id: bytes, *, code_hash: bytes | None = None, token_hash: bytes | None = None
) -> bool:
    """Spend a coupon, known by one of its hashes; only one call ever gets ``True`` for it."""
    if code_hash is not None:
        return changed(connection, statements.SPEND_BY_CODE, wave=wave_id, key=code_hash)
    return changed(connection, statements.SPEND_BY_TOKEN, wave=wave_id, key=token_hash)


def coupon_unspent(connection: Connection, wave_id: bytes, *, code_hash: bytes, token_hash: bytes) -> bool:
    """Whether a coupon with one of these hashes is still good; it may be spent by the time it is presented."""
    keys = {"wave": wave_id, "code_hash": code_hash, "token_hash": token_hash}
    return int(connection.rows(statements.UNSPENT, keys)[0][0]) > 0


def count_coupons(connection: Connection, wave_id: bytes) -> tuple[int, int]:
    """How many coupons a wave has issued, and how many of them are spent."""
    [(issued, spent)] = connection.rows(statements.COUNT_COUPONS, {"key": wave_id})
    return issued, spent


def add_draft(connection: Connection, draft: DraftRow) -> bool:
    """Begin a draft; ``False`` when it already stood, which is then left as it is."""
    return add(connection, tables.drafts, draft)


def draft(connection: Connection, draft_id: bytes) -> DraftRow | None:
    """A draft, to look at."""
    return one(connection, statements.DRAFT, DraftRow, draft_id)


def draft_for_update(connection: Connection, draft_id: bytes) -> DraftRow | None:
    """A draft that nobody else can change until this transaction ends."""
    return one(connection, statements.DRAFT_FOR_UPDATE, DraftRow, draft_id)


def update_draft(connection: Connection, draft: DraftRow) -> bool:
    """Write what changes in a draft from page to page."""
    return changed(
        connection,
        statements.UPDATE_DRAFT,
        key=draft.id,
        page=draft.page,
        revision=draft.revision,
        ciphertext=draft.ciphertext,
        expires_on=draft.expires_on,
    )


def rename_draft(connection: Connection, old_id: bytes, draft: DraftRow) -> bool:
    """Move a draft to a new id; of two who resume it at once, one finds it gone."""
    return changed(connection, statements.RENAME_DRAFT, old_id=old_id, **vars(draft))


def delete_draft(connection: Connection, draft_id: bytes) -> bool:
    """Forget a draft."""
    return changed(connection, statements.DELETE_DRAFT, key=draft_id)


def drafts_by_page(connection: Connection, wave_id: bytes) -> dict[str, int]:
    """How many unfinished interviews stand on each page."""
    return counts(connection, statements.DRAFTS_BY_PAGE, wave_id)


def add_resume_code(connection: Connection, row: ResumeCodeRow) -> None:
    """Keep a resume code instead of the earlier one of the same draft."""
    delete_resume_codes(connection, row.draft_id)
    connection.run(statements.ADD_RESUME_CODE, vars(row))


def resume_code(connection: Connection, handle_hash: bytes) -> ResumeCodeRow | None:
    """The resume code with this handle."""
    return one(connection, statements.RESUME_CODE, ResumeCodeRow, handle_hash)


def delete_resume_codes(connection: Connection, draft_id: bytes) -> bool:
    """Forget the resume code of a draft."""
    return changed(connection, statements.DELETE_RESUME_CODES, key=draft_id)


def add_interview(connection: Connection, row: InterviewRow) -> bool:
    """Keep a finished interview; ``False`` when one with this id stands, which is then left as it is."""
    return add(connection, tables.interviews, row)


def interview(connection: Connection, interview_id: bytes) -> InterviewRow | None:
    """A finished interview."""
    return one(connection, statements.INTERVIEW, InterviewRow, interview_id)


def interviews(connection: Connection, wave_id: bytes) -> Iterator[InterviewRow]:
    """The finished interviews of a wave in the order of their ids, which is no order of time; read as they are used."""
    after = b""
    while rows := connection.rows(statements.INTERVIEWS, {"key": wave_id, "after": after}):
        yield from (InterviewRow(*row) for row in rows)
        after = rows[-1][0]


def content_hashes(connection: Connection, wave_id: bytes) -> list[tuple[bytes, bytes]]:
    """The id and the content hash of each finished interview of a wave."""
    return [
        (known_by, content_hash)
        for known_by, content_hash in connection.rows(statements.CONTENT_HASHES, {"key": wave_id})
    ]


def empty_interview(
    connection: Connection, interview_id: bytes, *, old_hash: bytes, outcome: str, document: str, content_hash: bytes
) -> bool:
    """Put an outcome in the place of what an interview says; ``False`` where it no longer says that."""
    return changed(
        connection,
        statements.EMPTY_INTERVIEW,
        key=interview_id,
        old_hash=old_hash,
        outcome=outcome,
        document=document,
        content_hash=content_hash,
    )


def outcomes(connection: Connection, wave_id: bytes) -> dict[str, int]:
    """How many finished interviews have each outcome."""
    return counts(connection, statements.OUTCOMES, wave_id)


def add_receipt(connection: Connection, row: ReceiptRow) -> bool:
    """Keep a visit's receipt; ``False`` when it has one, which is then left as it is."""
    return add(connection, tables.receipts, row)


def receipt(connection: Connection, visit: bytes) -> ReceiptRow | None:
    """The receipt of a visit that has ended."""
    return one(connection, statements.RECEIPT, ReceiptRow, visit)


def end_receipt(connection: Connection, wave_id: bytes, *, proof: bytes, outcome: str) -> bool:
    """Give the receipt with a proof another outcome; ``False`` when its days are over."""
    return changed(connection, statements.END_RECEIPT, wave=wave_id, key=proof, outcome=outcome)


def add_conflict(connection: Connection, row: ConflictRow) -> bool:
    """Keep the second of two interviews that came under one id; ``False`` when it is kept already."""
    return add(connection, tables.conflicts, row)


def conflicts(connection: Connection, wave_id: bytes) -> tuple[ConflictRow, ...]:
    """The conflicts of a wave that wait for a person to look at them."""
    return tuple(every(connection, statements.CONFLICTS, ConflictRow, key=wave_id))


def conflicts_of_no_wave(connection: Connection) -> tuple[ConflictRow, ...]:
    """What devices brought of waves that are not known here."""
    return tuple(every(connection, statements.CONFLICTS_OF_NO_WAVE, ConflictRow))


def count_conflicts(connection: Connection, wave_id: bytes | None) -> int:
    """How many conflicts of a wave, or of none that is known here, wait for a person."""
    if wave_id is None:
        return int(connection.rows(statements.COUNT_CONFLICTS_OF_NO_WAVE, {})[0][0])
    return int(connection.rows(statements.COUNT_CONFLICTS, {"key": wave_id})[0][0])


def count_break_offs(connection: Connection, today: date) -> None:
    """Count the drafts that ran out before ``today`` by their last page; to be deleted next, or they count twice."""
    connection.rows(statements.HOLD_EXPIRED, {"today": today})
    connection.run(statements.count_break_offs(connection.kind), {"today": today})


def break_offs(connection: Connection, wave_id: bytes) -> dict[str, int]:
    """How many drafts of a wave ran out on each page."""
    return {row.page: row.n for row in every(connection, statements.BREAK_OFFS, BreakOffRow, key=wave_id)}


def delete_expired(connection: Connection, today: date) -> dict[str, int]:
    """Forget what was kept until a day before ``today``; how many rows of each table went."""
    expired = statements.DELETE_EXPIRED.items()
    return {name: connection.run(statement, {"today": today}) for name, statement in expired}
