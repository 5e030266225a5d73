"""Scales of a release: how reliable, how each question does, and whether languages can be compared."""

from itertools import product

import numpy as np
import pytest

from kapbrief.languages import compared
from kapbrief.scale_answers import scale_answers
from kapbrief.scales import DIFFICULTY, DISCRIMINATION, scales
from kapstats.scales import Untestable

ITEMS = ("A1", "A2", "A3", "A4", "A5")


@pytest.fixture(scope="module")
def of_many(many):
    return {scale.indicator.name: scale for scale in scales(many)}


@pytest.fixture
def sixty(forty):
    """Enough of every answer to a question of the index for each to be told."""
    people = [dict(forty[number % 40]) for number in range(60)]
    for place, person in enumerate(people):
        person |= {name: 1 + (place + place // 5 * step) % 5 for step, name in enumerate(ITEMS)}
    return people


def points(results):
    """Answers to the index, turned to point one way."""
    columns = [results.release.answers[name].numbers for name in ITEMS]
    return np.column_stack(
        [6 - column if name == "A2" else column for name, column in zip(ITEMS, columns, strict=True)]
    )


def test_indicators_of_several_questions_are_scales_and_no_others(of_many):
    assert {name: scale.items for name, scale in of_many.items()} == {
        "K_LAW": ("K1", "K2"),
        "ATT": ITEMS,
        "K_THREE": ("K1", "K2", "K3"),
    }


def test_alpha_is_that_of_everybody_who_answered_all_questions(many, of_many):
    covariance = np.cov(points(many), rowvar=False)
    alpha = 5 / 4 * (1 - np.trace(covariance) / covariance.sum())
    assert of_many["ATT"].reliability["alpha"].estimate == pytest.approx(alpha, abs=1e-9)
    assert of_many["ATT"].n == 450


def test_reliability_has_intervals_and_two_questions_have_no_omega(of_many):
    assert set(of_many["ATT"].reliability) == {"alpha", "ordinal_alpha", "omega"}
    assert set(of_many["K_LAW"].reliability) == {"alpha", "ordinal_alpha"}
    assert all(found.low < found.estimate < found.high for found in of_many["ATT"].reliability.values())


def test_questions_have_their_mean_and_their_correlation_with_the_others(many, of_many):
    codes = points(many)
    others = codes.sum(axis=1) - codes[:, 1]
    found = of_many["ATT"].of_items
    assert found["A2", DIFFICULTY].estimate == pytest.approx(codes[:, 1].mean())
    assert found["A2", DISCRIMINATION].estimate == pytest.approx(np.corrcoef(codes[:, 1], others)[0, 1])


def test_share_of_right_answers_has_the_interval_of_shares(results, sixty):
    for place, person in enumerate(sixty):
        person |= {"D2": 1, "K1": 1 if place >= 20 else 2, "K2": 2 if place >= 10 else 1}
    share = scales(results(sixty[:50]))[0].of_items["K2", DIFFICULTY]
    assert share.estimate == pytest.approx(0.8)
    assert share.high - share.estimate < share.estimate - share.low


def test_question_that_one_language_finds_easier_is_found_both_ways(of_many):
    found = of_many["K_THREE"].languages
    assert found.compared == ("pt", "vi")
    assert found.by_design["K3"].verdict == "differs"
    assert (found.by_pair["vi"]["K3"].verdict, found.by_pair["vi"]["K3"].favours) == ("C", "vi")
    assert found.differs


def test_index_that_measures_alike_is_comparable(of_many):
    found = of_many["ATT"].languages
    assert found.whole.comparable
    assert not found.differs


def test_languages_of_few_people_are_not_tested(results):
    for scale in scales(results()):
        assert scale.languages.reason is Untestable.SMALL
        assert not scale.languages.differs


def test_languages_count_people_who_answered_all_questions():
    spoken = ["vi"] * 200 + ["pt"] * 250 + ["en"] * 199
    whole = np.ones(len(spoken), dtype=bool)
    assert compared(spoken, whole) == ("pt", "vi")
    whole[0] = False
    assert compared(spoken, whole) == ("pt",)


def averages(scale):
    return {name: scale.of_items[name, DIFFICULTY] for name in scale.items}


def test_means_that_would_tell_of_the_few_who_left_a_question_out_are_withheld(results, sixty):
    assert all(averages(scales(results(sixty))[1]).values())
    for person in sixty[:3]:
        person["A1"] = ".blank"
    attitude = scales(results(sixty, name="again"))[1]
    assert attitude.n == 57
    assert not any(averages(attitude).values())
    assert attitude.reliability["alpha"].n == 57


def test_averages_that_would_take_apart_what_stands_together_are_withheld(results, sixty):
    """The attack: two sides, the middle, an average and its error are five sums of five numbers of people."""
    for place, person in enumerate(sixty):
        person["A1"] = next(code for code, top in enumerate((4, 20, 35, 50, 60), start=1) if place < top)
    found = results(sixty)
    told = {item.question: item for item in scale_answers(found)[0].items}["A1"]
    left, middle, right = (round(share * 60) for share in told.shares)
    spread = found.release.answers["A1"].numbers
    sums, squares = spread.sum(), (spread**2).sum()
    behind = [
        (one, left - one, middle, right - five, five)
        for one, five in product(range(left + 1), range(right + 1))
        if one + 2 * (left - one) + 3 * middle + 4 * (right - five) + 5 * five == sums
        and one + 4 * (left - one) + 9 * middle + 16 * (right - five) + 25 * five == squares
    ]
    assert behind == [(4, 16, 15, 15, 10)]
    attitude = scales(found)[1]
    assert not any(averages(attitude).values())
    assert all(attitude.of_items[name, DISCRIMINATION] for name in attitude.items)


def test_two_right_or_wrong_answers_that_few_gave_together_are_not_told(results, sixty):
    """The attack: two shares and how they go together are the four numbers of people of a table."""
    for place, person in enumerate(sixty):
        person |= {"D2": 1, "K1": 1 if place < 30 else 2, "K2": 1 if 3 <= place < 45 else 2}
    law = scales(results(sixty))[0]
    assert set(law.reliability.values()) == set(law.of_items.values()) == {None}
    for place, person in enumerate(sixty):
        person["K2"] = 1 if 15 <= place < 45 else 2
    law = scales(results(sixty, name="again"))[0]
    assert all(law.reliability.values()) and all(law.of_items.values())


def test_number_of_people_is_told(results, sixty):
    """How many gave no answer is not hidden: it follows from many a number of people."""
    for person in sixty[:2]:
        person["A1"] = ".blank"
    assert scales(results(sixty))[1].n == 58


def test_scale_that_too_few_answered_has_no_numbers(results, forty):
    for person in forty[:31]:
        person["A1"] = 8
    attitude = scales(results(forty))[1]
    assert (attitude.n, attitude.reliability, attitude.of_items, attitude.languages) == (9, {}, {}, None)


def test_scale_of_an_unsigned_key_has_no_numbers_in_earnest(results):
    assert [scale.indicator.name for scale in scales(results(facts=[]))] == ["ATT"]
