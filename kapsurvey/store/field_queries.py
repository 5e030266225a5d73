"""Every statement about what enumerators bring, a function each, which takes an open transaction first."""

from collections.abc import Sequence

from sqlalchemy import Table

from kapsurvey.store import statements, tables
from kapsurvey.store.asking import every
from kapsurvey.store.connection import Connection, Statement
from kapsurvey.store.rows import AttemptRow, DeviceRow, InterviewRow


def add_interviews(connection: Connection, rows: Sequence[InterviewRow]) -> int:
    """Keep several interviews, except those whose ids stand; how many were new."""
    return _add(connection, tables.interviews, rows)


def add_attempts(connection: Connection, rows: Sequence[AttemptRow]) -> int:
    """Keep several attempts, except those whose ids stand; how many were new."""
    return _add(connection, tables.attempts, rows)


def interview_hash(connection: Connection, interview_id: bytes) -> bytes | None:
    """What tells the content of a stored interview from another."""
    return _hash(connection, statements.INTERVIEW_HASH, interview_id)


def attempt_hash(connection: Connection, attempt_id: bytes) -> bytes | None:
    """What tells the content of a stored attempt from another."""
    return _hash(connection, statements.ATTEMPT_HASH, attempt_id)


def attempts(connection: Connection, wave_id: bytes) -> tuple[AttemptRow, ...]:
    """The attempts of a wave that led to no interview, in the order of their ids."""
    return tuple(every(connection, statements.ATTEMPTS, AttemptRow, key=wave_id))


def work(connection: Connection, enumerator: int) -> dict[str, int]:
    """How many ``interviews`` and ``attempts`` of an enumerator are stored."""
    return {of: int(n) for of, n in connection.rows(statements.WORK, {"key": enumerator})}


def hear_of_device(connection: Connection, row: DeviceRow) -> None:
    """Keep what a device says of itself; an older message that comes late changes nothing."""
    connection.run(statements.hear_of_device(connection.kind), vars(row))


def devices(connection: Connection, enumerator: int) -> tuple[DeviceRow, ...]:
    """The devices that an enumerator was heard of on."""
    return tuple(every(connection, statements.DEVICES, DeviceRow, key=enumerator))


def _add(connection: Connection, table: Table, rows: Sequence[InterviewRow] | Sequence[AttemptRow]) -> int:
    statement = statements.unless_there(table, connection.kind)
    if len(rows) == 1:
        return connection.run(statement, vars(rows[0]))
    return connection.run_for_each(statement, map(vars, rows)) if rows else 0


def _hash(connection: Connection, statement: Statement, key: bytes) -> bytes | None:
    rows = connection.rows(statement, {"key": key})
    return bytes(rows[0][0]) if rows else None
