"""Items of a device: stored once, refused alone, kept for review where they cannot stand."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from definitions import FIELDWORK, every_type_in, study_in
from devices import Device, device, handed_in, seal
from scenes import CALM, PRIVATE, TODAY, opened, stored, stored_as_is

from kapsurvey.fieldwork.bundles import Taken
from kapsurvey.fieldwork.sealing import interview_id_of, new_token
from kapsurvey.fieldwork.study_keys import unseal
from kapsurvey.fieldwork.sync import Work, work_of
from kapsurvey.store import field_queries, queries
from kapsurvey.store.rows import DeviceRow


@pytest.fixture
def phone(database, wave) -> Device:
    """The device of enumerator 7."""
    return device(database, wave)


def reasons(database, wave):
    """Why items are kept for review, with the names that the reasons are about."""
    with database.reading() as connection:
        rows = queries.conflicts(connection, wave.id)
    kept = [json.loads(row.document) for row in rows]
    return sorted((one["reason"], tuple(one["names"])) for one in kept)


def test_an_interview_is_stored_with_its_enumerator_and_acknowledged(database, wave, phone):
    content = phone.interview()
    item = phone.seal(content)
    assert handed_in(database, [item]) == (Taken(item.id, "stored", item.receipt),)
    (row,) = stored(database, wave)
    assert (row.id, row.mode, row.outcome) == (interview_id_of(content["token"]), "assisted", "complete")
    assert (row.enumerator, row.site, row.hand_over, row.finished_on) == (7, None, None, TODAY)
    answers = json.loads(row.document)["answers"]
    assert (answers["AGE"], answers["OFFERED"], answers["REMARKS"]) == (40, [6], "none")


def test_what_is_stored_shows_nothing_that_is_sealed(database, wave, phone):
    handed_in(database, [phone.seal(phone.interview())])
    (row,) = stored_as_is(database, wave)
    assert set(json.loads(row.document)["answers"]) == {
        "CONSENT", "AGE", "KNOWN", "TALKED", "HARM", "GIFT", "YEARS", "SINCE"
    }  # fmt: skip


def test_an_attempt_is_counted_and_nothing_else_is_known_of_it(database, wave, phone):
    item = phone.seal(phone.attempt("not_at_home"))
    assert [taken.result for taken in handed_in(database, [item])] == ["stored"]
    with database.reading() as connection:
        (row,) = field_queries.attempts(connection, wave.id)
    assert (row.outcome, row.enumerator, row.site, row.happened_on) == ("not_at_home", 7, None, TODAY)


def test_refusing_leaves_the_outcome_alone(database, wave, phone):
    item = phone.seal(phone.interview({"consent": {"CONSENT": "2"}}))
    assert [taken.result for taken in handed_in(database, [item])] == ["stored"]
    (row,) = stored_as_is(database, wave)
    assert (row.outcome, row.document) == ("refused", "{}")


@pytest.mark.parametrize("page", [page for page in CALM if page != "last"])
def test_an_interview_that_ends_on_any_page_is_taken(database, wave, phone, page):
    until = dict(list(CALM.items())[: list(CALM).index(page) + 1])
    item = phone.seal(phone.interview(until))
    assert [taken.result for taken in handed_in(database, [item])] == ["stored"], reasons(database, wave)


def test_the_same_item_again_changes_nothing_and_gets_the_same_receipt(database, wave, phone):
    items = [phone.seal(phone.interview()), phone.seal(phone.attempt())]
    first = handed_in(database, items)
    before = stored_as_is(database, wave)
    assert handed_in(database, [*reversed(items), *items], today=TODAY + timedelta(3)) == (*reversed(first), *first)
    assert stored_as_is(database, wave) == before and reasons(database, wave) == []


def test_what_was_sealed_a_second_time_is_still_the_same_interview(database, wave, phone):
    content = phone.interview()
    first, second = phone.seal(content), phone.seal(content)
    assert [taken.result for taken in handed_in(database, [first, second])] == ["stored"] * 2
    assert len(stored(database, wave)) == 1 and reasons(database, wave) == []


@pytest.mark.parametrize("together", [True, False])
def test_other_content_under_the_same_id_is_kept_whole_and_nothing_is_lost(database, wave, phone, together):
    token = new_token()
    one = phone.seal(phone.interview(token=token))
    other = phone.seal(phone.interview({**CALM, "people": {"AGE": "41"}}, token=token))
    results = (
        handed_in(database, [one, other]) if together else handed_in(database, [one]) + handed_in(database, [other])
    )
    assert [(taken.result, taken.reason) for taken in results] == [("stored", None), ("conflict", "again")]
    assert results[1].receipt == other.receipt, "it is kept, so the device may forget it"
    assert handed_in(database, [other])[0].result == "conflict"
    with database.reading() as connection:
        (kept,) = queries.conflicts(connection, wave.id)
    document = json.loads(kept.document)
    assert set(document) == {"reason", "names", "enumerator", "envelope"} and document["reason"] == "again"
    assert json.loads(unseal([PRIVATE], document["envelope"]))["document"]["answers"]["AGE"] == 41
    assert [json.loads(row.document)["answers"]["AGE"] for row in stored(database, wave)] == [40]


def test_two_attempts_under_one_id_are_kept_both(database, wave, phone):
    content = phone.attempt("refused")
    handed_in(database, [seal(phone.key, content)])
    again = handed_in(database, [seal(phone.key, {**content, "outcome": "unable"})])
    assert [(taken.result, taken.reason) for taken in again] == [("conflict", "again")]


def test_an_item_of_somebody_else_is_left_alone(database, wave, phone):
    item = phone.seal(phone.interview())
    assert handed_in(database, [item], enumerator=8) == (Taken(item.id, "other"),)
    assert stored(database, wave) == [] and reasons(database, wave) == []


def test_a_researcher_hands_in_for_anybody(database, wave, phone):
    other = device(database, wave, enumerator=8)
    items = [phone.seal(phone.interview()), other.seal(other.interview())]
    assert [taken.result for taken in handed_in(database, items, enumerator=None)] == ["stored"] * 2
    assert {row.enumerator for row in stored(database, wave)} == {7, 8}


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_ten_years_off_loses_nothing_and_the_day_of_arrival_counts(database, wave, phone, years):
    phone.today = TODAY.replace(year=TODAY.year + years)
    items = [phone.seal(phone.interview()), phone.seal(phone.attempt())]
    assert [taken.result for taken in handed_in(database, items)] == ["stored"] * 2
    assert [taken.result for taken in handed_in(database, items, today=TODAY + timedelta(1))] == ["stored"] * 2
    (row,) = stored_as_is(database, wave)
    assert row.finished_on == TODAY
    assert json.loads(row.document)["today"] == phone.today.isoformat(), "conditions were decided with that day"


def test_the_day_of_an_interview_is_that_of_the_device_if_it_can_be(database, wave, phone):
    handed_in(database, [phone.seal(phone.interview())], today=TODAY + timedelta(6))
    (row,) = stored_as_is(database, wave)
    assert row.finished_on == TODAY and "today" not in json.loads(row.document)


def test_a_wave_that_has_closed_still_takes_what_was_collected(database, wave, phone):
    with database.transaction() as connection:
        queries.set_wave_state(connection, wave.id, "closed", TODAY)
    assert [taken.result for taken in handed_in(database, [phone.seal(phone.interview())])] == ["stored"]


def test_a_wave_that_moved_on_takes_what_was_asked_before(database, wave, phone, study):
    item = phone.seal(phone.interview())
    newer = opened(
        database, replace(study, questionnaire=replace(study.questionnaire, title="New")), name="2", link="b"
    )
    with database.rebuilding() as connection:
        connection.exec_driver_sql(f"UPDATE waves SET fingerprint = '{newer.fingerprint}' WHERE link = 'village'")
    assert [taken.result for taken in handed_in(database, [item])] == ["stored"]
    (row,) = stored_as_is(database, wave)
    assert row.fingerprint == wave.fingerprint != newer.fingerprint


def test_an_edition_of_another_study_is_no_edition_of_this_wave(database, wave, phone, tmp_path):
    town = opened(database, every_type_in(tmp_path / "town"), name="town", link="town")
    item = phone.seal(phone.interview(fingerprint=town.fingerprint))
    assert [(taken.result, taken.reason) for taken in handed_in(database, [item])] == [("conflict", "edition")]


def test_what_names_no_known_wave_stays_under_its_seal_and_is_not_lost(database, wave, phone):
    item = phone.seal(phone.interview(wave="0" * 32))
    assert handed_in(database, [item]) == (Taken(item.id, "conflict", item.receipt, "wave"),)
    with database.reading() as connection:
        (row,) = queries.conflicts_of_no_wave(connection)
    kept = json.loads(row.document)
    assert (kept["id"], kept["reason"]) == (item.id, "wave")
    line = json.dumps({"id": kept["id"], "sealed": kept["sealed"]}).encode()
    assert handed_in(database, line)[0].receipt == item.receipt, "it can be handed in again"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "coupon"}, "shape"),
        ({"wave": "here"}, "shape"),
        ({"enumerator": "7"}, "shape"),
        ({"enumerator": True}, "shape"),
        ({"enumerator": 2**31}, "shape"),
        ({"sequence": -1}, "shape"),
        ({"device": "<script>"}, "shape"),
        ({"date": "1 March"}, "shape"),
        ({"date": "+275760-09-13"}, "shape"),
        ({"mode": "self"}, "shape"),
        ({"hand_over": "perhaps"}, "shape"),
        ({"outcome": "unknown"}, "shape"),
        ({"document": []}, "shape"),
        ({"more": 1}, "shape"),
        ({"language": "km"}, "language"),
        ({"site": "nowhere"}, "site"),
        ({"outcome": "refused"}, "outcome"),
        ({"fingerprint": "0" * 64}, "edition"),
    ],
)
def test_what_opens_and_cannot_stand_is_kept_for_review_with_its_reason(database, wave, phone, changes, reason):
    item = phone.seal(phone.interview(**changes))
    good = phone.seal(phone.interview())
    taken = handed_in(database, [item, good])
    assert [(one.result, one.reason) for one in taken] == [("conflict", reason), ("stored", None)]
    assert taken[0].receipt == item.receipt
    assert len(stored(database, wave)) == 1
    assert handed_in(database, [item]) == taken[:1]


def test_a_site_is_one_of_the_wave(database, tmp_path):
    sites = "sites: [{name: market, label: The market}, {name: church, label: The church}]\n"
    wave = opened(database, study_in(tmp_path / "questionnaires", fieldwork=FIELDWORK + sites))
    assert wave.sites == {"market": "The market", "church": "The church"}
    phone = device(database, wave, site="market")
    assert [one.result for one in handed_in(database, [phone.seal(phone.interview())])] == ["stored"]
    assert [row.site for row in stored(database, wave)] == ["market"]


def test_devices_are_heard_of_and_an_older_message_changes_nothing(database, wave, phone):
    item = phone.seal(phone.interview())
    phone.made = 5
    handed_in(database, phone.header(unsent=2) + item.line)
    phone.made = 3
    handed_in(database, phone.header(unsent=9), today=TODAY + timedelta(1))
    with database.reading() as connection:
        assert field_queries.devices(connection, 7) == (DeviceRow(phone.name, 7, 5, 2, TODAY),)
        assert field_queries.devices(connection, 8) == ()


def test_own_work_is_counted(database, wave, phone):
    items = [phone.seal(phone.interview()), phone.seal(phone.attempt()), phone.seal(phone.attempt())]
    phone.today = TODAY + timedelta(1)
    handed_in(database, [*items, phone.seal(phone.interview())], today=date(2026, 4, 1))
    with database.reading() as connection:
        work, nothing = work_of(connection, 7), work_of(connection, 8)
    assert (work, nothing) == (Work(interviews=2, attempts=2), Work(interviews=0, attempts=0))
