"""Connections that are kept open between transactions; the one used last is used next, while its memory is warm.

SQLAlchemy's pool would do: it takes 35 microseconds of a transaction in a busy server for what it asks and notes each
time, of a page's 700 one in twenty.
"""

import threading
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import PoolProxiedConnection

from kapsurvey.errors import StoreError

# Connections a process keeps: one for each thread that serves, as none needs two at once.
MOST = 8


class Kept:
    """The connections that an engine has opened and that rest until they are needed again."""

    def __init__(self, engine: Engine, *, patience_seconds: float, is_cut: Callable[[DBAPIConnection], bool]):
        self._engine, self._is_cut = engine, is_cut
        self._patience_seconds = patience_seconds
        self._places = threading.BoundedSemaphore(MOST)
        self._resting: list[PoolProxiedConnection] = []

    def take(self) -> PoolProxiedConnection:
        """One that rests, or a new one.

        Raises StoreError("busy") where all are in use for longer than ``patience_seconds``.
        """
        if not self._places.acquire(timeout=self._patience_seconds):
            raise StoreError("busy")
        try:
            return self._rested() or self._engine.raw_connection()
        except BaseException:
            self._places.release()
            raise

    def give_back(self, connection: PoolProxiedConnection) -> None:
        """Let a connection rest whose transaction has ended; one that was found broken is forgotten."""
        if connection.is_valid:
            self._resting.append(connection)
        self._places.release()

    def close(self) -> None:
        """Close those that rest."""
        while self._resting:
            self._resting.pop().close()

    def _rested(self) -> PoolProxiedConnection | None:
        # Of two threads that look at once, both may have seen the last one.
        try:
            while True:
                connection = self._resting.pop()
                driver = connection.dbapi_connection
                if driver is not None and not self._is_cut(driver):
                    return connection
                connection.invalidate()
        except IndexError:
            return None
