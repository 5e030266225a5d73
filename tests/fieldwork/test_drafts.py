"""Drafts: only the respondent's own token opens them, on this phone or another."""

from dataclasses import replace
from datetime import timedelta

import pytest
from definitions import QUESTIONNAIRE, study_in
from scenes import SECRET, TODAY, opened, person

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork import drafts, resuming
from kapsurvey.fieldwork.interviews import Stored, Turned
from kapsurvey.fieldwork.sealing import Secret, new_token, plain_code, visit_of
from kapsurvey.store import queries

CANARY = "con tê tê ở Moçambique"
LATER = TODAY + timedelta(days=15)


def code_for(somebody) -> str:
    with somebody.database.transaction() as connection:
        expires_on = drafts.expiry(somebody.wave, TODAY)
        code = resuming.free_code(connection, SECRET, somebody.token, new_token())
        resuming.keep(connection, resuming.wrapped(SECRET, code, somebody.token, expires_on=expires_on))
    return code


def resume(somebody, code, *, wave=None) -> str:
    with somebody.database.transaction() as connection:
        old = resuming.unwrapped(SECRET, code, resuming.found(connection, SECRET, code))
        token = new_token()
        row = resuming.wrapped(SECRET, code, token, expires_on=drafts.expiry(somebody.wave, TODAY))
        resuming.move(connection, wave or somebody.wave, old, token, row)
    return token


def row_of(somebody):
    with somebody.database.reading() as connection:
        return queries.draft(connection, visit_of(somebody.token))


@pytest.fixture
def half_way(somebody):
    """Somebody who has said where an offer was made."""
    somebody.until("offers")
    somebody.answer("offers", OFFERED=["1"])
    somebody.answer("details", WHERE=CANARY)
    return somebody


def test_a_draft_opens_with_its_own_token_only(half_way, database, wave):
    with database.reading() as connection:
        assert drafts.find(connection, wave, new_token(), change=False) is None
        assert drafts.find(connection, wave, half_way.token, change=False).answers["WHERE"] == CANARY


def test_a_draft_put_in_anothers_place_or_back_to_an_older_state_does_not_open(half_way, database, wave):
    old = row_of(half_way)
    half_way.answer("opinions", HARM="1")
    with database.transaction() as connection:
        queries.update_draft(connection, replace(row_of(half_way), ciphertext=old.ciphertext))
    with pytest.raises(AccessError, match="draft"):
        half_way.draft  # noqa: B018  # looking is the act
    other = person(database, wave)
    other.consent()
    with database.transaction() as connection:
        queries.update_draft(connection, replace(row_of(other), ciphertext=old.ciphertext, revision=old.revision))
    with pytest.raises(AccessError, match="draft"):
        other.draft  # noqa: B018  # looking is the act


def test_an_answer_in_a_draft_stands_nowhere_on_the_disk(sqlite_database, sqlite_database_url, tmp_path):
    study = study_in(tmp_path / "questionnaires")
    somebody = person(sqlite_database, opened(sqlite_database, study))
    somebody.until("last")
    somebody.answer("last", SINCE="", REMARKS="")
    somebody = person(sqlite_database, somebody.wave)
    somebody.until("last")
    somebody.keep("last", REMARKS=CANARY)
    code_for(somebody)
    files = [path for path in tmp_path.glob("kapsurvey.sqlite*") if path.is_file()]
    assert len(files) >= 2, "the file and its log"
    everything = b"".join(path.read_bytes() for path in files)
    assert CANARY.encode() not in everything and CANARY.encode("utf-16-le") not in everything
    assert somebody.token.encode() not in everything
    assert visit_of(somebody.token) in everything, "the row itself is there"


def test_the_size_of_a_draft_tells_little(somebody):
    somebody.consent()
    before = len(row_of(somebody).ciphertext)
    somebody.answer("people", AGE="40", KNOWN="10")
    assert len(row_of(somebody).ciphertext) == before


def test_beside_the_draft_only_the_furthest_page_is_kept(half_way):
    assert row_of(half_way).page == "opinions"
    half_way.keep("people", AGE="50")
    assert row_of(half_way).page == "opinions"


def test_an_interview_goes_on_with_its_code_on_another_phone(half_way):
    code = code_for(half_way)
    other_phone = half_way.resumed(resume(half_way, code))
    assert other_phone.draft.answers == {**half_way_answers(), "WHERE": CANARY}
    assert half_way.draft is None, "the first phone's token is dead"
    other_phone.answer("opinions", HARM="3")
    assert isinstance(other_phone.answer("last"), Stored)


def half_way_answers() -> dict:
    return {"CONSENT": 1, "AGE": 40, "KNOWN": 10, "TALKED": 3, "OFFERED": [1], "OFFERED.other": None}


def test_the_order_of_choices_stays_the_same_on_another_phone(half_way):
    before = half_way.draft.seed
    assert half_way.resumed(resume(half_way, code_for(half_way))).draft.seed == before


def test_a_code_is_good_again_after_it_was_used(half_way):
    code = code_for(half_way)
    second = half_way.resumed(resume(half_way, code))
    third = second.resumed(resume(second, code))
    assert second.draft is None and third.draft.answers["WHERE"] == CANARY


def test_a_second_code_ends_the_first(half_way):
    first, second = code_for(half_way), code_for(half_way)
    with pytest.raises(AccessError):
        resume(half_way, first)
    assert resume(half_way, second)


def test_a_code_may_be_typed_with_blanks_and_in_other_digits(half_way):
    code = code_for(half_way)
    typed = " - ".join("٠١٢٣٤٥٦٧٨٩"[int(digit)] for digit in code)
    assert resume(half_way, plain_code(typed))


def test_every_code_that_opens_nothing_is_refused_alike(half_way, database, tmp_path):
    other_study = study_in(tmp_path / "other", QUESTIONNAIRE.replace("study: village", "study: town"))
    other_wave = opened(database, other_study, link="town")
    code = code_for(half_way)
    finished = person(database, half_way.wave)
    finished.consent()
    code_of_finished = code_for(finished)
    finished.stop()
    almost = code[:-1] + str((int(code[-1]) + 1) % 10)
    errors = []
    tries = [
        ("0" * 16, None),
        (almost, None),
        (plain_code("no code"), None),
        (code, other_wave),
        (code_of_finished, None),
    ]
    for typed, wave in tries:
        with pytest.raises(AccessError) as caught:
            resume(half_way, typed, wave=wave)
        errors.append((caught.value.code, caught.value.params))
    assert errors == [("resume", {})] * len(tries)
    assert resume(half_way, code), "and the right one still opens"


def test_codes_that_begin_alike_never_meet(half_way, database, wave, monkeypatch):
    codes = iter(["1234560000000001", "1234560000000002", "9999990000000003"])
    monkeypatch.setattr(Secret, "code_for", lambda *_: next(codes))
    other = person(database, wave)
    other.consent()
    assert [code_for(half_way), code_for(other)] == ["1234560000000001", "9999990000000003"]


def test_a_draft_of_another_wave_is_not_found(half_way, database, tmp_path):
    other_study = study_in(tmp_path / "other", QUESTIONNAIRE.replace("study: village", "study: town"))
    other_wave = opened(database, other_study, link="town")
    with database.reading() as connection:
        assert drafts.find(connection, other_wave, half_way.token, change=False) is None


def test_writing_moves_the_day_on_which_a_draft_ends(somebody):
    somebody.consent()
    assert row_of(somebody).expires_on == TODAY + timedelta(days=14)
    somebody.today = LATER
    assert somebody.answer("people", AGE="40") == Turned(3)
    assert row_of(somebody).expires_on == LATER + timedelta(days=14)


def test_seconds_on_a_page_are_bounded_and_add_up(somebody):
    somebody.consent()
    for seconds in (-5, 20, 10**9):
        somebody.keep("people", AGE="40")
        somebody.answer("people", seconds=seconds, AGE="40")
    assert 0 <= somebody.draft.pace["people"] <= drafts.LONGEST_PACE_SECONDS


def test_no_answer_and_no_token_shows_in_what_a_log_could_print(half_way):
    shown = repr(half_way.visit) + repr(half_way.sending("details", WHERE=CANARY)) + repr(half_way.draft)
    assert CANARY not in shown and half_way.token not in shown and "tests, and only" not in shown
