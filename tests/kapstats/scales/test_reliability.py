"""Alpha, ordinal alpha, omega and item statistics: the reference values, and what must hold of any scale."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from reference.kap import people, told
from reference.scales import AGREEABLE, ATTITUDE, KNOWLEDGE, agreeable, alike, scales, verbal

from kapstats import (
    EstimationError,
    SurveyDesign,
    cronbach_alpha,
    item_statistics,
    jackknife,
    omega_total,
    ordinal_alpha,
    polychoric,
    sample_alpha,
)
from kapstats.scales.answers import answers
from kapstats.scales.omega import omega_of

ANALYTIC = {"rel": 1e-8}
LAVAAN = {"rel": 1e-5}
AGREE = scales()["bfi_agreeableness_A1_reversed"]
VERBAL = scales()["verbal_24_items"]
SAMPLES = {
    "agreeableness": (agreeable, AGREEABLE, AGREE),
    "verbal aggression": (verbal, scales()["verbal_items"], VERBAL),
}
each = pytest.mark.parametrize("sample", SAMPLES)


def weighted(part: str) -> dict[str, Any]:
    numbers = told("kap_and_message")
    return numbers["knowledge"]["alpha_kr20"] if part == "knowledge" else numbers["attitude_alpha"]


@each
def test_alpha_of_the_sample_is_the_references(sample):
    design, items, wanted = SAMPLES[sample]
    found = sample_alpha(design(), items)
    assert (found.n, found.items) == (wanted["n_complete"], wanted["k"])
    assert found.alpha == pytest.approx(wanted["alpha_raw"], **ANALYTIC)
    assert found.standardized == pytest.approx(wanted["alpha_standardized"], **ANALYTIC)
    assert found.mean_correlation == pytest.approx(wanted["mean_interitem_r"], **ANALYTIC)
    assert [found.feldt_low, found.feldt_high] == pytest.approx(wanted["ci95_feldt"], **ANALYTIC)
    assert found.se == pytest.approx(wanted["se_duhachek_iacobucci"], **ANALYTIC)


@each
def test_alpha_of_a_population_drawn_alike_is_that_of_the_sample(sample):
    design, items, wanted = SAMPLES[sample]
    assert cronbach_alpha(design(), items)["alpha"].estimate == pytest.approx(wanted["alpha_raw"], **ANALYTIC)


@each
def test_item_statistics_are_the_references(sample):
    design, items, wanted = SAMPLES[sample]
    found = item_statistics(design(), items)
    for word, key in (
        ("difficulty", "item_mean"),
        ("discrimination", "item_rest_r"),
        ("alpha without", "alpha_if_deleted"),
    ):
        assert {item: found[item, word].estimate for item in items} == pytest.approx(wanted[key], **ANALYTIC), word


@pytest.mark.parametrize(("items", "part"), [(KNOWLEDGE, "knowledge"), (ATTITUDE, "attitude")])
def test_weighted_items_are_the_references(items, part):
    wanted = weighted(part)
    found = item_statistics(people(), items)
    for word, key in (("difficulty", "item_mean"), ("discrimination", "item_rest_r")):
        assert {item: found[item, word].estimate for item in items} == pytest.approx(wanted[key], **ANALYTIC), word
    assert found.rows[0].n == wanted["n"]


@pytest.mark.parametrize(("items", "part"), [(KNOWLEDGE, "knowledge"), (ATTITUDE, "attitude")])
def test_weighted_alpha_and_its_error_are_the_references(items, part):
    wanted = weighted(part)
    found = cronbach_alpha(people(), items)["alpha"]
    assert (found.estimate, found.se) == pytest.approx((wanted["alpha"], wanted["se_linearized"]), **ANALYTIC)
    assert [found.low, found.high] == pytest.approx(wanted["ci95_t"], **ANALYTIC)


def test_polychoric_correlations_are_the_references():
    found = polychoric(agreeable(), AGREEABLE).table["estimate"]
    assert list(found) == pytest.approx(AGREE["polychoric_lower_triangle_by_column"], **LAVAAN)


def test_ordinal_alpha_is_the_references():
    found = ordinal_alpha(agreeable(), AGREEABLE)["ordinal alpha"]
    assert found.estimate == pytest.approx(AGREE["ordinal_alpha_two_step_polychoric"], **ANALYTIC)


def test_omega_by_maximum_likelihood_is_the_references():
    found = omega_total(agreeable(), AGREEABLE)["omega"]
    assert found.estimate == pytest.approx(AGREE["omega_total_ml_cfa"], **LAVAAN)


def test_omega_behind_ordered_answers_is_the_references():
    found = omega_total(agreeable(), AGREEABLE, on="polychoric", method="dwls")["omega"]
    assert found.estimate == pytest.approx(AGREE["ordinal_omega_wlsmv_loadings_on_latent_response_scale"], **LAVAAN)


def test_loadings_behind_ordered_answers_are_the_references():
    asked = answers(agreeable(), AGREEABLE)
    found = omega_of(asked, "polychoric", "dwls").loadings(asked.whole.astype(float))
    assert list(found) == pytest.approx(list(AGREE["wlsmv_loadings"].values()), **LAVAAN)


def one_factor(loadings: list[float], n: int, cuts: list[float] | None = None) -> pd.DataFrame:
    random = np.random.default_rng(11)
    factor = random.normal(size=n)
    values = [load * factor + np.sqrt(1 - load**2) * random.normal(size=n) for load in loadings]
    columns = {f"i{place}": value if cuts is None else np.digitize(value, cuts) for place, value in enumerate(values)}
    return pd.DataFrame(columns)


@pytest.mark.parametrize("method", ["ml", "minres", "dwls"])
def test_omega_finds_the_truth_behind_steps(method):
    loadings = [0.8, 0.7, 0.6, 0.5]
    common = sum(loadings) ** 2
    truth = common / (common + sum(1 - load**2 for load in loadings))
    design = alike(one_factor(loadings, 4000, [-1, 0.2, 1.1]))
    found = omega_total(design, list(design.data.columns[:4]), on="polychoric", method=method)["omega"]
    assert abs(found.estimate - truth) < 4 * found.se


def test_equal_loadings_make_alpha_and_omega_one_number():
    covariance = 0.4 + 0.6 * np.eye(4)
    root = np.linalg.cholesky(covariance)
    random = np.random.default_rng(3).normal(size=(300, 4))
    exact = np.linalg.qr(random - random.mean(axis=0))[0] @ root.T
    design = alike(pd.DataFrame(exact, columns=list("abcd")))
    expected = 4 / 3 * (1 - 4 / covariance.sum())
    for method in ("ml", "minres"):
        assert omega_total(design, list("abcd"), method=method)["omega"].estimate == pytest.approx(expected, abs=1e-12)
    assert cronbach_alpha(design, list("abcd"))["alpha"].estimate == pytest.approx(expected, abs=1e-12)


def test_omega_does_not_hang_on_the_direction_of_all_items():
    design = agreeable()
    turned = alike(7 - design.data[AGREEABLE])
    one, other = (omega_total(each, AGREEABLE)["omega"] for each in (design, turned))
    assert (one.estimate, one.se) == pytest.approx((other.estimate, other.se), rel=1e-10)


def test_weights_that_are_whole_numbers_repeat_rows():
    data = one_factor([0.8, 0.6, 0.7], 150, [-0.5, 0.5]).assign(w=np.arange(150) % 3 + 1.0)
    weighted, repeated = SurveyDesign(data, weights="w"), alike(data.loc[data.index.repeat(data["w"].astype(int))])
    items = ["i0", "i1", "i2"]
    for ask in (polychoric, ordinal_alpha, omega_total, item_statistics):
        one, other = ask(weighted, items).table["estimate"], ask(repeated, items).table["estimate"]
        np.testing.assert_allclose(one, other, rtol=1e-9)


@pytest.mark.parametrize("on", ["pearson", "polychoric"])
@pytest.mark.parametrize("method", ["ml", "minres"])
def test_linearised_errors_of_omega_are_those_of_the_jackknife(on, method):
    design = alike(one_factor([0.8, 0.6, 0.7, 0.5], 200, [-0.8, 0.5]))
    items = ["i0", "i1", "i2", "i3"]
    one, other = (omega_total(each, items, on=on, method=method)["omega"] for each in (design, jackknife(design)))
    assert one.se == pytest.approx(other.se, rel=0.05)


def test_pair_that_agrees_without_exception_has_no_polychoric_correlation():
    design = alike(pd.DataFrame({"a": [0, 0, 1, 1, 1], "b": [0, 0, 0, 1, 1], "c": [0, 1, 0, 1, 0]}))
    found = polychoric(design, ["a", "b", "c"])
    assert np.isnan(found["a", "b"].estimate)
    assert np.isfinite(found["b", "c"].estimate)
    assert np.isnan(ordinal_alpha(design, ["a", "b", "c"])["ordinal alpha"].estimate)


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_items_that_all_say_the_same_leave_no_omega_and_no_warning(method):
    """Loadings of nothing at all solve the equations too; they are no omega."""
    same = pd.DataFrame({name: [1.0 + row % 5 for row in range(12)] for name in "abcde"})
    found = omega_total(alike(same), list("abcde"), method=method)["omega"]
    assert np.isnan([found.estimate, found.se]).all()


def test_item_without_variance_of_its_own_leaves_no_omega():
    random = np.random.default_rng(5).normal(size=(50, 3))
    heywood = pd.DataFrame({"a": random[:, 0], "b": random[:, 0] + random[:, 1], "c": random[:, 0] - random[:, 1]})
    assert np.isnan(omega_total(alike(heywood), ["a", "b", "c"])["omega"].estimate)


@pytest.mark.parametrize(
    ("ask", "items", "message"),
    [
        (ordinal_alpha, ["age", "A2"], "age: has .* different answers, too many"),
        (polychoric, ["A2"], "A2: are 1 different items: give the items of the scale, 2 or more"),
        (sample_alpha, ["A2", "A2"], "A2, A2: are 1 different items"),
        (omega_total, ["A1", "A2"], "A1, A2: are 2 different items: .* 3 or more"),
    ],
)
def test_what_is_no_scale_is_refused(ask, items, message):
    with pytest.raises(EstimationError, match=message):
        ask(agreeable(), items)


def test_method_that_does_not_go_with_the_correlations_is_refused():
    with pytest.raises(EstimationError, match=r"method: 'dwls' is for polychoric correlations"):
        omega_total(agreeable(), AGREEABLE, method="dwls")
    with pytest.raises(EstimationError, match=r"on: 'spearman' is not known: choose one of pearson, polychoric"):
        omega_total(agreeable(), AGREEABLE, on="spearman")


def test_alpha_of_one_row_is_refused():
    with pytest.raises(EstimationError, match="only 1 row has all"):
        sample_alpha(alike(pd.DataFrame({"a": [1, 2], "b": [1, None]})), ["a", "b"])


def test_alpha_of_the_sample_knows_no_weights():
    design = people()
    assert sample_alpha(design, KNOWLEDGE).alpha == sample_alpha(alike(design.data), KNOWLEDGE).alpha
    assert sample_alpha(design, KNOWLEDGE).alpha != pytest.approx(cronbach_alpha(design, KNOWLEDGE)["alpha"].estimate)
