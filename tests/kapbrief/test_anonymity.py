"""How easily people are told from each other: equal to the reference, and sensible at the ends."""

import doctest

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import equal, people, told

from kapbrief import anonymity as module
from kapbrief.anonymity import anonymity
from kapstats import EstimationError

CASES = told("planning_and_disclosure")["anonymity"]


def test_example_prints_what_it_says():
    assert doctest.testmod(module, extraglobs={"pd": pd}).failed == 0


@pytest.mark.parametrize("case", CASES)
def test_counts_and_risks_equal_the_reference(case):
    """Its population is that of the weights as drawn: event weight over visits, before any adjustment."""
    data = people().data
    drawn = (data["event"] / data["visits_4wk"]).to_numpy()
    found = anonymity(data, case["keys"], weights=drawn, sensitive="bought_direct")
    counts = ("n", "combinations", "k_min", "sample_uniques", "min_distinct_l_diversity", "combinations_with_l_1")
    assert [found.n, found.combinations, found.k, found.unique, found.fewest_answers, found.one_answer] == [
        case[k] for k in counts
    ]
    assert found.below == {limit: case[f"records_k_below_{limit}"] for limit in (3, 5, 10)}
    equal(found.largest_risk, case["max_individual_risk"])
    equal([found.mean_risk, found.expected], [case["mean_individual_risk"], case["expected_reidentifications"]])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000), more=st.floats(1.1, 50))
def test_people_are_safer_among_more_and_behind_fewer_traits(seed, more):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({name: random.integers(0, 3, 40) for name in "abc"})
    everybody, sample = anonymity(table, ["a", "b"]), anonymity(table, ["a", "b"], weights=np.full(40, more))
    assert everybody.expected == pytest.approx(everybody.combinations)
    assert sample.largest_risk < everybody.largest_risk
    assert anonymity(table, ["a"]).k >= everybody.k >= anonymity(table, ["a", "b", "c"]).k


def test_person_alone_in_sample_and_population_is_told_for_sure():
    assert anonymity(pd.DataFrame({"a": [1, 2, 2]}), ["a"]).largest_risk == 1


def test_missing_traits_and_answers_are_values_like_any_other():
    table = pd.DataFrame({"a": ["x", "x", None, None], "s": [1, 1, 1, None]})
    found = anonymity(table, ["a"], sensitive="s")
    assert (found.combinations, found.k, found.one_answer) == (2, 2, 1)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: anonymity(pd.DataFrame({"a": [1]}), []), "keys: or people are none"),
        (lambda: anonymity(pd.DataFrame({"a": [1]}), ["b"]), "b: no such column: the data have: a"),
        (lambda: anonymity(pd.DataFrame({"a": [1]}), ["a"], weights=np.array([0.5])), "weights: stand for fewer"),
    ],
)
def test_questions_that_cannot_be_answered_are_refused(ask, message):
    with pytest.raises(EstimationError, match=message):
        ask()
