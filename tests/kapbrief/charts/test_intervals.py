"""A dot stands where the axis says, between the limits of its interval."""

from itertools import pairwise

import pytest

from kapbrief.charts.axis import Axis, Tick
from kapbrief.charts.intervals import LEFT, RIGHT, Group, Panel, Row, Span, interval_chart, parted
from kapbrief.charts.marks import WIDTH
from kapbrief.charts.sheet import Frame
from kapbrief.texts import Said, Texts

AXIS = Axis(0, 1, tuple(Tick(part / 4, f"{25 * part}%") for part in range(5)))
FRAME = Frame("law", "Knowledge", "Dots.", (), ("Source.",))
EVERYBODY = Row(Said("Everybody", "en"), Span(0.5, 0.25, 0.75, "50%"))
WITHHELD = Row(Said("Women", "en"), None, "Withheld: fewer than 10 people")


def drawn(*rows, heading=None, language="en", axis=AXIS):
    panel = Panel(Said("Knows the law", "en"), (), (Group(heading, rows),))
    return interval_chart(FRAME, (panel,), axis, Texts(language))


def of_rows(chart):
    """Dots and level lines of the rows, without the key above them."""
    first = next(words.y for words in chart.words if words.text == "Everybody")
    dots = [dot for dot in chart.dots if abs(dot.y - first) < 10]
    levels = [line for line in chart.lines if line.y1 == line.y2 and abs(line.y1 - first) < 10]
    return dots, levels


def test_estimate_and_limits_fall_where_the_axis_says():
    (dot,), (line,) = of_rows(drawn(EVERYBODY))
    assert dot.x == (LEFT + RIGHT) / 2
    assert (line.x1, line.x2) == (LEFT + (RIGHT - LEFT) / 4, LEFT + 3 * (RIGHT - LEFT) / 4)
    quarter = next(words for words in drawn(EVERYBODY).words if words.text == "25%")
    assert quarter.x == line.x1


def test_average_falls_between_the_codes_of_its_scale():
    scale = Axis(1, 5, tuple(Tick(code, str(code)) for code in range(1, 6)))
    (dot,), _ = of_rows(drawn(Row(Said("Everybody", "en"), Span(3, 2, 4, "3")), axis=scale))
    assert dot.x == (LEFT + RIGHT) / 2


def test_limit_beyond_the_axis_ends_at_its_end():
    scale = Axis(1, 5, ())
    _, (line,) = of_rows(drawn(Row(Said("Everybody", "en"), Span(4.9, 4.5, 5.3, "4.9")), axis=scale))
    assert line.x2 == RIGHT


def test_interval_narrower_than_its_dot_is_seen():
    chart = drawn(Row(Said("Everybody", "en"), Span(0.5, 0.499, 0.501, "50%")))
    (dot,), _ = of_rows(chart)
    caps = [line for line in chart.lines if line.x1 == line.x2 and line.paint == "mark" and line.y1 < dot.y < line.y2]
    assert len(caps) == 2
    assert all(line.y2 - line.y1 > 2 * dot.radius for line in caps)


def test_withheld_row_is_words_and_no_mark():
    chart = drawn(EVERYBODY, WITHHELD)
    y = next(words.y for words in chart.words if words.text == "Women")
    near = [mark for mark in chart.dots if abs(mark.y - y) < 9]
    assert near == []
    assert any(words.text.startswith("Withheld") for words in chart.words)


def test_panel_without_any_number_has_no_axis_and_says_why_once():
    told = [words.text for words in drawn(WITHHELD, WITHHELD).words]
    assert "25%" not in told
    assert told.count("Withheld: fewer than 10 people") == 1


def test_trait_without_any_number_says_why_once():
    groups = (Group(None, (EVERYBODY,)), Group(Said("Are you ...", "en"), (WITHHELD, WITHHELD)))
    chart = interval_chart(FRAME, (Panel(Said("Knows the law", "en"), (), groups),), AXIS, Texts("en"))
    told = [words.text for words in chart.words]
    assert told.count("Withheld: fewer than 10 people") == 1
    assert "Women" not in told


def test_estimate_too_imprecise_to_quote_is_hollow_and_the_key_says_so():
    unsure = Row(Said("Everybody", "en"), Span(0.5, 0.1, 0.9, "50%", sure=False))
    (dot,), _ = of_rows(drawn(unsure))
    assert dot.hollow
    assert any(words.text == "too little to quote" for words in drawn(unsure).words)
    assert not any(words.text == "too little to quote" for words in drawn(EVERYBODY).words)


def test_chart_is_mirrored_where_letters_run_from_right_to_left():
    (dot,), (line,) = of_rows(drawn(Row(Said("Everybody", "en"), Span(0.25, 0.2, 0.5, "25%")), language="ar"))
    assert dot.x == WIDTH - (LEFT + (RIGHT - LEFT) / 4)
    assert line.x1 > line.x2
    assert drawn(EVERYBODY, language="ar").direction == "rtl"


def test_more_indicators_than_stand_on_a_page_are_parted_and_none_is_lost():
    panels = tuple(Panel(Said(f"Indicator {n}", "en"), (), (Group(None, (EVERYBODY,) * 6),)) for n in range(11))
    parts = parted(panels, AXIS, Texts("en"))
    assert [panel for part in parts for panel in part] == list(panels)
    assert len(parts) > 1
    assert all(interval_chart(FRAME, part, AXIS, Texts("en")).height < 800 for part in parts)


def test_indicator_taller_than_a_page_stands_alone():
    panel = Panel(Said("Knows the law", "en"), (), (Group(None, (EVERYBODY,) * 60),))
    assert parted((panel, panel), AXIS, Texts("en")) == ((panel,), (panel,))


@pytest.mark.parametrize("label", ["x", "I describe myself in a way that takes many words to say " * 3])
def test_nothing_stands_outside_the_sheet_or_over_its_neighbour(label):
    chart = drawn(EVERYBODY, Row(Said(label, "en"), EVERYBODY.span), heading=Said("Which one? " * 20, "en"))
    assert all(0 <= words.x <= WIDTH and 0 < words.y < chart.height for words in chart.words)
    names = [words.y for words in chart.words if words.x == 0]
    assert all(later - earlier > 11 for earlier, later in pairwise(names))
