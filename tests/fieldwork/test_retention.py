"""What ends on its day, and what is counted before it goes."""

from datetime import timedelta

import pytest
from scenes import SECRET, TODAY, person, stored

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork import resuming
from kapsurvey.fieldwork.retention import purge
from kapsurvey.store import queries

LAST_DAY = TODAY + timedelta(days=14)


def purged(database, today):
    with database.transaction() as connection:
        return dict(purge(connection, today=today))


def test_a_draft_lives_until_the_end_of_its_last_day(database, somebody):
    somebody.consent()
    assert purged(database, LAST_DAY) == {"drafts": 0, "resume_codes": 0, "receipts": 0, "staff_visits": 0}
    assert somebody.draft is not None
    assert purged(database, LAST_DAY + timedelta(days=1)) == {
        "drafts": 1,
        "resume_codes": 0,
        "receipts": 0,
        "staff_visits": 0,
    }
    assert somebody.draft is None


def test_with_a_draft_goes_the_code_that_opens_it(database, somebody):
    somebody.consent()
    with database.transaction() as connection:
        code = resuming.free_code(connection, SECRET, somebody.token, "a form")
        resuming.keep(connection, resuming.wrapped(SECRET, code, somebody.token, expires_on=LAST_DAY))
    assert purged(database, LAST_DAY + timedelta(days=1))["resume_codes"] == 1
    with pytest.raises(AccessError), database.reading() as connection:
        resuming.unwrapped(SECRET, code, resuming.found(connection, SECRET, code))


def test_receipts_go_and_interviews_stay(database, somebody, wave):
    somebody.everything()
    assert purged(database, LAST_DAY + timedelta(days=1))["receipts"] == 1
    assert somebody.receipt() is None and len(stored(database, wave)) == 1


def test_drafts_that_ran_out_leave_a_count_by_page_and_nothing_else(database, wave):
    for page in ("people", "opinions", "opinions"):
        person(database, wave).until(page)
    late = person(database, wave, today=TODAY + timedelta(days=5))
    late.until("opinions")
    purged(database, LAST_DAY + timedelta(days=1))
    purged(database, LAST_DAY + timedelta(days=1))
    with database.reading() as connection:
        assert queries.break_offs(connection, wave.id) == {"people": 1, "opinions": 2}
    purged(database, LAST_DAY + timedelta(days=6))
    with database.reading() as connection:
        assert queries.break_offs(connection, wave.id) == {"people": 1, "opinions": 3}
        assert queries.drafts_by_page(connection, wave.id) == {}
