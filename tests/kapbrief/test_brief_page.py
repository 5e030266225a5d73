"""The page of a brief: what it says, in which language, on a phone and on paper."""

import re

import pytest
from accessibility import WIDTH
from axe_playwright_python.sync_playwright import Axe
from briefs import PLAN, person

from kapbrief.indicators import estimates
from kapbrief.release import read_release
from kapbrief.report import write_report


@pytest.fixture(scope="module")
def report(reports):
    return reports(PLAN, person)


def text(report, name="brief.P2.en.html"):
    return (report / name).read_text(encoding="utf-8")


def points(page):
    """What stands under each heading, without its marks."""
    found = re.findall(r'<section class="point">\s*<h2>(.*?)</h2>(.*?)</section>', page, re.DOTALL)
    return {heading: " ".join(re.sub(r"<[^>]*>", "", body).split()) for heading, body in found}


def test_brief_has_its_thirteen_points_in_order(report):
    assert list(points(text(report()))) == [
        *("Behaviour", "Audience", "What they know, think and fear", "Barrier and lever", "Promise and support"),
        *("Tone", "Messenger and channel", "Language", "Do no harm", "Call to action", "Test", "Evaluation"),
        "Evidence grade",
    ]


def test_author_and_answers_stand_side_by_side(report):
    found = points(text(report()))
    assert "The audience" in found["Audience"]
    assert "Without the outcome so far 40%" in found["Audience"]
    assert "Closed bag, your sentence" in found["Barrier and lever"]
    assert "About A1 (agree 4 · agree 5) Raise: percentage to gain 20 (" in found["Barrier and lever"]
    assert "About A4 (agree 4 · agree 5) Do not raise: percentage to gain -20 (" in found["Barrier and lever"]
    assert "F-1 F-1 Signed off on January 1, 2026" in found["Promise and support"]
    assert "Town" in found["Messenger and channel"]
    assert "The timing" in found["Messenger and channel"]


def test_evaluation_says_what_is_needed_and_what_would_show_it_wrong(report):
    found = points(text(report()))["Evaluation"]
    assert "Smallest change that matters 10 percentage points" in found
    assert "November 1, 2027" in found
    assert "356 would be needed, more than the 150 people there are." in found
    assert "About A1 (agree 4 · agree 5) Wrong if its gain is at or below zero in the next wave" in found
    assert "asked for: below 50%" in found


def test_blocked_brief_says_so_and_why_and_recommends_nothing(report):
    page = text(report(facts=[]))
    assert "<h1>Blocked: no recommendation</h1>" in page
    assert "a fact behind the promise is not signed off" in page
    found = points(page)
    assert list(found) == ["Behaviour", "Promise and support", "Evidence grade"]
    assert "F-1 Not signed off" in found["Promise and support"]
    assert "percentage to gain" not in page


def test_outcome_without_a_brief_has_a_page_that_says_so(report):
    page = text(report(briefs=[]))
    assert "The study has not yet said whom this brief is for" in page
    assert list(points(page)) == ["Evidence grade"]


def test_blocked_brief_says_why_its_beliefs_are_withheld(report):
    page = text(report(beliefs=[{"question": "A5", "codes": [4], "family": "norm"}]))
    assert "Withheld: fewer than 10 people" in page
    assert list(points(page)) == ["Behaviour", "Evidence grade"]


def test_rehearsed_brief_marks_facts_that_nobody_signed_off(report):
    page = text(report(rehearsal=True, facts=[]))
    assert "<h1>A message to test</h1>" in page
    assert "Not signed off" in points(page)["Promise and support"]
    assert "These answers are not in earnest." in points(page)["Evidence grade"]


@pytest.mark.parametrize(
    ("language", "verdict", "behaviour"),
    [
        ("vi", "Thông điệp nên thử nghiệm", "vi behaviour"),
        ("pt", "Uma mensagem a testar", '<span lang="en">The behaviour &lt;b&gt;</span>'),
    ],
)
def test_page_is_said_in_its_language_as_far_as_the_study_has_it(report, language, verdict, behaviour):
    page = text(report(), f"brief.P2.{language}.html")
    assert f'<html lang="{language}" dir="ltr">' in page
    assert f"<h1>{verdict}</h1>" in page
    assert f"<li>{behaviour}</li>" in page


def test_page_speaks_of_change_and_never_of_effect_and_fetches_nothing(report):
    page = text(report())
    assert "effect" not in page.lower()
    assert "http" not in page
    assert "url(" not in page
    assert "<script" not in page


def test_brief_and_page_of_messages_lead_to_each_other(report):
    assert '<a href="messages.vi.html">' in text(report(), "brief.P2.vi.html")
    assert '<a href="brief.P2.vi.html">' in text(report(), "messages.vi.html")
    assert '<a href="brief.P2.pt.html" hreflang="pt" lang="pt">' in text(report(), "brief.P2.vi.html")


def test_two_runs_write_the_same_bytes(folder_in, report, people, tmp_path):
    folder = folder_in(tmp_path, [person(n, people[n % 40]) for n in range(120)], **PLAN)
    again = write_report(estimates(read_release(folder)), tmp_path / "out")
    briefs = [path for path in again if path.name.startswith("brief.")]
    assert len(briefs) == 3
    assert all(path.read_bytes() == (report() / path.name).read_bytes() for path in briefs)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "scheme", "size", "facts"),
    [("en", "dark", "100%", []), ("vi", "light", "100%", None), ("pt", "light", "200%", None)],
)
def test_page_fits_a_phone_and_breaks_no_rule_of_accessibility(browser, report, language, scheme, size, facts):
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto((report(**({} if facts is None else {"facts": facts})) / f"brief.P2.{language}.html").as_uri())
    page.add_style_tag(content=f"html {{ font-size: {size}; }}")
    assert page.evaluate(WIDTH) == 360
    assert Axe().run(page).response["violations"] == []
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "vi", "pt"])
def test_brief_prints_on_one_page(browser, report, language):
    page = browser.new_page()
    page.goto((report() / f"brief.P2.{language}.html").as_uri())
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.close()
