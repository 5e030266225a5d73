"""Chromium as a cheap phone, and a server for it."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright
from serving import Operator, free_port

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PHONE = {"width": 360, "height": 640}


def _without(what: str) -> None:
    # On a laptop a missing program costs some tests; in CI it would hide them.
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A server with a pretest of the first study open."""
    operator = Operator(tmp_path_factory.mktemp("server"), free_port())
    operator.run("upgrade")
    operator.run("open", "vietnamese-in-mozambique", "--pretest")
    with operator.serving():
        yield operator


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        _without("Chromium is not installed")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        except Error as error:
            _without(f"Chromium does not start: {error}")
        yield browser
        browser.close()


Phone = Callable[..., BrowserContext]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Phone]:
    """A phone of 360 x 640 points with its own cookies; without JavaScript unless told otherwise."""
    contexts: list[BrowserContext] = []

    def phone(**settings: object) -> BrowserContext:
        chosen = {"java_script_enabled": False, "is_mobile": True, "has_touch": True, "viewport": _PHONE, **settings}
        contexts.append(browser.new_context(**chosen))  # type: ignore[arg-type]  # passed on as Playwright names them
        return contexts[-1]

    yield phone
    for context in contexts:
        context.close()
