"""One interview from the first page to the receipt, forwards, backwards and twice."""

import json

import pytest
from definitions import QUESTIONNAIRE, study_in
from scenes import CALM, TODAY, conflicts, opened, person, stored

from kapsurvey.errors import InterviewError
from kapsurvey.fieldwork.interviews import Stale, Stored, Turned, Unsound
from kapsurvey.questionnaire.question_types import type_of


def answers_of(row) -> dict:
    return json.loads(row.document)["answers"]


def test_each_page_leads_to_the_next_and_the_last_to_a_receipt(somebody, database, wave):
    results = [somebody.answer(page, **fields) for page, fields in CALM.items()]
    assert results[:-1] == [Turned(2), Turned(3), Turned(4), Turned(5)]
    assert results[-1] == Stored(somebody.receipt(), "complete")
    (row,) = stored(database, wave)
    assert (row.outcome, row.mode, row.language, row.finished_on) == ("complete", "self", "en", TODAY)
    assert answers_of(row) == {
        "CONSENT": 1,
        "AGE": 40,
        "KNOWN": 10,
        "TALKED": 3,
        "OFFERED": [6],
        "HARM": 3,
        "GIFT": 1,
        "TRUST": 2,
        "YEARS": 22,
        "SINCE": "1990-02-01",
        "REMARKS": "none",
    }
    assert somebody.draft is None


def test_positions_choice_orders_and_pace_are_kept_beside_the_answers(somebody, database, wave):
    somebody.until("last")
    shown = next(step for step in somebody.visit.steps(somebody.draft) if step.page.name == "opinions")
    somebody.answer("last")
    document = json.loads(stored(database, wave)[0].document)
    assert document["positions"] == {question.name: place for place, question in enumerate(shown.questions, start=1)}
    assert sorted(document["choice_order"]["TRUST"][:-1]) == [1, 2] and document["choice_order"]["TRUST"][-1] == 4
    assert document["pace"] == dict.fromkeys(CALM, 5)


def test_a_page_that_is_not_open_yet_takes_no_answer(somebody):
    with pytest.raises(InterviewError, match="gone"):
        somebody.answer("people", AGE="40")
    somebody.consent()
    with pytest.raises(InterviewError, match="unreachable"):
        somebody.answer("offers", OFFERED=["1"])
    with pytest.raises(InterviewError, match="unreachable"):
        somebody.answer("details", WHERE="here")
    with pytest.raises(InterviewError, match="unreachable"):
        somebody.answer("end")
    with pytest.raises(InterviewError, match="unreachable"):
        somebody.answer("no such page")


def test_going_back_shows_what_was_said_and_a_changed_answer_replaces_it(somebody, database, wave):
    somebody.until("last")
    assert somebody.draft.answers["AGE"] == 40
    assert somebody.answer("people", AGE="41", KNOWN="10", TALKED="3") == Turned(3)
    somebody.answer("last")
    assert answers_of(stored(database, wave)[0])["AGE"] == 41


def test_answers_that_left_the_path_wait_in_the_draft_and_are_dropped_at_the_end(somebody, database, wave):
    somebody.until("offers")
    somebody.answer("offers", OFFERED=["1", "3"], OFFERED__other="a claw")
    somebody.answer("details", WHERE="at the market")
    somebody.answer("offers", OFFERED=["6"])
    assert somebody.draft.answers["WHERE"] == "at the market"
    somebody.answer("opinions", **CALM["opinions"])
    somebody.answer("last", **CALM["last"])
    document = json.loads(stored(database, wave)[0].document)
    assert "WHERE" not in document["answers"] and "OFFERED.other" not in document["answers"]
    assert "details" not in document["pace"], "its seconds would tell that there was an offer"


def test_a_page_that_a_change_has_opened_is_visited_before_the_end(somebody, database, wave):
    somebody.until("last")
    somebody.answer("offers", OFFERED=["2"])
    with pytest.raises(InterviewError, match="unreachable"):
        somebody.answer("last", **CALM["last"])
    assert somebody.answer("details", WHERE__missing="refuse") == Turned(5)
    assert somebody.answer("last", **CALM["last"]) == Stored(somebody.receipt(), "complete")
    assert answers_of(stored(database, wave)[0])["WHERE"] == {"missing": "refuse"}


def test_an_answer_that_a_change_has_made_impossible_is_asked_again_before_the_end(somebody, database, wave):
    somebody.until("offers")
    somebody.answer("offers", OFFERED=["1"])
    somebody.answer("details")
    somebody.answer("opinions", TRUST="3")
    somebody.answer("offers", OFFERED=["6"])
    assert somebody.answer("last") == Turned(4)
    somebody.answer("opinions", TRUST="4")
    assert isinstance(somebody.answer("last"), Stored)
    assert answers_of(stored(database, wave)[0])["TRUST"] == 4


def test_a_required_answer_that_is_missing_keeps_the_others_in_the_draft(somebody):
    somebody.consent()
    result = somebody.answer("people", AGE="", KNOWN="10", TALKED="3")
    assert isinstance(result, Unsound)
    assert {name: error.code for name, error in result.answers.errors.items()} == {"AGE": "required"}
    assert (somebody.draft.answers["KNOWN"], somebody.draft.answers["TALKED"]) == (10, 3)
    assert "people" not in somebody.draft.turned


def test_a_constraint_that_does_not_hold_keeps_the_others_in_the_draft(somebody):
    somebody.consent()
    result = somebody.answer("people", AGE="40", KNOWN="3", TALKED="10")
    assert isinstance(result, Unsound)
    assert {name: error.params["message"] for name, error in result.answers.errors.items()} == {
        "TALKED": "Not more than you know."
    }
    assert somebody.draft.answers["KNOWN"] == 3 and "TALKED" not in somebody.draft.answers


def test_a_mistake_on_the_first_page_stores_nothing(somebody):
    assert isinstance(somebody.answer("consent"), Unsound)
    assert isinstance(somebody.answer("consent", CONSENT="7"), Unsound)
    assert somebody.draft is None


def test_a_field_that_the_page_does_not_have_turns_no_page(somebody):
    somebody.consent()
    result = somebody.answer("people", AGE="40", CONSENT="2")
    assert isinstance(result, Unsound) and result.answers.strangers == ("CONSENT",)
    assert somebody.draft.answers == {"CONSENT": 1, "AGE": 40, "KNOWN": None, "TALKED": None}


def test_a_refusal_keeps_its_outcome_and_nothing_else(somebody, database, wave):
    assert somebody.answer("consent", CONSENT="2") == Stored(somebody.receipt(), "refused")
    (row,) = stored(database, wave)
    assert (row.outcome, row.document) == ("refused", "{}")


def test_a_refusal_after_answers_and_two_windows_keeps_nothing_of_either(somebody, database, wave):
    somebody.until("offers")
    assert isinstance(somebody.answer("people", revision=0, AGE="99"), Stale)
    somebody.answer("consent", CONSENT="2")
    (row,) = stored(database, wave)
    assert (row.outcome, row.document, conflicts(database, wave)) == ("refused", "{}", ())
    assert somebody.draft is None


def test_the_language_may_change_on_every_page_and_changes_no_answer(somebody, database, wave):
    for (page, fields), language in zip(CALM.items(), ["vi", "pt", "en", "vi", "pt"], strict=True):
        somebody.language = language
        somebody.answer(page, **fields)
    (row,) = stored(database, wave)
    assert row.language == "pt" and answers_of(row)["TRUST"] == 2


def test_two_people_who_answer_alike_get_receipts_of_their_own(somebody, database, wave):
    assert somebody.everything() != person(database, wave).everything()


def test_stored_answers_sent_as_they_are_shown_come_back_the_same(somebody):
    somebody.until("last")
    somebody.answer("offers", OFFERED=["2", "3"], OFFERED__other="teeth")
    before = somebody.draft.answers
    for step in somebody.visit.steps(somebody.draft)[:3]:
        shown = {
            f"{q.name}{part}": values
            for q in step.questions
            for part, values in type_of(q).show(q, before.get(q.name)).items()
        }
        other = {"OFFERED.other": ["teeth"]} if step.page.name == "offers" else {}
        assert isinstance(somebody.answer(step.page.name, **shown, **other), Turned)
    assert somebody.draft.answers == before


def test_a_first_page_on_a_condition_can_begin_an_interview(database, tmp_path):
    text = QUESTIONNAIRE.replace("  - name: consent\n", "  - name: consent\n    relevant: \"language != 'km'\"\n")
    someone = person(database, opened(database, study_in(tmp_path / "q", text)))
    assert someone.consent() == Turned(2)
    someone.answer("people", AGE="many")
    assert someone.draft.told == ("people",)
