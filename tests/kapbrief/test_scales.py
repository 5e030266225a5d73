"""Scales of a release: how reliable, how each question does, and whether languages can be compared."""

import numpy as np
import pytest

from kapbrief.languages import compared
from kapbrief.scales import DIFFICULTY, DISCRIMINATION, scales
from kapstats.scales import Untestable

ITEMS = ("A1", "A2", "A3", "A4", "A5")


@pytest.fixture(scope="module")
def of_many(many):
    return {scale.indicator.name: scale for scale in scales(many)}


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


def test_share_of_right_answers_stays_within_all_and_none(results, forty):
    for number, person in enumerate(forty):
        person |= {"D2": 1, "K2": 1 if number == 0 else 2}
    share = scales(results(forty))[0].of_items["K2", DIFFICULTY]
    assert 0.9 < share.estimate < share.high <= 1


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


def test_means_that_would_tell_of_the_few_who_left_a_question_out_are_not_exact(results, forty):
    assert {scale.indicator.name: scale.exact for scale in scales(results(forty))} == {"K_LAW": True, "ATT": True}
    for person in forty[:3]:
        person["A1"] = ".blank"
    attitude = scales(results(forty, name="again"))[1]
    assert (attitude.n, attitude.exact, attitude.counted) == (37, False, False)
    assert attitude.reliability["alpha"].n == 37


def test_number_of_people_that_would_tell_of_a_rare_answer_is_not_counted(results, forty):
    for person in forty[:13]:
        person["A1"] = 8
    for person in forty[13:15]:
        person["A2"] = 8
    attitude = scales(results(forty))[1]
    assert (attitude.exact, attitude.counted) == (True, False)


def test_scale_that_too_few_answered_has_no_numbers(results, forty):
    for person in forty[:31]:
        person["A1"] = 8
    attitude = scales(results(forty))[1]
    assert (attitude.n, attitude.reliability, attitude.of_items, attitude.languages) == (9, {}, {}, None)


def test_scale_of_an_unsigned_key_has_no_numbers_in_earnest(results):
    assert [scale.indicator.name for scale in scales(results(facts=[]))] == ["ATT"]
