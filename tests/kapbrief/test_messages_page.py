"""The page of messages: what it says, in which language, and what it keeps to itself."""

import re

import pytest
from accessibility import WIDTH
from axe_playwright_python.sync_playwright import Axe

from kapbrief.indicators import estimates
from kapbrief.release import read_release
from kapbrief.report import write_report

PLAN = {
    "sampling": {"design": "census", "population": 2000, "population_source": "", "finite_population_correction": True},
    "margins": [],
    "outcomes": [{"question": "P2", "codes": [2, 3], "among": [2, 3, 4]}],
    "beliefs": [
        {"question": "A1", "codes": [4, 5], "family": "attitude"},
        {"question": "A4", "codes": [4, 5], "family": "norm"},
        {"question": "A5", "codes": [4, 5], "family": "attitude"},
        {"question": "K1", "family": "knowledge"},
    ],
    "messengers": ["D2"],
}


def person(number, base):
    half, tenth = number % 2, (number // 2) % 10
    return base | {
        "P2": 2 if tenth < (8 if half else 4) else 4, "A1": 5 if half else 1, "A4": 1 if half else 5, "A5": 4,
        "K1": 1 + (number // 20) % 2, "D2": 1 if number % 5 else 2,
    }  # fmt: skip


@pytest.fixture(scope="module")
def report(reports):
    return reports(PLAN, person)


def text(report, name="messages.en.html"):
    """The page without its charts, which say the same again."""
    page = (report / name).read_text(encoding="utf-8")
    return re.sub("<figure.*?</figure>", "", page, flags=re.DOTALL)


def test_findings_come_before_the_ranking_and_messengers_after_what_not_to_raise(report):
    page = text(report())
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert headings == [
        "Which message to test",
        "What goes with the outcome: beliefs to raise",
        "Do not raise",
        "Whom to send, and where: people who do not hold the belief",
        "People with the outcome beside people without it",
        "Where these numbers come from",
    ]


def test_gains_stand_in_points_with_both_shares(report):
    page = text(report())
    row = page.split("About A1", 1)[1].split("</tr>", 1)[0]
    assert re.findall(r'data-column="(.*?)">(.*?)<', row)[0] == ("Percentage to gain", "20")
    assert ("Outcome, of those who hold it", "80%") in re.findall(r'data-column="(.*?)">(.*?)<', row)


def test_belief_against_the_outcome_stands_under_what_not_to_raise(report):
    page = text(report())
    left = page.split("Do not raise</h2>", 1)[1].split("<h2", 1)[0]
    raised = page.split("beliefs to raise</h2>", 1)[1].split("<h2", 1)[0]
    assert "About A4" in left
    assert "About A4" not in raised


def test_withheld_belief_is_named_with_its_reason_and_has_no_number(report):
    page = text(report())
    withheld = page.split("<details>", 1)[1].split("</details>", 1)[0]
    assert "About A5" in withheld
    assert "Withheld: fewer than 10 people" in withheld
    assert page.count("About A5") == 1


def test_page_speaks_of_change_and_never_of_effect(report):
    page = text(report())
    assert "would bring the change: test it" in page
    assert "effect" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL).lower()


def test_pages_of_messages_and_of_indicators_lead_to_each_other(report):
    assert '<a href="indicators.vi.html">' in text(report(), "messages.vi.html")
    assert '<a href="messages.vi.html">' in text(report(), "indicators.vi.html")
    assert '<a href="messages.pt.html" hreflang="pt" lang="pt">' in text(report(), "messages.vi.html")


def test_right_answers_are_not_given_away(report):
    row = text(report()).split("About K1", 1)[1].split("</th>", 1)[0]
    assert "Answered right · Knowledge" in row
    assert "True" not in row


@pytest.mark.parametrize(
    ("language", "sentence"), [("vi", "Nên thử nghiệm thông điệp nào"), ("pt", "Que mensagem testar")]
)
def test_page_is_said_in_its_language(report, language, sentence):
    page = text(report(), f"messages.{language}.html")
    assert f'<html lang="{language}" dir="ltr">' in page
    assert f'<h2 id="findings">{sentence}</h2>' in page
    assert '<span lang="en">About A1</span>' in page
    assert "Gifts valued" not in page


def test_texts_of_the_study_are_escaped(report):
    page = text(report())
    assert "Wildlife &amp; &lt;people&gt;" in page
    assert "<people>" not in page


def test_page_says_where_it_comes_from(report):
    page = text(report())
    assert "f" * 64 in page
    assert "Fingerprint of the release" in page


def test_rehearsal_is_said_before_anything_else(report):
    page = text(report(rehearsal=True, facts=[]))
    assert page.index("a program made these answers up") < page.index("<h2")
    assert "Provisional: key not signed off" in page


def test_two_runs_write_the_same_bytes(folder_in, report, people, tmp_path):
    folder = folder_in(tmp_path, [person(n, people[n % 40]) for n in range(120)], **PLAN)
    again = write_report(estimates(read_release(folder)), tmp_path / "out")
    assert all(path.read_bytes() == (report() / path.relative_to(tmp_path / "out")).read_bytes() for path in again)


def test_plan_that_declares_nothing_has_a_page_of_findings(report):
    page = text(report(outcomes=[], beliefs=[], messengers=[]))
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page) == ["Which message to test", "Where these numbers come from"]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "scheme", "size"),
    [("en", "light", "100%"), ("vi", "light", "100%"), ("pt", "dark", "100%"), ("vi", "light", "200%")],
)
def test_page_fits_a_phone_and_breaks_no_rule_of_accessibility(browser, report, language, scheme, size):
    context = browser.new_context(offline=True, color_scheme=scheme, viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto((report(rehearsal=True, facts=[]) / f"messages.{language}.html").as_uri())
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    page.add_style_tag(content=f"html {{ font-size: {size}; }}")
    assert page.evaluate(WIDTH) == 360
    assert Axe().run(page).response["violations"] == []
    context.close()
