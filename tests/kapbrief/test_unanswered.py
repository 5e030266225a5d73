"""Of few people who gave no answer nobody can tell which kind it was, from no page."""

import pytest

from kapbrief.unanswered import unanswered

LAW = {"label": {"en": "Law"}, "kind": "knowledge", "role": "knowledge"}


@pytest.fixture
def fifty(forty):
    """Everybody answered everything."""
    people = [dict(forty[number % 40]) for number in range(50)]
    for place, person in enumerate(people):
        person |= dict.fromkeys(("K1", "K2"), 1 + place % 2) | {"A1": 1 + place % 5, "D2": 1}
    return people


def let(people, name, **kinds):
    """Lets so many people give each kind of no answer, the last first."""
    marks = {"dk": 8, "refuse": 9, "blank": ".blank"}
    given = [marks[kind] for kind, n in kinds.items() for _ in range(n)]
    for person, mark in zip(people[::-1], given, strict=False):
        person[name] = mark


def told(found):
    """By question: no answer; "don't know", refused, blank."""
    return {one.question: (one.without, *one.counts) for one in unanswered(found.release)}


def everybody(found, name):
    return next(result for result in found.results if result.indicator.name == name).rows[0]


def plan(**questions):
    return [LAW | {"name": name, "questions": of.split()} for name, of in questions.items()]


def test_kind_of_no_answer_that_few_gave_does_not_follow_from_the_people_behind_an_estimate(results, fifty):
    """The attack: everybody less the people behind the average gave no answer, and only refusals are not ruled out."""
    let(fifty, "A1", refuse=4)
    index = [{"name": "A", "label": {"en": "A"}, "kind": "index", "role": "attitude", "questions": ["A1"]}]
    found = results(fifty, indicators=index)
    assert 50 - everybody(found, "A").estimate.n == 4
    assert told(found)["A1"] == (None, None, None, None)


def test_few_who_did_not_know_do_not_follow_from_those_who_left_it_blank(results, fifty):
    """The attack: no answer of any kind, less those who have no score since they left it blank."""
    let(fifty, "K1", dk=4, blank=11)
    found = results(fifty, indicators=plan(ONE="K1"))
    assert 50 - everybody(found, "ONE").estimate.n == 11
    assert told(found)["K1"] == (None, None, 0, 11)
    assert everybody(found, "ONE").dont_know is None


def test_many_who_did_not_know_are_told_beside_few_who_left_it_blank(results, fifty):
    let(fifty, "K1", dk=12, blank=4)
    found = results(fifty, indicators=plan(ONE="K1"))
    assert told(found)["K1"] == (None, 12, None, None)
    assert everybody(found, "ONE").dont_know == pytest.approx(12 / 46)


def test_few_who_did_not_know_one_question_do_not_follow_from_all_questions_of_an_indicator(results, fifty):
    """The attack: the share of "don't know" of both questions, times both, less those who did not know the other."""
    let(fifty, "K1", dk=12)
    let(fifty, "K2", dk=4)
    found = results(fifty, indicators=plan(BOTH="K1 K2"))
    row = everybody(found, "BOTH")
    assert row.dont_know * row.estimate.n * 2 - 12 == pytest.approx(4)
    assert told(found) == {"K1": (None,) * 4, "K2": (None, None, 0, 0)}


def test_questions_that_many_did_not_know_are_told_with_their_sum(results, fifty):
    let(fifty, "K1", dk=12)
    let(fifty, "K2", dk=14)
    found = results(fifty, indicators=plan(BOTH="K1 K2"))
    assert told(found) == {"K1": (12, 12, 0, 0), "K2": (14, 14, 0, 0)}
    assert everybody(found, "BOTH").dont_know == pytest.approx(0.26)


def test_share_that_a_smaller_indicator_would_take_apart_is_withheld(results, fifty):
    """The attack: "don't know" of both questions, less that of one of them."""
    let(fifty, "K1", dk=20)
    let(fifty, "K2", dk=4)
    found = results(fifty, indicators=plan(BOTH="K1 K2", ONE="K1"))
    assert everybody(found, "ONE").dont_know == pytest.approx(0.4)
    assert everybody(found, "BOTH").dont_know is None
    assert everybody(found, "BOTH").estimate is not None
