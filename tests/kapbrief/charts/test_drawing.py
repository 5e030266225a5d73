"""Charts are printed as SVG that says no more than it was given, the same each time."""

from xml.etree import ElementTree

import pytest

from kapbrief.charts.drawing import chart_files, drawn, number
from kapbrief.charts.marks import Bar, Chart, Dot, Line, Words
from kapbrief.report import templates

EVIL = "<script>alert('&')</script>"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart():
    marks = (
        Line(0, 1, 2, 3, "mark", dashed=True), Bar(0, 0, 10.005, 4, "low"), Dot(5, 5, 3, "mark", hollow=True),
        Dot(9, 9, 3, "loss", shape="square"), Dot(9, 9, 3, "loss", shape="diamond"),
        Words(0, 12, EVIL, tag="vi"), Words(0, 24, EVIL, tag="en"),
    )  # fmt: skip
    return Chart("evil", EVIL, EVIL, 100, marks, "en", "ltr")


def alone(chart):
    return chart_files([chart], "en", templates())["charts/evil.en.svg"]


def test_texts_are_escaped(chart):
    (inside,) = drawn([chart], "en", templates())
    for text in (alone(chart), inside.svg):
        assert "<script" not in text
        assert "&lt;script&gt;" in text


def test_file_is_a_whole_document_with_title_description_and_text(chart):
    document = ElementTree.fromstring(alone(chart))
    assert document.tag == f"{SVG}svg"
    assert [document.findtext(f"{SVG}{name}") for name in ("title", "desc", "text")] == [EVIL] * 3
    assert "Noto Sans" in document.attrib["font-family"]


def test_title_and_description_name_the_picture(chart):
    document = ElementTree.fromstring(alone(chart))
    named = document.attrib["aria-labelledby"].split()
    assert document.attrib["role"] == "img"
    assert named == [document.find(f"{SVG}{name}").attrib["id"] for name in ("title", "desc")]


def test_text_in_another_language_says_which(chart):
    document = ElementTree.fromstring(alone(chart))
    assert [text.attrib.get("lang") for text in document.findall(f"{SVG}text")] == ["vi", None]


def test_slide_is_light_and_a_page_decides_itself(chart):
    (inside,) = drawn([chart], "en", templates())
    assert "prefers-color-scheme" in inside.svg
    assert "prefers-color-scheme" not in alone(chart)


def test_slide_has_paper_around_the_chart_and_a_page_has_its_own(chart):
    (inside,) = drawn([chart], "en", templates())
    assert 'viewBox="-12 -12 364 124"' in alone(chart)
    assert 'viewBox="0 0 340 100"' in inside.svg


def test_same_chart_gives_the_same_bytes(chart):
    assert alone(chart) == alone(chart)


@pytest.mark.parametrize(("value", "written"), [(1 / 3, "0.33"), (2.0, "2"), (-0.001, "0"), (100, "100")])
def test_places_have_two_decimals_at_most(value, written):
    assert number(value) == written
