"""How a statement is asked and its rows are read: what every function of queries is made of."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Table

from kapsurvey.store import statements
from kapsurvey.store.connection import Connection, Statement

Row = TypeVar("Row")


def one(connection: Connection, statement: Statement, row_of: Callable[..., Row], key: object) -> Row | None:
    """The row that a statement finds for its key."""
    rows = connection.rows(statement, {"key": key})
    return row_of(*rows[0]) if rows else None


def every(connection: Connection, statement: Statement, row_of: Callable[..., Row], **values: object) -> list[Row]:
    """Every row that a statement finds."""
    return [row_of(*row) for row in connection.rows(statement, values)]


def counts(connection: Connection, statement: Statement, wave_id: bytes) -> dict[str, int]:
    """The numbers that a statement finds, by name."""
    return {str(name): int(n) for name, n in connection.rows(statement, {"key": wave_id})}


def add(connection: Connection, table: Table, row: object) -> bool:
    """Add a row unless its key is there; whether it is new."""
    return connection.run(statements.unless_there(table, connection.kind), vars(row)) == 1


def changed(connection: Connection, statement: Statement, **values: object) -> bool:
    """Run a statement that changes one row; whether there was one."""
    return connection.run(statement, values) == 1
