"""What enumerators bring: interviews with site and number, attempts without one, and what their devices tell."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.LargeBinary(16)
_HASH = sa.LargeBinary(32)


def upgrade() -> None:
    _widen_interviews()
    _let_conflicts_be_of_no_wave()
    _attempts()
    _devices()


def _widen_interviews() -> None:
    # SQLite copies the table, so it is told all that it cannot find out by looking: its checks and its missing rowid.
    with op.batch_alter_table("interviews", copy_from=_interviews(), table_kwargs=_AS_BEFORE) as batch:
        batch.add_column(sa.Column("site", sa.Text()))
        batch.add_column(sa.Column("enumerator", sa.Integer()))
        batch.add_column(sa.Column("hand_over", sa.Text()))
        batch.create_check_constraint(op.f("ck_interviews_hand_over"), "hand_over IN ('self', 'no_privacy')")
    op.create_index("ix_interviews_enumerator_finished_on", "interviews", ["enumerator", "finished_on"])


_AS_BEFORE = {"sqlite_with_rowid": False}


def _interviews() -> sa.Table:
    """The table as it was."""
    outcomes = "outcome IN ('complete', 'partial', 'break_off', 'refused', 'ineligible')"
    return sa.Table(
        "interviews",
        sa.MetaData(),
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
        sa.ForeignKeyConstraint(["fingerprint"], ["editions.fingerprint"], name="fk_interviews_fingerprint_editions"),
        _sized("interviews", "id", 16),
        _sized("interviews", "content_hash", 32),
        _checked("interviews", "mode", "mode IN ('self', 'assisted', 'paper')"),
        _checked("interviews", "outcome", outcomes),
        sa.Index("ix_interviews_wave_id_id", "wave_id", "id"),
        sqlite_with_rowid=False,
    )


def _let_conflicts_be_of_no_wave() -> None:
    with op.batch_alter_table("conflicts", copy_from=_conflicts(), table_kwargs=_AS_BEFORE) as batch:
        batch.alter_column("wave_id", existing_type=_ID, nullable=True)


def _conflicts() -> sa.Table:
    """The table as it was."""
    return sa.Table(
        "conflicts",
        sa.MetaData(),
        sa.Column("id", _ID, nullable=False),
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts"),
        _wave("conflicts"),
        _sized("conflicts", "id", 16),
        sa.Index("ix_conflicts_wave_id", "wave_id"),
        sqlite_with_rowid=False,
    )


def _attempts() -> None:
    outcomes = "'refused', 'not_at_home', 'unable', 'language', 'ineligible', 'not_found', 'other'"
    op.create_table(
        "attempts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("wave_id", _ID, nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("enumerator", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("content_hash", _HASH, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        _wave("attempts"),
        _sized("attempts", "id", 16),
        _sized("attempts", "content_hash", 32),
        _checked("attempts", "outcome", f"outcome IN ({outcomes})"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_attempts_wave_id_id", "attempts", ["wave_id", "id"])
    op.create_index("ix_attempts_enumerator_happened_on", "attempts", ["enumerator", "happened_on"])


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("enumerator", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", "enumerator", name="pk_devices"),
        _checked("devices", "made", "made >= 0"),
        _checked("devices", "unsent", "unsent >= 0"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_devices_enumerator", "devices", ["enumerator"])


def _wave(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=f"fk_{table}_wave_id_waves")


def _sized(table: str, column: str, length: int) -> sa.CheckConstraint:
    return _checked(table, f"{column}_length", f"length({column}) = {length}")


def _checked(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
