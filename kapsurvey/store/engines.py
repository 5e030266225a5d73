"""How each kind of database is spoken to: connections that may write or only read, transactions as we mean them."""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from kapsurvey.store.queue import WriterQueue

_CACHE_KILOBYTES = 500
# As psycopg counts its levels; it need not be installed where SQLite serves.
_READ_COMMITTED = 2
_HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
"""Hosts on this machine; beside them, paths of sockets."""


def sqlite_engine(address: URL, *, path: Path, patience_seconds: float, writing: bool) -> Engine:
    """An engine on a SQLite file, whose connections either may write or only read.

    To give a connection the right anew for each transaction would have SQLite forget, and prepare again, every
    statement that it holds.
    """

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # Python's module must open no transaction of its own: it would begin it late, as a reader, and two such
        # transactions that read, think and write lose updates without a word.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={round(patience_seconds * 1000)}")
        right = f"query_only={'OFF' if writing else 'ON'}"
        # What is deleted is overwritten, whatever the library was built with.
        deleted = "secure_delete=ON"
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", deleted, right):
            cursor.execute(f"PRAGMA {pragma}")
        # In kilobytes, each connection for itself: whenever another one has written, it has to read anew anyway.
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_KILOBYTES}")
        cursor.close()

    engine = create_engine(
        address.set(database=str(path)),
        hide_parameters=True,
        # Values by name, as psycopg takes them.
        paramstyle="named",
        poolclass=NullPool,
    )
    event.listen(engine, "connect", prepare)
    return engine


SQLITE_BEGIN: Mapping[bool, str | None] = {True: "BEGIN IMMEDIATE", False: "BEGIN"}
"""Whether a transaction writes -> what begins it: one that writes as the only one that does."""


def sqlite_file(path: Path, queue: WriterQueue, *, patience_seconds: float) -> None:
    """Make the file for its owner alone, with a write-ahead log from the start."""
    # Only ever opened when new: closing a database file drops the locks that SQLite holds on it in this process.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path, timeout=patience_seconds)) as connection:
        # Two processes that change the mode at once refuse each other without waiting; in line they do not.
        if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            with queue.turn():
                connection.execute("PRAGMA journal_mode=WAL")


def postgres_engine(address: URL, *, patience_seconds: float, writing: bool) -> Engine:
    """An engine on a PostgreSQL server, through psycopg 3, whose connections either may write or only read.

    To another machine nothing goes in the clear.
    """

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        if writing:
            connection.isolation_level, connection.read_only = _READ_COMMITTED, False
        else:
            # Who reads says where a transaction begins, and need not where one statement is all.
            connection.autocommit = True

    limits = f"-c lock_timeout={round(patience_seconds * 1000)} -c synchronous_commit=on"
    right = f"-c default_transaction_read_only={'off' if writing else 'on'}"
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        poolclass=NullPool,
        connect_args={
            "connect_timeout": max(2, round(patience_seconds)),
            "options": f"{limits} {right}",
            **_encryption(address),
        },
    )
    event.listen(engine, "connect", prepare)
    return engine


POSTGRES_BEGIN: Mapping[bool, str | None] = {True: None, False: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""The same: one that writes is begun by psycopg, with its first statement."""


def _encryption(address: URL) -> Mapping[str, str]:
    """What psycopg is told of encryption, where nobody has chosen and the address leads to another machine.

    Left alone it goes on in the clear where a server offers nothing else. To know the right server from a wrong one
    takes a certificate, which the address names: ``?sslmode=verify-full&sslrootcert=...``.
    """
    said = [address.host or "", *(os.environ.get(name, "") for name in ("PGHOST", "PGHOSTADDR"))]
    for name in ("host", "hostaddr"):
        said += address.normalized_query.get(name, ())
    hosts = {host for one in said for host in one.split(",")}
    # A service of libpq's own file may lead anywhere.
    elsewhere = "service" in address.query or any(not host.startswith("/") for host in hosts - _HERE)
    chosen = "sslmode" in address.query or "PGSSLMODE" in os.environ
    return {"sslmode": "require"} if elsewhere and not chosen else {}
