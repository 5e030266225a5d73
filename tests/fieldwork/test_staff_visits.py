"""Visits of staff: how long they last, what ends them, what is kept of them."""

import pytest
from scenes import SECRET
from sqlalchemy import select

from kapsurvey.config import Config
from kapsurvey.errors import AccessError
from kapsurvey.fieldwork import staff, staff_visits
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.staff import Staff
from kapsurvey.store.tables import metadata

NOW = 1_800_000_000.0
MINUTE, HOUR, DAY = 60, 3600, 86400
CONFIG = Config(database="", secret=b"s" * 32)
ANA, BINH = Staff(7, "Ana", "enumerator"), Staff(8, "Binh", "researcher")


@pytest.fixture(params=[ANA, BINH], ids=lambda member: member.role)
def member(database, request):
    with database.transaction() as connection:
        staff.add(connection, SECRET, request.param)
    return request.param


def begun(database, member):
    with database.transaction() as connection:
        return staff_visits.begin(connection, member, staff_visits.limits_of(CONFIG, member.role), now=NOW)


def found(database, visit, now=NOW):
    with database.reading() as connection:
        return staff_visits.find(connection, CONFIG, visit, now=now)


def ended(database, visit, now=NOW):
    try:
        found(database, visit, now)
    except AccessError:
        return True
    return False


def test_a_visit_is_that_of_whoever_began_it(database, member):
    assert found(database, begun(database, member)) == member


def test_a_pause_too_long_ends_it(database, member):
    visit, limit = begun(database, member), 30 * MINUTE if member is BINH else 12 * HOUR
    assert not ended(database, visit, NOW + limit)
    assert ended(database, visit, NOW + limit + 1)
    assert not ended(database, visit.seen_at(NOW + limit), NOW + limit + 1)


def test_it_ends_however_often_it_is_used(database, member):
    limit = 12 * HOUR if member is BINH else 14 * DAY
    visit = begun(database, member).seen_at(NOW + limit)
    assert not ended(database, visit, NOW + limit)
    assert ended(database, visit.seen_at(NOW + limit + 1), NOW + limit + 1)


def test_signing_out_ends_this_visit_and_no_other(database, member):
    visit, other = begun(database, member), begun(database, member)
    with database.transaction() as connection:
        staff_visits.end(connection, visit)
    assert ended(database, visit) and not ended(database, other)


@pytest.mark.parametrize("act", [lambda c: staff.disable(c, 7), lambda c: staff.renew(c, SECRET, 7)])
def test_disabling_and_renewing_end_every_visit_at_once(database, act):
    with database.transaction() as connection:
        staff.add(connection, SECRET, ANA)
    visits = [begun(database, ANA) for _ in range(3)]
    with database.transaction() as connection:
        act(connection)
    assert all(ended(database, visit) for visit in visits)


def test_a_cookie_comes_back_as_the_visit_it_was(database, member):
    visit = begun(database, member)
    assert staff_visits.opened(SECRET, visit.signed(SECRET)) == visit


@pytest.mark.parametrize(
    "cookie", ["", ".", "...", "ă", "\ud800", "a.b.c.d", "0" * 10_000, "A" * 43 + ".1.1." + "0" * 64]
)
def test_a_cookie_that_we_have_not_signed_opens_nothing(cookie):
    with pytest.raises(AccessError):
        staff_visits.opened(SECRET, cookie)


def test_a_cookie_cannot_be_made_younger(database, member):
    visit = begun(database, member)
    token, began, seen, mark = visit.signed(SECRET).split(".")
    forged = [f"{token}.{began}.{int(seen) + 9}.{mark}", f"{token}.{int(began) + 9}.{seen}.{mark}"]
    for cookie in (*forged, visit.signed(Secret(b"another"))):
        with pytest.raises(AccessError):
            staff_visits.opened(SECRET, cookie)


def test_the_table_holds_a_hash_a_number_and_a_day(database, member):
    visit = begun(database, member)
    with database.reading() as connection:
        [row] = connection.rows(select(metadata.tables["staff_visits"]), {})
    assert len(row) == 3 and row[1] == member.number
    assert visit.token.encode() not in bytes(row[0]) and visit.token not in repr(visit)
