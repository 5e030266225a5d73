"""What the server keeps of an interview: nothing in the open that only the researchers may read."""

import json

import pytest
from definitions import QUESTIONNAIRE, every_type_in, study_in
from releases import answer_everything
from scenes import conflicts, opened, person, stored, stored_as_is

from kapsurvey.store import queries

OFFER = {"OFFERED": ["2", "3"], "OFFERED__other": "a CANARY in a cage"}


@pytest.fixture
def offered(database, wave):
    """Somebody to whom something was offered, up to the end."""
    someone = person(database, wave)
    someone.consent()
    someone.answer("people", AGE="40")
    someone.answer("offers", **OFFER)
    someone.answer("details", WHERE="at the CANARY market")
    someone.answer("opinions", HARM="3", GIFT="1", TRUST="3")
    someone.answer("last", REMARKS="CANARY")
    return someone


def test_sealed_answers_are_in_the_envelope_alone(database, wave, offered):
    (row,) = stored_as_is(database, wave)
    kept = json.loads(row.document)
    assert set(kept["answers"]) == {"CONSENT", "AGE", "KNOWN", "TALKED", "HARM", "GIFT", "YEARS", "SINCE"}
    assert "CANARY" not in row.document
    (opened_row,) = stored(database, wave)
    answers = json.loads(opened_row.document)["answers"]
    assert (answers["OFFERED"], answers["WHERE"], answers["TRUST"]) == ([2, 3], "at the CANARY market", 3)


def test_nothing_in_the_open_tells_that_a_page_was_asked_on_a_sealed_answer(database, wave, offered):
    calm = person(database, wave)
    calm.everything()
    open_parts = [{**json.loads(row.document), "envelope": None} for row in stored_as_is(database, wave)]
    for part in ("pace", "positions", "choice_order", "page_positions"):
        assert len({tuple(sorted(kept[part])) for kept in open_parts}) == 1, part
    assert len({len(row.document) for row in stored(database, wave)}) == 1, "padded"


def test_the_same_answers_leave_no_common_trace(database, wave):
    for _ in range(2):
        person(database, wave).everything()
    one, other = stored_as_is(database, wave)
    assert one.content_hash != other.content_hash
    assert json.loads(one.document)["envelope"] != json.loads(other.document)["envelope"]


def test_places_of_pages_stay_sealed_where_a_page_was_asked_on_a_sealed_answer(database, tmp_path):
    town = every_type_in(tmp_path / "town")
    wave = opened(database, town)
    answer_everything(person(database, wave))
    (row,) = stored_as_is(database, wave)
    assert json.loads(row.document)["page_positions"], "no page of the town is asked on a sealed answer"


def test_what_is_kept_for_review_is_sealed_as_a_whole(database, wave, offered):
    offered.answer("last", REMARKS="another CANARY")
    with database.reading() as connection:
        (row,) = queries.conflicts(connection, wave.id)
    assert set(json.loads(row.document)) == {"reason", "envelope"} and "CANARY" not in row.document
    (kept,) = conflicts(database, wave)
    assert json.loads(kept.document)["fields"]["REMARKS"] == ["another CANARY"]


def test_a_rehearsal_without_a_key_keeps_its_made_up_answers_in_the_open(database, study):
    wave = opened(database, study, recipients=(), pretest=False, rehearsal=True)
    person(database, wave).everything()
    (row,) = stored_as_is(database, wave)
    assert json.loads(row.document)["answers"]["OFFERED"] == [6] and "envelope" not in row.document


def test_places_stay_sealed_beside_a_question_that_is_asked_on_a_sealed_answer(database, tmp_path):
    gift = "{name: GIFT, type: select_one, choices: AGREE, "
    asked = gift + 'relevant: "any_of(OFFERED, [1, 2, 3])", '
    wave = opened(database, study_in(tmp_path / "questionnaires", QUESTIONNAIRE.replace(gift, asked)))
    someone = person(database, wave)
    someone.until("opinions")
    someone.answer("opinions", HARM="3", TRUST="2")
    someone.stop()
    (row,) = stored_as_is(database, wave)
    assert json.loads(row.document)["positions"] == {}
    (whole,) = stored(database, wave)
    assert set(json.loads(whole.document)["positions"]) == {"HARM", "TRUST"}
