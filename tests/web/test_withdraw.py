"""Who has the receipt takes the answers back, as long as the survey is open."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from browsing import Respondent
from flask import Flask

from kapsurvey.config import Config
from kapsurvey.fieldwork.waves import Wave, close_wave
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import InterviewRow
from kapsurvey.web.app import create_app

AT = "/community/withdraw"
CANARY = "A heron stood in the yard"


def sent(app: Flask, said: str = "") -> tuple[Respondent, str]:
    """Somebody who has answered and stopped, and their receipt."""
    one = Respondent(app.test_client()).open().send({"C1": 1}).send({"N1": 7}).send({"T1": said})
    one.send(go="stop").send(go="send")
    return one, one.html.split('class="receipt" translate="no">')[1].split("<")[0]


def stored(database: Database, community: Wave) -> list[InterviewRow]:
    with database.reading() as connection:
        return list(queries.interviews(connection, community.id))


def taken_back(respondent: Respondent, receipt: str) -> Respondent:
    return respondent.open(AT).send({"-code": receipt})


def test_answers_are_deleted_and_an_outcome_is_left(app: Flask, database: Database, community: Wave) -> None:
    one, receipt = sent(app)
    [before] = stored(database, community)
    assert "deleted" in taken_back(one, receipt).text
    [after] = stored(database, community)
    assert (after.id, after.outcome, json.loads(after.document)) == (before.id, "refused", {})
    assert after.content_hash != before.content_hash


def test_interviews_of_others_stay_as_they_are(app: Flask, database: Database, community: Wave) -> None:
    sent(app)
    [other] = stored(database, community)
    one, receipt = sent(app)
    taken_back(one, receipt)
    assert other in stored(database, community)
    assert len(stored(database, community)) == 2


def test_the_phone_that_sent_has_the_receipt_there_already(app: Flask) -> None:
    one, receipt = sent(app)
    assert one.open(AT).form.fields["-code"] == [receipt]
    one.send()
    assert one.status == 200
    assert one.open("/community/thanks").page == "consent"


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda receipt: receipt.replace("-", " "), lambda receipt: receipt.replace("O", "0").replace("I", "1")],
)
def test_a_receipt_is_good_on_any_phone_however_it_is_typed(app: Flask, typed: Callable[[str], str]) -> None:
    _, receipt = sent(app)
    assert taken_back(Respondent(app.test_client()), typed(receipt)).status == 200


@pytest.mark.parametrize("typed", ["", "AAAA-AAAA-AAAA-AAAA", "AAAA-AAAA-AAAA", "\N{THAI DIGIT ONE}" * 16, "<b>" * 9])
def test_what_is_no_receipt_deletes_nothing_and_is_shown_again(
    app: Flask, database: Database, community: Wave, typed: str
) -> None:
    sent(app)
    before = stored(database, community)
    stranger = taken_back(Respondent(app.test_client()), typed)
    assert (stranger.status, "not known here" in stranger.text) == (422, True)
    assert stranger.form.fields["-code"] == [typed]
    assert stored(database, community) == before


def test_a_receipt_is_good_once(app: Flask) -> None:
    one, receipt = sent(app)
    taken_back(one, receipt)
    assert taken_back(one, receipt).status == 422


def test_a_receipt_of_another_survey_is_none_here(app: Flask, opened: Callable[..., Wave]) -> None:
    opened(link="elsewhere")
    _, receipt = sent(app)
    assert Respondent(app.test_client(), "elsewhere").open("/elsewhere/withdraw").send({"-code": receipt}).status == 422


def test_what_the_phone_sends_once_more_is_not_kept(app: Flask, database: Database, community: Wave) -> None:
    one = Respondent(app.test_client()).open().send({"C1": 1}).send({"N1": 7})
    late = {cookie.key: cookie.value for cookie in one.client._cookies.values()}
    form, path = dict(one.form.fields), one.path_of_form
    one.send(go="stop").send(go="send")
    receipt = one.html.split('class="receipt" translate="no">')[1].split("<")[0]
    taken_back(one, receipt)
    for name, value in late.items():
        one.client.set_cookie(name, value)
    again = one.client.post(
        path, data={**{name: values[0] for name, values in form.items()}, "T1": CANARY, "-go": "next"}
    )
    assert (again.status_code, again.headers["Location"]) == (303, "/community/thanks")
    [row] = stored(database, community)
    assert (row.outcome, json.loads(row.document)) == ("refused", {})
    with database.reading() as connection:
        assert queries.conflicts(connection, community.id) == ()


def test_guesses_end(app: Flask) -> None:
    guesser = Respondent(app.test_client())
    replies = [taken_back(guesser, "AAAA-AAAA-AAAA-AAAA").status for _ in range(61)]
    assert replies == [422] * 60 + [429]
    one, receipt = sent(app)
    assert taken_back(one, receipt).status == 200


def test_once_the_survey_is_closed_nothing_can_be_taken_back(
    app: Flask, database: Database, community: Wave, config: Config
) -> None:
    _, receipt = sent(app)
    before = stored(database, community)
    late = Respondent(app.test_client()).open(AT)
    with database.transaction() as connection:
        close_wave(connection, community, today=date(2026, 3, 2))
    # An application that has not looked at the wave within the last second.
    late.client.application = create_app(config, database)
    assert "no longer be taken back" in late.send({"-code": receipt}).text
    assert "no longer be taken back" in late.open(AT).text
    assert late.send(go="leave", follow=False).status == 303
    assert stored(database, community) == before


def test_the_language_is_chosen_here_too(app: Flask) -> None:
    one, _ = sent(app)
    assert 'lang="vi"' in one.open(AT).send(go="language:vi").html
    assert one.at == AT


def test_a_forged_form_deletes_nothing(app: Flask, database: Database, community: Wave) -> None:
    one, receipt = sent(app)
    before = stored(database, community)
    assert one.open(AT).send({"-code": receipt, "-csrf": "forged"}).status == 403
    assert stored(database, community) == before
