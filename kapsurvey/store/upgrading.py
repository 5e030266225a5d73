"""Brings the tables of a database to their newest version; nothing that serves loads this, as Alembic is large."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, select

from kapsurvey.paths import MIGRATIONS
from kapsurvey.store.database import Database

# Any number serves that nobody else takes for an advisory lock in the same database; this one spells "kapsurvy".
_UPGRADE_LOCK = int.from_bytes(b"kapsurvy")


def upgrade(database: Database) -> None:
    """Bring the tables to the newest version, wholly or not at all; of two at once, the second finds it done."""
    with database.rebuilding() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        command.upgrade(migrations(connection), "head")


def migrations(connection: Connection) -> Config:
    """Alembic's settings for work on this connection."""
    config = Config(attributes={"connection": connection})
    # Alembic fills in what stands after a percent sign.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
