"""Intervals at the edges: nobody, everybody, no degrees of freedom."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kapstats import SurveyDesign, mean, proportion


def people(hits: int, n: int) -> SurveyDesign:
    data = pd.DataFrame({"hit": [1] * hits + [0] * (n - hits), "w": 1.0})
    return SurveyDesign(data, weights="w")


def test_beta_counts_every_row_once_when_nobody_or_everybody_does():
    nobody, everybody = (proportion(people(hits, 20), "hit", method="beta")["hit"] for hits in (0, 20))
    # The exact binomial limit of none in n is 1 - (alpha / 2)^(1 / n) (Clopper & Pearson 1934).
    assert (nobody.low, nobody.high) == pytest.approx((0, 1 - 0.025 ** (1 / 20)))
    assert (everybody.low, everybody.high) == pytest.approx((0.025 ** (1 / 20), 1))


@pytest.mark.parametrize("method", ["logit", "asin"])
@pytest.mark.parametrize("hits", [0, 20])
def test_methods_without_an_answer_at_the_ends_give_nan(method, hits):
    found = proportion(people(hits, 20), "hit", method=method)["hit"]
    assert np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize("method", ["logit", "asin", "beta"])
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
