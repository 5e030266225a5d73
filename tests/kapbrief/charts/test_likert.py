"""Answers on a scale lie around one middle, each as wide as its share."""

import pytest

from kapbrief.charts.likert import Item, Part, likert_chart
from kapbrief.charts.marks import WIDTH
from kapbrief.charts.sheet import Frame
from kapbrief.texts import Said, Texts

FRAME = Frame("views", "Attitudes", "Bars.", (), ())
FIVE = tuple(Said(f"agree {code}", "en") for code in range(1, 6))


def item(*shares, of="Is it so?"):
    return Item(Said(of, "en"), tuple(Part(share, f"{share:.0%}") for share in shares))


def bars(chart, steps=5):
    """Bars of the items, without those of the key."""
    return chart.bars[steps:]


def middles(chart):
    return [line.x1 for line in chart.lines]


def test_every_bar_is_as_wide_as_its_share():
    found = bars(likert_chart(FRAME, FIVE, (item(0.1, 0.2, 0.3, 0.3, 0.1),), Texts("en")))
    widths = [bar.width + 1 for bar in found]
    assert [width / sum(widths) for width in widths] == pytest.approx([0.1, 0.2, 0.3, 0.3, 0.1])
    assert sum(widths) == pytest.approx(WIDTH)


def test_middle_step_lies_half_to_each_side_of_one_middle_for_all():
    chart = likert_chart(FRAME, FIVE, (item(0.5, 0.1, 0.2, 0.1, 0.1), item(0, 0.1, 0.1, 0.3, 0.5)), Texts("en"))
    one, other = bars(chart)[:5], bars(chart)[5:]
    assert len(set(middles(chart))) == 1
    for row in (one, other):
        assert row[2].x + row[2].width / 2 == pytest.approx(middles(chart)[0])
    assert min(bar.x for bar in one) == pytest.approx(0.5)
    assert max(bar.x + bar.width for bar in other) == pytest.approx(WIDTH - 0.5)


def test_scale_without_a_middle_is_parted_between_its_halves():
    four = FIVE[:4]
    chart = likert_chart(FRAME, four, (item(0.1, 0.2, 0.3, 0.4),), Texts("en"))
    found = bars(chart, 4)
    assert found[2].x - 0.5 == pytest.approx(middles(chart)[0])


def test_number_that_does_not_fit_is_left_to_the_table():
    chart = likert_chart(FRAME, FIVE, (item(0.01, 0.49, 0.3, 0.1, 0.1),), Texts("en"))
    told = [words.text for words in chart.words if words.text.endswith("%")]
    assert told == ["49%", "30%", "10%", "10%"]


def test_withheld_question_is_words_and_no_bar():
    withheld = Item(Said("Is it so?", "en"), (), "Withheld")
    chart = likert_chart(FRAME, FIVE, (withheld,), Texts("en"))
    assert bars(chart) == ()
    assert chart.words[-1].text == "Withheld"


def test_scale_is_mirrored_where_letters_run_from_right_to_left():
    chart = likert_chart(FRAME, FIVE, (item(0.1, 0.2, 0.3, 0.3, 0.1),), Texts("ar"))
    found = bars(chart)
    assert found[0].x > found[4].x
    assert [bar.paint for bar in found] == ["low-most", "low", "between", "high", "high-most"]
