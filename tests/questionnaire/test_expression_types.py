"""Every type mistake in a condition is found before anybody is asked."""

import pytest

from kapsurvey.questionnaire.expression import parse
from kapsurvey.questionnaire.expression_types import Reference, check

REFERENCES = {
    "ONE": Reference("number", frozenset({1, 2, 3, 4})),
    "MANY": Reference("list", frozenset({1, 2, 9})),
    "AGE": Reference("number", None),
    "CELLS": Reference("list", None),
    "NAME": Reference("text", None),
    "BORN": Reference("date", None),
    "today": Reference("date", None),
}


def mistakes(text):
    _, errors = check(parse(text), REFERENCES)
    assert all(error.wrong and error.remedy for error in errors)
    return [error.column for error in errors]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ONE in [1, 2] and not AGE < 18.5", "boolean"),
        ("1 <= ONE <= 3", "boolean"),
        ("ONE < 7", "boolean"),
        ("2 in MANY or 3 not in CELLS", "boolean"),
        ("any_of(MANY, [1, 2]) or all_of(MANY, CELLS)", "boolean"),
        ("NAME in ['x', 'y'] or NAME == 'z'", "boolean"),
        ("BORN < today and BORN != date('2000-02-29')", "boolean"),
        ("answered(ONE) and answered(MANY) and answered(NAME) and answered(BORN)", "boolean"),
        ("-AGE + ONE * 2 / 3 - count(MANY)", "number"),
        ("min(AGE, ONE, 3) + max(CELLS) + sum(CELLS)", "number"),
        ("length(NAME) + years_between(BORN, today)", "number"),
        ("NAME", "text"),
        ("date('2000-02-29')", "date"),
        ("CELLS", "list"),
        ("[1, 2]", "list"),
    ],
)
def test_sound_expression_has_a_kind_and_no_mistake(text, kind):
    assert check(parse(text), REFERENCES) == (kind, ())


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("AEG > 3", [1]),
        ("AEG > 3 and EMAN == 'x'", [1, 13]),
        ("1 < AEG < 3", [5]),
        ("AGE == 'x'", [8]),
        ("NAME == 1", [9]),
        ("BORN == '2000-01-01'", [9]),
        ("BORN < '2000-01-01'", [8]),
        ("NAME < 'x'", [1, 8]),
        ("MANY == 1", [1]),
        ("MANY == [1]", [1, 9]),
        ("(ONE == 1) == (AGE == 2)", [2, 16]),
        ("(ONE == 1) + 1 > 1", [2]),
        ("not AGE", [5]),
        ("AGE and ONE == 1 or NAME", [1, 21]),
        ("ONE in 1", [8]),
        ("ONE in AGE", [8]),
        ("'a' in NAME", [8]),
        ("NAME in [1]", [9]),
        ("ONE in ['x']", [8]),
        ("ONE in [1, 'x']", [12]),
        ("BORN in ['2000-01-01']", [1]),
        ("MANY in [1]", [1]),
        ("any_of(ONE, [1])", [8]),
        ("any_of(MANY, 1)", [14]),
        ("any_of(MANY, ['x'])", [14]),
        ("AGE + NAME == 1", [7]),
        ("AGE + BORN > 1", [7]),
        ("-NAME == 1", [2]),
        ("count(NAME) + length(AGE) == 1", [7, 22]),
        ("years_between(AGE, '2000-01-01') > 1", [15, 20]),
        ("sum(AGE) == 1", [5]),
        ("sum(AGE, CELLS) == 1", [10]),
        ("sum(['x']) == 1", [5]),
        ("answered(AGE == 1)", [10]),
        ("count() + count(MANY, CELLS) + min() == 1", [1, 11, 32]),
        ("years_between(BORN) > 1", [1]),
    ],
)
def test_mistake_is_found_at_its_column(text, columns):
    assert mistakes(text) == columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("ONE == 7", [8]),
        ("7 == ONE", [1]),
        ("ONE != 1.5", [8]),
        ("ONE in [1, 5, 2, 6]", [12, 18]),
        ("ONE not in [0]", [13]),
        ("3 in MANY", [1]),
        ("any_of(MANY, [1, 3])", [18]),
        ("all_of(MANY, [4])", [15]),
    ],
)
def test_code_that_the_choices_lack_is_found_at_its_column(text, columns):
    assert mistakes(text) == columns


def test_unknown_name_comes_with_the_one_that_was_meant():
    (error,) = check(parse("BRON < today"), REFERENCES)[1]
    assert error.remedy == "did you mean BORN?"


def test_lacking_code_comes_with_the_codes_there_are():
    (error,) = check(parse("ONE == 7"), REFERENCES)[1]
    assert (error.wrong, error.remedy) == ("ONE has no choice 7", "its choices are 1, 2, 3, 4")


def test_what_an_unknown_name_hides_is_not_reported_again():
    kind, errors = check(parse("AEG"), REFERENCES)
    assert (kind, len(errors)) == ("unknown", 1)
    assert mistakes("count(AEG) + AEG > min(AEG, 1)") == [7, 14, 24]
