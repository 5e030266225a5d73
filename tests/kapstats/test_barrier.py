"""Doers beside non-doers: equal to the reference, and from people as from counts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import equal, told

from kapstats import EstimationError, barrier, barrier_analysis

CASES = told("planning_and_disclosure")["barrier_analysis"]
SAME = {
    "share_doers": "share_doers", "share_nondoers": "share_nondoers", "odds_ratio": "odds_ratio_haldane_if_zero_cell",
    "p_wald": "p_wald", "p_pearson": "p_pearson", "p_n_minus_1": "p_n_minus_1", "p_value": "p_fisher_two_sided",
    "least_expected": "min_expected", "doing_given": "p_do_given_response", "relative_risk": "estimated_relative_risk",
    "doing_not_given": "p_do_given_no_response",
}  # fmt: skip


def of(case):
    doers, nondoers = (case["doers_giving"], case["doers_n"]), (case["nondoers_giving"], case["nondoers_n"])
    return barrier(doers, nondoers, prevalence=case["assumed_prevalence"])


@pytest.mark.parametrize("case", CASES)
def test_every_number_equals_the_reference(case):
    found = of(case)
    equal([getattr(found, name) for name in SAME], [case[key] for key in SAME.values()])
    equal([found.low, found.high], case["wald_ci95_or"])
    equal(100 * found.difference, case["percentage_point_difference"])


@pytest.mark.parametrize("case", CASES)
def test_conditional_odds_ratio_equals_the_reference(case):
    """R looks for it with a tolerance of 1.2e-4 (uniroot's own), ours is the root."""
    wanted = case["fisher_conditional_or"]
    equal(of(case).conditional_odds_ratio, np.inf if wanted is None else wanted, relative=1e-4)


@settings(deadline=None)
@given(cells=st.tuples(*[st.integers(1, 60)] * 4), prevalence=st.floats(0.02, 0.9))
def test_relative_risk_is_that_of_zhang_and_yu(cells, prevalence):
    found = barrier((cells[0], cells[0] + cells[1]), (cells[2], cells[2] + cells[3]), prevalence=prevalence)
    base = found.doing_not_given
    assert found.relative_risk == pytest.approx(found.odds_ratio / (1 - base + base * found.odds_ratio))
    whole = found.share_doers * prevalence + found.share_nondoers * (1 - prevalence)
    assert whole * found.doing_given + (1 - whole) * base == pytest.approx(prevalence)


@settings(deadline=None)
@given(cells=st.tuples(*[st.integers(0, 60)] * 4))
def test_leaving_out_an_answer_mirrors_giving_it(cells):
    a, b, c, d = cells
    if a + b == 0 or c + d == 0:
        return
    one = barrier((a, a + b), (c, c + d), prevalence=0.2)
    other = barrier((b, a + b), (d, c + d), prevalence=0.2)
    assert one.odds_ratio == pytest.approx(1 / other.odds_ratio)
    assert one.p_value == pytest.approx(other.p_value)


def test_rare_behaviour_has_the_odds_ratio_for_a_relative_risk():
    found = barrier((31, 45), (14, 45), prevalence=1e-7)
    assert found.relative_risk == pytest.approx(found.odds_ratio, rel=1e-5)


def test_answer_that_all_gave_tells_nothing():
    found = barrier((45, 45), (45, 45), prevalence=0.1)
    assert found.p_value == 1
    assert np.isnan([found.p_pearson, found.conditional_odds_ratio, found.relative_risk]).all()


def test_people_are_counted_answer_by_answer():
    case = CASES[0]
    giving = np.r_[np.arange(45) < case["doers_giving"], np.arange(45) < case["nondoers_giving"]].astype(float)
    people = pd.DataFrame({"does": np.repeat([1, 0], 45), "fear": giving, "price": np.where(giving == 1, np.nan, 0)})
    found = barrier_analysis(people, "does", ["fear", "price"], prevalence=case["assumed_prevalence"])
    equal(found["fear"].odds_ratio, case["odds_ratio"])
    assert (found["price"].doers, found["price"].doers_giving) == (45 - case["doers_giving"], 0)
    assert found.table["answer"].tolist() == ["fear", "price"]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: barrier((5, 4), (1, 4), prevalence=0.1), "doers: 5 of 4 cannot be"),
        (lambda: barrier((1, 4), (0, 0), prevalence=0.1), "nondoers: 0 of 0 cannot be"),
        (lambda: barrier((1, 4), (1, 4), prevalence=0), "prevalence: 0 does not lie between 0 and 1"),
        (
            lambda: barrier_analysis(pd.DataFrame({"does": [1, 0], "a": [2, 1]}), "does", "a", prevalence=0.1),
            "a: has values other than 0 and 1",
        ),
        (
            lambda: barrier_analysis(pd.DataFrame({"does": [1, 1], "a": [0, 1]}), "does", "a", prevalence=0.1),
            "a: was not asked of both doers and non-doers",
        ),
    ],
)
def test_counts_that_cannot_be_are_refused(ask, message):
    with pytest.raises(EstimationError, match=message):
        ask()
