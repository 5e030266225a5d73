"""Intervals at the edges: nobody, everybody, no degrees of freedom."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kapstats import EstimationError, SurveyDesign, mean, proportion, shares


def people(hits: int, n: int) -> SurveyDesign:
    data = pd.DataFrame({"hit": [1] * hits + [0] * (n - hits), "w": 1.0})
    return SurveyDesign(data, weights="w")


def test_beta_counts_every_row_once_when_nobody_or_everybody_does():
    nobody, everybody = (proportion(people(hits, 20), "hit", method="beta")["hit"] for hits in (0, 20))
    # The exact binomial limit of none in n is 1 - (alpha / 2)^(1 / n) (Clopper & Pearson 1934).
    assert (nobody.low, nobody.high) == pytest.approx((0, 1 - 0.025 ** (1 / 20)))
    assert (everybody.low, everybody.high) == pytest.approx((0.025 ** (1 / 20), 1))


@pytest.mark.parametrize("method", ["logit", "xlogit", "likelihood", "asin"])
@pytest.mark.parametrize("hits", [0, 20])
def test_methods_without_an_answer_at_the_ends_give_nan(method, hits):
    found = proportion(people(hits, 20), "hit", method=method)["hit"]
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize("method", ["logit", "xlogit", "likelihood", "asin", "beta", "beta_capped", "wilson"])
def test_limits_of_shares_stay_between_zero_and_one(method):
    found = proportion(people(1, 12), "hit", method=method)["hit"]
    assert 0 <= found.low < found.estimate < found.high <= 1


def test_beta_of_a_simple_sample_is_close_to_the_exact_binomial():
    found = proportion(people(30, 120), "hit", method="beta")["hit"]
    exact = stats.binomtest(30, 120).proportion_ci(0.95, method="exact")
    assert (found.low, found.high) == pytest.approx((exact.low, exact.high), abs=0.001)


def test_wider_level_gives_a_wider_interval():
    narrow, wide = (mean(people(5, 12), "hit", level=level)["hit"] for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_infinite_df_gives_the_normal_interval():
    found = mean(people(5, 12), "hit", df=np.inf)["hit"]
    assert found.high - found.estimate == pytest.approx(stats.norm.isf(0.025) * found.se)


def test_no_degrees_of_freedom_leave_limits_undefined():
    clusters = pd.DataFrame({"y": [1.0, 2.0, 3.0], "c": [1, 1, 2], "w": 1.0})
    found = mean(SurveyDesign(clusters, weights="w", clusters="c").where(clusters["c"] == 1), "y")["y"]
    assert found.df == 0
    assert np.isnan([found.low, found.high]).all()


def test_wilson_of_a_simple_sample_is_the_score_interval():
    found = proportion(people(30, 120), "hit", method="wilson", df=np.inf)["hit"]
    # The design's variance has n - 1 where the binomial has n.
    score = stats.binomtest(30, 120).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((score.low, score.high), abs=0.0005)


def test_wilson_of_nobody_and_everybody_counts_every_row_once():
    nobody, everybody = (proportion(people(hits, 20), "hit", method="wilson", df=np.inf)["hit"] for hits in (0, 20))
    z = stats.norm.isf(0.025)
    assert (nobody.low, nobody.high) == pytest.approx((0, z**2 / (20 + z**2)))
    assert (everybody.low, everybody.high) == pytest.approx((20 / (20 + z**2), 1))


def test_capped_size_is_at_most_that_of_the_sample():
    """Strata that agree within make a sample count for more than its size."""
    agreeing = pd.DataFrame({"hit": [1] * 9 + [0] * 9 + [1, 0], "h": [1] * 9 + [2] * 9 + [3, 3], "w": 1.0})
    design = SurveyDesign(agreeing, weights="w", strata="h")
    free, capped = (proportion(design, "hit", method=method)["hit"] for method in ("beta", "beta_capped"))
    exact = stats.binomtest(10, 20).proportion_ci(0.95, method="exact")
    assert (capped.low, capped.high) == pytest.approx((exact.low, exact.high))
    assert capped.low < free.low < free.high < capped.high


def test_capped_size_leaves_a_smaller_one_alone():
    free, capped = (proportion(people(5, 12), "hit", method=method)["hit"] for method in ("beta", "beta_capped"))
    assert capped.high - capped.low == pytest.approx(free.high - free.low, rel=0.1)


def test_likelihood_limits_have_the_deviance_of_their_quantile():
    found = proportion(people(30, 120), "hit", method="likelihood", df=np.inf)["hit"]
    for limit in (found.low, found.high):
        deviance = 2 * (30 * np.log(0.25 / limit) + 90 * np.log(0.75 / (1 - limit)))
        # A simple sample has a design effect of n / (n - 1), and so has the dispersion of the fit.
        assert deviance == pytest.approx(stats.chi2.isf(0.05, 1) * (120 / 119) ** 2, rel=1e-3)


def test_likelihood_limits_of_a_share_of_words_are_those_of_its_ones():
    words = pd.DataFrame({"hit": [1] * 5 + [0] * 9, "word": ["a"] * 5 + ["b"] * 9, "w": 1.0})
    design = SurveyDesign(words, weights="w")
    one, other = proportion(design, "hit", method="likelihood")["hit"], shares(design, "word", method="likelihood")["a"]
    assert (one.low, one.high) == pytest.approx((other.low, other.high))


def test_likelihood_limits_by_groups_are_those_of_the_domains():
    design = people(9, 24)
    design.data["half"] = np.arange(24) % 2
    found = proportion(design, "hit", by="half", method="likelihood")
    alone = proportion(design.where(design.data["half"] == 1), "hit", method="likelihood")["hit"]
    assert (found[1].low, found[1].high) == pytest.approx((alone.low, alone.high))


@pytest.mark.parametrize("method", ["Logit", "wald"])
def test_unknown_method_is_refused(method):
    with pytest.raises(EstimationError, match=f"method: '{method}' is no method: choose one of logit, likelihood"):
        proportion(people(5, 12), "hit", method=method)
