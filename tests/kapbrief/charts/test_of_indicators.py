"""The page of indicators is seen as well as read: the charts hold what its tables hold, and no more."""

import pytest

from kapbrief.charts.of_indicators import indicator_charts
from kapbrief.indicators_report import indicator_files
from kapbrief.meanings import of_indicators
from kapbrief.report import templates
from kapbrief.scale_answers import scale_answers
from kapbrief.scales import scales
from kapbrief.texts import Texts


def charts(results, texts):
    return indicator_charts(results, of_indicators(scales(results)), texts)


def words(chart):
    return " ".join(one.text for one in chart.words)


def test_each_section_has_a_chart_of_its_shares_and_one_of_its_averages(many):
    found = charts(many, Texts("en"))
    assert list(found) == ["knowledge", "attitude", "practice", "message"]
    assert [chart.name for chart in found["knowledge"]] == ["knowledge-shares"]
    assert [chart.name for chart in found["attitude"]] == ["attitude-averages-1-5"]


def test_every_row_that_is_shown_has_one_dot_and_no_other_has(results, forty):
    for number, person in enumerate(forty):
        person["D2"] = 1 if number < 20 else 2 if number < 36 else 3
    found = results(forty)
    rows = [row for result in found.results if result.indicator.kind == "index" for row in result.rows]
    (chart,) = charts(found, Texts("en"))["attitude"]
    assert len(chart.dots) == 1 + sum(row.estimate is not None for row in rows) < 1 + len(rows)
    assert "Withheld: fewer than 10 people" in words(chart)


def test_indicator_that_is_not_comparable_between_languages_says_so(many):
    (chart,) = charts(many, Texts("en"))["knowledge"]
    assert "Not comparable between languages" in words(chart)


def test_nothing_is_drawn_of_too_few_interviews(results, forty):
    found = results(forty[:9])
    assert charts(found, Texts("en")) == {}
    files = indicator_files(found, scales(found), scale_answers(found), templates())
    assert not any("<svg" in content or name.endswith(".svg") for name, content in files.items())


def test_indicator_that_nobody_signed_off_is_words(results):
    fact = [{"name": "F-1", "label": "F-1", "signed_off": {"by": "adviser", "on": "2026-01-01"}}]
    plan = [
        {"name": name, "label": {"en": name}, "kind": "knowledge", "questions": [name], "role": "knowledge"}
        for name in ("K1", "K2")
    ]
    (chart,) = charts(results(facts=fact, indicators=plan), Texts("en"))["knowledge"]
    assert words(chart).count("Not scored") == 1
    assert words(chart).count("100%") == 1


def test_section_without_any_number_has_no_chart(results):
    assert charts(results(facts=[]), Texts("en"))["knowledge"] == ()


def test_rehearsal_says_so_on_every_chart(results):
    found = charts(results(rehearsal=True), Texts("pt"))
    assert all("Ensaio:" in words(chart) for charts in found.values() for chart in charts)


@pytest.mark.parametrize("language", ["en", "vi", "pt"])
def test_numbers_are_written_as_the_language_writes_them(many, language):
    (chart,) = charts(many, Texts(language))["practice"]
    estimate = next(result for result in many.results if result.indicator.name == "EXPO").rows[0].estimate
    written = Texts(language).percent(estimate.estimate, 1)
    assert written in [one.text for one in chart.words]


def test_summary_says_what_is_to_be_seen(many):
    (chart,) = charts(many, Texts("en"))["practice"]
    assert "Everybody: Was offered: " in chart.summary
