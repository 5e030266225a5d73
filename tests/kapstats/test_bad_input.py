"""Designs and questions that cannot be: refused by name, with the column and the remedy."""

import numpy as np
import pandas as pd
import pytest

from kapstats import (
    DesignError,
    EqualWeights,
    EstimationError,
    LonelyStrata,
    SurveyDesign,
    mean,
    post_stratify,
    proportion,
    rake,
    total,
)


@pytest.mark.parametrize(
    ("weights", "wrong"),
    [
        ([1, -1, 1, -2], r"w: 2 weights are negative \(first in row 1\)"),
        ([1, np.nan, 1, 1], "w: 1 weights are missing"),
        ([1, 1, 1, np.inf], "w: 1 weights are infinite"),
        ([0, 0, 0, 0], "w: all weights are zero"),
        (["1", "1", "1", "1"], "w: holds no numbers"),
        ([True, True, False, True], "w: holds no numbers"),
    ],
)
def test_impossible_weights_are_refused(weights, wrong):
    with pytest.raises(DesignError, match=wrong):
        SurveyDesign(pd.DataFrame({"w": weights}), weights="w")


def test_rows_of_weight_zero_keep_their_place_and_count_in_no_estimate():
    data = pd.DataFrame({"y": [1.0, 2, 3, 100], "w": [1.0, 1, 1, 0]})
    found = mean(SurveyDesign(data, weights="w"), "y")["y"]
    assert (found.estimate, found.n, found.df) == (2, 3, 2)


def test_cluster_in_two_strata_is_refused():
    data = pd.DataFrame({"h": ["a", "a", "b"], "c": [1, 2, 2]})
    with pytest.raises(DesignError, match=r"c: cluster 2 lies in 2 strata of 'h': .*nested=True"):
        SurveyDesign(data, strata="h", clusters="c", population=0.5)


def test_population_smaller_than_the_sample_is_refused():
    with pytest.raises(DesignError, match="population: population 2 is smaller than the 3 drawn"):
        SurveyDesign(pd.DataFrame({"y": [1, 2, 3]}), population=2)


def test_population_that_differs_within_a_stratum_is_refused():
    data = pd.DataFrame({"N": [10, 10, 12]})
    with pytest.raises(DesignError, match="N: differs within a stratum"):
        SurveyDesign(data, population="N")


@pytest.mark.parametrize("size", [0, -4, np.nan])
def test_population_that_is_no_size_is_refused(size):
    with pytest.raises(DesignError, match="N: is missing, zero or negative"):
        SurveyDesign(pd.DataFrame({"N": [10, size]}), population="N")


def test_population_as_text_is_refused():
    with pytest.raises(DesignError, match="N: holds text where numbers are due"):
        SurveyDesign(pd.DataFrame({"N": ["ten", "ten"]}), population="N")


def test_population_of_one_stage_of_two_asks_for_weights():
    data = pd.DataFrame({"c": [1, 1, 2, 2], "p": [1, 2, 3, 4]})
    with pytest.raises(DesignError, match="population: is not known for every stage"):
        SurveyDesign(data, clusters=["c", "p"], population=10)


def test_more_populations_than_stages_are_refused():
    with pytest.raises(DesignError, match="population: 2 given for 1 stages"):
        SurveyDesign(pd.DataFrame({"y": [1, 2]}), population=[10, 20])


def test_missing_strata_are_refused():
    data = pd.DataFrame({"h": ["a", None, "a"]})
    with pytest.raises(DesignError, match="h: 1 rows have no value"):
        SurveyDesign(data, strata="h", population=0.5)


def test_unknown_column_is_named_with_those_there_are():
    with pytest.raises(DesignError, match="weigth: no such column: the data have: y, weight"):
        SurveyDesign(pd.DataFrame({"y": [1], "weight": [1]}), weights="weigth")


def test_no_rows_are_refused():
    with pytest.raises(DesignError, match="data: there are no rows"):
        SurveyDesign(pd.DataFrame({"y": []}), population=200)


def test_unknown_rule_for_lonely_strata_is_refused():
    with pytest.raises(DesignError, match="lonely: 'ignore' is no rule"):
        SurveyDesign(pd.DataFrame({"y": [1]}), population=2, lonely="ignore")


def test_equal_weights_are_told():
    with pytest.warns(EqualWeights, match="every row counts the same"):
        SurveyDesign(pd.DataFrame({"y": [1, 2]}))


def test_lonely_stratum_is_named():
    data = pd.DataFrame({"h": ["a", "a", "b"], "y": [1.0, 2, 3]})
    with pytest.raises(EstimationError, match="h: stratum b has only one cluster"):
        mean(SurveyDesign(data, strata="h", population=0.5), "y")


@pytest.mark.parametrize("rule", ["remove", "adjust", "average"])
def test_lonely_stratum_that_a_rule_settles_is_told(rule):
    data = pd.DataFrame({"h": ["a", "a", "b"], "y": [1.0, 2, 3]})
    with pytest.warns(LonelyStrata, match=f"h: 1 strata with one cluster: {rule}"):
        mean(SurveyDesign(data, strata="h", population=0.5, lonely=rule), "y")


def test_lonely_stratum_drawn_whole_needs_no_rule():
    data = pd.DataFrame({"h": ["a", "a", "b"], "N": [4, 4, 1], "y": [1.0, 2, 3]})
    assert mean(SurveyDesign(data, strata="h", population="N"), "y")["y"].se > 0


def test_empty_domain_is_refused(sampled):
    with pytest.raises(EstimationError, match="domain: no row is left in it"):
        mean(sampled.where(sampled.data["rooms"] > 100), "income")


def test_item_that_nobody_answered_is_refused(households, sampled):
    with pytest.raises(EstimationError, match="income: has no value in the domain"):
        mean(sampled.where(households["income"].isna()), ["rooms", "income"])


def test_text_where_numbers_are_due_is_refused(sampled):
    with pytest.raises(EstimationError, match=r"roof: holds (str|object), not numbers: .*shares\(\)"):
        total(sampled, "roof")


def test_infinite_answers_are_refused(households):
    design = SurveyDesign(households.assign(income=np.inf), weights="weight")
    with pytest.raises(EstimationError, match="income: holds infinite values"):
        mean(design, "income")


def test_share_of_a_column_of_amounts_is_refused(sampled):
    with pytest.raises(EstimationError, match="rooms: has values outside 0 to 1"):
        proportion(sampled, "rooms")


def test_level_that_is_no_share_is_refused(sampled):
    with pytest.raises(EstimationError, match="level: 95 is no level"):
        mean(sampled, "rooms", level=95)


@pytest.mark.parametrize("rows", [[True, False], ["yes"] * 60, [None] + [True] * 59])
def test_condition_that_is_not_one_truth_a_row_is_refused(sampled, rows):
    with pytest.raises(DesignError, match=r"^rows: "):
        sampled.where(rows)


def test_condition_made_from_other_data_is_refused(sampled):
    with pytest.raises(DesignError, match="rows: are labelled otherwise"):
        sampled.where(pd.Series(True, index=range(100, 160)))


@pytest.mark.parametrize(
    ("totals", "wrong"),
    [
        ({"tin": 80, "tile": 120}, r"roof: no size is known for \['thatch'\]"),
        ({"tin": 80, "tile": 70, "thatch": 40, "slate": 10}, r"roof: nobody in the sample is in \['slate'\]"),
        ({"tin": 80, "tile": 120, "thatch": 0}, r"roof: the size of \['thatch'\] is not above zero"),
    ],
)
def test_totals_that_do_not_fit_the_groups_are_refused(sampled, totals, wrong):
    with pytest.raises(DesignError, match=wrong):
        post_stratify(sampled, "roof", totals)


def test_group_that_is_missing_for_some_rows_is_refused(households, sampled):
    design = SurveyDesign(
        households.assign(roof=households["roof"].where(households["roof"] != "tin")), weights="weight"
    )
    with pytest.raises(DesignError, match=r"roof: \d+ rows have no value"):
        post_stratify(design, "roof", {"tile": 70, "thatch": 50})


def test_margins_of_different_sums_are_refused(sampled):
    with pytest.raises(DesignError, match=r"different sums \(roof 200, piped 210\)"):
        rake(sampled, {"roof": {"tin": 80, "tile": 70, "thatch": 50}, "piped": {0: 120, 1: 90}})


def test_margins_that_cannot_hold_together_are_told():
    data = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
    with pytest.raises(EstimationError, match="a, b: no weights found that hold all of these sizes in 50 rounds"):
        rake(SurveyDesign(data, population=10), {"a": {1: 4, 2: 6}, "b": {1: 6, 2: 4}}, rounds=50)


def test_weighting_part_of_a_sample_is_refused(households, sampled):
    with pytest.raises(DesignError, match="looks at some of its rows only"):
        rake(sampled.where(households["roof"] == "tin"), {"piped": {0: 60, 1: 40}})


def test_label_that_fits_no_estimate_or_several_is_told(sampled):
    found = mean(sampled, ["income", "rooms"])
    with pytest.raises(KeyError, match="'age' fits 0 estimates; there are: variable=income; variable=rooms"):
        found["age"]
    with pytest.raises(KeyError, match="fits 2 estimates"):
        mean(sampled, "income", by="piped")["income"]
