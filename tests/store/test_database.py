"""The two ways into a database, and what they promise on both kinds."""

import json
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
import writers
from samples import DRIVER_ERRORS, EDITION, INTERVIEW, add_edition, stands

from kapsurvey.errors import ConfigError, StoreError
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.queue import WriterQueue
from kapsurvey.store.upgrading import upgrade

POOL = 8


def test_what_is_written_stands_when_the_block_has_ended(database, impatient):
    add_edition(database)
    assert stands(impatient)


def test_nothing_stands_of_a_block_that_raised(database):
    with pytest.raises(ZeroDivisionError), database.transaction() as connection:
        queries.add_edition(connection, EDITION.fingerprint, EDITION.study, EDITION.document)
        raise ZeroDivisionError
    assert not stands(database)


def test_a_transaction_is_possible_after_one_that_raised(database):
    for _ in range(2 * POOL):
        with pytest.raises(ZeroDivisionError), database.transaction():
            raise ZeroDivisionError
    add_edition(database)
    assert stands(database)


def test_nobody_sees_what_is_not_committed(database, impatient):
    with database.transaction() as connection:
        queries.add_edition(connection, EDITION.fingerprint, EDITION.study, EDITION.document)
        assert not stands(impatient)


def test_reading_sees_one_state_from_begin_to_end(database, impatient):
    with database.reading() as connection:
        assert queries.edition(connection, EDITION.fingerprint) is None
        add_edition(impatient)
        assert queries.edition(connection, EDITION.fingerprint) is None
    assert stands(database)


@pytest.mark.parametrize("way", ["reading", "looking"])
def test_who_reads_may_not_write(database, way):
    with pytest.raises(DRIVER_ERRORS), getattr(database, way)() as connection:
        queries.add_edition(connection, EDITION.fingerprint, EDITION.study, EDITION.document)
    assert not stands(database)
    add_edition(database)
    assert stands(database)


def test_reading_sees_one_state_and_looking_the_newest(database):
    seen = {}
    for way in ("reading", "looking"):
        fingerprint = f"{way:x<64}"
        with getattr(database, way)() as looking:
            assert queries.edition(looking, fingerprint) is None
            with database.transaction() as connection:
                queries.add_edition(connection, fingerprint, EDITION.study, EDITION.document)
            seen[way] = queries.edition(looking, fingerprint) is not None
    assert seen == {"reading": False, "looking": True}


def test_the_database_raises_errors_of_ours_unchanged(database):
    with pytest.raises(StoreError, match="of ours"), database.transaction():
        raise StoreError("of ours")


def test_every_pooled_connection_to_sqlite_has_its_pragmas(sqlite_database):
    with ExitStack() as stack:
        connections = [stack.enter_context(sqlite_database.reading()) for _ in range(POOL)]
        pragmas = [
            [connection.driver.execute(f"PRAGMA {name}").fetchone()[0] for connection in connections]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete", "cache_size")
        ]
        assert not any(c.driver.execute("PRAGMA trusted_schema").fetchone()[0] for c in connections)
    full = 2
    assert pragmas == [[value] * POOL for value in ("wal", full, 1, 10_000, 1, -500)]


def settings(connection, names):
    return tuple(connection.driver.execute(f"SHOW {name}").fetchone()[0] for name in names)


@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_pooled_connection_to_postgresql_has_its_settings(database):
    names = ("lock_timeout", "synchronous_commit", "transaction_isolation", "transaction_read_only")
    with ExitStack() as stack:
        readers = [stack.enter_context(database.reading()) for _ in range(POOL)]
        seen = {settings(reader, names) for reader in readers}
    assert seen == {("10s", "on", "repeatable read", "on")}
    with database.transaction() as writer:
        assert settings(writer, names) == ("10s", "on", "read committed", "off")


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_was_taken_back_is_overwritten_in_the_file(database, tmp_path):
    said = replace(INTERVIEW, document=json.dumps({"said": "a heron in the yard " * 1000}))
    with database.transaction() as connection:
        queries.add_interview(connection, said)
    file = tmp_path / "kapsurvey.sqlite"
    fold_in(file)
    assert b"a heron in the yard" in file.read_bytes()
    with database.transaction() as connection:
        queries.empty_interview(
            connection, said.id, old_hash=said.content_hash, outcome="refused", document="{}", content_hash=b"n" * 32
        )
    fold_in(file)
    assert b"heron" not in file.read_bytes()


def fold_in(file):
    """Have what the write-ahead log holds written into a database file."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0


def test_only_the_owner_may_open_the_files(sqlite_database, tmp_path):
    add_edition(sqlite_database)
    modes = {path.name: oct(path.stat().st_mode)[-3:] for path in tmp_path.glob("kapsurvey.sqlite*")}
    assert modes == dict.fromkeys([f"kapsurvey.sqlite{end}" for end in ("", "-wal", "-shm", "-queue")], "600")


def test_a_new_file_is_made_for_its_owner_alone(tmp_path):
    with closing(Database(f"sqlite:///{tmp_path}/new.sqlite")):
        assert oct((tmp_path / "new.sqlite").stat().st_mode)[-3:] == "600"


def test_connections_stay_open_between_transactions(sqlite_database, tmp_path):
    add_edition(sqlite_database)
    # Closing the last connection would have written the log back and removed it.
    assert (tmp_path / "kapsurvey.sqlite-wal").stat().st_size > 0


def test_a_transaction_holds_the_file_before_its_first_statement(sqlite_database, tmp_path):
    with (
        closing(sqlite3.connect(tmp_path / "kapsurvey.sqlite", isolation_level=None, timeout=0)) as stranger,
        sqlite_database.transaction(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        stranger.execute("BEGIN IMMEDIATE")


def test_writers_of_other_processes_are_kept_in_line_and_readers_are_not(sqlite_database, tmp_path):
    with closing(WriterQueue(tmp_path / "kapsurvey.sqlite-queue", patience_seconds=0.05)) as line:
        with sqlite_database.reading(), line.turn():
            assert not stands(sqlite_database)
        with sqlite_database.transaction(), pytest.raises(StoreError, match="busy"), line.turn():
            pytest.fail("had a turn")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/kapsurvey", "kapsurvey.sqlite"])
def test_a_url_that_names_no_database_of_ours_stops_the_start(url):
    with pytest.raises(ConfigError):
        Database(url)


def test_a_folder_name_may_hold_what_alembic_or_a_url_would_read(tmp_path):
    folder = tmp_path / "50 % of Maputo's = ü"
    folder.mkdir()
    with closing(Database(f"sqlite:///{folder}/kapsurvey.sqlite")) as database:
        upgrade(database)
        assert not stands(database)


def test_a_database_is_not_carried_into_a_forked_child(database_url):
    with writers.at_work(writers.use_after_a_fork, database_url) as writer:
        assert [writer.hear(), writer.hear()] == ["database.forked"] * 2
