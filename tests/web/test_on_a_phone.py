"""Every type of question, in every direction of writing, in a real browser of 360 points."""

import threading
from collections.abc import Callable, Iterator

import pytest
from accessibility import assert_fits
from browser_steps import answer_page, press, without_script
from flask import Flask
from phones import Phone
from playwright.sync_api import Page, Route, expect
from surveys import status, taken_over
from werkzeug.serving import make_server

from kapsurvey.config import Config
from kapsurvey.fieldwork.admission import issue
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app

pytestmark = pytest.mark.browser


@pytest.fixture
def kind() -> str:
    """What is looked at here is the same on every database."""
    return "sqlite"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application can be reached for the length of a test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("scripted", [False, True], ids=["posted", "scripted"])
@pytest.mark.parametrize("language", ["en", "vi", "ar"])
def test_every_type_of_question_passes_axe_blank_and_with_mistakes(
    phone: Phone, address: str, language: str, scripted: bool
) -> None:
    context = phone(locale=language, java_script_enabled=True)
    page = (context if scripted else without_script(context)).new_page()
    page.goto(f"{address}/community/")
    if scripted:
        taken_over(page)
    assert_fits(page, "consent", language)
    press(page, page.locator("button.decision").first)
    wrong = [
        {"N1": "many", "N2": "4", "N3": "x", "N4.a": "99"},
        {"T1": "long enough", "T3": "wrong"},
        {"S2": [1, 5], "S3.1": "2"},
        {},
    ]
    right = [{"N1": "12", "N2": "4", "N3": "", "N4.a": "9"}, {"T3": "A123"}, {"S1": 2}, {"K1": 2}]
    for mistakes, answers in zip(wrong[:3], right[:3], strict=True):
        assert_fits(page, f"blank, with {list(answers)}", language)
        _fill(page, mistakes)
        assert_fits(page, f"with mistakes {mistakes}", language)
        assert page.locator(".error").count() > 0
        _uncheck(page)
        _fill(page, answers)
    _fill(page, right[3])
    assert page.locator(".receipt").count() == 1
    assert_fits(page, "thanks", language)


def _uncheck(page: Page) -> None:
    ticked = page.locator("input[type=checkbox]:checked")
    while ticked.count():
        ticked.first.uncheck()
    for place in page.locator("select").all():
        place.select_option("")


def _fill(page: Page, answers: dict[str, object]) -> None:
    for name in [name for name in answers if name.startswith("S3.")]:
        page.locator(f"select[name='{name}']").select_option(str(answers[name]))
    answer_page(page, {name: value for name, value in answers.items() if not name.startswith("S3.")})


def test_page_that_asks_for_a_code_passes_axe(
    phone: Phone, database: Database, opened: Callable[..., Wave], config: Config
) -> None:
    opened(admission="codes", link="codes")
    app = create_app(config, database)
    html = app.test_client().get("/codes/").get_data(as_text=True)
    page = phone(java_script_enabled=True).new_page()
    page.route("**/*", lambda route: _from(app, route))
    page.goto("http://127.0.0.1/codes/")
    assert "You need a code" in html
    assert_fits(page, "code", "en")


def _from(app: Flask, route: Route) -> None:
    path = route.request.url.removeprefix("http://127.0.0.1")
    with app.test_client().get(path) as reply:
        route.fulfill(status=reply.status_code, headers=dict(reply.headers), body=reply.get_data())


def test_what_people_write_is_shown_and_never_run(phone: Phone, address: str) -> None:
    page = phone(java_script_enabled=True).new_page()
    shown: list[str] = []
    page.on("dialog", lambda dialog: shown.append(dialog.message))
    page.on("pageerror", lambda error: shown.append(str(error)))
    page.on("console", lambda message: "Security Policy" in message.text and shown.append(message.text))
    page.goto(f"{address}/community/")
    press(page, page.locator("button.decision").first)
    attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e'
    _fill(page, {"N1": "12"})
    _fill(page, {"T1": attack, "T3": attack})
    assert page.locator("[name=T1]").input_value() == attack
    assert page.locator("main script, main img").count() == 0
    assert shown == []


def test_code_admits_once_with_the_script_as_without(
    phone: Phone, database: Database, opened: Callable[..., Wave], config: Config, address: str
) -> None:
    wave = opened(admission="codes", link="codes")
    with database.transaction() as connection:
        [coupon] = issue(connection, Secret(config.secret), wave, 1)
    first, second = (phone(locale="en", java_script_enabled=True).new_page() for _ in "12")
    for page in (first, second):
        page.goto(f"{address}/codes/?code={coupon.token}")
        taken_over(page)
    first.locator("button.decision").first.click()
    expect(first.locator("[name=N1]")).to_be_visible()
    expect(status(first)).to_have_text("Saved.")
    second.locator("button.decision").first.click()
    expect(second.locator("main")).to_contain_text("This code cannot be used. Please check it.")
    second.get_by_role("link", name="Open the survey again").click()
    expect(second.locator("main")).to_contain_text("You need a code to take part.")
