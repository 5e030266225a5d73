"""Members of staff and their visits."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HASH = sa.LargeBinary(32)


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("password_hash", _HASH, nullable=False),
        sa.Column("second_factor", sa.LargeBinary()),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("disabled", sa.Boolean(create_constraint=True, name=op.f("ck_staff_disabled")), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_staff"),
        _checked("staff", "password_hash_length", "length(password_hash) = 32"),
        _checked("staff", "number", "number > 0"),
        _checked("staff", "role", "role IN ('enumerator', 'researcher')"),
        _checked("staff", "second_factor", "(role = 'researcher') = (second_factor IS NOT NULL)"),
    )
    op.create_table(
        "staff_visits",
        sa.Column("visit", _HASH, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("visit", name="pk_staff_visits"),
        sa.ForeignKeyConstraint(["number"], ["staff.number"], name="fk_staff_visits_number_staff"),
        _checked("staff_visits", "visit_length", "length(visit) = 32"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_staff_visits_number", "staff_visits", ["number"])
    op.create_index("ix_staff_visits_expires_on", "staff_visits", ["expires_on"])


def _checked(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))
