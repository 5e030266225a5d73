"""Chromium as a cheap phone, far away: what the programs that measure pages have in common."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, sync_playwright

_CHROMIUM = "/usr/bin/chromium"
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
SLOW_LINE = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
_TIMES_SLOWER = 4


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield browser
        browser.close()


def phone(browser: Browser, *, scripts: bool = True, language: str = "vi") -> Page:
    """A new phone that has seen nothing yet."""
    context = browser.new_context(
        viewport=ViewportSize(width=360, height=640),
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        java_script_enabled=scripts,
        locale=language,
    )
    return context.new_page()


def far_away(page: Page) -> CDPSession:
    """Put the phone at the end of a slow line, with a processor four times slower."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": _TIMES_SLOWER})
    return line
