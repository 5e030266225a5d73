"""Whatever a form sends is stored, or refused beside its question with the rest kept: nothing falls over."""

import json
from pathlib import Path

import pytest
from scenes import person, stored

from kapsurvey.errors import InterviewError
from kapsurvey.fieldwork.interviews import Turned, Unsound
from kapsurvey.questionnaire.page_reading import field_names

NAUGHTY = json.loads((Path(__file__).parents[1] / "naughty.json").read_text(encoding="utf-8"))
NUMBERS = [
    "-1",
    "1e308",
    "1e999",
    "NaN",
    "-0",
    "0x10",
    "9223372036854775808",
    "1" * 400,
    "½",
    "٣",
    "\N{FULLWIDTH DIGIT ONE}2",
    "1,5",
    "1.000",
]
DAYS = [
    "2023-02-29",
    "29/2/2024",
    "9999-12-31",
    "0000-00-00",
    "31/02/2000",
    "\N{ARABIC-INDIC DIGIT ONE}/2/1990",
    "2026-1-1",
    "1-1-1",
]
BAD = [*NAUGHTY.values(), *NUMBERS, *DAYS, "\0", "\ud800", "on", "null", "[]", '{"missing": "dk"}', "dk", "8; 9"]


@pytest.fixture
def inside(database, town_wave):
    """Somebody who has consented and may open every page."""
    someone = person(database, town_wave)
    someone.answer("consent", CONSENT="1", BORN="1")
    someone.answer("law")
    someone.answer("views", GOOD="2")
    for page in [step.page.name for step in someone.visit.steps(someone.draft)][3:5]:
        someone.answer(page)
    return someone


@pytest.mark.parametrize("page", ["consent", "law", "views", "north", "south", "order"])
def test_every_field_takes_or_refuses_whatever_comes(inside, page):
    step = next(step for step in inside.visit.steps(inside.draft) if step.page.name == page)
    names = [name for question in step.questions for name in field_names(question)]
    for bad in BAD:
        for name in names:
            sent = {name: bad} if page != "consent" or name == "CONSENT" else {"CONSENT": "1", name: bad}
            result = inside.keep(page, **{key.replace(".", "__"): value for key, value in sent.items()})
            assert result is not None and inside.draft.answers["CONSENT"] == 1
    assert inside.draft.answers["GOOD"] == 2 or page == "views"


@pytest.mark.parametrize("bad", ["-1", "1e308", "9223372036854775808", "32", "3.5", "many", "1.000"])
def test_a_number_that_cannot_be_is_refused_and_its_neighbour_kept(inside, bad):
    result = inside.answer("north", DAYS=bad, PRICE="2,5")
    assert isinstance(result, Unsound) and set(result.answers.errors) == {"DAYS"}
    assert inside.draft.answers["PRICE"] == 2.5 and inside.draft.answers["DAYS"] is None


@pytest.mark.parametrize("choice", ["7", "-1", "1 OR 1=1", "True", "01", "\N{FULLWIDTH DIGIT ONE}"])
def test_a_choice_that_is_not_on_the_list_is_refused_and_its_neighbour_kept(inside, choice):
    result = inside.answer("views", GOOD="3", BAD=choice)
    assert isinstance(result, Unsound) and set(result.answers.errors) == {"BAD"}
    assert inside.draft.answers["GOOD"] == 3


def test_a_question_that_does_not_exist_or_belongs_elsewhere_turns_no_page(inside):
    for stranger in ("NOBODY", "CONSENT", "DAYS", "WEEK.c", "SEEN.1", "TWICE", "__class__", "views"):
        result = inside.answer("views", GOOD="1", **{stranger.replace(".", "__"): "1"})
        if stranger != "__class__":
            assert isinstance(result, Unsound) and result.answers.strangers == (stranger,)
    assert inside.draft.answers["GOOD"] == 1 and "DAYS" in inside.draft.answers


def test_an_answer_off_the_route_is_refused(database, town_wave):
    someone = person(database, town_wave)
    someone.answer("consent", CONSENT="1", BORN="2")
    with pytest.raises(InterviewError, match="unreachable"):
        someone.answer("order", WEEK__a="1")


def test_one_answer_sent_twice_is_refused_where_one_is_asked_for(inside):
    result = inside.answer("north", DAYS=["1", "2"], PRICE="1")
    assert isinstance(result, Unsound) and set(result.answers.errors) == {"DAYS"}


def test_a_thousand_ticks_are_one_answer(inside):
    assert isinstance(inside.answer("views", SEEN=["1"] * 1000), Turned)
    assert inside.draft.answers["SEEN"] == [1]


def test_an_exclusive_answer_goes_with_no_other(inside):
    result = inside.answer("views", SEEN=["1", "6"])
    assert isinstance(result, Unsound) and result.answers.errors["SEEN"].code == "choice.exclusive"


def test_a_long_text_is_refused_with_its_length_and_nothing_is_cut(inside, database, town_wave):
    result = inside.answer("south", WORDS="x" * 3001)
    assert isinstance(result, Unsound) and result.answers.errors["WORDS"].params == {"n": 3000}
    assert inside.draft.answers["WORDS"] is None and stored(database, town_wave) == []
