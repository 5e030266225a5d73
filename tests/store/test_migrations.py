"""The versions lead to exactly the tables of tables.py, at once or not at all."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
import writers
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from samples import CONFLICT, DRAFT, INTEGRITY_ERRORS, INTERVIEW, OF_ALL_TABLES, WAVE
from sqlalchemy import Connection, insert, inspect
from sqlalchemy.exc import DBAPIError

from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.tables import metadata
from kapsurvey.store.upgrading import migrations, upgrade

DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%%' AND sql IS NOT NULL",
    "postgresql": """
    SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
    UNION ALL SELECT indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL SELECT table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length, is_nullable)
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    UNION ALL SELECT relname, array_to_string(reloptions, ' ') FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
    """,
}


@pytest.fixture
def bare_url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[str]:
    """Where a database without tables is found; once for each kind."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/bare.sqlite"
    else:
        server = request.getfixturevalue("postgres_server")
        with server.database() as name:
            yield server.url(name)


@pytest.fixture
def bare(bare_url: str) -> Iterator[Database]:
    """A database without tables."""
    with closing(Database(bare_url)) as database:
        yield database


def definitions(database: Database) -> dict[str, list[str]]:
    """Every table, constraint and index as the database itself describes it, whatever the order of its parts.

    SQLite writes a table's name in quotes once the table was renamed, which it is when it was copied.
    """
    with database.rebuilding() as connection:
        listed = connection.exec_driver_sql(DEFINITIONS[connection.dialect.name])
        return {
            name: sorted(line.strip(" \t,") for line in text.replace('"', "").splitlines()) for name, text in listed
        }


def test_migrations_leave_nothing_for_alembic_to_change(database):
    with database.rebuilding() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_define_what_the_tables_say_to_the_letter(database, bare):
    with bare.rebuilding() as connection:
        metadata.create_all(connection)
    assert definitions(database) == definitions(bare)


def test_a_second_upgrade_changes_nothing(database):
    before = definitions(database)
    upgrade(database)
    assert definitions(database) == before


def test_there_is_one_newest_version(sqlite_database):
    with sqlite_database.rebuilding() as connection:
        assert len(ScriptDirectory.from_config(migrations(connection)).get_heads()) == 1


def test_two_processes_that_upgrade_at_once_both_find_the_tables(bare_url, bare):
    with ExitStack() as stack:
        upgraders = [stack.enter_context(writers.at_work(writers.upgrade, bare_url)) for _ in range(2)]
        assert [upgrader.hear() for upgrader in upgraders] == ["ready"] * 2
        for upgrader in upgraders:
            upgrader.line.send("go")
        assert [upgrader.hear() for upgrader in upgraders] == ["upgraded"] * 2
    with bare.rebuilding() as connection:
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_an_upgrade_that_fails_at_its_last_table_leaves_none_of_the_others(bare):
    with bare.rebuilding() as connection:
        connection.exec_driver_sql("CREATE TABLE conflicts (by_somebody_else INTEGER)")
    with pytest.raises(DBAPIError):
        upgrade(bare)
    with bare.rebuilding() as connection:
        assert inspect(connection).get_table_names() == ["conflicts"]


def test_rows_of_the_first_version_are_there_after_the_newest(bare):
    """A server in the field is brought up to date with interviews, receipts and conflicts in it."""
    with bare.rebuilding() as connection:
        command.upgrade(migrations(connection), "0001")
        for name in ("editions", "waves", "drafts", "interviews", "receipts", "conflicts", "break_offs"):
            _insert_as_it_was(connection, name)
    upgrade(bare)
    with bare.transaction() as connection:
        before_enumerators = replace(INTERVIEW, site=None, enumerator=None, hand_over=None)
        assert list(queries.interviews(connection, WAVE.id)) == [before_enumerators]
        assert queries.conflicts(connection, WAVE.id) == (CONFLICT,)
        assert queries.draft(connection, DRAFT.id) == DRAFT
        assert queries.add_conflict(connection, replace(CONFLICT, id=b"2" * 16, wave_id=None))
    with pytest.raises(INTEGRITY_ERRORS), bare.transaction() as connection:
        queries.add_interview(connection, replace(INTERVIEW, id=b"2" * 16, outcome="who knows"))


def _insert_as_it_was(connection: Connection, name: str) -> None:
    """A row of the first version: of its columns, those that the table has by now."""
    there = {column["name"] for column in inspect(connection).get_columns(name)}
    row = {column: value for column, value in vars(OF_ALL_TABLES[name]).items() if column in there}
    connection.execute(insert(metadata.tables[name]), row)
