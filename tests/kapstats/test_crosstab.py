"""Two-way tables and their tests: what must not change them does not, and what cannot be is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapstats import (
    ChiSquareTest,
    EstimationError,
    SurveyDesign,
    crosstab,
    goodness_of_fit,
    independence,
    post_stratify,
    shares,
)

COLUMNS = {"weights": "weight", "strata": "stratum", "clusters": "village"}
KINDS = ["F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint", "exact"]


def numbers(test: ChiSquareTest) -> list[float]:
    return [test.statistic, test.df, test.ddf, test.p_value, test.n, test.missing]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), factor=st.floats(1e-3, 1e3))
def test_order_of_rows_names_of_levels_and_scale_of_weights_change_no_test(kind, seed, factor):
    random = np.random.default_rng(seed)
    people = pd.DataFrame(
        {
            "knows": random.choice(["yes", "no", "unsure"], 60),
            "sex": random.choice(["f", "m"], 60),
            "village": np.repeat(np.arange(12), 5),
            "weight": random.uniform(1, 3, 60),
        }
    )
    renamed = people.sample(frac=1, random_state=seed % 1000).assign(
        knows=lambda rows: rows["knows"].map({"yes": 3, "no": 1, "unsure": 2}),
        weight=lambda rows: rows["weight"] * factor,
    )
    one, other = (
        independence(SurveyDesign(data, weights="weight", clusters="village"), "knows", "sex", statistic=kind)["knows"]
        for data in (people, renamed)
    )
    np.testing.assert_allclose(numbers(one), numbers(other), rtol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_rows_and_columns_may_change_places(sampled, kind):
    one = independence(sampled, "roof", "piped", statistic=kind)["roof"]
    other = independence(sampled, "piped", "roof", statistic=kind)["piped"]
    np.testing.assert_allclose(numbers(one), numbers(other), rtol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_category_that_nobody_has_changes_no_test(households, sampled, kind):
    roof = pd.Categorical(households["roof"], categories=["thatch", "tile", "tin", "slate"])
    wider = SurveyDesign(households.assign(roof=roof), **COLUMNS)
    one, other = (independence(design, "roof", "piped", statistic=kind)["roof"] for design in (sampled, wider))
    np.testing.assert_allclose(numbers(one), numbers(other), rtol=1e-9)


def test_category_of_another_domain_stays_in_the_table_and_leaves_the_test(households, sampled):
    piped = households["roof"] != "tin"
    table = crosstab(sampled.where(piped), "roof", "piped")
    assert table.weighted.loc["tin"].tolist() == [0, 0]
    two = households.assign(weight=households["weight"].where(piped, 0.0))
    other = SurveyDesign(two, **COLUMNS)
    np.testing.assert_allclose(numbers(table.test()), numbers(crosstab(other, "roof", "piped").test()), rtol=1e-9)


def test_simple_random_sample_has_design_effects_of_one():
    random = np.random.default_rng(3)
    people = pd.DataFrame({"a": random.integers(0, 3, 20_000), "b": random.integers(0, 2, 20_000), "w": 1.0})
    test = independence(SurveyDesign(people, weights="w"), "a", "b", statistic="Chisq")["a"]
    assert test.scale == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("kind", ["F", "exact"])
def test_one_degree_of_freedom_makes_f_exact(sampled, kind):
    test = independence(sampled, "piped", "rooms", statistic="F")["piped"]
    two = sampled.where(sampled.data["rooms"] > 3)
    f, exact = (independence(two, "piped", "rooms", statistic=one)["piped"].p_value for one in ("F", "exact"))
    assert f == pytest.approx(exact, rel=1e-9)
    assert test.p_value != pytest.approx(f)


def test_shares_of_a_table_add_up_to_one_and_are_those_of_the_crossed_column(households, sampled):
    table = crosstab(sampled, "roof", "piped")
    crossed = sampled.data["roof"] + households["piped"].astype(str)
    alone = shares(SurveyDesign(households.assign(both=crossed), **COLUMNS), "both")
    np.testing.assert_allclose(table.table["share"], alone.table["estimate"], rtol=1e-12)
    np.testing.assert_allclose(table.table["se"], alone.table["se"], rtol=1e-9)
    assert table.table["share"].sum() == pytest.approx(1)
    assert table.table["count"].sum() == pytest.approx(sampled.weights.sum())


def test_rows_without_both_values_are_counted(households):
    roof = households["roof"].where(households["village"] > 1)
    found = crosstab(SurveyDesign(households.assign(roof=roof), **COLUMNS), "roof", "piped")
    assert (found.n, found.missing, found.test().n, found.test().missing) == (52, 8, 52, 8)


def test_calibrated_sizes_leave_their_column_no_freedom(sampled):
    tied = post_stratify(sampled, "roof", {"tin": 80, "tile": 70, "thatch": 50})
    same = goodness_of_fit(tied, "roof", {"tin": 0.4, "tile": 0.35, "thatch": 0.25})
    assert same.statistic == pytest.approx(0, abs=1e-9)
    assert np.isnan([same.scale, same.df, same.p_value]).all()
    assert independence(tied, "piped", "roof")["piped"].p_value > 0


def test_whole_population_leaves_no_variance_and_no_p_value():
    everybody = SurveyDesign(pd.DataFrame({"a": [1, 0, 1, 1, 0, 0], "b": [1, 1, 0, 1, 0, 0]}), population=6)
    for kind in KINDS:
        assert np.isnan(crosstab(everybody, "a", "b").test(kind).p_value)


def test_more_cells_than_clusters_leave_the_adjusted_wald_test_no_p_value():
    people = pd.DataFrame({"a": [0, 1, 2, 3] * 6, "b": [0, 1, 2] * 8, "c": np.repeat([0, 1, 2], 8), "w": 1.0})
    test = independence(SurveyDesign(people, weights="w", clusters="c"), "a", "b", statistic="adjWald")["a"]
    assert np.isnan(test.p_value)


def test_several_columns_are_tested_at_once(sampled):
    tests = independence(sampled, ["roof", "rooms"], "piped")
    assert [test.row for test in tests] == ["roof", "rooms"]
    assert tests["rooms"] == independence(sampled, "rooms", "piped")["rooms"]
    assert list(tests.table["p_value"]) == [test.p_value for test in tests]


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        ({"roof": "tin"}, "roof: has the value 'tin' only: leave it out, or widen the domain"),
        ({"piped": 1}, "piped: has the value 1 only"),
        ({"roof": None}, "roof, piped: nobody in the domain has both values"),
    ],
)
def test_columns_that_cannot_go_together_are_refused(households, made, wrong):
    with pytest.raises(EstimationError, match=wrong):
        independence(SurveyDesign(households.assign(**made), **COLUMNS), "roof", "piped")


def test_unknown_test_is_refused(sampled):
    with pytest.raises(EstimationError, match="statistic: 'G' is no test: choose one of F, Chisq"):
        independence(sampled, "roof", "piped", statistic="G")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"tin": 0.5, "tile": 0.5}, r"roof: no share is given for \['thatch'\]"),
        ({"tin": 0.5, "tile": 0.3, "thatch": 0.1, "slate": 0.1}, r"roof: never has the values \['slate'\]"),
        ({"tin": 0.5, "tile": 0.3, "thatch": 0.1}, "roof: the shares given add up to 0.9"),
        ({"tin": 0.5, "tile": 0.5, "thatch": 0.0}, "roof: a share given is not above zero"),
    ],
)
def test_shares_that_cannot_be_are_refused(sampled, given, wrong):
    with pytest.raises(EstimationError, match=wrong):
        goodness_of_fit(sampled, "roof", given)


def test_goodness_of_fit_of_nobody_is_refused(households):
    nobody = SurveyDesign(households.assign(roof=households["roof"].where(households["piped"] == 1)), **COLUMNS)
    with pytest.raises(EstimationError, match="roof: has no value in the domain"):
        goodness_of_fit(nobody.where(households["piped"] == 0), "roof", {"tin": 0.5, "tile": 0.3, "thatch": 0.2})
