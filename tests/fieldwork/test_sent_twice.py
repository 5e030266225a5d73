"""Double clicks, repeated requests, two windows and killed servers: one interview, one receipt, nothing lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
import senders
from scenes import CALM, TODAY, Person, conflicts, coupons, opened, person, stored
from writers import at_work

from kapsurvey.errors import InterviewError, KapsurveyError
from kapsurvey.fieldwork.interviews import Stale, Stored, Turned, Unsound
from kapsurvey.fieldwork.retention import purge


def at_once(people, sending):
    """What each gets who sends the same page at the same moment, errors included."""
    barrier = Barrier(len(people))

    def send(someone: Person):
        barrier.wait(timeout=20)
        try:
            return someone.send(sending)
        except KapsurveyError as error:
            return error.code

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(send, people))


def test_a_page_sent_twice_is_turned_twice_and_written_once(somebody):
    somebody.consent()
    sending = somebody.sending("people", AGE="40", seconds=30)
    assert [somebody.send(sending), somebody.send(sending)] == [Turned(3), Turned(3)]
    assert somebody.draft.pace["people"] == 30, "the second request brought no more seconds"
    assert somebody.draft.kept == ()


def test_the_last_page_sent_twice_gives_one_row_and_the_same_receipt(somebody, database, wave):
    somebody.until("last")
    sending = somebody.sending("last", **CALM["last"])
    assert somebody.send(sending) == somebody.send(sending) == Stored(somebody.receipt(), "complete")
    assert len(stored(database, wave)) == 1 and conflicts(database, wave) == ()


def test_the_first_page_sent_twice_begins_one_interview(somebody):
    sending = somebody.sending("consent", CONSENT="1")
    assert [somebody.send(sending), somebody.send(sending)] == [Turned(2), Turned(2)]


def test_twenty_first_clicks_at_once_begin_one_interview_and_spend_one_code(database, study):
    wave = opened(database, study, admission="codes")
    (coupon,) = coupons(database, wave, 1)
    someone = person(database, wave, code=coupon.code)
    assert at_once([someone] * 20, someone.sending("consent", CONSENT="1")) == [Turned(2)] * 20
    assert someone.draft.answers == {"CONSENT": 1}


def test_twenty_refusals_at_once_store_one_and_give_one_receipt(database, study):
    wave = opened(database, study, admission="codes")
    (coupon,) = coupons(database, wave, 1)
    someone = person(database, wave, code=coupon.token)
    results = at_once([someone] * 20, someone.sending("consent", CONSENT="2"))
    assert set(results) == {Stored(someone.receipt(), "refused")}
    assert [row.outcome for row in stored(database, wave)] == ["refused"] and someone.draft is None


def test_twenty_last_pages_at_once_store_one_and_give_one_receipt(somebody, database, wave):
    somebody.until("last")
    results = at_once([somebody] * 20, somebody.sending("last", **CALM["last"]))
    assert set(results) == {Stored(somebody.receipt(), "complete")}
    assert len(stored(database, wave)) == 1 and conflicts(database, wave) == ()


def test_of_two_windows_the_late_one_is_told_and_both_versions_are_kept(somebody, database, wave):
    somebody.until("offers")
    first = somebody.sending("offers", OFFERED=["6"])
    second = somebody.sending("offers", OFFERED=["1", "2"])
    assert somebody.send(first) == Turned(4)
    result = somebody.send(second)
    assert isinstance(result, Stale) and result.draft.answers["OFFERED"] == [6]
    draft = somebody.draft
    assert draft.answers["OFFERED"] == [6] and draft.answers["AGE"] == 40
    assert [dict(values) for values in draft.kept] == [{"OFFERED": [1, 2], "OFFERED.other": None}]
    assert somebody.send(replace(second, revision=draft.writes("offers"))) == Turned(4), "told, they may insist"
    somebody.answer("details")
    somebody.answer("opinions")
    somebody.answer("last")
    (conflict,) = conflicts(database, wave)
    assert json.loads(conflict.document) == {"values": {"OFFERED": [1, 2], "OFFERED.other": None}}


def test_a_late_window_leaves_other_pages_untouched(somebody):
    somebody.until("last")
    before = somebody.draft
    somebody.answer("people", revision=0, AGE="20")
    assert replace(somebody.draft, kept=(), revision=0) == replace(before, revision=0)


def test_a_late_window_is_told_even_if_the_page_was_only_kept(somebody):
    somebody.consent()
    late = somebody.sending("people", AGE="20")
    somebody.keep("people", AGE="40")
    assert isinstance(somebody.send(late), Stale)
    assert somebody.draft.answers["AGE"] == 40


def test_a_late_window_that_only_keeps_changes_nothing_either(somebody):
    somebody.until("offers")
    draft = somebody.keep("people", revision=0, AGE="20", KNOWN="1")
    assert (draft.answers["AGE"], draft.answers["KNOWN"]) == (40, 10)
    assert [dict(values) for values in draft.kept] == [{"AGE": 20, "KNOWN": 1, "TALKED": None}]


def test_a_late_window_with_a_mistake_is_told_of_the_other_window_first(somebody):
    somebody.until("offers")
    assert isinstance(somebody.answer("people", revision=0, AGE="", KNOWN="1"), Stale)


def test_a_repeated_request_with_a_mistake_is_shown_its_mistake_again(somebody):
    somebody.consent()
    sending = somebody.sending("people", AGE="", KNOWN="1")
    assert isinstance(somebody.send(sending), Unsound) and isinstance(somebody.send(sending), Unsound)
    assert somebody.draft.kept == ()


def test_what_loses_over_and_over_is_kept_once_and_never_without_end(somebody):
    somebody.until("offers")
    for _ in range(2):
        for age in range(60):
            somebody.answer("people", revision=0, AGE=str(age))
    assert len(somebody.draft.kept) == 50


def test_another_answer_after_sending_is_told_and_kept_apart(somebody, database, wave):
    somebody.everything()
    before = stored(database, wave)
    late = somebody.sending("last", SINCE="2/2/1990", REMARKS="and one more thing")
    results = {somebody.send(late), somebody.send(late)}
    assert results == {Stored(somebody.receipt(), "complete", same=False)}
    assert stored(database, wave) == before
    (conflict,) = conflicts(database, wave)
    assert json.loads(conflict.document)["fields"]["REMARKS"] == ["and one more thing"]


def test_an_earlier_page_sent_again_unchanged_after_the_end_is_no_conflict(somebody, database, wave):
    somebody.everything()
    assert somebody.answer("people", revision=0, **CALM["people"]) == Stored(somebody.receipt(), "complete")
    assert somebody.answer("people", revision=0, AGE="41") == Stored(somebody.receipt(), "complete", same=False)
    assert len(conflicts(database, wave)) == 1


def test_after_the_receipt_has_gone_an_old_page_opens_nothing(somebody, database, wave):
    somebody.everything()
    with database.transaction() as connection:
        purge(connection, today=TODAY.replace(year=2027))
    with pytest.raises(InterviewError, match="gone"):
        somebody.answer("last", **CALM["last"])
    assert somebody.receipt() is None and len(stored(database, wave)) == 1


def test_a_server_killed_before_the_commit_has_stored_nothing(somebody, database, database_url, wave):
    somebody.until("last")
    sending = somebody.sending("last", **CALM["last"])
    with at_work(senders.answer_and_never_commit, database_url) as server:
        server.line.send((wave, somebody.questionnaire, somebody.token, sending))
        assert server.hear() == "answered"
    assert stored(database, wave) == [] and somebody.draft is not None
    assert somebody.send(sending) == Stored(somebody.receipt(), "complete")
    assert len(stored(database, wave)) == 1


def test_a_server_killed_between_commit_and_reply_has_stored_it_once(somebody, database, database_url, wave):
    somebody.until("last")
    sending = somebody.sending("last", **CALM["last"])
    with at_work(senders.answer_and_never_reply, database_url) as server:
        server.line.send((wave, somebody.questionnaire, somebody.token, sending))
        assert server.hear() == "committed"
    assert somebody.send(sending) == Stored(somebody.receipt(), "complete")
    assert len(stored(database, wave)) == 1 and conflicts(database, wave) == ()


def test_a_page_in_the_middle_survives_a_server_killed_before_its_reply(somebody, database_url, wave):
    somebody.consent()
    sending = somebody.sending("people", AGE="40")
    with at_work(senders.answer_and_never_reply, database_url) as server:
        server.line.send((wave, somebody.questionnaire, somebody.token, sending))
        assert server.hear() == "committed"
    assert somebody.draft.answers["AGE"] == 40
    assert somebody.send(sending) == Turned(3) and somebody.draft.kept == ()
