"""What every page must be to whoever reads it on a small phone: told by axe, and wide and large enough to touch."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_CONTRAST = ["color-contrast", "link-in-text-block"]
_TARGETS_UNDER_44_POINTS = """
() => [...document.querySelectorAll("button:not(.default), a, label.choice, select, input:not([type=hidden])")]
  .filter((thing) => !thing.closest("label.choice") || thing.matches("label.choice"))
  .map((thing) => [thing.outerHTML.slice(0, 120), thing.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < 44 || box.width < 44))
  .map(([html, box]) => `${html} ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""
WIDTH = "() => document.documentElement.scrollWidth"
"""How wide the page is, in points."""


def assert_fits(page: Page, name: str, language: str) -> None:
    """The page breaks no rule in light or in dark, is in its language, and needs neither aiming nor pushing about."""
    _assert_by_axe(page, _STANDARDS, f"{name}, light")
    page.emulate_media(color_scheme="dark")
    _assert_by_axe(page, _CONTRAST, f"{name}, dark")
    page.emulate_media(color_scheme="light")
    assert_no_wider_than_the_phone(page, name)
    assert page.evaluate(_TARGETS_UNDER_44_POINTS) == [], name
    assert page.locator("html").get_attribute("lang") == language, name


def assert_no_wider_than_the_phone(page: Page, name: str) -> None:
    """Nothing has to be pushed sideways to be read."""
    assert page.evaluate(WIDTH) <= 360, name


def _assert_by_axe(page: Page, rules: list[str], name: str) -> None:
    """No rule is broken; beyond colours the scheme changes nothing, so that few rules are asked twice."""
    result = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    assert result.violations_count == 0, f"{name}: {result.generate_report()}"
