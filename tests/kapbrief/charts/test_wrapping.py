"""Texts stand in lines that fit, in every script."""

import pytest

from kapbrief.charts.wrapping import width_of, wrapped

LONG = {
    "en": "Thinks it likely that ivory or rhino horn would be found at Maputo airport",
    "vi": "Cho rằng nhiều khả năng ngà voi hoặc sừng tê giác sẽ bị phát hiện ở sân bay Maputo",
    "zh": "认为象牙或犀牛角很可能会在马普托机场被发现。而且那个人会被送进监狱。",
    "th": "คิดว่ามีแนวโน้มที่จะพบงาช้างหรือนอแรดที่สนามบินมาปูโต",
    "ar": "يعتقد أنه من المرجح العثور على العاج أو قرن وحيد القرن في مطار مابوتو",
}


@pytest.mark.parametrize("language", LONG)
def test_lines_are_no_wider_than_asked_and_lose_nothing(language):
    lines = wrapped(LONG[language], 120, 12)
    assert len(lines) > 1
    assert all(width_of(line, 12) <= 120 for line in lines)
    assert "".join(lines).replace(" ", "") == LONG[language].replace(" ", "")


def test_lines_are_broken_between_words():
    assert wrapped("one two three", width_of("one two", 12), 12) == ("one two", "three")


def test_word_longer_than_a_line_is_broken_where_it_must():
    lines = wrapped("a " + "m" * 40, 100, 12)
    assert len(lines) > 2
    assert all(width_of(line, 12) <= 100 for line in lines)


def test_marks_on_letters_take_no_width_and_stay_with_their_letter():
    assert width_of("ế", 12) == width_of("e", 12) == width_of("e\u0302\u0301", 12)
    assert not any(line[0] in "\u0302\u0301" for line in wrapped("e\u0302\u0301" * 60, 50, 12))


def test_sign_that_closes_a_sentence_begins_no_line():
    assert not any(
        line.startswith("。") for width in range(24, 80) for line in wrapped("认为象牙。很可能。", width, 12)
    )


def test_bold_letters_are_wider():
    assert width_of("Everybody", 12, bold=True) > width_of("Everybody", 12)


def test_nothing_is_one_empty_line():
    assert wrapped("", 100, 12) == ("",)
