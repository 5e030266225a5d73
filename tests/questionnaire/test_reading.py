"""What the conformance cases do not say of reading: limits of the engine, and what errors carry."""

import pytest

from kapsurvey.errors import AnswerError
from kapsurvey.questionnaire import reading
from kapsurvey.questionnaire.model import Question


def refused(read, *arguments):
    with pytest.raises(AnswerError) as raised:
        read(*arguments)
    return raised.value.code, raised.value.params


@pytest.mark.parametrize(
    ("bounds", "number", "error"),
    [
        ({"min": "0", "max": "31"}, 32, ("number.range", {"low": "0", "high": "31"})),
        ({"min": "0.5"}, 0.4, ("number.low", {"low": "0.5"})),
        ({"max": "31"}, 32, ("number.high", {"high": "31"})),
    ],
)
def test_refused_number_is_told_its_bounds(bounds, number, error):
    assert refused(reading.within, Question("Q", "decimal", "x", **bounds), number) == error


def test_refused_day_is_told_its_bounds_also_those_that_nobody_wrote():
    day = reading.day("31/12/1899")
    error = ("date.range", {"low": "1900-01-01", "high": "2100-12-31"})
    assert refused(reading.day_within, Question("Q", "date", "x"), day) == error


def test_long_text_is_told_the_limit():
    assert refused(reading.words, "x" * 501, 500) == ("text.long", {"n": 500})


@pytest.mark.parametrize(
    ("value", "text"),
    [(12, "12"), (0.1, "0.1"), (1e-05, "0.00001"), (123456789.125, "123456789.125"), (1e22, "10000000000000000000000")],
)
def test_number_is_written_without_exponent(value, text):
    assert reading.plain(value) == text


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0", "\u0966", "\u0e50", "\u17e0", "\uff10", "\U0001d7ce"])
def test_digits_of_every_script_are_digits(zero):
    assert reading.plain_digits("".join(chr(ord(zero) + n) for n in range(10))) == "0123456789"
