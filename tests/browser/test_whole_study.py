"""The first study with the script: in every language, through every page, as it looks, and with the server gone."""

import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from accessibility import assert_fits
from browser_steps import WHOLE_INTERVIEW, fill_in
from phones import Phone
from playwright.sync_api import Page, expect
from serving import Operator, free_port
from surveys import open_survey, status

from kapsurvey.fieldwork.study_keys import keys_in, unseal

pytestmark = pytest.mark.browser

SAVED = {"vi": "Đã lưu.", "pt": "Guardado.", "en": "Saved."}


def scripted(phone: Phone, language: str, **settings: object) -> Page:
    return phone(locale=language, java_script_enabled=True, **settings).new_page()


def page_name(page: Page) -> str:
    return page.locator("input[name='-page']").get_attribute("value") or ""


def agree(page: Page) -> None:
    page.locator("button.decision").first.click()


def fill(page: Page) -> None:
    """Answer every question of this page that is not answered yet."""
    fill_in(page, WHOLE_INTERVIEW)


def turn(page: Page) -> None:
    """On to the next page, which stands there at once; the thanks come from the server."""
    page.locator("button.next").last.click()


def is_last(page: Page) -> bool:
    return page.locator("progress").evaluate("(bar) => bar.value === bar.max")


def stored(operator: Operator) -> list[dict[str, object]]:
    """The finished interviews as the researchers read them."""
    [key] = (operator.folder / "keys").iterdir()
    with closing(sqlite3.connect(operator.folder / "kapsurvey.sqlite")) as connection:
        rows = connection.execute("SELECT outcome, document FROM interviews").fetchall()
    assert all(outcome == "complete" for outcome, _ in rows)
    envelopes = [json.loads(document)["envelope"] for _, document in rows]
    opened = [unseal(keys_in(key.read_text(encoding="ascii")), envelope) for envelope in envelopes]
    return [json.loads(one)["answers"] for one in opened if one is not None]


def conflicts(operator: Operator) -> int:
    with closing(sqlite3.connect(operator.folder / "kapsurvey.sqlite")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM conflicts").fetchone()
    return int(count)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Operator]:
    """A server of this test alone, not running yet."""
    operator = Operator(tmp_path, free_port())
    operator.run("upgrade")
    operator.run("open", "vietnamese-in-mozambique", "--pretest", "--trial-keys", str(operator.folder / "keys"))
    return operator


@pytest.mark.parametrize("languages", [("vi", "pt", "en"), ("en", "pt", "vi")])
def test_language_switched_on_every_page_changes_no_answer(
    own: Operator, phone: Phone, languages: tuple[str, ...]
) -> None:
    """Each page is answered in one language and sent in the next: every pair of them, in both directions."""
    names = {"vi": "Tiếng Việt", "pt": "Português", "en": "English"}
    with own.serving():
        page = scripted(phone, languages[0])
        open_survey(page, f"{own.address}/community/")
        agree(page)
        turned = 0
        while not page.locator(".receipt").count():
            fill(page)
            turned += 1
            language = languages[turned % 3]
            page.get_by_role("button", name=names[language]).click()
            expect(page.locator("html")).to_have_attribute("lang", language)
            expect(status(page)).to_have_text(SAVED[language])
            last = is_last(page)
            turn(page)
            if last:
                page.locator(".receipt").wait_for()
        assert page.locator("html").get_attribute("lang") == language
        assert turned == 19
        [answers] = stored(own)
    assert said(answers) == said_in_answers()


def said(answers: dict[str, object]) -> dict[str, object]:
    return {name: answers[name] for name in said_in_answers()}


def said_in_answers() -> dict[str, object]:
    plain = {name: value for name, value in WHOLE_INTERVIEW.items() if "." not in name}
    return {name: int(value) if isinstance(value, str) else value for name, value in plain.items()}


def test_server_killed_and_started_again_has_everything_once(own: Operator, phone: Phone) -> None:
    """The respondent notices a line of text."""
    page = scripted(phone, "vi")
    with own.serving() as server:
        open_survey(page, f"{own.address}/community/")
        agree(page)
        fill(page)
        turn(page)
        expect(status(page)).to_have_text(SAVED["vi"])
        os.killpg(server.pid, signal.SIGKILL)
    for _ in range(5):
        fill(page)
        turn(page)
    expect(status(page)).to_contain_text("Mới chỉ được giữ trên trang này")
    here = page_name(page)
    with own.serving():
        expect(status(page)).to_have_text(SAVED["vi"], timeout=60_000)
        assert page_name(page) == here
        while not is_last(page):
            fill(page)
            turn(page)
        fill(page)
        turn(page)
        page.locator(".receipt").wait_for()
        [answers] = stored(own)
        assert said(answers) == said_in_answers()
        assert conflicts(own) == 0


def test_on_a_slow_line_pages_turn_all_the_same(operator: Operator, phone: Phone) -> None:
    page = scripted(phone, "vi")
    open_survey(page, f"{operator.address}/community/")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 3000, "downloadThroughput": 5000, "uploadThroughput": 5000}
    line.send("Network.emulateNetworkConditions", slow)
    names = []
    agree(page)
    for _ in range(4):
        names.append(page_name(page))
        fill(page)
        turn(page)
    assert names == ["eligibility", "people", "places", "knowledge_mozambique"]
    expect(status(page)).not_to_have_text(SAVED["vi"])
    line.send(
        "Network.emulateNetworkConditions", {**slow, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    )
    expect(status(page)).to_have_text(SAVED["vi"], timeout=60_000)


@pytest.mark.parametrize("language", ["vi", "pt", "en"])
def test_pages_put_in_place_by_the_script_pass_axe(operator: Operator, phone: Phone, language: str) -> None:
    page = scripted(phone, language)
    open_survey(page, f"{operator.address}/community/")
    assert_fits(page, "consent", language)
    agree(page)
    turn(page)
    assert page.locator(".problems").is_visible()
    assert_fits(page, "a page with mistakes", language)
    fill(page)
    turn(page)
    page.context.set_offline(True)
    fill(page)
    turn(page)
    expect(status(page)).to_have_class("status kept")
    assert_fits(page, "a page kept", language)
    page.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED[language], timeout=60_000)
    page.context.clear_cookies()
    turn(page)
    page.locator("main a.next").wait_for()
    assert_fits(page, "a page that the server no longer knows", language)


def test_a_question_in_focus_is_not_hidden_behind_the_line_at_the_foot(operator: Operator, phone: Phone) -> None:
    page = scripted(phone, "vi")
    open_survey(page, f"{operator.address}/community/")
    page.context.set_offline(True)
    agree(page)
    expect(status(page)).to_have_class("status kept")
    hidden = """
    (field) => {
      field.focus();
      const foot = document.querySelector("[role=status]").getBoundingClientRect().top;
      return field.getBoundingClientRect().bottom > foot;
    }
    """
    fields = page.locator("main input, main button, footer button").all()
    assert len(fields) > 10
    assert [field.get_attribute("name") for field in fields if field.evaluate(hidden)] == []
