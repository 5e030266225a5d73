"""What a person does on a page of questions in a browser."""

from collections.abc import Mapping

from playwright.sync_api import BrowserContext, Locator, Page

WHOLE_INTERVIEW: Mapping[str, object] = {
    "S1_E01": 3, "S1_E02": 1, "S1_E03": 4, "S1_R01": "40", "S1_R02": "9", "S1_R03.a": "12",
    "S1_K01": 3, "S1_K02": 4, "S1_K03": 1, "S1_K04": 2, "S1_K05": 1, "S1_K11": 2, "S1_K06": 8, "S1_K07": 2,
    "S1_K08": 3, "S1_K09": 1, "S1_K10": 2, "S1_A01": 4, "S1_A02": 2, "S1_A03": 1, "S1_A04": 5, "S1_A05": 2,
    "S1_A06": 4, "S1_N01": 2, "S1_N02": 4, "S1_F01": 4, "S1_F02": 2, "S1_F03": 3, "S1_X01": 4, "S1_X02": 5,
    "S1_P01": 1, "S1_P02": [1, 4], "S1_P03": [3], "S1_P04": 2, "S1_P05": 3, "S1_M01": [1, 7], "S1_M02": 2,
    "S1_M03": 3, "S1_M04": 3, "S1_D01": 1, "S1_D02": 2, "S1_D03": 2, "S1_D04": 2, "S1_D05": 1, "S1_D06": 2,
    "S1_Z01": 3,
}  # fmt: skip
"""Answers to everything that the study of the community in Mozambique asks after consent."""


def answer_page(page: Page, answers: Mapping[str, object]) -> None:
    """Fill in the questions of this page that ``answers`` names, then press Next."""
    fill_in(page, answers)
    press(page, page.locator("button.next").last)


def fill_in(page: Page, answers: Mapping[str, object]) -> None:
    """Fill in the questions of this page that ``answers`` names."""
    asked = page.evaluate("[...document.querySelectorAll('[name]')].map((field) => field.name)")
    for name in [name for name in answers if name in asked]:
        answer(page, name, answers[name])


def press(page: Page, button: Locator) -> None:
    """Press a button and wait for the page that follows, whether it is fetched or put in place by a script.

    A click alone would let the test go on with the old one.
    """
    page.evaluate("document.querySelector('main').dataset.before = ''")
    button.click()
    page.locator("main:not([data-before])").wait_for(state="attached")
    page.wait_for_load_state()


def leave(page: Page) -> None:
    """Press "Leave now"; there is no network in a test, so that Chromium ends with its own page about that."""
    with page.expect_request(lambda request: request.url == "https://www.wikipedia.org/"):
        page.locator("a.leave").click()
    page.wait_for_url("chrome-error://**", wait_until="commit")


def answer(page: Page, name: str, value: object) -> None:
    if isinstance(value, str):
        page.locator(f"[name='{name}']").fill(value)
        return
    for one in value if isinstance(value, list) else [value]:
        page.locator(f"[name='{name}'][value='{one}']").check()


def without_script(context: BrowserContext) -> BrowserContext:
    """The phone, where the script of the pages does not arrive: they come one by one, and a test may still look in."""
    context.route("**/static/js/respond.js*", lambda route: route.abort())
    return context
