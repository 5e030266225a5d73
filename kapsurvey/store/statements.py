"""The statements of ``queries``, built once: putting one together costs more than running it."""

import importlib
from functools import cache
from typing import Any  # the two kinds of insert share no type that knows of conflicts

from sqlalchemy import (
    Insert,
    Select,
    Table,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from kapsurvey.store import tables

# Interviews are read this many at a time, so that a release of any size fits into memory.
_INTERVIEWS_AT_ONCE = 200


def _with(table: Table, column: str) -> Select[tuple[object, ...]]:
    return select(table).where(table.c[column] == bindparam("key"))


def _work(table: Table) -> Select[str, int]:
    return select(literal_column(f"'{table.name}'"), func.count()).where(table.c.enumerator == bindparam("key"))


@cache
def unless_there(table: Table, kind: str) -> Insert:
    """An insert that leaves a row with the same key as it is."""
    made: Insert = _insert(table, kind).on_conflict_do_nothing(index_elements=list(table.primary_key))
    return made


def _insert(table: Table, kind: str) -> Any:
    # The databases agree on the words, but SQLAlchemy writes them for each apart. The one for PostgreSQL takes 5 MB,
    # so it is loaded where PostgreSQL serves.
    return importlib.import_module(f"sqlalchemy.dialects.{kind}").insert(table)


EDITION = _with(tables.editions, "fingerprint")

ADD_WAVE = insert(tables.waves)
WAVE = _with(tables.waves, "id")
WAVE_BY_LINK = _with(tables.waves, "link")
WAVES = select(tables.waves).order_by(tables.waves.c.study, tables.waves.c.opened_on, tables.waves.c.name)
WAVES_OF_STUDY = WAVES.where(tables.waves.c.study == bindparam("key"))
SET_WAVE_STATE = (
    update(tables.waves)
    .where(tables.waves.c.id == bindparam("wave"))
    .values(state=bindparam("new_state"), closed_on=bindparam("new_closed_on"))
)

ADD_COUPONS = insert(tables.coupons)
# One statement that looks and spends: of any number at once, the database lets one find the coupon unspent.
SPEND = (
    update(tables.coupons)
    .where(tables.coupons.c.wave_id == bindparam("wave"), tables.coupons.c.spent == false())
    .values(spent=True)
)
SPEND_BY_CODE = SPEND.where(tables.coupons.c.code_hash == bindparam("key"))
SPEND_BY_TOKEN = SPEND.where(tables.coupons.c.token_hash == bindparam("key"))
UNSPENT = select(func.count()).where(
    tables.coupons.c.wave_id == bindparam("wave"),
    tables.coupons.c.spent == false(),
    or_(tables.coupons.c.code_hash == bindparam("code_hash"), tables.coupons.c.token_hash == bindparam("token_hash")),
)
COUNT_COUPONS = select(func.count(), func.count().filter(tables.coupons.c.spent)).where(
    tables.coupons.c.wave_id == bindparam("key")
)

DRAFT = _with(tables.drafts, "id")
# SQLite has no row locks and needs none: its writers are alone from the beginning of their transaction.
DRAFT_FOR_UPDATE = DRAFT.with_for_update()
UPDATE_DRAFT = (
    update(tables.drafts)
    .where(tables.drafts.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in ("page", "revision", "ciphertext", "expires_on")})
)
RENAME_DRAFT = update(tables.drafts).where(tables.drafts.c.id == bindparam("old_id"))
DELETE_DRAFT = delete(tables.drafts).where(tables.drafts.c.id == bindparam("key"))
DRAFTS_BY_PAGE = (
    select(tables.drafts.c.page, func.count())
    .where(tables.drafts.c.wave_id == bindparam("key"))
    .group_by(tables.drafts.c.page)
)

ADD_RESUME_CODE = insert(tables.resume_codes)
RESUME_CODE = _with(tables.resume_codes, "handle_hash")
DELETE_RESUME_CODES = delete(tables.resume_codes).where(tables.resume_codes.c.draft_id == bindparam("key"))

INTERVIEW = _with(tables.interviews, "id")
INTERVIEWS = (
    _with(tables.interviews, "wave_id")
    .where(tables.interviews.c.id > bindparam("after"))
    .order_by(tables.interviews.c.id)
    .limit(_INTERVIEWS_AT_ONCE)
)
CONTENT_HASHES = select(tables.interviews.c.id, tables.interviews.c.content_hash).where(
    tables.interviews.c.wave_id == bindparam("key")
)
EMPTY_INTERVIEW = (
    update(tables.interviews)
    .where(tables.interviews.c.id == bindparam("key"), tables.interviews.c.content_hash == bindparam("old_hash"))
    .values({name: bindparam(name) for name in ("outcome", "document", "content_hash")})
)
OUTCOMES = (
    select(tables.interviews.c.outcome, func.count())
    .where(tables.interviews.c.wave_id == bindparam("key"))
    .group_by(tables.interviews.c.outcome)
)

# Kept apart from whole rows: to tell the same from another no document need be read.
INTERVIEW_HASH = select(tables.interviews.c.content_hash).where(tables.interviews.c.id == bindparam("key"))
ATTEMPT_HASH = select(tables.attempts.c.content_hash).where(tables.attempts.c.id == bindparam("key"))
ATTEMPTS = _with(tables.attempts, "wave_id").order_by(tables.attempts.c.id)
WORK = union_all(_work(tables.interviews), _work(tables.attempts))

DEVICES = _with(tables.devices, "enumerator").order_by(tables.devices.c.id)


@cache
def hear_of_device(kind: str) -> Insert:
    """Keeps what a device says of itself; of what comes out of order, the count that is further on stays."""
    table = tables.devices
    said = _insert(table, kind)
    later = said.excluded.made >= table.c.made
    changes = {name: case((later, said.excluded[name]), else_=table.c[name]) for name in ("made", "unsent", "heard_on")}
    made: Insert = said.on_conflict_do_update(index_elements=list(table.primary_key), set_=changes)
    return made


RECEIPT = _with(tables.receipts, "visit")
END_RECEIPT = (
    update(tables.receipts)
    .where(tables.receipts.c.wave_id == bindparam("wave"), tables.receipts.c.proof == bindparam("key"))
    .values(outcome=bindparam("outcome"))
)

CONFLICTS = _with(tables.conflicts, "wave_id").order_by(tables.conflicts.c.id)
CONFLICTS_OF_NO_WAVE = (
    select(tables.conflicts).where(tables.conflicts.c.wave_id.is_(None)).order_by(tables.conflicts.c.id)
)
COUNT_CONFLICTS_OF_NO_WAVE = select(func.count()).where(tables.conflicts.c.wave_id.is_(None))
COUNT_CONFLICTS = select(func.count()).where(tables.conflicts.c.wave_id == bindparam("key"))

_EXPIRED = tables.drafts.c.expires_on < bindparam("today")
_EXPIRED_BY_PAGE = (
    select(tables.drafts.c.wave_id, tables.drafts.c.page, func.count())
    .where(_EXPIRED)
    .group_by(tables.drafts.c.wave_id, tables.drafts.c.page)
)
# Held from being counted until they are deleted: on PostgreSQL two who clear up at once would both count them, and a
# draft could be resumed in between.
HOLD_EXPIRED = select(tables.drafts.c.id).where(_EXPIRED).with_for_update()


@cache
def count_break_offs(kind: str) -> Insert:
    """Adds the drafts that run out to those counted before."""
    table = tables.break_offs
    counted = _insert(table, kind).from_select(table.c.keys(), _EXPIRED_BY_PAGE)
    more = {"n": table.c.n + counted.excluded.n}
    made: Insert = counted.on_conflict_do_update(index_elements=list(table.primary_key), set_=more)
    return made


BREAK_OFFS = _with(tables.break_offs, "wave_id")

DELETE_EXPIRED = {
    table.name: delete(table).where(table.c.expires_on < bindparam("today"))
    for table in (tables.drafts, tables.resume_codes, tables.receipts, tables.staff_visits)
}
