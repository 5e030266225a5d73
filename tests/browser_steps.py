"""What a person does on a page of questions in a browser."""

from collections.abc import Mapping

from playwright.sync_api import BrowserContext, Locator, Page


def answer_page(page: Page, answers: Mapping[str, object]) -> None:
    """Fill in the questions of this page that ``answers`` names, then press Next."""
    for name, value in answers.items():
        if page.locator(f"[name='{name}']").count():
            answer(page, name, value)
    press(page, page.locator("button.next").last)


def press(page: Page, button: Locator) -> None:
    """Press a button and wait for the page that follows, whether it is fetched or put in place by a script.

    A click alone would let the test go on with the old one.
    """
    page.evaluate("document.querySelector('main').dataset.before = ''")
    button.click()
    page.locator("main:not([data-before])").wait_for(state="attached")
    page.wait_for_load_state()


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
