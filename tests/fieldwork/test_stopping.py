"""Stopping, pausing and turning back: what is kept, what is sent, and what nobody ever sees."""

import json

import pytest
from scenes import stored

from kapsurvey.errors import InterviewError
from kapsurvey.fieldwork.interviews import Stored, Unsound
from kapsurvey.store import queries


def answers_of(row) -> dict:
    return json.loads(row.document)["answers"]


def test_stop_sends_what_there_is_and_pages_never_seen_were_not_asked(somebody, database, wave):
    somebody.until("opinions")
    assert somebody.keep("opinions", HARM="3") is not None
    assert somebody.stop() == Stored(somebody.receipt(), "partial")
    (row,) = stored(database, wave)
    assert row.outcome == "partial"
    assert answers_of(row) == {
        "CONSENT": 1,
        "AGE": 40,
        "KNOWN": 10,
        "TALKED": 3,
        "OFFERED": [6],
        "HARM": 3,
        "GIFT": None,
        "TRUST": None,
    }


def test_stop_early_is_a_break_off_with_its_answers(somebody, database, wave):
    somebody.consent()
    somebody.stop()
    (row,) = stored(database, wave)
    assert (row.outcome, answers_of(row)) == ("break_off", {"CONSENT": 1})


def test_stop_sends_no_answer_that_cannot_stand(somebody, database, wave):
    somebody.until("offers")
    somebody.answer("offers", OFFERED=["1"])
    somebody.answer("details", WHERE="at home")
    somebody.answer("opinions", HARM="1", TRUST="3")
    somebody.answer("offers", OFFERED=["6"])
    assert isinstance(somebody.answer("people", AGE="40", KNOWN="2", TALKED="3"), Unsound)
    somebody.stop()
    answers = answers_of(stored(database, wave)[0])
    assert (answers["TRUST"], answers["KNOWN"], answers["TALKED"], answers["HARM"]) == (None, 2, None, 1)


def test_stop_without_an_interview_sends_nothing(somebody):
    with pytest.raises(InterviewError, match="gone"):
        somebody.stop()


def test_stop_twice_gives_the_same_receipt(somebody, database, wave):
    somebody.until("opinions")
    assert somebody.stop() == somebody.stop()
    assert len(stored(database, wave)) == 1


def test_keep_before_anything_was_begun_stores_nothing(somebody):
    assert somebody.keep("consent", CONSENT="1") is None
    assert somebody.draft is None


def test_keep_turns_no_page(somebody):
    somebody.consent()
    draft = somebody.keep("people", AGE="forty", KNOWN="10")
    assert draft.answers == {"CONSENT": 1, "KNOWN": 10, "TALKED": None}
    assert draft == somebody.draft and draft.turned == ("consent",)
    with pytest.raises(InterviewError, match="unreachable"):
        somebody.answer("offers", OFFERED=["6"])


def test_what_cannot_be_read_is_kept_as_it_was_typed_until_it_can(somebody):
    somebody.consent()
    somebody.answer("people", AGE="forty", KNOWN="10")
    draft = somebody.draft
    assert draft.typed["people"] == {"AGE": ["forty"], "KNOWN": ["10"]} and draft.told == ("people",)
    assert draft.answers["KNOWN"] == 10 and "AGE" not in draft.answers
    somebody.answer("people", AGE="40", KNOWN="10")
    assert (somebody.draft.typed, somebody.draft.told) == ({}, ())


def test_what_was_typed_and_never_became_an_answer_is_not_sent(somebody, database, wave):
    somebody.until("opinions")
    somebody.keep("opinions", HARM="3", TRUST="the elder, I think")
    somebody.stop()
    (row,) = stored(database, wave)
    assert "I think" not in row.document and answers_of(row)["TRUST"] is None


def test_more_than_a_person_types_is_not_kept_in_a_draft(somebody):
    somebody.consent()
    somebody.keep("people", AGE="x" * 60_000, KNOWN="10")
    assert somebody.draft.typed == {} and somebody.draft.answers["KNOWN"] == 10


def test_who_stops_on_a_page_that_says_no_has_refused(somebody, database, wave):
    somebody.until("opinions")
    somebody.keep("consent", CONSENT="2")
    assert somebody.stop().outcome == "refused"
    assert [row.document for row in stored(database, wave)] == ["{}"]


def test_the_page_beside_a_draft_tells_no_answer(somebody, database, wave):
    somebody.until("offers")
    somebody.answer("offers", OFFERED=["1"])
    assert somebody.visit.steps(somebody.draft)[3].page.name == "details"
    with database.reading() as connection:
        assert queries.drafts_by_page(connection, wave.id) == {"offers": 1}
