"""PostgreSQL keeps an interview's document in its row while both fit into a page; see ``tables``."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE interviews SET (toast_tuple_target = 8160)")
