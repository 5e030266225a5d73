"""Members of staff and their visits, on both kinds of database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from samples import DAY, STAFF, STAFF_VISIT

from kapsurvey.store import staff_queries

ENUMERATOR = replace(STAFF, number=12, role="enumerator", second_factor=None)


@pytest.fixture
def writing(database, researcher):
    """The connection of an open transaction, on a database with a researcher."""
    with database.transaction() as connection:
        yield connection


def test_a_number_is_given_once(writing):
    assert not staff_queries.add_staff(writing, replace(STAFF, name="Somebody else"))
    assert staff_queries.add_staff(writing, ENUMERATOR)
    assert staff_queries.all_staff(writing) == (STAFF, ENUMERATOR)
    assert staff_queries.staff(writing, 8) is None


def test_access_is_renewed_and_lets_in_whoever_was_disabled(writing):
    renewed = replace(STAFF, salt=b"other", password_hash=b"q" * 32, second_factor=b"another", last_step=0)
    staff_queries.set_last_step(writing, STAFF.number, 58_000_000)
    assert staff_queries.disable_staff(writing, STAFF.number)
    assert staff_queries.staff_for_update(writing, STAFF.number) == replace(STAFF, disabled=True, last_step=58_000_000)
    assert staff_queries.renew_staff(writing, renewed)
    assert staff_queries.staff(writing, STAFF.number) == renewed
    assert not staff_queries.disable_staff(writing, 8) and not staff_queries.renew_staff(writing, ENUMERATOR)


def test_the_last_step_is_kept(writing):
    assert staff_queries.set_last_step(writing, STAFF.number, 58_000_000)
    assert staff_queries.staff(writing, STAFF.number) == replace(STAFF, last_step=58_000_000)


def test_a_visit_is_found_until_its_last_day_and_until_its_owner_is_disabled(writing):
    staff_queries.add_staff_visit(writing, STAFF_VISIT)
    assert staff_queries.staff_of_visit(writing, STAFF_VISIT.visit, DAY) == STAFF
    assert staff_queries.staff_of_visit(writing, STAFF_VISIT.visit, DAY + timedelta(1)) is None
    assert staff_queries.staff_of_visit(writing, b"0" * 32, DAY) is None
    staff_queries.disable_staff(writing, STAFF.number)
    assert staff_queries.staff_of_visit(writing, STAFF_VISIT.visit, DAY) is None


def test_visits_end_one_by_one_and_all_at_once(writing):
    staff_queries.add_staff(writing, ENUMERATOR)
    rows = [replace(STAFF_VISIT, visit=bytes([number]) * 32) for number in range(3)]
    for row in [*rows, replace(STAFF_VISIT, number=ENUMERATOR.number)]:
        staff_queries.add_staff_visit(writing, row)
    assert staff_queries.delete_staff_visit(writing, rows[0].visit)
    assert not staff_queries.delete_staff_visit(writing, rows[0].visit)
    assert staff_queries.delete_staff_visits(writing, STAFF.number) == 2
    assert staff_queries.staff_of_visit(writing, STAFF_VISIT.visit, DAY) == ENUMERATOR
