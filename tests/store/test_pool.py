"""Connections that stay open, and what becomes of those that died meanwhile."""

import time
from contextlib import ExitStack

import pytest
from samples import add_edition, stands

from kapsurvey.errors import StoreError

pytestmark = pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)])
SESSION, END = "SELECT pg_backend_pid()", "SELECT pg_terminate_backend(%s, 5000)"


def sessions(database, n):
    """What the server calls the sessions of so many readers at once, whose connections are kept."""
    with ExitStack() as stack:
        readers = [stack.enter_context(database.reading()) for _ in range(n)]
        return [reader.driver.execute(SESSION).fetchone()[0] for reader in readers]


def end(database, ended):
    """End sessions from the server's side, and wait until they have ended."""
    with database.transaction() as connection:
        for session in ended:
            assert connection.driver.execute(END, [session]).fetchone() == (True,)


def test_a_connection_is_used_again(database):
    assert sessions(database, 1) == sessions(database, 1)


def test_one_that_has_lain_idle_is_asked_first_whether_it_is_alive(database):
    add_edition(database)
    end(database, sessions(database, 3))
    time.sleep(1.1)
    assert all(stands(database) for _ in range(3))


def test_of_those_just_used_one_fails_and_the_others_are_not_trusted_any_more(database):
    add_edition(database)
    end(database, sessions(database, 3))
    with pytest.raises(StoreError, match="unreachable"):
        stands(database)
    assert all(stands(database) for _ in range(3))
