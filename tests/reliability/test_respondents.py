"""What impatient people and bad networks do to a respondent's pages, again and again: one interview comes of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from counts import times
from phones import Phone
from playwright.sync_api import Locator, Page, Route, expect
from scenes import opened
from surveys import QUESTIONNAIRE, Survey, hamlet_in, served, status, taken_over

from kapsurvey.questionnaire.model import Study
from kapsurvey.store.database import Database

pytestmark = [pytest.mark.browser, pytest.mark.timeout(times(600, 14_400))]
ANSWERS = {"CONSENT": 1, "HEARD": "a rumour", "TIMES": 3, "SURE": 1, "REMARKS": None}


@pytest.fixture
def survey(sqlite_database: Database, tmp_path: Path) -> Iterator[Survey]:
    """A small survey, served."""
    with served(sqlite_database, hamlet_in(tmp_path), tmp_path) as survey:
        yield survey


@pytest.fixture(params=[True, False], ids=["scripted", "posted"])
def someone(request: pytest.FixtureRequest, phone: Phone, survey: Survey) -> Callable[[], Page]:
    """Opens the survey on a phone that nobody used for it before, and waits for the script where there is one."""
    page = phone(locale="en", java_script_enabled=request.param).new_page()

    def someone() -> Page:
        page.context.clear_cookies()
        page.goto(survey.start)
        if request.param:
            taken_over(page)
        return page

    return someone


Press = Callable[[Locator], None]


def interview(
    page: Page, *, press: Press = Locator.click, meanwhile: Callable[[Page], None] = lambda page: None
) -> None:
    """Answer everything; ``meanwhile`` is done on each page before it is filled in."""
    press(page.locator("button.decision").first)
    expect(page.locator("h1")).to_have_text("What you heard")
    meanwhile(page)
    page.locator("[name=HEARD]").fill("a rumour")
    page.locator("[name=TIMES]").fill("3")
    press(page.locator("button.next").last)
    expect(page.locator("h1")).to_have_text("The last page")
    meanwhile(page)
    page.locator("[name=SURE][value='1']").check()
    press(page.locator("button.next").last)
    page.locator(".receipt").wait_for()


def assert_stored(survey: Survey, n: int) -> None:
    """So many interviews, all the same, and nothing that had to be kept apart."""
    assert [json.loads(row.document)["answers"] for row in survey.interviews] == [ANSWERS] * n
    assert survey.conflicts == ()
    assert survey.drafts == 0


def settled(page: Page) -> None:
    """Until what was sent is stored, where a script sends it."""
    if status(page).count():
        expect(status(page)).to_have_text("Saved.")


def test_double_clicks_send_one_interview(someone: Callable[[], Page], survey: Survey) -> None:
    n = times(6, 100)
    for _ in range(n):
        page = someone()
        interview(page, press=Locator.dblclick)
    assert_stored(survey, n)


def test_enter_sends_one_interview(someone: Callable[[], Page], survey: Survey) -> None:
    def enter(button: Locator) -> None:
        page = button.page
        typed = page.locator("[name=TIMES], [name=SURE]:checked")
        (typed.first if typed.count() else button).press("Enter")

    n = times(6, 100)
    for _ in range(n):
        page = someone()
        interview(page, press=enter)
    assert_stored(survey, n)


def test_going_back_and_sending_again_sends_one_interview(someone: Callable[[], Page], survey: Survey) -> None:
    def back(page: Page) -> None:
        settled(page)
        if page.locator("[name=SURE]").count():
            page.go_back()
            expect(page.locator("h1")).to_have_text("What you heard")
            expect(page.locator("[name=HEARD]")).to_have_value("a rumour")
            page.locator("button.next").last.click()
            expect(page.locator("h1")).to_have_text("The last page")

    n = times(6, 100)
    for _ in range(n):
        page = someone()
        interview(page, meanwhile=back)
        page.go_back()
        page.locator("h1").wait_for()
    assert_stored(survey, n)


def test_going_forward_sends_one_interview(someone: Callable[[], Page], survey: Survey) -> None:
    def forward(page: Page) -> None:
        settled(page)
        if page.locator("[name=SURE]").count():
            page.go_back()
            expect(page.locator("h1")).to_have_text("What you heard")
            page.go_forward()
            if page.locator("[name=TIMES]").count():
                page.locator("button.next").last.click()
            expect(page.locator("h1")).to_have_text("The last page")

    n = times(6, 100)
    for _ in range(n):
        page = someone()
        interview(page, meanwhile=forward)
    assert_stored(survey, n)


def test_loading_pages_again_sends_one_interview(someone: Callable[[], Page], survey: Survey) -> None:
    def reload(page: Page) -> None:
        settled(page)
        heading, scripted = page.locator("h1").inner_text(), status(page).count()
        page.reload()
        if scripted:
            taken_over(page)
        expect(page.locator("h1")).to_have_text(heading)

    n = times(6, 100)
    for _ in range(n):
        page = someone()
        interview(page, meanwhile=reload)
        receipt = page.locator(".receipt").inner_text()
        page.reload()
        assert page.locator(".receipt").inner_text() == receipt
    assert_stored(survey, n)


def test_an_edition_published_meanwhile_leaves_an_interview_to_its_own(
    someone: Callable[[], Page], survey: Survey, tmp_path: Path
) -> None:
    """Row 20: the question has become another, and whoever was asked the old one finishes with it."""
    another = QUESTIONNAIRE.replace("type: integer, min: 0, max: 50, required: true,", "type: text, max_length: 9,")
    written = hamlet_in(tmp_path, another)
    n = times(25, 1_000)
    for turn in range(n):
        changed = replace(written, questionnaire=replace(written.questionnaire, title=f"Edition {turn}"))

        def publish(page: Page, turn: int = turn, changed: Study = changed) -> None:
            if page.locator("[name=HEARD]").count():
                published = opened(survey.database, changed, name=f"edition {turn}", link=f"hamlet-{turn}")
                assert published.fingerprint != survey.wave.fingerprint

        page = someone()
        interview(page, meanwhile=publish)
    assert_stored(survey, n)
    assert {row.fingerprint for row in survey.interviews} == {survey.wave.fingerprint}


def test_replies_lost_after_the_commit_leave_one_interview(phone: Phone, survey: Survey) -> None:
    """Every page arrives and is stored, and no first reply comes back; the phone sends it again."""
    n = times(7, 334)
    for _ in range(n):
        page = phone(locale="en", java_script_enabled=True).new_page()
        page.route(lambda address: address.rsplit("/", 1)[-1].isdigit(), losing_every_other())
        page.goto(survey.start)
        taken_over(page)
        interview(page, meanwhile=hurry)
        page.context.close()
    assert_stored(survey, n)


def losing_every_other() -> Callable[[Route], None]:
    numbers = count()

    def deliver(route: Route) -> None:
        phone = route.request.frame.page.context
        cookies = phone.cookies()
        reply = route.fetch()
        if next(numbers) % 2:
            route.fulfill(response=reply)
            return
        # The phone never sees the reply, and so none of the cookies that come with it.
        phone.clear_cookies()
        phone.add_cookies(cookies)  # type: ignore[arg-type]  # Playwright's own cookies
        route.abort()

    return deliver


def hurry(page: Page) -> None:
    """Do not wait out the pause: the network says that it is back."""
    expect(status(page)).to_have_class("status kept")
    page.evaluate("dispatchEvent(new Event('online'))")
    settled(page)


def test_of_two_windows_the_later_is_told_and_both_are_kept(phone: Phone, survey: Survey) -> None:
    n = times(20, 500)
    for _ in range(n):
        first = phone(locale="en", java_script_enabled=True).new_page()
        first.goto(survey.start)
        taken_over(first)
        first.locator("button.decision").first.click()
        settled(first)
        second = first.context.new_page()
        second.goto(survey.start)
        second.locator("button[value=continue]").click()
        taken_over(second)
        for page, heard in ((first, "one thing"), (second, "another")):
            page.locator("[name=HEARD]").fill(heard)
            page.locator("[name=TIMES]").fill("3")
            page.locator("button.next").last.click()
            if page is first:
                settled(page)
        expect(second.locator(".problems")).to_contain_text("answered differently in another window")
        expect(second.locator("[name=HEARD]")).to_have_value("one thing")
        second.locator("button.next").last.click()
        second.locator("[name=SURE][value='1']").check()
        second.locator("button.next").last.click()
        second.locator(".receipt").wait_for()
        first.context.close()
    assert [json.loads(row.document)["answers"]["HEARD"] for row in survey.interviews] == ["one thing"] * n
    kept = [json.loads(row.document)["values"] for row in survey.conflicts]
    assert kept == [{"HEARD": "another", "TIMES": 3}] * n
