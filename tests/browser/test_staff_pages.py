"""Staff on a small phone: the pages of both roles in every language, and what signing out leaves."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from accessibility import assert_fits, assert_no_wider_than_the_phone
from browser_steps import leave, press
from playwright.sync_api import Page
from serving import Operator

pytestmark = pytest.mark.browser


def add(operator: Operator, number: int, *words: str) -> tuple[str, str]:
    """A new member of staff, as the operator's command prints them: password, and second factor or nothing."""
    said = operator.run("staff", "add", str(number), *words)
    password, factor = re.search(r"password: (\S+)", said), re.search(r"second factor: (\S+)", said)
    assert password
    return password[1], factor[1] if factor else ""


def sign_in(page: Page, operator: Operator, number: int, password: str, factor: str = "") -> None:
    page.goto(f"{operator.address}/staff/")
    page.locator("#number").fill(str(number))
    page.locator("#password").fill(password)
    page.locator("#code").fill(pyotp.parse_uri(factor).now() if factor else "")
    press(page, page.locator("main button.next"))


def pages(page: Page, operator: Operator, access: tuple[str, str], number: int) -> Iterator[str]:
    page.goto(f"{operator.address}/staff/")
    yield "door"
    sign_in(page, operator, number, "wrong")
    yield "door with an error"
    sign_in(page, operator, number, *access)
    assert page.url.endswith("/staff/home")
    yield "home"
    press(page, page.locator(".who button"))
    assert page.url.endswith("/staff/")
    yield "door again"
    page.goto(f"{operator.address}/staff/nowhere/")
    yield "nothing here"


@pytest.mark.parametrize("language", ["vi", "pt", "en"])
@pytest.mark.parametrize("role", ["enumerator", "researcher"])
def test_pages_of_staff_pass_axe_and_fit_a_small_phone(operator, phone, language: str, role: str) -> None:
    number = 10 * ["vi", "pt", "en"].index(language) + (1 if role == "researcher" else 2)
    access = add(operator, number, "--role", role, "--name", "Nguyễn Thị Hằng")
    page = phone(locale=language, java_script_enabled=True).new_page()
    for name in pages(page, operator, access, number):
        assert_fits(page, name, language)


def test_text_of_twice_the_size_needs_no_sideways_scrolling(operator, phone) -> None:
    access = add(operator, 51, "--role", "researcher")
    page = phone(locale="vi", java_script_enabled=True, bypass_csp=True).new_page()
    for name in pages(page, operator, access, 51):
        page.add_style_tag(content="html { font-size: 200% }")
        assert_no_wider_than_the_phone(page, name)


def test_a_researcher_fetches_a_release_with_a_browser(operator, phone, tmp_path: Path) -> None:
    page = phone(accept_downloads=True).new_page()
    sign_in(page, operator, 52, *add(operator, 52, "--role", "researcher"))
    with page.expect_download() as download:
        page.locator("section.wave form button").first.click()
    download.value.save_as(tmp_path / "release.zip")
    with zipfile.ZipFile(tmp_path / "release.zip") as archive:
        assert archive.testzip() is None and any(name.endswith("/manifest.json") for name in archive.namelist())


def test_a_respondent_who_leaves_on_an_enumerators_phone_takes_nothing_that_was_collected(operator, phone) -> None:
    page = phone(java_script_enabled=True).new_page()
    sign_in(page, operator, 54, *add(operator, 54))
    page.evaluate("() => localStorage.setItem('queue', 'an interview')")
    page.goto(f"{operator.address}/community/")
    leave(page)
    page.goto(f"{operator.address}/staff/")
    assert page.url.endswith("/staff/home")
    press(page, page.locator(".who button"))
    page.goto(f"{operator.address}/community/")
    leave(page)
    page.goto(f"{operator.address}/staff/")
    assert page.evaluate("() => localStorage.getItem('queue')") == "an interview"


def test_signing_out_takes_cookies_and_pages_and_leaves_what_is_queued(operator, phone) -> None:
    context = phone(java_script_enabled=True)
    page = context.new_page()
    sign_in(page, operator, 53, *add(operator, 53))
    page.evaluate("() => localStorage.setItem('queue', 'an interview')")
    assert {cookie["name"] for cookie in context.cookies()} == {"staff"}
    press(page, page.locator(".who button"))
    assert {cookie["name"] for cookie in context.cookies()} == {"door"}
    assert page.evaluate("() => localStorage.getItem('queue')") == "an interview"
    page.go_back()
    assert page.locator(".who").count() == 0
