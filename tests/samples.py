"""A row for each table, to be changed with ``dataclasses.replace`` where a test needs another."""

import sqlite3
from datetime import date

import psycopg

from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import (
    AttemptRow,
    BreakOffRow,
    ConflictRow,
    CouponRow,
    DeviceRow,
    DraftRow,
    EditionRow,
    InterviewRow,
    ReceiptRow,
    ResumeCodeRow,
    StaffRow,
    StaffVisitRow,
    WaveRow,
)

DAY = date(2026, 3, 1)

# What a statement raises that the database refuses for good.
DRIVER_ERRORS = (sqlite3.Error, psycopg.Error)
INTEGRITY_ERRORS = (sqlite3.IntegrityError, psycopg.IntegrityError)

EDITION = EditionRow("f" * 64, "vietnamese-in-mozambique", '{"pages": []}')
WAVE = WaveRow(
    id=b"w" * 16,
    study=EDITION.study,
    name="2026",
    link="mar",
    fingerprint=EDITION.fingerprint,
    languages='["vi", "pt", "en"]',
    settings="{}",
    admission="open",
    pretest=False,
    rehearsal=False,
    state="open",
    opened_on=DAY,
)
COUPON = CouponRow(b"c" * 32, b"t" * 32, WAVE.id)
DRAFT = DraftRow(b"d" * 32, WAVE.id, EDITION.fingerprint, "offers", 0, bytes(range(256)), DAY)
RESUME_CODE = ResumeCodeRow(b"h" * 32, DRAFT.id, b"salt", b"wrapped", DAY)
INTERVIEW = InterviewRow(
    b"i" * 16, WAVE.id, EDITION.fingerprint, "assisted", "vi", "complete", DAY, "{}", b"#" * 32, "market", 7, "self"
)
ATTEMPT = AttemptRow(b"a" * 16, WAVE.id, "market", 7, "not_at_home", DAY, b"@" * 32)
DEVICE = DeviceRow("0123456789abcdef", 7, 3, 1, DAY)
RECEIPT = ReceiptRow(b"v" * 32, WAVE.id, b"#" * 32, b"s" * 32, "complete", DAY)
CONFLICT = ConflictRow(b"x" * 16, WAVE.id, "{}", DAY)
BREAK_OFF = BreakOffRow(WAVE.id, "offers", 1)
STAFF = StaffRow(7, "Ana", "researcher", b"salt", b"p" * 32, b"sealed", 0)
STAFF_VISIT = StaffVisitRow(b"v" * 32, STAFF.number, DAY)

OF_ALL_TABLES = {
    "editions": EDITION,
    "waves": WAVE,
    "coupons": COUPON,
    "drafts": DRAFT,
    "resume_codes": RESUME_CODE,
    "interviews": INTERVIEW,
    "attempts": ATTEMPT,
    "devices": DEVICE,
    "receipts": RECEIPT,
    "conflicts": CONFLICT,
    "break_offs": BREAK_OFF,
    "staff": STAFF,
    "staff_visits": STAFF_VISIT,
}


def add_edition(database: Database) -> None:
    """Write the sample edition."""
    with database.transaction() as connection:
        queries.add_edition(connection, EDITION.fingerprint, EDITION.study, EDITION.document)


def stands(database: Database) -> bool:
    """Whether the sample edition can be read."""
    with database.reading() as connection:
        return queries.edition(connection, EDITION.fingerprint) is not None
