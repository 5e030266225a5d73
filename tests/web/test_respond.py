"""A respondent's way through the pages, without JavaScript."""

import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from browsing import Respondent
from flask import Flask
from scenes import unsealed

from kapsurvey.config import Config
from kapsurvey.fieldwork.waves import Wave, close_wave, wave_of
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import InterviewRow
from kapsurvey.web.app import create_app

NUMBERS = {"N1": 12, "N2": 3, "N3": "1,5", "N4.a": 4}
WORDS = {"T1": "Nothing <b>much</b>", "T2": "1990-12-31", "T3": "a-123"}
LISTS = {"S1": 1, "S2": [1, 4], "S2.other": "Shell", "S3.2": 1, "S3.1": 2, "S4": 3}


def interviews(database: Database) -> list[InterviewRow]:
    with database.reading() as connection:
        wave = queries.waves(connection)[0]
        return list(queries.interviews(connection, wave.id))


def finished(respondent: Respondent) -> Respondent:
    return respondent.send(NUMBERS).send(WORDS).send(LISTS).send({"M1": "more"}).send({"K1": 2})


def test_every_answer_given_on_the_pages_is_stored_once(begun: Respondent, database: Database) -> None:
    finished(begun)
    [row] = interviews(database)
    assert row.outcome == "complete"
    assert json.loads(unsealed(row.document))["answers"] == {
        "C1": 1,
        "N1": 12,
        "N2": 3,
        "N3": 1.5,
        "N4": {"a": 4, "b": None},
        "T1": "Nothing <b>much</b>",
        "T2": "1990-12-31",
        "T3": "A123",
        "S1": 1,
        "S2": [1, 4],
        "S2.other": "Shell",
        "S3": [2, 1],
        "S4": 3,
        "M1": "more",
        "K1": 2,
    }


def test_of_a_grid_only_the_wrong_cells_are_marked(begun: Respondent) -> None:
    begun.send({**NUMBERS, "N4.a": 4, "N4.b": "many"})
    cells = {name: re.search(f'<input[^>]*name="{name}"[^>]*>', begun.html) for name in ("N4.a", "N4.b")}
    marked = {name: cell is not None and 'aria-invalid="true"' in cell[0] for name, cell in cells.items()}
    assert marked == {"N4.a": False, "N4.b": True}
    assert begun.html.count("Please write a whole number") == 1
    assert begun.form.fields["N4.b"] == ["many"]
    assert begun.send({"N4.b": "5"}).page == "words"


def test_last_page_shows_receipt_last_words_and_right_answers(begun: Respondent) -> None:
    finished(begun)
    assert begun.status == 200
    assert "Your receipt" in begun.text
    assert "Goodbye from the team" in begun.text
    assert "Is it allowed? No *" in begun.text


def test_last_page_keeps_the_right_answers_back_where_people_will_be_asked_again(
    app: Flask, opened: Callable[..., Wave]
) -> None:
    opened(link="again", hide_right_answers=True)
    person = Respondent(app.test_client(), link="again").open().send({"C1": 1})
    finished(person)
    assert "Your receipt" in person.text and "Goodbye from the team" in person.text
    assert "Is it allowed?" not in person.text


def test_the_last_page_can_be_loaded_again_and_the_interview_not_entered_again(begun: Respondent) -> None:
    finished(begun)
    assert "Your receipt" in begun.open("/community/thanks").text
    assert begun.open("/community/3").page == "consent"


def test_page_asked_on_a_condition_is_left_out_when_it_does_not_hold(begun: Respondent) -> None:
    begun.send(NUMBERS).send(WORDS).send({**LISTS, "S1": 2})
    assert begun.page == "last"


def test_wrong_answers_are_told_beside_the_question_and_kept_as_typed(begun: Respondent) -> None:
    begun.send({"N1": "many", "N2": 4})
    assert "Please write a whole number, such as 12." in begun.text
    assert begun.form.fields["N1"] == ["many"]
    assert begun.form.fields["N2"] == ["4"]


def test_what_was_right_on_a_page_with_a_mistake_is_already_saved(begun: Respondent) -> None:
    begun.send({"N1": "many", "N3": "7"}).open("/community/2")
    assert begun.form.fields["N3"] == ["7"]


def test_constraint_speaks_with_its_own_message(begun: Respondent) -> None:
    assert "No more than before." in begun.send({"N1": 1, "N2": 4}).text


def test_required_question_left_blank_does_not_turn_the_page(begun: Respondent) -> None:
    begun.send().send().send()
    assert begun.page == "lists"
    assert "Please answer this question." in begun.text


def test_everything_else_may_be_left_blank(begun: Respondent, database: Database) -> None:
    begun.send().send().send({"S1": 2}).send()
    [row] = interviews(database)
    assert row.outcome == "break_off"
    assert json.loads(unsealed(row.document))["answers"]["N1"] is None


def test_going_back_shows_what_was_said_and_forgets_nothing_of_this_page(begun: Respondent) -> None:
    begun.send(NUMBERS).send({"T1": "half a thou"}, go="back")
    assert begun.form.fields["N1"] == ["12"]
    begun.send()
    assert begun.form.fields["T1"] == ["half a thou"]


def test_refusing_consent_keeps_the_outcome_and_nothing_else(respondent: Respondent, database: Database) -> None:
    respondent.open().send({"C1": 2})
    [row] = interviews(database)
    assert (row.outcome, row.document) == ("refused", "{}")
    assert "Thank you" in respondent.text


def test_one_who_refused_is_not_shown_the_right_answers(respondent: Respondent) -> None:
    assert "Is it allowed?" not in respondent.open().send({"C1": 2}).text


def test_earlier_answer_stands_in_a_later_sentence(begun: Respondent) -> None:
    assert "Did 12 people come?" in begun.send(NUMBERS).send(WORDS).text


def test_a_later_page_cannot_be_reached_by_its_address(begun: Respondent) -> None:
    assert begun.open("/community/5").page == "numbers"


def test_page_after_an_unanswered_one_is_not_taken(begun: Respondent, database: Database) -> None:
    begun.send(NUMBERS)
    form = dict(begun.form.fields)
    begun.client.post("/community/6", data={**{k: v[0] for k, v in form.items()}, "-page": "last", "K1": "2"})
    assert begun.open("/community/3").page == "words"
    assert interviews(database) == []


def test_double_click_on_a_page_changes_nothing(begun: Respondent) -> None:
    form = begun.form.fields
    first, second = (begun.client.post("/community/2", data={**_flat(form), "N1": "5", "-go": "next"}) for _ in "12")
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]


def test_double_click_on_the_last_page_stores_once_and_says_the_same_twice(
    begun: Respondent, database: Database, app: Flask
) -> None:
    begun.send(NUMBERS).send(WORDS).send({**LISTS, "S1": 2})
    form = {**_flat(begun.form.fields), "K1": "2", "-go": "next"}
    visit = begun.client.get_cookie("visit-community")
    assert visit is not None
    receipts = set()
    for _ in range(2):
        client = app.test_client()
        client.set_cookie("visit-community", visit.value)
        assert client.post("/community/5", data=form).status_code == 303
        cookie = client.get_cookie("receipt-community")
        assert cookie is not None
        receipts.add(cookie.value)
    assert len(receipts) == 1
    assert len(interviews(database)) == 1


def test_second_click_that_comes_after_the_first_ones_reply_shows_the_receipt_too(
    begun: Respondent, database: Database
) -> None:
    begun.send(NUMBERS).send(WORDS).send({**LISTS, "S1": 2})
    form = {**_flat(begun.form.fields), "K1": "2", "-go": "next"}
    other = {**form, "-csrf": begun.open("/community/5").form.fields["-csrf"][0]}
    begun.client.post("/community/5", data=form)
    assert begun.client.get_cookie("visit-community") is None
    again = begun.client.post("/community/5", data=form)
    assert (again.status_code, again.headers["Location"]) == (303, "/community/thanks")
    assert begun.client.get_cookie("ended-community") is not None
    # Of a form in another window nobody knows whether it says the same.
    assert begun.client.post("/community/5", data=other).status_code == 403
    assert len(interviews(database)) == 1


def test_leaving_takes_every_cookie_of_an_interview_that_was_sent(begun: Respondent) -> None:
    begun.send(NUMBERS).send(WORDS).send({**LISTS, "S1": 2}).send({"K1": 2})
    brought = {"visit", "code", "receipt", "ended", "language"}
    assert any(begun.client.get_cookie(f"{word}-community") for word in brought)
    begun.client.get("/community/leave")
    assert [word for word in brought if begun.client.get_cookie(f"{word}-community")] == []


def test_different_answers_after_sending_are_kept_apart_and_said_so(
    begun: Respondent, database: Database, app: Flask
) -> None:
    begun.send(NUMBERS).send(WORDS).send({**LISTS, "S1": 2})
    form = {**_flat(begun.form.fields), "K1": "2", "-go": "next"}
    visit = begun.client.get_cookie("visit-community")
    assert visit is not None
    other_tab = app.test_client()
    other_tab.set_cookie("visit-community", visit.value)
    begun.send({"K1": 2})
    reply = other_tab.post("/community/5", data={**form, "K1": "1"})
    assert reply.status_code == 409
    assert "already sent" in reply.get_data(as_text=True)
    with database.reading() as connection:
        [kept] = queries.conflicts(connection, queries.waves(connection)[0].id)
    assert json.loads(unsealed(kept.document))["fields"]["K1"] == ["1"]
    assert len(interviews(database)) == 1


def test_two_windows_on_one_page_the_later_is_told_and_both_are_kept(begun: Respondent, database: Database) -> None:
    form = _flat(begun.form.fields)
    begun.client.post("/community/2", data={**form, "N1": "5"})
    reply = begun.client.post("/community/2", data={**form, "N1": "6"})
    assert reply.status_code == 409
    assert "another window" in reply.get_data(as_text=True)
    begun.open("/community/2")
    assert begun.form.fields["N1"] == ["5"]
    finished(begun)
    with database.reading() as connection:
        [kept] = queries.conflicts(connection, queries.waves(connection)[0].id)
    assert json.loads(unsealed(kept.document))["values"]["N1"] == 6


def test_stopping_sends_what_there_is(begun: Respondent, database: Database) -> None:
    begun.send(NUMBERS).send(WORDS).send(LISTS).send(go="stop")
    assert "Stop here?" in begun.text
    begun.send(go="send")
    assert "Your receipt" in begun.text
    [row] = interviews(database)
    assert row.outcome == "complete"


def test_code_shown_on_wish_takes_the_interview_to_another_phone(begun: Respondent, app: Flask) -> None:
    begun.send(NUMBERS).send({"T1": "kept"}, go="later")
    shown = begun.send(go="code").html
    code = shown.split('class="bigcode" translate="no">')[1].split("<")[0]
    elsewhere = Respondent(app.test_client()).open("/community/resume").send({"-code": code})
    assert elsewhere.page == "words"
    assert elsewhere.form.fields["T1"] == ["kept"]
    assert begun.open("/community/3").page == "consent"


@pytest.mark.parametrize("code", ["1234 5678 9012 3456", "", "x" * 79, "0" * 79, "' or 1=1 --"])
def test_wrong_resume_codes_are_all_answered_alike(respondent: Respondent, code: str) -> None:
    respondent.open("/community/resume").send({"-code": code})
    assert respondent.status == 422
    assert "This code cannot be used. Please check it." in respondent.text


def test_language_follows_the_browser(respondent: Respondent) -> None:
    respondent.headers = {"Accept-Language": "vi-VN,vi;q=0.9,en;q=0.5"}
    assert "Anh/chị có đồng ý không?" in respondent.open().text


def test_language_can_be_changed_on_every_page_without_losing_a_word(begun: Respondent) -> None:
    begun.send(NUMBERS).send({"T1": "nửa câu", "T3": "wrong form"}, go="language:vi")
    assert begun.page == "words"
    assert "Anh/chị nghĩ gì?" in begun.text
    assert begun.form.fields["T1"] == ["nửa câu"]
    assert begun.form.fields["T3"] == ["wrong form"]
    assert '<html lang="vi" dir="ltr">' in begun.html


def test_language_read_from_right_to_left_says_so(begun: Respondent) -> None:
    assert '<html lang="ar" dir="rtl">' in begun.send(go="language:ar").html


def test_leaving_goes_to_a_neutral_place_and_takes_everything_along(begun: Respondent) -> None:
    reply = begun.client.get("/community/leave")
    assert reply.headers["Location"] == "https://www.example.org/"
    assert reply.headers["Clear-Site-Data"] == '"cache", "cookies"'
    assert begun.client.get_cookie("visit-community") is None


def test_interview_begun_on_this_phone_is_offered_and_shows_no_answer_unasked(begun: Respondent) -> None:
    begun.send(NUMBERS).open()
    assert "An interview was begun on this phone." in begun.text
    assert "12" not in begun.form.fields.values()
    assert begun.send(go="continue").page == "words"


def test_somebody_else_begins_anew_on_the_same_phone(begun: Respondent) -> None:
    begun.send(NUMBERS).open().send(go="anew")
    assert begun.page == "consent"
    assert begun.send({"C1": 1}).form.fields["N1"] == [""]


def test_pretest_is_said_on_every_page(begun: Respondent) -> None:
    assert "Pretest" in begun.text
    assert "Pretest" in finished(begun).text


def _flat(fields: dict[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in fields.items()}


@pytest.mark.parametrize("way", ["stop", "later", "back"])
def test_one_who_refuses_and_stops_is_not_taken_for_one_who_took_part(
    respondent: Respondent, database: Database, way: str
) -> None:
    respondent.open().send({"C1": 1})
    respondent.send(go="back").send({"C1": 2}, go=way)
    respondent.open("/community/stop").send(go="send")
    rows = interviews(database)
    assert [(row.outcome, row.document) for row in rows] == [("refused", "{}")]


def test_what_one_sends_after_refusing_is_kept_nowhere(respondent: Respondent, database: Database, app: Flask) -> None:
    form = _flat(respondent.open().form.fields)
    visit = respondent.client.get_cookie("visit-community")
    assert visit is not None
    other_tab = app.test_client()
    other_tab.set_cookie("visit-community", visit.value)
    respondent.send({"C1": 2})
    assert other_tab.post("/community/1", data={**form, "C1": "1"}).status_code == 303
    with database.reading() as connection:
        assert queries.conflicts(connection, queries.waves(connection)[0].id) == ()


@pytest.mark.parametrize("way", ["back", "later", "language:vi"])
def test_what_cannot_be_read_yet_is_kept_as_typed_whichever_way_one_goes(begun: Respondent, way: str) -> None:
    begun.send({"N1": "abc", "N3": "2", "N4.a": 9, "N4.b": -1}, go=way).open("/community/2")
    assert begun.form.fields["N1"] == ["abc"]
    assert begun.form.fields["N4.a"] == ["9"]
    assert begun.form.fields["N4.b"] == ["-1"]
    assert "Please check the questions" not in begun.text


def test_stopping_with_an_answer_that_cannot_be_read_shows_it_once_before(begun: Respondent) -> None:
    begun.send({"N1": "abc"}, go="stop")
    assert "Please write a whole number" in begun.text


def test_mistakes_stand_after_a_reload_and_go_when_mended(begun: Respondent) -> None:
    begun.send({"N1": "abc"}).open("/community/2")
    assert "Please write a whole number" in begun.text
    assert begun.send({"N1": 3}).page == "words"
    assert begun.open("/community/2").form.fields["N1"] == ["3"]


def test_page_shown_again_is_never_the_reply_to_a_form(begun: Respondent) -> None:
    for go in ("next", "language:vi", "back", "later"):
        form = {**_flat(begun.open("/community/2").form.fields), "N1": "abc", "-go": go}
        assert begun.client.post("/community/2", data=form).status_code == 303


def test_code_shown_twice_for_one_form_is_the_same_code(begun: Respondent) -> None:
    begun.send(go="later")
    form = {**_flat(begun.form.fields), "-go": "code"}
    pages = [begun.client.post("/community/later", data=form).get_data(as_text=True) for _ in "12"]
    codes = {page.split('class="bigcode" translate="no">')[1].split("<")[0] for page in pages}
    assert len(codes) == 1


def test_interviews_in_two_waves_on_one_phone_do_not_meet(
    respondent: Respondent, opened: Callable[..., Wave], database: Database
) -> None:
    opened(link="second")
    respondent.open().send({"C1": 1}).send(NUMBERS)
    second = Respondent(respondent.client, link="second").open().send({"C1": 1})
    assert second.page == "numbers"
    assert second.form.fields["N1"] == [""]
    assert respondent.open("/community/2").form.fields["N1"] == ["12"]
    finished(second)
    assert "Your receipt" in second.text
    assert respondent.open("/community/thanks").page == ""
    assert "An interview was begun" in respondent.text


def test_token_of_another_wave_opens_nothing_and_breaks_nothing(
    respondent: Respondent, opened: Callable[..., Wave], app: Flask
) -> None:
    opened(link="second")
    respondent.open().send({"C1": 1})
    visit = respondent.client.get_cookie("visit-community")
    assert visit is not None
    forged = Respondent(app.test_client(), link="second")
    forged.client.set_cookie("visit-second", visit.value)
    assert forged.open().send({"C1": 1}).status == 410


def test_closed_wave_lets_those_go_on_who_have_begun(begun: Respondent, database: Database, config: Config) -> None:
    with database.transaction() as connection:
        close_wave(connection, wave_of(queries.waves(connection)[0]), today=date(2026, 3, 2))
    assert begun.send(NUMBERS).page == "words"
    newcomer = Respondent(create_app(config, database).test_client()).open()
    assert newcomer.status == 410
    assert "/community/resume" in newcomer.html


def test_answers_are_not_offered_first_to_whoever_opens_the_survey_next(begun: Respondent) -> None:
    finished(begun)
    assert begun.open().page == "consent"
    assert begun.open("/community/thanks").page == "consent"


def test_another_site_cannot_make_somebody_lose_their_interview(begun: Respondent) -> None:
    begun.client.get("/community/leave", headers={"Sec-Fetch-Site": "cross-site"})
    assert begun.open("/community/2").page == "numbers"


def test_address_without_its_last_stroke_leads_nowhere_else(respondent: Respondent) -> None:
    reply = respondent.client.get("/community", headers={"Host": "evil.example"})
    assert reply.headers["Location"] == "/community/"
