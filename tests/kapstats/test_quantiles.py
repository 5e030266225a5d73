"""Quantiles that a reader can check by hand, and what they say where they cannot be told."""

import numpy as np
import pandas as pd
import pytest

from kapstats import (
    EstimationError,
    JackknifedQuantiles,
    ReplicateWeights,
    SurveyDesign,
    mean,
    median,
    proportion,
    quantile,
)

WORDS = ["math", "school", "shahvaish", *(f"hf{i}" for i in range(1, 10))]


@pytest.fixture
def skewed() -> SurveyDesign:
    """Two thousand incomes from 0 to 1, the upper half of which stands for four times as many people."""
    income = (np.arange(2000) + 1) / 2000
    return SurveyDesign(pd.DataFrame({"income": income, "w": np.where(income <= 0.5, 1.0, 4.0)}), weights="w")


@pytest.mark.parametrize("kind", range(1, 10))
def test_rules_give_hyndman_and_fans_types_where_weights_are_equal(kind):
    values = np.array([3.0, 1, 4, 15, 9, 2, 6, 5])
    p = [0.21, 0.4, 0.5, 0.66, 0.87, 1.0]
    names = {
        1: "inverted_cdf", 2: "averaged_inverted_cdf", 4: "interpolated_inverted_cdf",
        5: "hazen", 6: "weibull", 7: "linear", 8: "median_unbiased", 9: "normal_unbiased",
    }  # fmt: skip
    found = quantile(SurveyDesign(pd.DataFrame({"y": values}), population=80), "y", p, rule=f"hf{kind}")
    if kind == 3:  # R's rule rounds up between two steps, Hyndman & Fan's to the nearer one
        assert list(found.table["estimate"]) == [2, 4, 4, 6, 9, 15]
        return
    np.testing.assert_allclose(found.table["estimate"], np.quantile(values, p, method=names[kind]))


def test_sums_of_weights_that_differ_by_rounding_are_the_same_step():
    """0.1 + 0.2 is more than 0.3 to a machine, and three tenths of the weight to a reader."""
    people = pd.DataFrame({"y": [1.0, 2, 3, 4], "w": [0.1, 0.2, 0.3, 0.4]})
    design = SurveyDesign(people, weights="w")
    assert quantile(design, "y", 0.3, rule="school")["y"].estimate == 2.5
    assert quantile(design, "y", 0.3)["y"].estimate == 2
    assert quantile(design, "y", 0.6)["y"].estimate == 3


def test_columns_groups_and_probabilities_stand_in_the_table(sampled):
    table = quantile(sampled, ["income", "rooms"], [0.25, 0.5], by="roof").table
    assert list(table.columns[:4]) == ["roof", "variable", "p", "estimate"]
    assert list(table["roof"]) == ["thatch"] * 4 + ["tile"] * 4 + ["tin"] * 4
    assert list(table["variable"][:4]) == ["income", "income", "rooms", "rooms"]
    assert list(table["p"]) == [0.25, 0.5] * 6
    assert table.query("p == 0.5")["n"].sum() + table.query("p == 0.5")["missing"].sum() == 2 * 60


def test_groups_are_the_domains_one_by_one(households, sampled):
    by_roof = median(sampled, "income", by="roof")
    for roof in ("thatch", "tile", "tin"):
        alone = median(sampled.where(households["roof"] == roof), "income")["income"]
        assert (by_roof[roof].estimate, by_roof[roof].low) == (alone.estimate, alone.low)
        assert by_roof[roof].se == pytest.approx(alone.se, nan_ok=True)


def test_error_is_the_width_of_the_interval_in_t_units(sampled):
    normal = median(sampled, "income", df=np.inf)["income"]
    assert normal.se == pytest.approx((normal.high - normal.low) / (2 * 1.959964), rel=1e-6)
    assert normal.df == np.inf


def test_limit_whose_probability_is_impossible_is_not_a_number():
    """Two of twelve: 17 percent, plus and minus 25."""
    few = SurveyDesign(pd.DataFrame({"y": np.arange(1.0, 13)}), population=12000)
    lowest = quantile(few, "y", 0.1)["y"]
    assert (lowest.estimate, lowest.high) == (2, 5)
    assert np.isnan([lowest.low, lowest.se]).all()


def test_share_below_the_median_has_the_limits_that_the_interval_comes_from(households, sampled):
    found = median(sampled, "rooms", interval="beta")["rooms"]
    below = (households["rooms"] <= found.estimate).astype(float)
    share = proportion(SurveyDesign(households.assign(below=below), **COLUMNS), "below", method="beta")["below"]
    assert quantile(sampled, "rooms", share.low)["rooms"].estimate == found.low
    assert quantile(sampled, "rooms", share.high)["rooms"].estimate == found.high


COLUMNS = {"weights": "weight", "strata": "stratum", "clusters": "village"}


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_score_interval_holds_the_estimate_and_is_near_woodruffs(skewed, p):
    score, woodruff = quantile(skewed, "income", p, interval="score")["income"], quantile(skewed, "income", p)["income"]
    assert score.low < score.estimate < score.high
    assert (score.low, score.high) == pytest.approx((woodruff.low, woodruff.high), abs=0.01)


def test_score_interval_of_r_misses_the_estimate_where_weights_are_unequal(skewed):
    """The reason why it is not the one that "score" gives."""
    as_r = quantile(skewed, "income", 0.1, interval="r-score")["income"]
    assert as_r.low > as_r.estimate


def test_both_score_intervals_are_the_same_where_weights_are_equal(households):
    design = SurveyDesign(households, strata="stratum", clusters="village", population=0.5)
    one, other = (quantile(design, "rooms", [0.3, 0.5], interval=kind).table for kind in ("score", "r-score"))
    pd.testing.assert_frame_equal(one, other)


def test_quantiles_of_one_column_are_correlated_as_the_shares_below_them(sampled):
    found = quantile(sampled, ["income", "rooms"], [0.4, 0.6])
    errors = np.sqrt(np.diag(found.covariance))
    np.testing.assert_allclose(errors, found.table["se"])
    assert 0 < found.covariance[0, 1] < errors[0] * errors[1]
    assert np.isnan(found.covariance[0, 2])


def halves(households: pd.DataFrame, kind: str) -> SurveyDesign:
    """Sixteen half samples."""
    random = np.random.default_rng(3)
    factors = pd.DataFrame(random.integers(0, 2, (15, 16)) * 2.0, columns=[f"r{i}" for i in range(16)])
    table = pd.concat([households, factors.iloc[households["village"]].reset_index(drop=True)], axis=1)
    told = ReplicateWeights(list(factors.columns), kind, scale=1 / 16, rscales=[1.0] * 16, combined=False)
    return SurveyDesign(table, weights="weight", replicates=told)


def test_interval_from_replicates_is_the_estimate_plus_and_minus_t_errors(households):
    found = median(halves(households, "BRR"), "income", interval="quantile")["income"]
    assert (found.low + found.high) / 2 == pytest.approx(found.estimate)
    assert found.se > 0


def test_jackknifed_medians_are_told(households):
    with pytest.warns(JackknifedQuantiles, match="choose interval='mean'"):
        median(halves(households, "JKn"), "income", interval="quantile")


def test_interval_from_replicates_needs_them(sampled):
    with pytest.raises(EstimationError, match="interval: 'quantile' needs replicate weights"):
        median(sampled, "income", interval="quantile")


@pytest.mark.parametrize("rule", WORDS)
def test_column_of_one_value_has_it_as_every_quantile(households, rule):
    design = SurveyDesign(households.assign(rooms=3.0), **COLUMNS)
    found = quantile(design, "rooms", [0.2, 0.5, 0.9], rule=rule)
    assert [(row.estimate, row.low, row.high, row.se) for row in found] == [(3, 3, 3, 0)] * 3


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"p": 50}, "p: 50 is no probability"),
        ({"p": [0.5, np.nan]}, "is no probability"),
        ({"p": 0.5, "rule": "type7"}, "rule: 'type7' is no rule: choose one of math, school"),
        ({"p": 0.5, "interval": "wilson"}, "interval: 'wilson' is no interval: choose one of mean, beta"),
        ({"p": 0.5, "level": 95}, "level: 95 is no level"),
    ],
)
def test_question_that_cannot_be_is_refused(sampled, asked, wrong):
    with pytest.raises(EstimationError, match=wrong):
        quantile(sampled, "income", **asked)


def test_quantiles_of_text_and_of_nothing_are_refused(households, sampled):
    with pytest.raises(EstimationError, match="roof: holds"):
        median(sampled, "roof")
    with pytest.raises(EstimationError, match="income: has no value in the domain"):
        median(sampled.where(households["income"].isna()), ["rooms", "income"])


def test_group_without_an_answer_has_a_row_without_numbers(households):
    income = households["income"].where(households["roof"] != "tin")
    found = median(SurveyDesign(households.assign(income=income), **COLUMNS), "income", by="roof")["tin"]
    assert (found.n, found.missing) == (0, int((households["roof"] == "tin").sum()))
    assert np.isnan([found.estimate, found.se, found.low, found.high]).all()


def test_median_of_zeros_and_ones_agrees_with_their_mean(sampled):
    """More than half of the weight at zero or one decides the median."""
    assert median(sampled, "piped")["piped"].estimate == float(mean(sampled, "piped")["piped"].estimate > 0.5)
