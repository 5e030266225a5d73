"""How every page of the first study looks and reads on a small phone, in every language."""

from collections.abc import Iterator

import pytest
from accessibility import assert_fits, assert_no_wider_than_the_phone
from browser_steps import answer_page, press, without_script
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ANSWERS = {"S1_E01": 3, "S1_E02": 1, "S1_E03": 4, "S1_P02": [1], "S1_R01": "40", "S1_R02": "9"}


def pages(page: Page, address: str) -> Iterator[str]:
    """Every kind of page on the way through the study, one after the other, on screen."""
    page.goto(f"{address}/community/resume")
    yield "resume"
    press(page, page.locator("button.next").last)
    yield "resume with a wrong code"
    page.goto(f"{address}/community/")
    yield "consent"
    press(page, page.locator("button.decision").first)
    press(page, page.locator("button.next").last)
    yield "a page with mistakes"
    page.goto(f"{address}/community/")
    yield "welcome back"
    press(page, page.locator("button[value=continue]"))
    while not page.locator(".receipt").count():
        yield page.locator("input[name='-page']").get_attribute("value") or ""
        answer_page(page, ANSWERS)
        if page.locator("input[name=S1_K01]").count():
            yield from _side_ways(page, address)
    yield "thanks"
    page.goto(f"{address}/community/withdraw")
    yield "withdraw"
    receipt = page.locator("#code-field").input_value()
    page.locator("#code-field").fill("AAAA")
    press(page, page.locator("button.next").last)
    yield "withdraw with a wrong receipt"
    page.locator("#code-field").fill(receipt)
    press(page, page.locator("button.next").last)
    yield "withdrawn"
    page.goto(f"{address}/nowhere/")
    yield "nothing here"


def _side_ways(page: Page, address: str) -> Iterator[str]:
    here = page.url
    page.goto(f"{address}/community/stop")
    yield "stop"
    page.goto(f"{address}/community/later")
    yield "later"
    press(page, page.locator("button[value=code]"))
    yield "code"
    page.goto(here)


@pytest.mark.parametrize("language", ["vi", "pt", "en"])
def test_page_passes_axe_and_fits_a_small_phone(operator, phone, language: str) -> None:
    page = without_script(phone(locale=language, java_script_enabled=True)).new_page()
    seen = []
    for name in pages(page, operator.address):
        seen.append(name)
        assert_fits(page, name, language)
    assert len(seen) > 25


@pytest.mark.parametrize("language", ["vi", "pt"])
def test_text_of_twice_the_size_needs_no_sideways_scrolling(operator, phone, language: str) -> None:
    page = without_script(phone(locale=language, java_script_enabled=True, bypass_csp=True)).new_page()
    for name in pages(page, operator.address):
        page.add_style_tag(content="html { font-size: 200% }")
        assert_no_wider_than_the_phone(page, name)


def test_first_page_and_a_middle_page_are_light(operator, phone) -> None:
    context = phone(locale="vi")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes: list[float] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{operator.address}/community/", wait_until="networkidle")
    assert len(sizes) <= 2
    assert sum(sizes) <= 14 * 1024
    press(page, page.locator("button.decision").first)
    sizes.clear()
    answer_page(page, ANSWERS)
    page.wait_for_load_state("networkidle")
    assert sum(sizes) <= 14 * 1024
