"""The tables: what is kept of studies, respondents and their admission, and of staff; of respondents not who or when.

These are tables of SQLAlchemy Core, without its ORM. A page of a survey is one row read and one row written by key; an
identity map and a unit of work would add nothing there and cost about half of the processor time of a request.

Tables that hold a row for each respondent have random keys and, on SQLite, no rowid: rowids count upwards, so they
would give away who answered before whom. The price is that SQLite keeps whole rows in the tree of keys, which is a
little slower for long documents. Days are kept where something must expire or be counted, never a time of day.
"""

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from kapsurvey.store.columns import FINGERPRINT, HASH, ID, edition, one_of, sized, truth, wave
from kapsurvey.store.columns import metadata as metadata

ADMISSIONS = ("open", "codes")
ROLES = ("enumerator", "researcher")
STATES = ("open", "closed")
MODES = ("self", "assisted", "paper")
# A break-off among these was sent by choice with less than half of the questions answered. Closing the page leaves a
# draft that runs out, and of that one more in the count of its last page.
OUTCOMES = ("complete", "partial", "break_off", "refused", "ineligible")
HAND_OVERS = ("self", "no_privacy")
ATTEMPTS = ("refused", "not_at_home", "unable", "language", "ineligible", "not_found", "other")
"""Why an enumerator came away without an interview."""

editions = Table(
    "editions",
    metadata,
    Column("fingerprint", FINGERPRINT, primary_key=True),
    Column("study", Text, nullable=False),
    Column("document", Text, nullable=False),
    *sized(64, "fingerprint"),
)

waves = Table(
    "waves",
    metadata,
    Column("id", ID, primary_key=True),
    Column("study", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("link", Text, nullable=False, unique=True),
    edition(),
    Column("languages", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("admission", Text, nullable=False),
    truth("pretest"),
    truth("rehearsal"),
    Column("state", Text, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    UniqueConstraint("study", "name"),
    *sized(16, "id"),
    one_of("admission", ADMISSIONS),
    one_of("state", STATES),
    CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_on"),
)

# No foreign key leads from a coupon to a draft or an interview, nor back: whoever gave a coupon away must never learn
# from the database what became of it.
coupons = Table(
    "coupons",
    metadata,
    Column("code_hash", HASH, primary_key=True),
    Column("token_hash", HASH, nullable=False, unique=True),
    wave(),
    truth("spent"),
    *sized(32, "code_hash", "token_hash"),
    Index(None, "wave_id"),
    sqlite_with_rowid=False,
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", HASH, primary_key=True),
    wave(),
    edition(),
    Column("page", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("expires_on", Date, nullable=False),
    *sized(32, "id"),
    CheckConstraint("revision >= 0", name="revision"),
    Index(None, "wave_id"),
    Index(None, "expires_on"),
    sqlite_with_rowid=False,
)

# The draft's id changes when it is resumed, and a draft may be gone before its code is: so again no foreign key.
resume_codes = Table(
    "resume_codes",
    metadata,
    Column("handle_hash", HASH, primary_key=True),
    Column("draft_id", HASH, nullable=False, unique=True),
    Column("salt", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("expires_on", Date, nullable=False),
    *sized(32, "handle_hash", "draft_id"),
    Index(None, "expires_on"),
    sqlite_with_rowid=False,
)

interviews = Table(
    "interviews",
    metadata,
    Column("id", ID, primary_key=True),
    wave(),
    edition(),
    Column("mode", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("finished_on", Date, nullable=False),
    Column("document", Text, nullable=False),
    Column("content_hash", HASH, nullable=False),
    # Of interviews with an enumerator: where, by whom, and whether the respondent answered the hidden part alone.
    Column("site", Text),
    Column("enumerator", Integer),
    Column("hand_over", Text),
    *sized(16, "id"),
    *sized(32, "content_hash"),
    one_of("mode", MODES),
    one_of("outcome", OUTCOMES),
    one_of("hand_over", HAND_OVERS),
    # With the id behind it, a wave is read in the order of ids without sorting its documents.
    Index(None, "wave_id", "id"),
    # Enumerators are told how many of their own have arrived.
    Index(None, "enumerator", "finished_on"),
    sqlite_with_rowid=False,
)

# PostgreSQL would try to press together what is longer than 2 kB, and put it elsewhere: sealed text cannot be pressed,
# and a quarter of the time that the row takes goes into that. So it stays in the row while that fits into a page.
_WHOLE_ROWS = DDL("ALTER TABLE interviews SET (toast_tuple_target = 8160)")  # type: ignore[no-untyped-call]
event.listen(interviews, "after_create", _WHOLE_ROWS.execute_if(dialect="postgresql"))

# Somebody was looked for and there was no interview: of such people nothing is known but this.
attempts = Table(
    "attempts",
    metadata,
    Column("id", ID, primary_key=True),
    wave(),
    Column("site", Text),
    Column("enumerator", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("content_hash", HASH, nullable=False),
    *sized(16, "id"),
    *sized(32, "content_hash"),
    one_of("outcome", ATTEMPTS),
    Index(None, "wave_id", "id"),
    Index(None, "enumerator", "happened_on"),
    sqlite_with_rowid=False,
)

# What an enumerator's browser says of itself, so that one that was wiped clean is noticed.
devices = Table(
    "devices",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("enumerator", Integer, primary_key=True, autoincrement=False),
    Column("made", Integer, nullable=False),
    Column("unsent", Integer, nullable=False),
    Column("heard_on", Date, nullable=False),
    CheckConstraint("made >= 0", name="made"),
    CheckConstraint("unsent >= 0", name="unsent"),
    Index(None, "enumerator"),
    sqlite_with_rowid=False,
)

receipts = Table(
    "receipts",
    metadata,
    Column("visit", HASH, primary_key=True),
    wave(),
    Column("proof", HASH, nullable=False),
    Column("last_step", HASH, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("expires_on", Date, nullable=False),
    *sized(32, "visit", "proof", "last_step"),
    one_of("outcome", OUTCOMES),
    Index(None, "expires_on"),
    sqlite_with_rowid=False,
)

# Without a wave where a device brought something of a wave that nobody here knows.
conflicts = Table(
    "conflicts",
    metadata,
    Column("id", ID, primary_key=True),
    wave(known=False),
    Column("document", Text, nullable=False),
    Column("kept_on", Date, nullable=False),
    *sized(16, "id"),
    Index(None, "wave_id"),
    sqlite_with_rowid=False,
)

break_offs = Table(
    "break_offs",
    metadata,
    Column("wave_id", ID, ForeignKey("waves.id"), primary_key=True),
    Column("page", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    CheckConstraint("n > 0", name="n"),
    sqlite_with_rowid=False,
)

# Whoever may take the answers out of here shows a second factor as well; nobody else has one.
staff = Table(
    "staff",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("password_hash", HASH, nullable=False),
    Column("second_factor", LargeBinary),
    Column("last_step", Integer, nullable=False),
    truth("disabled"),
    *sized(32, "password_hash"),
    CheckConstraint("number > 0", name="number"),
    one_of("role", ROLES),
    CheckConstraint("(role = 'researcher') = (second_factor IS NOT NULL)", name="second_factor"),
)

# When a visit began and was last seen stands in its cookie, under the server's seal: nobody's hours are kept here.
staff_visits = Table(
    "staff_visits",
    metadata,
    Column("visit", HASH, primary_key=True),
    Column("number", Integer, ForeignKey("staff.number"), nullable=False),
    Column("expires_on", Date, nullable=False),
    *sized(32, "visit"),
    Index(None, "number"),
    Index(None, "expires_on"),
    sqlite_with_rowid=False,
)

# Every table with a row, or the trace of a row, for each respondent.
OF_RESPONDENTS = (coupons, drafts, resume_codes, interviews, attempts, receipts, conflicts, break_offs)
