"""A belief stands where its share and its gain say, and its number beside it."""

import math
from itertools import combinations

import pytest

from kapbrief.charts.belief_map import HEIGHT, LEFT, RIGHT, Belief, belief_map, points_axis
from kapbrief.charts.marks import WIDTH
from kapbrief.charts.of_messages import message_charts
from kapbrief.charts.sheet import Frame
from kapbrief.findings import Raise
from kapbrief.messages import messages
from kapbrief.report import write_report
from kapbrief.scales import scales
from kapbrief.texts import Said, Texts

FRAME = Frame("map", "What goes with it", "Dots.", (), ())


def belief(share, gain, low, high, raised=Raise.RAISE, of="It is so"):
    return Belief(Said(of, "en"), Said("Agree", "en"), share, gain, low, high, raised)


def drawn(*beliefs, language="en"):
    return belief_map(FRAME, beliefs, Texts(language), listed=True)


def of_map(chart):
    """Dots of the map, without those of the key."""
    return [dot for dot in chart.dots if not (dot.x in (7, WIDTH - 7) or dot.y < 60)]


def zero(chart):
    return next(line for line in chart.lines if line.paint == "ink")


def test_belief_falls_where_share_and_gain_say():
    chart = drawn(belief(0.5, 5, 0.1, 9.9))
    (dot,) = of_map(chart)
    assert dot.x == pytest.approx((LEFT + RIGHT) / 2)
    ticks = points_axis((belief(0.5, 5, 0.1, 9.9),), Texts("en")).ticks
    assert [tick.said for tick in ticks] == ["0", "2", "4", "6", "8", "10"]
    assert dot.y == pytest.approx(zero(chart).y1 - HEIGHT / 2)


def test_gain_below_zero_lies_below_the_line_of_zero():
    chart = drawn(belief(0.2, -4, -9, -1, Raise.DO_NOT), belief(0.8, 4, 1, 9))
    below, above = of_map(chart)
    assert below.y > zero(chart).y1 > above.y
    assert (below.shape, above.shape) == ("diamond", "circle")


def test_interval_goes_through_its_dot():
    chart = drawn(belief(0.3, 4, 1, 9))
    (dot,) = of_map(chart)
    upright = next(line for line in chart.lines if line.x1 == line.x2 == dot.x)
    assert upright.y2 < dot.y < upright.y1


def test_open_belief_is_hollow_and_the_key_tells_only_what_is_there():
    chart = drawn(belief(0.3, 4, -1, 9, Raise.OPEN))
    (dot,) = of_map(chart)
    assert dot.hollow
    assert not any(words.text == "do not raise" for words in chart.words)


def test_numbers_of_beliefs_that_lie_close_are_apart():
    crowd = [belief(0.4 + place / 100, 5 + place % 3, 1, 9) for place in range(9)]
    chart = drawn(*crowd)
    inside = [words for words in chart.words if words.bold and words.text.isdigit() and words.y < 330]
    assert len(inside) == 9
    for one, other in combinations(inside, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) > 5


@pytest.mark.parametrize(("low", "high"), [(0.2, 0.6), (-3, 4), (-40, 70), (-100, 100)])
def test_axis_of_gains_has_few_whole_ticks_around_all_limits(low, high):
    axis = points_axis((belief(0.5, (low + high) / 2, low, high),), Texts("en"))
    assert 2 <= len(axis.ticks) <= 8
    assert axis.low <= min(low, 0) and axis.high >= max(high, 0)
    assert 0 in [tick.value for tick in axis.ticks]


@pytest.fixture
def found(results, forty):
    """Messages of a wave where whoever disagrees with A3 looked inside more often."""
    people = [dict(forty[number % 40]) for number in range(120)]
    for number, person in enumerate(people):
        person |= {"A1": 1 + number % 5, "A3": 2 if number % 2 else 4, "P2": 3 if (number // 2) % 2 else 4}
        if number % 2 and number % 3:
            person["P2"] = 3
    beliefs = [{"question": name, "family": "attitude", "codes": [1, 2], "among": []} for name in ("A1", "A3", "A4")]
    outcomes = [{"question": "P2", "codes": [3], "among": []}]
    for person in people[:117]:
        person["A4"] = 1
    made = results(people, beliefs=beliefs, outcomes=outcomes, rehearsal=True)
    return messages(made, scales(made))


def test_map_holds_beliefs_that_the_page_tells_and_no_other(found):
    chart = message_charts(found, Texts("en"))["gain-1"].alone
    told = [row for row in found.outcomes[0].rows if row.told]
    assert len(told) == 2
    assert len(of_map(chart)) == 2
    text = " ".join(words.text for words in chart.words)
    assert "About A4" not in text and "About A3" in text
    assert chart.name == "beliefs-P2"


def test_map_stands_in_the_page_and_beside_it(found, tmp_path):
    write_report(found.results, tmp_path)
    page = (tmp_path / "messages.pt.html").read_text(encoding="utf-8")
    assert 'href="charts/beliefs-P2.pt.svg"' in page
    assert "Ensaio:" in (tmp_path / "charts" / "beliefs-P2.pt.svg").read_text(encoding="utf-8")


def test_outcome_without_a_belief_to_show_has_no_map(results):
    made = results(outcomes=[{"question": "P2", "codes": [3], "among": []}])
    assert message_charts(messages(made, scales(made)), Texts("en")) == {}
