"""What must not change an estimate does not, and what must, does."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapstats import SurveyDesign, counts, mean, post_stratify, proportion, rake, ratio, shares, total

COLUMNS = {"weights": "weight", "strata": "stratum", "clusters": "village"}


def same(one, other, *, names=("estimate", "se", "low", "high", "df")) -> None:
    for name in names:
        np.testing.assert_allclose(one.table[name], other.table[name], rtol=1e-12, atol=1e-12)


def every_estimate(design):
    return [
        mean(design, ["income", "rooms"], by="roof"),
        total(design, "income"),
        ratio(design, "income", "rooms", by="roof"),
        proportion(design, "piped", method="beta"),
        shares(design, "roof"),
        counts(design, "roof"),
    ]


@settings(max_examples=25, deadline=None)
@given(factor=st.floats(1e-3, 1e3))
def test_scaling_all_weights_changes_no_mean_share_or_ratio(factor):
    people = pd.DataFrame({"y": [3.0, 1, 4, 1, 5, 9, 2, 6], "w": [1.0, 2, 3, 1, 2, 3, 1, 2], "p": [0, 1] * 4})
    scaled = people.assign(w=people["w"] * factor)
    one, other = (SurveyDesign(data, weights="w") for data in (people, scaled))
    same(mean(one, "y"), mean(other, "y"))
    same(proportion(one, "p"), proportion(other, "p"))
    same(ratio(one, "y", "p"), ratio(other, "y", "p"))
    np.testing.assert_allclose(total(other, "y")["y"].estimate, total(one, "y")["y"].estimate * factor)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_of_rows_changes_nothing(seed):
    random = np.random.default_rng(seed)
    people = pd.DataFrame({"y": random.normal(size=12), "h": np.repeat([1, 2, 3], 4), "c": np.repeat(range(6), 2)})
    shuffled = people.sample(frac=1, random_state=seed % 1000)
    one, other = (SurveyDesign(data, strata="h", clusters="c", population=0.5) for data in (people, shuffled))
    same(mean(one, "y"), mean(other, "y"))
    same(total(one, "y", by="h"), total(other, "y", by="h"))


def test_other_names_of_strata_and_clusters_change_nothing(households, sampled):
    renamed = households.assign(
        stratum=households["stratum"].map({"coast": 30, "hills": 10, "town": 20}),
        village=("v" + (99 - households["village"]).astype(str)).astype("category"),
    )
    for one, other in zip(every_estimate(sampled), every_estimate(SurveyDesign(renamed, **COLUMNS)), strict=True):
        same(one, other)


def test_cluster_codes_used_again_in_each_stratum_are_other_clusters(households, sampled):
    reused = households.assign(village=households["village"] % 5)
    nested = SurveyDesign(reused, **COLUMNS, nested=True)
    for one, other in zip(every_estimate(sampled), every_estimate(nested), strict=True):
        same(one, other)


def test_domain_equals_the_same_design_with_zero_weights(households, sampled):
    tin = households["roof"] == "tin"
    silenced = SurveyDesign(households.assign(weight=households["weight"].where(tin, 0.0)), **COLUMNS)
    for one, other in zip(every_estimate(sampled.where(tin)), every_estimate(silenced), strict=True):
        same(one, other)


def test_domain_keeps_clusters_that_filtered_rows_would_lose(households, sampled):
    """Filtering the rows forgets villages without a tin roof, and with them part of the error."""
    tin = (households["roof"] == "tin") & (households["village"] % 2 == 0)
    filtered = SurveyDesign(households[tin], **COLUMNS)
    kept, lost = mean(sampled.where(tin), "rooms")["rooms"], mean(filtered, "rooms")["rooms"]
    assert kept.estimate == pytest.approx(lost.estimate)
    assert kept.se != pytest.approx(lost.se, rel=1e-3)


def test_missing_items_leave_the_domain_not_the_design(households, sampled):
    answered = households["income"].notna()
    one, other = mean(sampled, "income")["income"], mean(sampled.where(answered), "income")["income"]
    assert (one.estimate, one.se) == pytest.approx((other.estimate, other.se))
    assert (one.n, one.missing) == (54, 6)


def test_groups_are_the_domains_one_by_one(households, sampled):
    by_roof = mean(sampled, "income", by="roof")
    for roof in ("thatch", "tile", "tin"):
        alone = mean(sampled.where(households["roof"] == roof), "income")["income"]
        assert by_roof[roof].round(10).se == pytest.approx(alone.se)
        assert by_roof[roof].df == alone.df


def test_shares_of_a_column_add_up_to_one_and_counts_to_the_population(sampled):
    assert shares(sampled, "roof").table["estimate"].sum() == pytest.approx(1)
    assert counts(sampled, "roof").table["estimate"].sum() == pytest.approx(sampled.weights.sum())
    assert shares(sampled, "roof").covariance.sum() == pytest.approx(0, abs=1e-15)


def test_categories_nobody_chose_stay_in_the_result(households):
    roof = pd.Categorical(households["roof"], categories=["thatch", "tile", "tin", "slate"])
    design = SurveyDesign(households.assign(roof=roof), **COLUMNS)
    assert shares(design, "roof")["slate"].estimate == 0
    slate = mean(design, "rooms", by="roof")["slate"]
    assert slate.n == 0
    assert np.isnan([slate.estimate, slate.se, slate.low, slate.high]).all()


def test_whole_population_has_no_error():
    everybody = SurveyDesign(pd.DataFrame({"knows": [1, 0, 1, 1]}), population=4)
    knows = proportion(everybody, "knows", method="beta")["knows"]
    assert (knows.estimate, knows.se, knows.low, knows.high) == (0.75, 0, 0.75, 0.75)


def test_finite_population_shrinks_the_error_by_the_share_not_drawn():
    people = pd.DataFrame({"y": [1.0, 2, 4, 8, 16] * 30})
    few, many = SurveyDesign(people, population=200), SurveyDesign(people, population=0.75)
    endless = SurveyDesign(people.assign(w=1.0), weights="w")
    assert mean(few, "y")["y"].se == pytest.approx(mean(endless, "y")["y"].se * np.sqrt(1 - 150 / 200))
    assert mean(few, "y")["y"].se == pytest.approx(mean(many, "y")["y"].se)


def test_post_stratified_total_of_its_own_groups_has_no_error(sampled):
    tied = post_stratify(sampled, "roof", {"tin": 80, "tile": 70, "thatch": 50})
    own = counts(tied, "roof")
    assert own["tile"].estimate == pytest.approx(70)
    assert own.table["se"].max() < 1e-12
    assert mean(tied.where(sampled.data["roof"] == "tin"), "income")["income"].se > 0


def test_raking_on_one_margin_is_post_stratification(sampled):
    totals = {"tin": 80, "tile": 70, "thatch": 50}
    one, other = post_stratify(sampled, "roof", totals), rake(sampled, {"roof": totals})
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-12)


def test_raked_weights_hold_every_margin(households, sampled):
    margins = {"roof": {"tin": 80, "tile": 70, "thatch": 50}, "piped": {0: 120, 1: 80}}
    raked = rake(sampled, margins)
    for column, totals in margins.items():
        sums = pd.Series(raked.weights).groupby(households[column]).sum()
        np.testing.assert_allclose(sums, pd.Series(totals).loc[sums.index], rtol=1e-10)


def test_lineage_tells_each_step_of_the_weights(sampled):
    raked = rake(sampled, {"roof": {"tin": 80, "tile": 70, "thatch": 50}})
    assert [(step.name, step.about) for step in raked.lineage] == [("base", "column weight"), ("raked", "roof")]
    assert raked.lineage[1].total == pytest.approx(200)
    assert raked.lineage[1].kish >= 1
    assert sampled.lineage == raked.lineage[:1]


def test_weighting_leaves_the_design_it_was_given_alone(sampled):
    before = sampled.weights.copy()
    rake(sampled, {"piped": {0: 120, 1: 80}})
    np.testing.assert_array_equal(sampled.weights, before)
    with pytest.raises(ValueError, match="read-only"):
        sampled.weights[0] = 3.0
