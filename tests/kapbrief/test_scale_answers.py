"""How people answered the questions of a scale is told as far as nobody can be seen in it."""

import csv
import io
from dataclasses import replace

import pytest

from kapbrief.answers_table import COLUMNS, answers_table
from kapbrief.charts.of_answers import answer_charts
from kapbrief.disclosure import Status
from kapbrief.scale_answers import scale_answers
from kapbrief.texts import Texts

ENDS = [(1, 2), (3,), (4, 5)]


def spread(people, name, *counts):
    """Lets so many people give each answer to a question; everybody else leaves it blank."""
    answers = [code for code, n in enumerate(counts, start=1) for _ in range(n)]
    for person, answer in zip(people, [*answers, *[".blank"] * (len(people) - len(answers))], strict=True):
        person[name] = answer
    return people


def alone(question="A1", **parts):
    """A plan that tells of one question, and of nothing else."""
    plan = {"name": question, "label": {"en": "It"}, "kind": "index", "questions": [question], "role": "attitude"}
    return [plan | parts]


def steps(scale):
    return [tuple(choice.name for choice in step) for step in scale.steps]


def told(found):
    """Of the only scale, status and steps of its first question."""
    (scale,) = scale_answers(found)
    return scale.items[0].status, steps(scale)


@pytest.fixture
def sixty(forty):
    return [dict(forty[number % 40]) for number in range(60)]


def test_each_answer_is_told_where_none_is_of_few(results, sixty):
    found = results(spread(sixty, "A1", 10, 14, 12, 12, 12), indicators=alone(codes=[4, 5], kind="share"))
    assert told(found) == (Status.SHOWN, [(1,), (2,), (3,), (4,), (5,)])
    (scale,) = scale_answers(found)
    assert scale.items[0].shares == pytest.approx([10 / 60, 14 / 60, 0.2, 0.2, 0.2])


def test_that_nobody_gave_an_answer_may_be_seen(results, sixty):
    found = results(spread(sixty, "A1", 0, 20, 15, 15, 10), indicators=alone(codes=[4, 5], kind="share"))
    assert told(found) == (Status.SHOWN, [(1,), (2,), (3,), (4,), (5,)])


def test_answers_of_one_side_stand_together_where_one_is_of_few(results, sixty):
    found = results(spread(sixty, "A1", 4, 16, 15, 15, 10), indicators=alone(codes=[4, 5], kind="share"))
    assert told(found) == (Status.SHOWN, ENDS)


def test_all_questions_of_a_scale_have_the_same_steps(results, sixty):
    spread(sixty, "A1", 4, 16, 15, 15, 10)
    spread(sixty, "A2", 12, 12, 12, 12, 12)
    plan = [*alone(codes=[4, 5], kind="share"), *alone("A2", codes=[4, 5], kind="share")]
    (scale,) = scale_answers(results(sixty, indicators=plan))
    assert [item.status for item in scale.items] == [Status.SHOWN] * 2
    assert steps(scale) == ENDS


def test_question_is_withheld_where_a_side_is_of_few_even_so(results, sixty):
    found = results(spread(sixty, "A1", 3, 4, 23, 15, 15), indicators=alone(codes=[4, 5], kind="share"))
    assert told(found) == (Status.WITHHELD, ENDS)
    (scale,) = scale_answers(found)
    assert scale.items[0].shares == ()


def test_question_is_withheld_where_an_indicator_tells_one_answer_of_a_side(results, sixty):
    found = results(spread(sixty, "A1", 4, 16, 15, 15, 10), indicators=alone(codes=[2], kind="share"))
    assert told(found)[0] is Status.WITHHELD


def test_question_is_withheld_where_an_indicator_leaves_too_little_open(results, sixty):
    wide = results(spread(sixty, "A1", 4, 16, 15, 15, 10), indicators=alone(codes=[1, 4], kind="share"))
    assert told(wide) == (Status.SHOWN, ENDS)
    narrow = results(spread(sixty, "A1", 3, 9, 36, 2, 10), indicators=alone(codes=[1, 4], kind="share"), name="narrow")
    assert told(narrow)[0] is Status.WITHHELD


def test_question_is_withheld_where_its_average_leaves_too_little_open(results, sixty):
    spread(sixty, "A2", 4, 16, 15, 15, 10)
    of_two = alone(questions=["A1", "A2"])
    wide = results(spread(sixty, "A1", 4, 16, 15, 15, 10), indicators=of_two)
    assert told(wide) == (Status.SHOWN, ENDS)
    narrow = results(spread(sixty, "A1", 3, 9, 36, 3, 9), indicators=of_two, name="narrow")
    assert told(narrow)[0] is Status.WITHHELD


def test_question_is_withheld_where_its_average_and_its_error_are_an_indicator(results, sixty):
    """They tell the sum of the answers and that of their squares, from which the answers of a side come apart."""
    found = results(spread(sixty, "A1", 4, 16, 15, 15, 10), indicators=alone())
    assert told(found)[0] is Status.WITHHELD


def test_question_that_few_answered_without_the_rest_of_the_scale_is_withheld(results, sixty):
    for name in ("A1", "A2", "A3", "A4", "A5"):
        spread(sixty, name, 12, 12, 12, 12, 12)
    for person in sixty[:4]:
        person["A5"] = ".blank"
    statuses = {item.question: item.status for item in scale_answers(results(sixty))[0].items}
    assert statuses == {**dict.fromkeys(("A1", "A2", "A3", "A4"), Status.WITHHELD), "A5": Status.SHOWN}


def test_question_that_few_answered_without_the_outcome_is_withheld(results, sixty):
    spread(sixty, "A1", 12, 12, 12, 12, 12)
    for place, person in enumerate(sixty):
        person["P2"] = ".blank" if place < 4 else 1 + place % 4
    held = [{"question": "A1", "family": "attitude", "codes": [4, 5], "among": []}]
    outcomes = [{"question": "P2", "codes": [1, 2], "among": []}]
    found = results(sixty, indicators=alone(codes=[4, 5], kind="share"), beliefs=held, outcomes=outcomes)
    assert told(found)[0] is Status.WITHHELD


def test_sealed_question_is_not_told(results, sixty):
    spread(sixty, "A1", 12, 12, 12, 12, 12)
    sixty[0]["A1"] = ".sealed"
    assert told(results(sixty, indicators=alone()))[0] is Status.SEALED


def test_only_ordered_questions_of_attitude_efficacy_and_risk_are_scales(results, many):
    assert [scale.role for scale in scale_answers(many)] == ["attitude"]
    assert scale_answers(results(indicators=alone(role="norm"))) == ()


def test_nothing_is_told_of_too_few_interviews(results, forty):
    assert scale_answers(results(forty[:9])) == ()


def test_table_for_machines_withholds_what_the_chart_withholds(results, sixty):
    found = results(spread(sixty, "A1", 3, 4, 23, 15, 15), indicators=alone(codes=[4, 5], kind="share"))
    lines = list(csv.DictReader(io.StringIO(answers_table(found.release, scale_answers(found)), newline="")))
    assert tuple(lines[0]) == COLUMNS
    assert [(line["answers"], line["share"], line["status"]) for line in lines] == [
        ("1 2", "", "withheld"),
        ("3", "", "withheld"),
        ("4 5", "", "withheld"),
    ]
    assert answer_charts(found, scale_answers(found), Texts("en")) == {}


def test_question_that_is_withheld_is_words_beside_the_others(results, sixty):
    spread(sixty, "A1", 3, 4, 23, 15, 15)
    spread(sixty, "A2", 12, 12, 12, 12, 12)
    plan = [*alone(codes=[4, 5], kind="share"), *alone("A2", codes=[4, 5], kind="share")]
    found = results(sixty, indicators=plan)
    (answers,) = answer_charts(found, scale_answers(found), Texts("en"))["attitude"]
    assert "Withheld: fewer than 10 people, or it would give them away" in [words.text for words in answers.chart.words]
    assert len(answers.chart.bars) == 3 + 3


def test_scales_of_one_role_stay_together_whatever_stands_between_them(many):
    (scale,) = scale_answers(many)
    charts = answer_charts(many, (scale, replace(scale, role="risk"), scale), Texts("en"))
    assert [one.chart.name for one in charts["attitude"]] == ["attitude-answers-1", "attitude-answers-2"]
    assert [one.chart.name for one in charts["risk"]] == ["risk-answers-1"]


def test_chart_and_table_hold_the_same_shares(many):
    (answers,) = answer_charts(many, scale_answers(many), Texts("vi"))["attitude"]
    inside = {words.text for words in answers.chart.words}
    assert {part.said for item in answers.items for part in item.parts if part.share > 0.08} <= inside
    assert [column.text for column in answers.columns] == [f"agree {code}" for code in range(1, 6)]
