"""Chromium as a cheap phone: fixtures for every test that needs a real browser."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect, sync_playwright
from programs import without

FLAGS = [
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


def program() -> str | None:
    """Where Chromium is installed, or None: the one without windows of its own, if it is there, takes half the time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = program()
    if path is None:
        without("Chromium is not installed")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            without(f"Chromium does not start: {error}")
        # Several browsers share the processor: what holds in the end may take its time.
        expect.set_options(timeout=20_000)
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


@contextmanager
def switched_on(browser: Browser, profile: Path, **settings: object) -> Iterator[BrowserContext]:
    """A phone that keeps what is stored on it when it is switched off, at the end of the block."""
    chosen = {"is_mobile": True, "has_touch": True, "viewport": _PHONE, **settings}
    launch = browser.browser_type.launch_persistent_context
    context = launch(profile, executable_path=program(), args=FLAGS, **chosen)  # type: ignore[arg-type]  # as above
    try:
        yield context
    finally:
        context.close()
