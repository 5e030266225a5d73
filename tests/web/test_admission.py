"""Coming in with a single-use code."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from browsing import Respondent
from flask import Flask

from kapsurvey.config import Config
from kapsurvey.fieldwork import admission
from kapsurvey.fieldwork.admission import Coupon
from kapsurvey.fieldwork.sealing import Secret, grouped
from kapsurvey.fieldwork.waves import Wave, wave_of
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app


@pytest.fixture
def app(database: Database, opened: Callable[..., Wave], config: Config) -> Flask:
    opened(admission="codes")
    return create_app(config, database)


@pytest.fixture
def coupon(database: Database, app: Flask, config: Config) -> Coupon:
    with database.transaction() as connection:
        row = queries.wave_by_link(connection, "community")
        assert row is not None
        return admission.issue(connection, Secret(config.secret), wave_of(row), 1)[0]


def test_code_is_asked_for_before_anything_else(respondent: Respondent) -> None:
    assert "You need a code to take part." in respondent.open().text


def test_code_as_printed_opens_the_survey(respondent: Respondent, coupon: Coupon) -> None:
    respondent.open().send({"-code": grouped(coupon.code)})
    assert respondent.page == "consent"
    assert respondent.send({"C1": 1}).page == "numbers"


def test_code_in_the_address_leaves_it_at_once(respondent: Respondent, coupon: Coupon) -> None:
    reply = respondent.client.get(f"/community/?code={coupon.token}")
    assert (reply.status_code, reply.headers["Location"]) == (303, "/community/")
    assert respondent.open().send({"C1": 1}).page == "numbers"


def test_code_admits_one_person_once(app: Flask, coupon: Coupon) -> None:
    first, second = (Respondent(app.test_client()) for _ in "12")
    assert first.open(f"/community/?code={coupon.token}").send({"C1": 1}).page == "numbers"
    second.open().send({"-code": coupon.code})
    assert second.status == 422
    assert "This code cannot be used." in second.text


@pytest.mark.parametrize("code", ["1234567890123456", "", "x", "' or '1'='1", "9" * 70])
def test_forged_code_is_answered_like_an_unknown_one(respondent: Respondent, code: str, coupon: Coupon) -> None:
    respondent.open(f"/community/?code={code or 'none'}")
    assert respondent.status == 422
    assert "This code cannot be used. Please check it." in respondent.text


def test_of_fifty_at_once_with_one_code_one_begins(app: Flask, coupon: Coupon, database: Database) -> None:
    people = [Respondent(app.test_client()).open(f"/community/?code={coupon.token}") for _ in range(50)]
    with ThreadPoolExecutor(16) as pool:
        pages = [person.page for person in pool.map(lambda person: person.send({"C1": 1}), people)]
    assert pages.count("numbers") == 1
    with database.reading() as connection:
        assert connection.driver.execute("SELECT count(*) FROM drafts").fetchone() == (1,)


def test_whoever_brings_no_good_code_keeps_nobody_else_from_beginning(
    app: Flask, coupon: Coupon, config: Config, database: Database
) -> None:
    strict = create_app(replace(config, begun_a_minute=1), database)
    second = Respondent(strict.test_client()).open().send({"-code": coupon.code})
    forger = Respondent(strict.test_client()).open().send({"-code": coupon.code})
    Respondent(app.test_client()).open().send({"-code": coupon.code}).send({"C1": 1})
    assert forger.send({"C1": 1}).page != "numbers"
    with database.transaction() as connection:
        row = queries.wave_by_link(connection, "community")
        assert row is not None
        [fresh] = admission.issue(connection, Secret(config.secret), wave_of(row), 1)
    second.client.delete_cookie("code-community")
    assert second.open().send({"-code": fresh.code}).send({"C1": 1}).page == "numbers"
