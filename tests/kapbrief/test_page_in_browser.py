"""The page as it opens in a browser: from a file, without a network, on a phone, in the dark, on paper."""

import pytest
from accessibility import WIDTH
from axe_playwright_python.sync_playwright import Axe

from kapbrief.report import write_report

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(browser, results, forty, tmp_path):
    """Opens a page of a language, with withheld rows, warnings and untranslated words in it."""
    for number, person in enumerate(forty):
        person["D2"] = 1 if number < 20 else 2 if number < 36 else 3
    write_report(results(forty, rehearsal=True, facts=[]), tmp_path / "report")
    contexts = []

    def open_page(language, name="indicators", **settings):
        contexts.append(browser.new_context(offline=True, **settings))
        page = contexts[-1].new_page()
        page.goto((tmp_path / "report" / f"{name}.{language}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en", "light", 360), ("vi", "light", 360), ("pt", "light", 360), ("en", "dark", 360), ("en", "light", 1000)],
)
def test_page_fits_its_screen_and_breaks_no_rule_of_accessibility(opened, language, scheme, width):
    page = opened(language, color_scheme=scheme, viewport={"width": width, "height": 640})
    assert page.evaluate(WIDTH) == width
    assert Axe().run(page).response["violations"] == []


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("vi", "light", 360), ("pt", "dark", 360), ("en", "light", 1000)]
)
def test_page_on_quality_fits_its_screen_and_breaks_no_rule_of_accessibility(
    browser, many, tmp_path, language, scheme, width
):
    write_report(many, tmp_path)
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto((tmp_path / f"quality.{language}.html").as_uri())
    assert page.evaluate(WIDTH) == width
    assert Axe().run(page).response["violations"] == []
    context.close()


def test_page_on_quality_fits_a_phone_with_text_twice_as_large(opened):
    page = opened("pt", "quality", viewport={"width": 360, "height": 640})
    page.add_style_tag(content="html { font-size: 200%; }")
    assert page.evaluate(WIDTH) == 360


def test_pages_are_one_click_from_each_other(opened):
    page = opened("pt")
    page.get_by_role("link", name="Escalas, qualidade e resposta").click()
    assert page.get_by_role("heading", name="Qualidade das respostas").is_visible()
    page.get_by_role("link", name="Resultados por indicador").click()
    assert page.url.endswith("indicators.pt.html")


@pytest.mark.parametrize("language", ["en", "vi", "pt"])
def test_page_fits_a_phone_with_text_twice_as_large(opened, language):
    page = opened(language, viewport={"width": 360, "height": 640})
    page.add_style_tag(content="html { font-size: 200%; }")
    assert page.evaluate(WIDTH) == 360


def test_numbers_keep_their_names_where_rows_are_stacked(opened):
    page = opened("en", viewport={"width": 360, "height": 640})
    table = page.get_by_role("table", name="Was offered")
    row = table.get_by_role("row").filter(has_text="Everybody")
    assert row.get_by_role("rowheader").inner_text() == "Everybody"
    assert table.get_by_role("columnheader").count() == 8
    named = row.locator("td").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert named == '"Estimate"'


def test_other_language_is_one_click_away(opened):
    page = opened("en")
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.get_by_role("heading", level=1).inner_text() == "Động vật"


def test_paper_shows_tables_as_tables(opened):
    page = opened("pt", viewport={"width": 360, "height": 640})
    page.emulate_media(media="print")
    assert page.locator("tbody tr").first.evaluate("row => getComputedStyle(row).display") == "table-row"
    assert not page.locator("nav").first.is_visible()
