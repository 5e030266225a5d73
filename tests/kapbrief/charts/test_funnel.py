"""Who took part is seen as bars of one measure; counts that may not be told are words."""

import pytest

from kapbrief.charts.funnel import Part, Stage, funnel
from kapbrief.charts.of_response import response_charts
from kapbrief.charts.sheet import Frame
from kapbrief.counts import shown_outcomes
from kapbrief.report import write_report
from kapbrief.texts import Said, Texts

FRAME = Frame("response", "Response", "Bars.", (), ())


def stage(people, part=Part.HELD, said=None):
    return Stage(Said("People", "en"), part, people, str(people) if said is None else said)


def bars(chart):
    """Bars of stages; those of the key are lower."""
    return [bar for bar in chart.bars if bar.height > 10]


def words(chart):
    return [one.text for one in chart.words]


def test_bars_are_as_long_as_there_are_people():
    chart = funnel(FRAME, (stage(200, Part.ASKED), stage(50, Part.LOST), stage(100)), Texts("en"))
    lengths = [bar.x + bar.width for bar in bars(chart)]
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 0.25, 0.5])
    assert [bar.hollow for bar in bars(chart)] == [False, True, False]


def test_nobody_and_what_is_withheld_have_no_bar():
    chart = funnel(FRAME, (stage(0), stage(None, said="withheld"), stage(20)), Texts("en"))
    assert len(bars(chart)) == 1
    assert {"0", "withheld", "20"} <= set(words(chart))


def test_counts_are_those_that_the_page_may_tell(many):
    (chart,) = response_charts(many.release, Texts("en"))["outcomes"]
    told = shown_outcomes(many.release)
    assert (told["break_off"], told["refused"], told["ineligible"]) == (11, 30, None)
    numbers = ["900", "409", "30", "withheld", "11", "450"]
    assert [text for text in words(chart) if text in numbers] == numbers
    assert not {"3", "4", "447"} & set(words(chart))


def test_community_that_nobody_counted_has_no_bar(results):
    sampling = {"design": "census", "population": None, "population_source": "", "finite_population_correction": False}
    (chart,) = response_charts(results(sampling=sampling, margins=[]).release, Texts("en"))["outcomes"]
    assert "People of the community" not in words(chart)


def test_too_few_interviews_have_no_chart(results, forty):
    assert response_charts(results(forty[:9]).release, Texts("en")) == {}


def test_chart_stands_above_its_table(results, tmp_path):
    write_report(results(), tmp_path)
    page = (tmp_path / "quality.vi.html").read_text(encoding="utf-8")
    assert page.index('id="outcomes"') < page.index("charts/response.vi.svg") < page.index('aria-labelledby="outcomes"')
    assert (tmp_path / "charts" / "response.vi.svg").is_file()
