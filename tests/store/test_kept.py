"""Connections rest between transactions: the one used last is used next, a broken one by nobody."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Engine, NullPool, create_engine

from kapsurvey.store.kept import Kept


@pytest.fixture
def engine(tmp_path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path}/any.sqlite", poolclass=NullPool)


@pytest.fixture
def kept(engine) -> Iterator[Kept]:
    with closing(Kept(engine, patience_seconds=0.05, is_cut=lambda _: False)) as kept:
        yield kept


def test_the_connection_used_last_is_used_next(kept):
    first, second = kept.take(), kept.take()
    kept.give_back(first)
    kept.give_back(second)
    assert [kept.take(), kept.take()] == [second, first]


def test_a_connection_found_broken_is_used_by_nobody(kept):
    broken = kept.take()
    broken.invalidate()
    kept.give_back(broken)
    assert kept.take().is_valid


def test_connections_cut_while_they_rested_are_passed_over(engine):
    cut = []
    with closing(Kept(engine, patience_seconds=0.05, is_cut=cut.__contains__)) as kept:
        resting = [kept.take(), kept.take()]
        cut += [connection.dbapi_connection for connection in resting]
        for connection in resting:
            kept.give_back(connection)
        assert kept.take() not in resting
        assert not any(connection.is_valid for connection in resting)


def test_closing_closes_what_rests(kept):
    connection = kept.take()
    driver = connection.dbapi_connection
    kept.give_back(connection)
    kept.close()
    with pytest.raises(sqlite3.ProgrammingError):
        driver.execute("SELECT 1")
