"""What must hold for every public estimator."""

from typing import get_type_hints

import numpy as np
import pandas as pd
import pytest
from estimators import COLUMNS, ESTIMATORS, EXTENSIVE, STEPS, jackknifed, numbers, villages

import kapstats
from kapstats import SurveyDesign, total

each = pytest.mark.parametrize("name", ESTIMATORS)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return villages(5, per_stratum=6)


def same(one: object, other: object, *, rtol: float = 1e-9) -> None:
    found, wanted = numbers(one), numbers(other)
    assert found.keys() == wanted.keys()
    assert found
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], value, rtol=rtol, atol=1e-11, err_msg=name)


def test_every_public_estimator_is_here():
    """A public function that takes a design, or what was estimated from one, and gives no design."""
    functions = {name: getattr(kapstats, name) for name in kapstats.__all__ if name[0].islower()}
    hints = {name: get_type_hints(function) for name, function in functions.items()}
    estimators = {name for name, hint in hints.items() if hint["return"] is not SurveyDesign and _of_a_sample(hint)}
    assert estimators == set(ESTIMATORS)


def _of_a_sample(hints: dict[str, object]) -> bool:
    """Plans of sizes and corrections of p-values take numbers alone."""
    return any("kapstats." in str(hint) for name, hint in hints.items() if name != "return")


@each
def test_order_of_rows_changes_nothing(people, name):
    shuffled = people.sample(frac=1, random_state=2)
    same(ESTIMATORS[name](SurveyDesign(shuffled, **COLUMNS)), ESTIMATORS[name](SurveyDesign(people, **COLUMNS)))


@each
def test_names_of_strata_and_clusters_change_nothing(people, name):
    """Numbers for words, categories that nobody is in, and codes that sort the other way round."""
    stratum = people["stratum"].map({"coast": 30, "hills": 10, "plain": 25, "town": 20})
    kinds = pd.Categorical(stratum, categories=[40, 30, 25, 20, 10, 0])
    renamed = people.assign(stratum=kinds, village="v" + (99 - people["village"]).astype(str))
    same(ESTIMATORS[name](SurveyDesign(renamed, **COLUMNS)), ESTIMATORS[name](SurveyDesign(people, **COLUMNS)))


@each
def test_stratum_told_by_two_words_is_the_stratum_told_by_one(people, name):
    """A label may carry more than the stratum says, as long as it splits the rows alike."""
    split = people.assign(stratum=people["stratum"] + " / " + people["stratum"].str.upper())
    same(ESTIMATORS[name](SurveyDesign(split, **COLUMNS)), ESTIMATORS[name](SurveyDesign(people, **COLUMNS)))


def power(name: str, place: str) -> int:
    """How a number grows with the weights."""
    last = place.split(".")[-1]
    if name not in EXTENSIVE or place.startswith("shares") or last in ("df", "ddf", "deff", "p_value"):
        return 0
    return 2 if last == "covariance" else 1


@each
def test_scale_of_the_weights_changes_counts_only(people, name):
    design, larger = (SurveyDesign(people.assign(weight=people["weight"] * by), **COLUMNS) for by in (1, 1000))
    found, scaled = numbers(ESTIMATORS[name](design)), numbers(ESTIMATORS[name](larger))
    for place, value in found.items():
        expected = value * 1000.0 ** power(name, place)
        np.testing.assert_allclose(scaled[place], expected, rtol=1e-9, atol=1e-11, err_msg=place)


@each
def test_domain_equals_the_same_design_with_zero_weights(people, name):
    inside = people["size"] > 3
    silenced = SurveyDesign(people.assign(weight=people["weight"].where(inside, 0.0)), **COLUMNS)
    same(ESTIMATORS[name](SurveyDesign(people, **COLUMNS).where(inside)), ESTIMATORS[name](silenced))


@each
def test_domain_of_everybody_is_the_whole_sample(people, name):
    design = SurveyDesign(people, **COLUMNS)
    same(ESTIMATORS[name](design.where(people["weight"] > 0)), ESTIMATORS[name](design))


@each
def test_index_of_the_table_changes_nothing(people, name):
    relabelled = people.set_index(pd.Index(np.arange(len(people))[::-1] % 7))
    same(ESTIMATORS[name](SurveyDesign(relabelled, **COLUMNS)), ESTIMATORS[name](SurveyDesign(people, **COLUMNS)))


@each
def test_replicated_and_linearised_errors_agree_in_large_samples(name):
    """Leaving out one of 160 villages at a time, and the formula."""
    large = villages(8, per_stratum=40)
    linear, replicated = SurveyDesign(large, **COLUMNS), jackknifed(large)
    found, again = numbers(ESTIMATORS[name](linear)), numbers(ESTIMATORS[name](replicated))
    allowed = 0.15 if name in STEPS else 0.05
    for place, value in found.items():
        if place.split(".")[-1] in ("se", "estimate", "statistic"):
            np.testing.assert_allclose(again[place], value, rtol=allowed, err_msg=place)


@each
def test_asking_twice_gives_the_same_numbers(people, name):
    design = SurveyDesign(people, **COLUMNS)
    same(ESTIMATORS[name](design), ESTIMATORS[name](design), rtol=0)


def test_total_of_weights_is_the_population(people):
    everybody = total(SurveyDesign(people.assign(one=1), **COLUMNS), "one")["one"]
    assert everybody.estimate == pytest.approx(people["weight"].sum())
