"""Weights of those who did not respond go to those like them who did."""

import numpy as np
import pandas as pd
import pytest

from kapstats import DesignError, ReplicateWeights, SurveyDesign, adjust_nonresponse, mean, rake, total


@pytest.fixture
def asked(households) -> SurveyDesign:
    return SurveyDesign(households.assign(told=households["income"].notna()), weights="weight", clusters="village")


def test_every_class_keeps_the_weight_of_all_who_were_asked(asked):
    found = adjust_nonresponse(asked, "stratum", "told")
    by_class = asked.data["stratum"]
    before, after = (pd.Series(design.weights).groupby(by_class).sum() for design in (asked, found))
    np.testing.assert_allclose(after, before, rtol=1e-12)
    assert (found.weights[~asked.data["told"]] == 0).all()


def test_respondents_of_a_class_share_one_factor(asked):
    found = adjust_nonresponse(asked, "stratum", "told")
    told = asked.data["told"]
    factors = pd.Series((found.weights / asked.weights)[told]).groupby(asked.data["stratum"][told].to_numpy())
    np.testing.assert_allclose(factors.max(), factors.min())


def test_those_who_did_not_respond_keep_their_place(asked):
    found = adjust_nonresponse(asked, "stratum", "told")
    assert len(found.data) == 60
    assert mean(found, "rooms")["rooms"].n == 54
    assert found.df == asked.df


def test_where_all_responded_nothing_changes(asked):
    asked.data["all"] = 1
    found = adjust_nonresponse(asked, "stratum", "all")
    np.testing.assert_allclose(found.weights, asked.weights)
    assert mean(found, "rooms")["rooms"].se == pytest.approx(mean(asked, "rooms")["rooms"].se, rel=1e-12)


def test_linearised_error_agrees_with_a_jackknife_that_adjusts_every_replicate():
    random = np.random.default_rng(11)
    clusters, rows = 200, 1000
    data = pd.DataFrame({"cluster": np.repeat(np.arange(clusters), rows // clusters), "w": random.uniform(1, 3, rows)})
    data["age"] = random.integers(0, 4, rows)
    data["told"] = random.uniform(size=rows) < 0.4 + 0.1 * data["age"]
    data["y"] = data["age"] * 2 + random.normal(size=rows) + random.normal(size=clusters)[data["cluster"]]
    left_out = [f"without_{cluster}" for cluster in range(clusters)]
    factors = (data["cluster"].to_numpy()[:, None] != np.arange(clusters)) * clusters / (clusters - 1)
    wide = pd.concat([data, pd.DataFrame(factors, columns=left_out)], axis=1)
    linear = adjust_nonresponse(SurveyDesign(data, weights="w", clusters="cluster"), "age", "told")
    jackknife = ReplicateWeights(left_out, kind="JK1", combined=False)
    replicated = adjust_nonresponse(SurveyDesign(wide, weights="w", replicates=jackknife), "age", "told")
    for statistic in (mean, total):
        one, other = statistic(linear, "y")["y"], statistic(replicated, "y")["y"]
        assert one.estimate == pytest.approx(other.estimate, rel=1e-12)
        assert one.se == pytest.approx(other.se, rel=0.02)


def test_lineage_tells_how_many_responded_and_what_it_cost(asked):
    found = rake(adjust_nonresponse(asked, "stratum", "told"), {"piped": {0: 120, 1: 80}})
    table = found.lineage.table
    assert list(table["step"]) == ["base", "non-response", "raked"]
    assert table["about"][1].startswith("told by stratum: 54 of 60, weighted ")
    assert table["n"].tolist() == [60, 54, 54]
    weights = adjust_nonresponse(asked, "stratum", "told").weights
    assert table["kish"][1] == pytest.approx(54 * (weights @ weights) / weights.sum() ** 2)


def test_a_class_without_respondents_is_refused(asked):
    asked.data["told"] &= asked.data["stratum"] != "hills"
    with pytest.raises(DesignError, match=r"stratum: nobody responded in \['hills'\]: merge it"):
        adjust_nonresponse(asked, "stratum", "told")


@pytest.mark.parametrize("marks", [["yes", "no"] * 30, [1, None] * 30, [1, 2] * 30])
def test_responding_that_is_not_all_true_or_false_is_refused(asked, marks):
    asked.data["told"] = marks
    with pytest.raises(DesignError, match="told: is not all true or false"):
        adjust_nonresponse(asked, "stratum", "told")


def test_a_row_without_a_class_is_refused(asked):
    asked.data["stratum"] = asked.data["stratum"].where(asked.data["stratum"] != "hills")
    with pytest.raises(DesignError, match="stratum: 20 rows have no value"):
        adjust_nonresponse(asked, "stratum", "told")
