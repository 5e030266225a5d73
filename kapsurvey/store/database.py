"""The database and its ways in, for writing and for reading."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import sqlalchemy
from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import PoolProxiedConnection

from kapsurvey.errors import ConfigError, StoreError
from kapsurvey.store.connection import Connection, Words
from kapsurvey.store.engines import POSTGRES_BEGIN, SQLITE_BEGIN, postgres_engine, sqlite_engine, sqlite_file
from kapsurvey.store.pool import Pool
from kapsurvey.store.queue import WriterQueue
from kapsurvey.store.refusals import refusals


class Database:
    """The ways into one database.

    A thread uses one way at a time: a transaction inside a transaction would wait for itself until it is busy.
    ``patience_seconds`` bounds every wait for other writers, for locks and for a free connection.
    """

    def __init__(self, url: str, *, patience_seconds: float = 10.0):
        self._born_in = os.getpid()
        self._queue: WriterQueue | None = None
        address = _address(url)
        on_a_server = address.get_backend_name() != "sqlite"
        self._begin = POSTGRES_BEGIN if on_a_server else SQLITE_BEGIN
        if on_a_server:
            self._engine, readers = (
                postgres_engine(address, patience_seconds=patience_seconds, writing=writing)
                for writing in (True, False)
            )
        else:
            self._engine, readers = self._sqlite(address, patience_seconds)
        if begin := self._begin[True]:
            event.listen(self._engine, "begin", lambda begun: begun.exec_driver_sql(begin))
        self._writing, self._reading = (
            Pool(engine, patience_seconds=patience_seconds, ask_first=on_a_server) for engine in (self._engine, readers)
        )
        self._driver = self._engine.dialect.loaded_dbapi
        self._words = Words(self._engine.dialect)
        self._turn: Callable[[], AbstractContextManager[None]] = self._queue.turn if self._queue else nullcontext

    def transaction(self) -> AbstractContextManager[Connection]:
        """A write: committed when the block ends, rolled back when it raises."""
        return self._open(self._writing, self._turn(), self._begin[True])

    def reading(self) -> AbstractContextManager[Connection]:
        """A look at one state of the database, from the first statement to the end of the block; it may not write."""
        return self._open(self._reading, nullcontext(), self._begin[False])

    def looking(self) -> AbstractContextManager[Connection]:
        """A look in which each statement sees the newest state; it may not write either, and costs less."""
        return self._open(self._reading, nullcontext(), None)

    @contextmanager
    def rebuilding(self) -> Iterator[sqlalchemy.Connection]:
        """A write through SQLAlchemy itself, for work on the tables: slower, and equal to anything."""
        self._refuse_a_fork()
        with refusals(self._driver), self._turn(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close what is open; a transaction that is still under way ends first or fails."""
        self._reading.close()
        self._writing.close()
        if self._queue:
            self._queue.close()

    @contextmanager
    def _open(self, pool: Pool, turn: AbstractContextManager[None], begin: str | None) -> Iterator[Connection]:
        self._refuse_a_fork()
        with refusals(self._driver), turn:
            pooled = pool.take()
            driver = pooled.dbapi_connection
            assert driver is not None, "it has just been taken out of the pool"
            try:
                if begin is not None:
                    driver.cursor().execute(begin)
                yield Connection(driver, self._engine.dialect.name, self._words)
                driver.commit()
            except BaseException:
                self._roll_back(pool, pooled)
                raise
            pool.put_back(pooled)

    def _roll_back(self, pool: Pool, pooled: PoolProxiedConnection) -> None:
        try:
            pooled.rollback()
        except self._driver.Error:
            # It is cut off, and with it its transaction: the next who asks gets a new one.
            pool.drop(pooled)
        else:
            pool.put_back(pooled)

    def _sqlite(self, address: URL, patience_seconds: float) -> tuple[Engine, Engine]:
        path = Path(str(address.database)).absolute()
        engine, readers = (
            sqlite_engine(address, path=path, patience_seconds=patience_seconds, writing=writing)
            for writing in (True, False)
        )
        try:
            self._queue = WriterQueue(path.with_name(f"{path.name}-queue"), patience_seconds=patience_seconds)
            with refusals(engine.dialect.loaded_dbapi):
                sqlite_file(path, self._queue, patience_seconds=patience_seconds)
        except OSError as error:
            raise StoreError("unreachable") from error
        return engine, readers

    def _refuse_a_fork(self) -> None:
        # A child that goes on with its parent's connections ruins a SQLite file and garbles a talk with PostgreSQL, and
        # it would share its parent's place among the writers. It is an easy mistake (a server that loads, then forks).
        if os.getpid() != self._born_in:
            raise ConfigError("database.forked")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigError("database.url") from error
    in_a_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    if in_a_file or address.get_backend_name() == "postgresql":
        return address
    raise ConfigError("database.kind", kind=address.get_backend_name())
