"""The database: one engine and its two ways in, for writing and for reading."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, func, make_url, select
from sqlalchemy.exc import ArgumentError

from kapsurvey.errors import ConfigError, StoreError
from kapsurvey.paths import MIGRATIONS
from kapsurvey.store.engines import postgres_engine, reading, sqlite_engine, sqlite_file
from kapsurvey.store.queue import WriterQueue
from kapsurvey.store.refusals import refusals

# Any number serves that nobody else takes for an advisory lock in the same database; this one spells "kapsurvy".
_UPGRADE_LOCK = int.from_bytes(b"kapsurvy")


class Database:
    """One engine and its two ways in.

    A thread uses one way at a time: a transaction inside a transaction would wait for itself until it is busy.
    ``patience_seconds`` bounds every wait for other writers, for locks and for a free connection.
    """

    def __init__(self, url: str, *, patience_seconds: float = 10.0):
        self._born_in = os.getpid()
        self._queue: WriterQueue | None = None
        address = _address(url)
        if address.get_backend_name() == "sqlite":
            self._engine = self._sqlite(address, patience_seconds)
        else:
            self._engine = postgres_engine(address, patience_seconds=patience_seconds)
        self._reading = reading(self._engine)
        self._turn: Callable[[], AbstractContextManager[None]] = self._queue.turn if self._queue else nullcontext

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write: committed when the block ends, rolled back when it raises."""
        self._refuse_a_fork()
        with refusals(), self._turn(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A look at one state of the database, from the first statement to the end of the block; it may not write."""
        self._refuse_a_fork()
        with refusals(), self._reading.connect() as connection:
            yield connection

    def upgrade(self) -> None:
        """Bring the tables to the newest version, wholly or not at all; of two at once, the second finds it done."""
        with self.transaction() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            command.upgrade(migrations(connection), "head")

    def close(self) -> None:
        """Close what is open; a transaction that is still under way ends first or fails."""
        self._engine.dispose()
        if self._queue:
            self._queue.close()

    def _sqlite(self, address: URL, patience_seconds: float) -> Engine:
        path = Path(str(address.database)).absolute()
        try:
            self._queue = WriterQueue(path.with_name(f"{path.name}-queue"), patience_seconds=patience_seconds)
            with refusals():
                sqlite_file(path, self._queue, patience_seconds=patience_seconds)
        except OSError as error:
            raise StoreError("unreachable") from error
        return sqlite_engine(address, path=path, patience_seconds=patience_seconds)

    def _refuse_a_fork(self) -> None:
        # A child that goes on with its parent's connections ruins a SQLite file and garbles a talk with PostgreSQL, and
        # it would share its parent's place among the writers. It is an easy mistake (a server that loads, then forks).
        if os.getpid() != self._born_in:
            raise ConfigError("database.forked")


def migrations(connection: Connection) -> Config:
    """Alembic's settings for work on this connection."""
    config = Config(attributes={"connection": connection})
    # Alembic fills in what stands after a percent sign.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigError("database.url") from error
    in_a_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    if in_a_file or address.get_backend_name() == "postgresql":
        return address
    raise ConfigError("database.kind", kind=address.get_backend_name())
