"""Connections that stay open, so many at most; the one used last is used next, while its memory is warm.

Closing the last connection to a SQLite file writes its log back, which costs and hides faults. SQLAlchemy opens each
connection; its own pools look after so much more that taking one out and putting it back costs as much as a statement.
"""

import math
import threading
import time
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.pool import PoolProxiedConnection

from kapsurvey.errors import StoreError

_MOST = 8
"""More than a process has threads that serve: none of them needs two connections of a kind at once."""
_SURELY_ALIVE_SECONDS = 1.0


class Pool:
    """The connections of one kind that a process has open.

    Who waits longer than ``patience_seconds`` for one is told that the database is busy.
    """

    def __init__(self, engine: Engine, *, patience_seconds: float, ask_first: bool):
        self._engine, self._patience_seconds = engine, patience_seconds
        self._ask_first = ask_first
        """Whether a connection that has lain idle may be dead: one that leads to a server."""
        self._places = threading.Semaphore(_MOST)
        self._idle: list[tuple[PoolProxiedConnection, float]] = []
        self._trusted_from = -math.inf
        self._closed = False

    def take(self) -> PoolProxiedConnection:
        """A connection, for one thread until it is put back or dropped.

        Raises StoreError("busy"), and what the driver raises where there is no way to the database.
        """
        if not self._places.acquire(timeout=self._patience_seconds):
            raise StoreError("busy")
        try:
            return self._kept() or self._engine.raw_connection()
        except BaseException:
            self._places.release()
            raise

    def _kept(self) -> PoolProxiedConnection | None:
        """The connection that was used last, of those that can be used."""
        with suppress(IndexError):
            while True:
                connection, since = self._idle.pop()
                if not self._ask_first or self._is_surely_alive(since) or self._answers(connection):
                    return connection
                connection.invalidate()
        return None

    def put_back(self, connection: PoolProxiedConnection) -> None:
        """Keep a connection, outside of any transaction, for whoever needs one next."""
        self._idle.append((connection, time.monotonic()))
        self._places.release()
        if self._closed:
            self.close()

    def drop(self, connection: PoolProxiedConnection) -> None:
        """Let go of a connection that cannot be used any more, and trust no other before it has answered."""
        self._trusted_from = time.monotonic()
        connection.invalidate()
        self._places.release()

    def close(self) -> None:
        """Close those that nobody uses, and the others as they are put back."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop()[0].close()

    def _is_surely_alive(self, since: float) -> bool:
        return since > self._trusted_from and time.monotonic() - since < _SURELY_ALIVE_SECONDS

    def _answers(self, connection: PoolProxiedConnection) -> bool:
        assert connection.dbapi_connection is not None, "it was put back as it was"
        with suppress(self._engine.dialect.loaded_dbapi.Error):
            return self._engine.dialect.do_ping(connection.dbapi_connection)
        return False
