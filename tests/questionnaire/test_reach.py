"""Conditions that nothing makes true are found; no condition that something makes true is accused."""

import pytest

from kapsurvey.questionnaire.expression import parse
from kapsurvey.questionnaire.model import Choice, Question, Row
from kapsurvey.questionnaire.reach import World

CHOICES = tuple(Choice(name, "x") for name in (1, 2, 3))
MANY = tuple(Choice(name, "x") for name in range(1, 31))
ENDING = (*CHOICES, Choice(4, "x", end="ineligible"))
REFUSAL = (*CHOICES, Choice(9, "x", missing="refuse"))
QUESTIONS = {
    "ONE": Question("ONE", "select_one", "x", choices=ENDING),
    "OTHER": Question("OTHER", "select_one", "x", choices=CHOICES),
    "SET": Question("SET", "select_multiple", "x", choices=REFUSAL, max_choices=2),
    "MANY": Question("MANY", "select_multiple", "x", choices=MANY),
    "RANK": Question("RANK", "rank", "x", choices=CHOICES),
    "AGE": Question("AGE", "integer", "x", min="18", max="99"),
    "N": Question("N", "integer", "x"),
    "SHARE": Question("SHARE", "decimal", "x", min="0", max="1"),
    "BORN": Question("BORN", "date", "x", min="1930-01-01", max="2008-12-31"),
    "NAME": Question("NAME", "text", "x"),
    "GRID": Question("GRID", "integer_grid", "x", rows=(Row("a", "x"), Row("b", "x"))),
    "SUM": Question("SUM", "calculate", ""),
}
WORLD = World(QUESTIONS, {}, {"language": ("vi", "pt"), "mode": ("self", "assisted", "paper")})


@pytest.mark.parametrize(
    "text",
    [
        "ONE == 1",
        "not answered(ONE)",
        "ONE != 2 and ONE in [2, 3]",
        "count(SET) == 2",
        "count(SET) == 1 and not any_of(SET, [1, 2])",
        "any_of(SET, [1]) and any_of(SET, [2]) and not any_of(SET, [3])",
        "all_of(SET, [1, 3])",
        "any_of(SET, [9])",
        "sum(SET) == 5",
        "count(MANY) == 17",
        "any_of(MANY, [1, 5, 9]) and not any_of(MANY, [2])",
        "all_of(MANY, [1, 2, 3]) and not any_of(MANY, [4])",
        "7 in MANY",
        "any_of(MANY, [30]) and count(MANY) > 20",
        "count(RANK) == 3",
        "AGE >= 18 and AGE < 20",
        "AGE == 50",
        "AGE > 40 and AGE < 42",
        "N * 2 == 10",
        "N / 2 == 7",
        "N == 10 * 10",
        "N + AGE > 1000",
        "N > 5 and AGE > N",
        "SHARE > 0 and SHARE < 1",
        "SHARE > 0.25 and SHARE < 0.26",
        "years_between(BORN, today) >= 60",
        'BORN > date("2000-02-28") and BORN < date("2000-03-01")',
        'today > date("2027-01-01")',
        "length(NAME) > 20",
        "NAME == 'Ana' or NAME in ['Ben', 'Eva']",
        "answered(NAME) and NAME != 'Ana'",
        "sum(GRID) > 100",
        "max(GRID) == 31 and min(GRID) == 0",
        "answered(GRID)",
        "SUM > 2.5 and SUM < 2.75",
        "SUM == 'x'",
        "language == 'vi' and mode != 'paper'",
        "wave == '2027'",
        "1 == 1",
    ],
)
def test_what_some_answers_make_true_can_hold(text):
    assert WORLD.can_hold([parse(text)])


@pytest.mark.parametrize(
    "text",
    [
        "ONE == 1 and ONE == 2",
        "ONE == 4",
        "ONE == 5",
        "not answered(ONE) and ONE == 1",
        "ONE < 1",
        "count(SET) == 3",
        "any_of(SET, [9]) and any_of(SET, [1])",
        "all_of(MANY, [1, 2]) and not any_of(MANY, [2])",
        "count(RANK) > 3",
        "AGE < 18",
        "AGE > 40 and AGE < 41",
        "N > 5 and N < 6",
        "SHARE > 1",
        "SHARE > 0.5 and SHARE < 0.5",
        'BORN > date("2020-01-01")',
        'BORN > date("2000-02-28") and BORN < date("2000-02-29")',
        "NAME == 'Ana' and NAME == 'Ben'",
        "answered(GRID) and not answered(GRID)",
        "language == 'fr'",
        "mode == 'phone'",
        "length(NAME) > 20 and ONE == 1 and ONE == 2",
        "length(NAME) > 20 and not length(NAME) > 20",
        "1 == 2",
    ],
)
def test_what_no_answers_make_true_cannot_hold(text):
    assert not WORLD.can_hold([parse(text)])


def test_conditions_are_taken_together():
    assert not WORLD.can_hold([parse("ONE == 1"), parse("ONE == 2")])


def test_answer_presupposes_that_it_was_asked_for():
    gates = {"OTHER": (parse("ONE == 1").tree,)}
    world = World(QUESTIONS, gates, {})
    assert world.can_hold([parse("OTHER == 2")])
    assert not world.can_hold([parse("OTHER == 2 and ONE == 2")])
    assert world.can_hold([parse("not answered(OTHER) and ONE == 2")])


def test_picked_choice_presupposes_that_it_was_offered():
    offered = Choice(2, "x", relevant=parse("ONE == 1"))
    questions = {**QUESTIONS, "OTHER": Question("OTHER", "select_one", "x", choices=(CHOICES[0], offered))}
    world = World(questions, {"OTHER": ()}, {})
    assert not world.can_hold([parse("OTHER == 2 and ONE == 2")])
    assert world.can_hold([parse("OTHER == 1 and ONE == 2")])


NAMES = [f"Q{number}" for number in range(9)]
NINE = {name: Question(name, "select_one", "x", choices=MANY) for name in NAMES}


def test_long_condition_is_decided_part_by_part():
    condition = " and ".join(f"{name} == 30" for name in NAMES)
    assert World(NINE, {}, {}).can_hold([parse(condition)])
    assert not World(NINE, {}, {}).can_hold([parse(f"{condition} and Q0 == 29")])


def test_search_that_takes_too_long_ends_in_favour_of_the_condition():
    assert World(NINE, {}, {}).can_hold([parse(f"{' + '.join(NAMES)} > 1000")])


def test_no_study_can_make_the_search_take_for_ever():
    world = World(NINE, {}, {}, steps=5_000)
    endless, impossible = parse(f"{' + '.join(NAMES)} > 1000"), parse("Q0 == 1 and Q0 == 2")
    assert not world.can_hold([impossible])
    assert all(world.can_hold([endless]) for _ in range(4))
    assert world.steps == 0
    assert world.can_hold([impossible])


def test_what_stands_behind_many_pages_is_followed_back():
    gates = {f"Q{number}": (parse(f"Q{number - 1} == {number}").tree,) for number in range(1, 9)}
    world = World(NINE, {"Q0": (), **gates}, {})
    assert world.can_hold([parse("Q8 == 5 and Q0 == 1")])
    assert not world.can_hold([parse("Q8 == 5 and Q0 == 2")])
