"""What becomes of a refusal: three kinds have a name, and none shows what was to be stored."""

import logging
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import replace

import pytest
from samples import DRAFT, DRIVER_ERRORS, EDITION, INTEGRITY_ERRORS, INTERVIEW, add_edition, stands

from kapsurvey.errors import StoreError
from kapsurvey.store import queries
from kapsurvey.store.database import Database

POOL = 8
# Written so that PostgreSQL itself raises the error of that state.
RAISE = "DO $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{}'; END $$"
ON_POSTGRES = pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])


@pytest.mark.usefixtures("draft")
def test_a_draft_that_stays_taken_is_busy(database, impatient):
    with (
        database.transaction() as holding,
        pytest.raises(StoreError, match="busy"),
    ):
        queries.draft_for_update(holding, DRAFT.id)
        with impatient.transaction() as waiting:
            queries.draft_for_update(waiting, DRAFT.id)
    with impatient.transaction() as waiting:
        assert queries.draft_for_update(waiting, DRAFT.id) == DRAFT


def test_a_writer_that_does_not_stand_in_line_makes_the_file_busy(sqlite_database_url, tmp_path):
    with (
        closing(Database(sqlite_database_url, patience_seconds=0.2)) as impatient,
        closing(sqlite3.connect(tmp_path / "kapsurvey.sqlite", isolation_level=None)) as stranger,
    ):
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="busy"):
            add_edition(impatient)
        stranger.execute("ROLLBACK")
        add_edition(impatient)
        assert stands(impatient)


def test_more_readers_than_connections_are_busy(impatient):
    with ExitStack() as stack:
        for _ in range(POOL):
            stack.enter_context(impatient.reading())
        with pytest.raises(StoreError, match="busy"):
            stack.enter_context(impatient.reading())
    assert not stands(impatient)


@pytest.mark.usefixtures("wave")
@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_full_disk_is_told_and_takes_up_again_when_there_is_room(database):
    large = replace(INTERVIEW, document="x" * 1_000_000)
    with database.transaction() as connection:
        pages = connection.driver.execute("PRAGMA page_count").fetchone()[0]
        connection.driver.execute(f"PRAGMA max_page_count={pages + 3}")
    with pytest.raises(StoreError, match="full"), database.transaction() as connection:
        queries.add_interview(connection, large)
    with database.transaction() as connection:
        assert queries.interview(connection, large.id) is None
        connection.driver.execute("PRAGMA max_page_count=1000000")
        assert queries.add_interview(connection, large)
    with database.reading() as connection:
        assert queries.interview(connection, large.id) == large


@ON_POSTGRES
@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("40001", "busy"),
        ("40P01", "busy"),
        ("53300", "busy"),
        ("55P03", "busy"),
        ("53100", "full"),
        ("57P01", "unreachable"),
        ("57P02", "unreachable"),
        ("57P03", "unreachable"),
        ("08006", "unreachable"),
    ],
)
def test_what_postgresql_refuses_for_now_has_a_name(database, state, code):
    with pytest.raises(StoreError, match=code), database.transaction() as connection:
        connection.driver.execute(RAISE.format(state))


@ON_POSTGRES
def test_what_postgresql_refuses_for_good_goes_through_as_it_is(database):
    with pytest.raises(DRIVER_ERRORS), database.transaction() as connection:
        connection.driver.execute(RAISE.format("22012"))


@ON_POSTGRES
def test_a_connection_cut_within_a_transaction_is_unreachable_and_the_next_one_works(database, impatient):
    with pytest.raises(StoreError, match="unreachable"), database.transaction() as connection:
        queries.add_edition(connection, EDITION.fingerprint, EDITION.study, EDITION.document)
        [backend] = connection.driver.execute("SELECT pg_backend_pid()").fetchone()
        with impatient.transaction() as other:
            other.driver.execute(f"SELECT pg_terminate_backend({backend}, 5000)")
        queries.edition(connection, EDITION.fingerprint)
    assert not stands(database)


@ON_POSTGRES
def test_a_connection_cut_while_it_rests_is_noticed_by_nobody(database, impatient):
    add_edition(database)
    with impatient.transaction() as other:
        others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        other.driver.execute(f"{others} AND datname = current_database()")
    assert stands(database)


@pytest.mark.postgres
def test_a_postgresql_server_that_is_not_there_is_unreachable(postgres_server, tmp_path):
    with (
        closing(Database(f"postgresql://nobody@/nothing?host={tmp_path}")) as database,
        pytest.raises(StoreError, match="unreachable"),
        database.reading(),
    ):
        pytest.fail("entered")


def test_a_file_in_a_folder_that_is_not_there_is_unreachable(tmp_path):
    with pytest.raises(StoreError, match="unreachable"):
        Database(f"sqlite:///{tmp_path}/missing/kapsurvey.sqlite")


@pytest.mark.usefixtures("wave")
def test_neither_a_refusal_nor_the_log_shows_what_was_to_be_stored(database_url, caplog):
    secret = "người hàng xóm của tôi"
    row = replace(INTERVIEW, document=secret, outcome=secret)
    with (
        caplog.at_level(logging.DEBUG),
        closing(Database(database_url)) as database,
        pytest.raises(INTEGRITY_ERRORS) as refusal,
        database.transaction() as connection,
    ):
        queries.add_interview(connection, row)
    error: BaseException | None = refusal.value
    while error:
        assert secret not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
    assert secret not in caplog.text
