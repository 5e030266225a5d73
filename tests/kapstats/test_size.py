"""Plans of sizes: equal to the reference, and behaving as a planner expects."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import equal, told
from scipy import stats

from kapstats import (
    EstimationError,
    cluster_deff,
    error_of_change,
    exact_share,
    list_variances,
    size_for_change,
    size_for_difference_in_differences,
    size_for_list_experiment,
    size_for_randomised_response,
    size_for_share,
)

PLANS = told("planning_and_disclosure")
share = st.floats(0.02, 0.98)


@pytest.mark.parametrize("case", PLANS["precision"])
def test_size_for_a_share_equals_the_reference(case):
    asked = {"deff": case["deff"], "response": case["response_rate"]}
    equal(size_for_share(case["p"], case["margin"], **asked).exact, case["n_infinite"])
    found = size_for_share(case["p"], case["margin"], population=case["N"], **asked)
    equal([found.exact, found.invited], [case["n_fpc"], case["n_to_invite"]])


@pytest.mark.parametrize("case", PLANS["two_wave_change"])
@pytest.mark.parametrize("pooled", [True, False])
def test_size_for_a_change_equals_the_reference(case, pooled):
    found = size_for_change(case["p1"], case["p2"], deff=case["deff"], power=case.get("power", 0.8), pooled=pooled)
    equal(found.exact, case["n_per_wave_pooled_null" if pooled else "n_per_wave_unpooled"])


@pytest.mark.parametrize("deff", [2, 4])
def test_respondent_driven_samples_are_planned_by_their_design_effect(deff):
    equal(size_for_change(0.35, 0.45, deff=deff).exact, PLANS["rds"][f"deff{deff}"])
    assert size_for_change(0.35, 0.45).n == PLANS["rds"]["n_srs"]


def test_error_of_change_knows_people_in_both_waves():
    case = PLANS["overlap"]
    first = (case["p1"], case["p2"], case["n"])
    equal(error_of_change(*first, overlap=case["O"], correlation=case["rho"]), case["se_change"])
    equal(error_of_change(*first), case["se_independent"])


def test_size_for_difference_in_differences_equals_the_reference():
    case = PLANS["did"]
    found = size_for_difference_in_differences(tuple(case["p"][:2]), tuple(case["p"][2:]), deff=case["deff"])
    equal(found.exact, case["n_per_cell"])
    assert (found.groups, found.total) == (4, 4 * 876)


def test_design_effect_of_clusters_and_weights():
    case = PLANS["cluster"]
    equal(cluster_deff(case["m"], case["icc"], cv=case["cv_w"]), case["deff"])


@pytest.mark.parametrize(("case", "deff"), [*zip(PLANS["list_experiment"], [1, 1.5], strict=True)])
def test_size_for_a_list_experiment_equals_the_reference(case, deff):
    """The second of the reference has a design effect of 1.5, which the file does not name: all its sizes show it."""
    asked = (case["sensitive"], case["control_item_p"])
    control, treated = list_variances(*asked)
    equal([control, treated], [case["var_control_list"], case["var_treatment_list"]])
    equal(np.sqrt(deff * 2 * (control + treated) / 1000), case["se_with_n1000"])
    equal(np.sqrt(treated) / (np.sqrt(treated) + np.sqrt(control)), case["optimal_treatment_share"])
    equal(size_for_list_experiment(*asked, deff=deff).exact, case["n_total_equal_arms"])
    found = size_for_list_experiment(*asked, allocation="optimal", deff=deff)
    equal(found.exact, case["n_total_optimal_allocation"])


@pytest.mark.parametrize("case", PLANS["rrt"])
def test_size_for_randomised_response_equals_the_reference(case):
    found = size_for_randomised_response(case["prevalence"], case["half_width"], slope=case["c"], intercept=case["d"])
    equal(found.exact, case["n"])
    direct = size_for_share(case["prevalence"], case["half_width"])
    equal(found.exact / direct.exact, case["variance_inflation_vs_direct"])


@pytest.mark.parametrize("case", PLANS["small_population"])
def test_exact_share_of_a_small_population_equals_the_reference(case):
    found = exact_share(case["x"], case["n"], case["N"])
    equal([found.estimate, found.se], [case["p"], case["se_fpc"]])
    equal([found.low, found.high], case["exact_prop"])
    half = stats.norm.isf(0.025) * found.se
    equal([found.estimate - half, found.estimate + half], case["wald_fpc"])


@settings(max_examples=40, deadline=None)
@given(population=st.integers(5, 60), data=st.data())
def test_exact_limits_hold_the_truth_as_often_as_they_say(population, data):
    n = data.draw(st.integers(2, population))
    truth = data.draw(st.integers(0, population))
    hits = np.arange(max(0, n - population + truth), min(n, truth) + 1)
    limits = [exact_share(int(one), n, population) for one in hits]
    inside = np.array([one.low <= truth / population <= one.high for one in limits])
    assert stats.hypergeom.pmf(hits, population, truth, n)[inside].sum() >= 0.95 - 1e-12


def test_census_leaves_nothing_open():
    found = exact_share(17, 40, 40)
    assert (found.low, found.estimate, found.high, found.se) == (0.425, 0.425, 0.425, 0)


@settings(deadline=None)
@given(share=share, margin=st.floats(0.01, 0.2), deff=st.floats(1, 4))
def test_size_that_was_planned_gives_the_margin(share, margin, deff):
    n = size_for_share(share, margin, deff=deff).exact
    assert 1.959963984540054 * np.sqrt(deff * share * (1 - share) / n) == pytest.approx(margin)


@settings(deadline=None)
@given(share=share, margin=st.floats(0.01, 0.2), population=st.integers(10, 100_000))
def test_small_population_needs_fewer_and_never_more_than_there_are(share, margin, population):
    endless, finite = size_for_share(share, margin), size_for_share(share, margin, population=population)
    assert finite.exact <= max(endless.exact, 1)
    assert finite.n <= population


@settings(deadline=None)
@given(before=share, after=share, overlap=st.floats(0, 1), correlation=st.floats(0, 0.9))
def test_people_in_both_waves_never_cost_interviews(before, after, overlap, correlation):
    if abs(after - before) < 0.01:
        return
    apart = size_for_change(before, after)
    assert size_for_change(before, after, overlap=overlap, correlation=correlation).exact <= apart.exact * (1 + 1e-12)


@settings(deadline=None)
@given(before=share, after=share, power=st.floats(0.5, 0.95))
def test_size_for_a_change_has_the_power_it_was_planned_for(before, after, power):
    if abs(after - before) < 0.01:
        return
    n = size_for_change(before, after, pooled=False, power=power).exact
    shift = abs(after - before) / error_of_change(before, after, n)
    assert stats.norm.sf(stats.norm.isf(0.025) - shift) == pytest.approx(power)


def test_printed_plan_says_what_to_do():
    assert (
        repr(size_for_share(response=0.5)) == "SampleSize(a share of 50% within 5 points: 385 interviews; invite 769)"
    )
    assert size_for_change(0.35, 0.45).table.loc[0, ["n", "groups", "total"]].tolist() == [376, 2, 752]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: size_for_share(1.2), "share: 1.2 does not lie between 0 and 1"),
        (lambda: size_for_share(0.5, 0), "margin: 0 does not"),
        (lambda: size_for_share(response=0), "response: 0 does not"),
        (lambda: size_for_share(population=-4), "population: -4 is not above zero"),
        (lambda: size_for_change(0.4, 0.4), "after: is no change"),
        (lambda: size_for_change(0.3, 0.4, overlap=2), "overlap: of 2 with a correlation of 0.0 cannot be"),
        (lambda: size_for_difference_in_differences((0.3, 0.4), (0.2, 0.3)), "after: is no change"),
        (lambda: size_for_list_experiment(0.1, []), "controls: are none"),
        (lambda: size_for_list_experiment(0.1, [0.5], allocation="some"), "allocation: 'some' is none"),
        (lambda: size_for_randomised_response(0.1, slope=0, intercept=0.5), "slope: 0 with an intercept of 0.5"),
        (lambda: cluster_deff(10, 2), "icc: 2 is no correlation"),
        (lambda: exact_share(5, 4, 10), "hits: 5 hits of 4 out of 10 cannot be"),
    ],
)
def test_numbers_that_cannot_be_are_refused(ask, message):
    with pytest.raises(EstimationError, match=message):
        ask()
