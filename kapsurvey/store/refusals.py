"""Turns what a database refuses for now into our errors: busy, full, unreachable. The rest goes through as it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError

from kapsurvey.errors import StoreError

_SQLITE = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
    sqlite3.SQLITE_IOERR: "unreachable",
    # The shared memory beside the file could not grow: on a full disk this comes before SQLITE_FULL.
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",
}

_POSTGRES = {
    "40001": "busy",  # serialization failure
    "40P01": "busy",  # deadlock detected
    "53300": "busy",  # too many connections
    "55P03": "busy",  # lock not available in time
    "53100": "full",  # disk full
    "57P01": "unreachable",  # shut down by its administrator
    "57P02": "unreachable",  # shut down by a crash
    "57P03": "unreachable",  # starting or stopping
}


@contextmanager
def refusals(driver: DBAPIModule) -> Iterator[None]:
    """Name what the database refuses inside the block, whether its driver says so or SQLAlchemy for it."""
    try:
        yield
    except (driver.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        _leave_out_the_row(error, cause)
        code = _named(cause, driver)
        if code is None:
            raise
        raise StoreError(code) from error


def _named(cause: BaseException | None, driver: DBAPIModule) -> str | None:
    if isinstance(cause, sqlite3.Error):
        # SQLite's longer codes keep the short one in their lowest byte. Errors of the Python module itself have none.
        code = getattr(cause, "sqlite_errorcode", 0)
        return _SQLITE.get(code, _SQLITE.get(code & 0xFF))
    # Asked by attribute, as psycopg need not be installed where SQLite serves.
    state = getattr(cause, "sqlstate", None)
    if state is None or state.startswith("08"):
        return "unreachable" if isinstance(cause, driver.OperationalError) else None
    return _POSTGRES.get(state)


def _leave_out_the_row(*errors: BaseException | None) -> None:
    # PostgreSQL quotes the whole refused row in the details of its message, answers and all, and messages end in logs.
    primary = getattr(getattr(errors[-1], "diag", None), "message_primary", None)
    for error in errors:
        if primary is not None and error is not None:
            error.args = (primary,)
