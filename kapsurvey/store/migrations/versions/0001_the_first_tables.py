"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.LargeBinary(16)
_HASH = sa.LargeBinary(32)


def upgrade() -> None:
    _studies()
    _admission()
    _unfinished()
    _finished()


def _studies() -> None:
    op.create_table(
        "editions",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_editions"),
        _sized("editions", "fingerprint", 64),
    )
    op.create_table(
        "waves",
        sa.Column("id", _ID, nullable=False),
        sa.Column("study", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("admission", sa.Text(), nullable=False),
        sa.Column("pretest", sa.Boolean(create_constraint=True, name=op.f("ck_waves_pretest")), nullable=False),
        sa.Column("rehearsal", sa.Boolean(create_constraint=True, name=op.f("ck_waves_rehearsal")), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_waves"),
        sa.UniqueConstraint("link", name="uq_waves_link"),
        sa.UniqueConstraint("study", "name", name="uq_waves_study_name"),
        _edition("waves"),
        _sized("waves", "id", 16),
        _checked("waves", "admission", "admission IN ('open', 'codes')"),
        _checked("waves", "state", "state IN ('open', 'closed')"),
        _checked("waves", "closed_on", "(state = 'closed') = (closed_on IS NOT NULL)"),
    )


def _admission() -> None:
    op.create_table(
        "coupons",
        sa.Column("code_hash", _HASH, nullable=False),
        sa.Column("token_hash", _HASH, nullable=False),
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("spent", sa.Boolean(create_constraint=True, name=op.f("ck_coupons_spent")), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_coupons"),
        sa.UniqueConstraint("token_hash", name="uq_coupons_token_hash"),
        _wave("coupons"),
        _sized("coupons", "code_hash", 32),
        _sized("coupons", "token_hash", 32),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_coupons_wave_id", "coupons", ["wave_id"])


def _unfinished() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", _HASH, nullable=False),
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        _wave("drafts"),
        _edition("drafts"),
        _sized("drafts", "id", 32),
        _checked("drafts", "revision", "revision >= 0"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_drafts_wave_id", "drafts", ["wave_id"])
    op.create_index("ix_drafts_expires_on", "drafts", ["expires_on"])
    op.create_table(
        "resume_codes",
        sa.Column("handle_hash", _HASH, nullable=False),
        sa.Column("draft_id", _HASH, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("handle_hash", name="pk_resume_codes"),
        sa.UniqueConstraint("draft_id", name="uq_resume_codes_draft_id"),
        _sized("resume_codes", "handle_hash", 32),
        _sized("resume_codes", "draft_id", 32),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_resume_codes_expires_on", "resume_codes", ["expires_on"])


def _finished() -> None:
    op.create_table(
        "interviews",
        sa.Column("id", _ID, nullable=False),
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("content_hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
        _wave("interviews"),
        _edition("interviews"),
        _sized("interviews", "id", 16),
        _sized("interviews", "content_hash", 32),
        _checked("interviews", "mode", "mode IN ('self', 'assisted', 'paper')"),
        _checked("interviews", "outcome", "outcome IN ('complete', 'partial', 'break_off', 'refused', 'ineligible')"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_interviews_wave_id_id", "interviews", ["wave_id", "id"])
    op.create_table(
        "receipts",
        sa.Column("visit", _HASH, nullable=False),
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("proof", _HASH, nullable=False),
        sa.Column("last_step", _HASH, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("visit", name="pk_receipts"),
        _wave("receipts"),
        _sized("receipts", "visit", 32),
        _sized("receipts", "proof", 32),
        _sized("receipts", "last_step", 32),
        _checked("receipts", "outcome", "outcome IN ('complete', 'partial', 'break_off', 'refused', 'ineligible')"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_receipts_expires_on", "receipts", ["expires_on"])
    op.create_table(
        "conflicts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts"),
        _wave("conflicts"),
        _sized("conflicts", "id", 16),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_conflicts_wave_id", "conflicts", ["wave_id"])
    op.create_table(
        "break_offs",
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("wave_id", "page", name="pk_break_offs"),
        _wave("break_offs"),
        _checked("break_offs", "n", "n > 0"),
        sqlite_with_rowid=False,
    )


def _wave(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=f"fk_{table}_wave_id_waves")


def _edition(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["fingerprint"], ["editions.fingerprint"], name=f"fk_{table}_fingerprint_editions")


def _sized(table: str, column: str, length: int) -> sa.CheckConstraint:
    return _checked(table, f"{column}_length", f"length({column}) = {length}")


def _checked(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
