"""What the server tells a script: the document, the state of a visit, and how each page that it posts was taken."""

import gzip
import json
from collections.abc import Callable
from datetime import date

import pytest
from browsing import Respondent
from flask import Flask
from werkzeug.test import TestResponse

from kapsurvey.config import Config
from kapsurvey.fieldwork import drafts
from kapsurvey.fieldwork.waves import Wave, close_wave, wave_of
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app

NUMBERS = {"N1": "12", "N2": "3"}
LISTS = {"S1": "2"}


def post(
    respondent: Respondent, page: str, number: int, go: str = "next", revision: int = 0, **fields: str
) -> TestResponse:
    """A page as a script posts it, with the form token of the page that was opened last."""
    csrf = respondent.form.fields["-csrf"][0]
    envelope = {"-csrf": csrf, "-page": page, "-revision": str(revision), "-seconds": "7", "-go": go}
    data = {**envelope, **{name.replace("__", "."): value for name, value in fields.items()}}
    return respondent.client.post(f"/{respondent.link}/{number}", data=data, headers=SCRIPT)


SCRIPT = {"Accept": "application/json", "Accept-Language": "en"}


def state(respondent: Respondent) -> dict[str, object]:
    reply = respondent.client.get(f"/{respondent.link}/state", headers=SCRIPT)
    assert reply.status_code == 200
    return dict(reply.get_json())


def test_page_that_turns_tells_where_to_go_on_and_its_new_revision(begun: Respondent) -> None:
    reply = post(begun, "numbers", 2, **NUMBERS)
    assert (reply.status_code, reply.get_json()) == (200, {"number": 3, "page": "words", "revision": 1})


def test_page_sent_again_after_a_lost_reply_gets_the_same_reply(begun: Respondent) -> None:
    first, second = (post(begun, "numbers", 2, **NUMBERS) for _ in "12")
    assert first.get_json() == second.get_json()


def test_mistakes_are_told_as_sentences_and_the_rest_is_stored(begun: Respondent) -> None:
    reply = post(begun, "numbers", 2, N1="many", N3="7")
    errors = {"N1": "Please write a whole number, such as 12."}
    assert (reply.status_code, reply.get_json()) == (422, {"errors": errors, "strangers": False, "revision": 1})
    stored = state(begun)
    assert stored["answers"]["N3"] == 7
    assert stored["typed"]["numbers"]["N1"] == ["many"]
    assert stored["told"] == ["numbers"]


def test_field_of_another_page_is_told_apart(begun: Respondent) -> None:
    reply = post(begun, "numbers", 2, N1="1", K1="2")
    assert (reply.status_code, reply.get_json()["strangers"]) == (422, True)


def test_another_window_is_told_of_by_its_notice(begun: Respondent) -> None:
    post(begun, "numbers", 2, N1="1")
    reply = post(begun, "numbers", 2, N1="2")
    assert reply.status_code == 409
    assert reply.get_json()["notice"].startswith("This page was answered differently in another window.")
    assert state(begun)["answers"]["N1"] == 1


@pytest.mark.parametrize(("go", "told"), [("back", {}), ("later", {"address": "/community/later"})])
def test_page_that_is_only_kept_tells_its_revision(begun: Respondent, go: str, told: dict[str, str]) -> None:
    reply = post(begun, "numbers", 2, go=go, **NUMBERS)
    assert (reply.status_code, reply.get_json()) == (200, {"revision": 1, **told})


def test_stopping_leads_to_the_question_or_back_to_what_cannot_be_read(begun: Respondent) -> None:
    assert post(begun, "numbers", 2, go="stop", N1="many").get_json() == {"revision": 1}
    assert post(begun, "numbers", 2, go="stop", N1="3", revision=1).get_json()["address"] == "/community/stop"


def test_language_is_kept_and_its_document_comes(begun: Respondent) -> None:
    reply = post(begun, "numbers", 2, go="language:vi", **NUMBERS)
    assert reply.get_json() == {"revision": 1}
    document = begun.client.get("/community/document", headers=SCRIPT).get_json()
    assert (document["language"], document["tag"]) == ("vi", "vi")
    asked = begun.client.get("/community/document?language=ar", headers=SCRIPT).get_json()
    assert (asked["language"], asked["direction"]) == ("ar", "rtl")


def test_last_page_gives_the_receipt_and_ends_the_visit(begun: Respondent) -> None:
    post(begun, "numbers", 2)
    post(begun, "words", 3)
    post(begun, "lists", 4, S1="2")
    last = post(begun, "last", 5, K1="2")
    told = last.get_json()
    assert told["thanks"] == "/community/thanks"
    assert begun.open("/community/thanks").text.count(told["receipt"]) == 1
    assert any("visit-community=;" in cookie for cookie in last.headers.getlist("Set-Cookie"))


def test_page_after_the_end_says_what_became_of_the_interview(begun: Respondent) -> None:
    visit = begun.client.get_cookie("visit-community")
    for page, number, fields in (("numbers", 2, {}), ("words", 3, {}), ("lists", 4, LISTS), ("last", 5, {"K1": "2"})):
        post(begun, page, number, **fields)
    assert visit is not None
    replies = []
    for answer in ("2", "1"):
        begun.client.set_cookie("visit-community", visit.value)
        replies.append(post(begun, "last", 5, K1=answer))
    same, other = replies
    assert same.get_json()["thanks"] == "/community/thanks"
    assert (other.status_code, other.get_json()["failure"]) == (409, "again")
    assert other.get_json()["receipt"] == same.get_json()["receipt"]


def test_page_that_is_not_open_yet_leads_to_the_start(begun: Respondent) -> None:
    reply = post(begun, "lists", 4, S1="1")
    assert (reply.status_code, reply.get_json()) == (409, {"address": "/community/"})


def test_form_of_another_visit_is_refused_in_words(begun: Respondent, app: Flask) -> None:
    other = Respondent(app.test_client()).open()
    begun.reply = other.reply
    reply = post(begun, "numbers", 2, **NUMBERS)
    assert (reply.status_code, reply.get_json()["failure"]) == (403, "form")
    assert reply.get_json()["heading"] == "This page is too old"


def test_spent_code_is_refused_in_words(database: Database, opened: Callable[..., Wave], config: Config) -> None:
    opened(admission="codes", link="codes")
    somebody = Respondent(create_app(config, database).test_client(), link="codes")
    somebody.open("/community/")
    for path in ("document", "state"):
        assert somebody.client.get(f"/codes/{path}", headers=SCRIPT).status_code == 404
    reply = post(somebody.open(), "consent", 1, C1="1")
    assert (reply.status_code, reply.get_json()["failure"]) == (403, "refused_code")


def test_state_of_a_new_visit_is_empty_and_stores_nothing(respondent: Respondent, database: Database) -> None:
    respondent.open()
    told = state(respondent)
    assert told["seed"] and told["today"]
    assert (told["answers"], told["typed"], told["turned"], told["written"]) == ({}, {}, [], {})
    with database.reading() as connection:
        assert connection.driver.execute("SELECT count(*) FROM drafts").fetchone() == (0,)


def test_state_is_of_this_visit_alone(begun: Respondent, app: Flask) -> None:
    post(begun, "numbers", 2, **NUMBERS)
    assert state(begun)["answers"] == {"C1": 1, "N1": 12, "N2": 3, "N3": None, "N4": None}
    assert (state(begun)["turned"], state(begun)["written"]) == (["consent", "numbers"], {"consent": 1, "numbers": 1})
    assert state(Respondent(app.test_client()).open())["answers"] == {}


def test_closed_survey_gives_its_document_to_those_who_have_begun(
    begun: Respondent, app: Flask, database: Database
) -> None:
    with database.transaction() as connection:
        close_wave(connection, wave_of(queries.waves(connection)[0]), today=date(2026, 3, 2))
    another = create_app(Config(database="", secret=b"s" * 32, https=False), database)
    stranger = another.test_client().get("/community/document", headers=SCRIPT)
    assert (stranger.status_code, stranger.get_json()["failure"]) == (410, "closed")
    assert begun.client.get("/community/document").status_code == 200


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_document_is_kept_nowhere_and_packed_for_who_can_unpack(respondent: Respondent, accepted: str) -> None:
    headers = {"Accept-Encoding": accepted, "Accept-Language": "en"}
    reply = respondent.open().client.get("/community/document", headers=headers)
    assert reply.headers["Cache-Control"] == "no-store"
    body = reply.get_data()
    document = json.loads(gzip.decompress(body) if accepted == "gzip" else body)
    assert document["title"] == "A survey"
    assert [page["name"] for page in document["flow"]["pages"]] == list(document["pages"])


def test_seconds_that_a_script_counted_are_the_pace(begun: Respondent, database: Database) -> None:
    """A page that waited an hour for the network was not an hour on the screen."""
    post(begun, "numbers", 2, **NUMBERS)
    visit = begun.client.get_cookie("visit-community")
    assert visit is not None
    with database.reading() as connection:
        draft = drafts.find(connection, wave_of(queries.waves(connection)[0]), visit.value, change=False)
    assert draft is not None and draft.pace["numbers"] == 7
