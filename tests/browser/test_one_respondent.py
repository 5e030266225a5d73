"""One respondent from the first page to the release and into the estimate: 360 points wide, without JavaScript."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from browser_steps import WHOLE_INTERVIEW, answer_page, leave, press
from playwright.sync_api import Page, Request

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def test_answers_in_two_languages_reach_the_estimate(operator, phone, tmp_path: Path) -> None:
    page: Page = phone(locale="vi-VN").new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))

    page.goto(f"{operator.address}/community/")
    assert page.locator("html").get_attribute("lang") == "vi"
    assert "Khảo sát thử" in page.locator("header").inner_text()
    press(page, page.get_by_role("button", name="Có, tôi đã đủ 18 tuổi, đã hiểu và đồng ý tham gia"))

    answer_page(page, {"S1_E01": 3, "S1_E02": 1, "S1_E03": 4})
    answer_page(page, {"S1_R01": "4", "S1_R02": "9"})
    assert page.locator("#S1_R02 .error").is_visible()
    assert page.locator("input[name=S1_R02]").input_value() == "9"
    press(page, page.get_by_role("button", name="Português"))
    assert page.locator("html").get_attribute("lang") == "pt"
    assert page.locator("input[name=S1_R02]").input_value() == "9"
    answer_page(page, {"S1_R01": "40", "S1_R02": "9"})
    answer_page(page, {"S1_R03.a": "12"})

    while page.locator("button.next").count() and not page.locator(".receipt").count():
        answer_page(page, WHOLE_INTERVIEW)
    receipt = page.locator(".receipt").inner_text()
    assert receipt
    assert "12 a 16 anos" in page.locator(".facts").inner_text()
    assert {request.url.split("/")[2] for request in asked} == {operator.address.removeprefix("http://")}

    sealed, key = tmp_path / "sealed", operator.folder / "keys" / "vietnamese-in-mozambique.txt"
    operator.run("release", "vietnamese-in-mozambique", str(sealed))
    assert ".sealed" in (sealed / "responses.csv").read_text(encoding="utf-8")
    operator.run("unseal", str(sealed), str(tmp_path / "release"), "--identity", str(key))
    with (tmp_path / "release" / "responses.csv").open(encoding="utf-8", newline="") as file:
        [row] = list(csv.DictReader(file))
    assert (row["language"], row["outcome"], row["S1_R01"], row["S1_P02.4"]) == ("pt", "complete", "40", "1")
    manifest = json.loads((tmp_path / "release" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["pretest"] is True

    script = ROOT / "analysis" / "studies" / "vietnamese_in_mozambique.py"
    words = [sys.executable, str(script), str(tmp_path / "release"), str(tmp_path / "report"), "--no-pdf"]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    for language in ("vi", "pt", "en"):
        assert (tmp_path / "report" / f"indicators.{language}.html").stat().st_size > 1000
    with (tmp_path / "report" / "indicators.csv").open(encoding="utf-8", newline="") as file:
        indicators = {line["indicator"] for line in csv.DictReader(file)}
    assert {"K_LAW_MZ", "ATT", "CARRY_ASKED"} <= indicators


def test_leaving_shows_a_neutral_place_and_the_way_back_shows_nothing(operator, phone) -> None:
    context = phone(locale="pt-MZ")
    page = context.new_page()
    page.goto(f"{operator.address}/community/")
    press(page, page.locator("button.decision").first)
    answer_page(page, {"S1_E01": 3, "S1_E02": 1, "S1_E03": 4})
    page.locator("input[name=S1_R01]").fill("77")
    leave(page)
    assert context.cookies() == []
    page.go_back()
    assert page.locator("input[name=S1_R01]").count() == 0
    assert page.locator("button.decision").count() == 2


def test_back_and_forward_and_reload_keep_one_interview(operator, phone) -> None:
    page = phone(locale="en").new_page()
    page.goto(f"{operator.address}/community/")
    press(page, page.locator("button.decision").first)
    answer_page(page, {"S1_E01": 2, "S1_E02": 1, "S1_E03": 3})
    answer_page(page, {"S1_R01": "10", "S1_R02": "2"})
    page.go_back()
    assert page.locator("input[name=S1_R01]").input_value() == "10"
    page.reload()
    page.locator("input[name=S1_R01]").fill("11")
    press(page, page.locator("button.next").last)
    page.go_back()
    assert page.locator("input[name=S1_R01]").input_value() == "11"


def test_enter_in_a_field_turns_the_page_and_nothing_else(operator, phone) -> None:
    page = phone(locale="vi").new_page()
    page.goto(f"{operator.address}/community/")
    press(page, page.locator("button.decision").first)
    answer_page(page, {"S1_E01": 2, "S1_E02": 1, "S1_E03": 3})
    page.locator("input[name=S1_R01]").fill("10")
    page.locator("input[name=S1_R01]").press("Enter")
    assert page.url.endswith("/4")
    assert page.locator("html").get_attribute("lang") == "vi"


def test_code_takes_an_interview_to_another_phone(operator, phone) -> None:
    page = phone(locale="vi").new_page()
    page.goto(f"{operator.address}/community/")
    press(page, page.locator("button.decision").first)
    answer_page(page, {"S1_E01": 2, "S1_E02": 1, "S1_E03": 3})
    page.locator("input[name=S1_R01]").fill("23")
    press(page, page.locator("button[value=later]"))
    press(page, page.locator("button[value=code]"))
    code = page.locator(".bigcode").inner_text()
    other = phone(locale="pt").new_page()
    other.goto(f"{operator.address}/community/resume")
    other.locator("input[name='-code']").fill(code)
    press(other, other.locator("button.next").last)
    assert other.locator("input[name=S1_R01]").input_value() == "23"
