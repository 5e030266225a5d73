"""Trimmed weights: within their limits, with the sum they had, and errors that know it."""

import numpy as np
import pandas as pd
import pytest

from kapstats import (
    DesignError,
    EstimationError,
    SurveyDesign,
    WeightsBelowZero,
    calibrate,
    post_stratify,
    total,
    trim,
)

ROOF = {"tin": 80, "tile": 70, "thatch": 50}


def of_weights(*weights: float) -> SurveyDesign:
    return SurveyDesign(pd.DataFrame({"w": weights, "y": 1.0}), weights="w")


def test_what_was_cut_is_spread_evenly_over_the_others():
    np.testing.assert_allclose(trim(of_weights(1, 2, 3, 10), upper=7).weights, [2, 3, 4, 7])


def test_what_was_added_is_taken_from_the_others():
    np.testing.assert_allclose(trim(of_weights(1, 4, 5, 6), lower=2.5).weights, [2.5, 3.5, 4.5, 5.5])


def test_once_may_push_others_over_the_limit_and_strictly_may_not():
    weights = of_weights(1, 6.5, 6.5, 20)
    np.testing.assert_allclose(trim(weights, upper=9).weights, [1 + 11 / 3, 6.5 + 11 / 3, 6.5 + 11 / 3, 9])
    np.testing.assert_allclose(trim(weights, upper=9, strict=True).weights, [7, 9, 9, 9])


def test_both_limits_hold_strictly_and_the_sum_stays(sampled):
    found = trim(sampled, lower=2, upper=4, strict=True).weights
    assert found.min() >= 2
    assert found.max() <= 4
    assert found.sum() == pytest.approx(sampled.weights.sum(), rel=1e-12)


def test_weights_within_the_limits_stay(sampled):
    np.testing.assert_array_equal(trim(sampled, upper=100, strict=True).weights, sampled.weights)


def test_rows_of_weight_zero_keep_it():
    np.testing.assert_allclose(trim(of_weights(0, 1, 2, 6), lower=1, upper=4).weights, [0, 2, 3, 4])


def test_a_weight_that_calibration_turned_below_zero_is_lifted():
    design = of_weights(1, 1, 1, 1)
    design.data["x"] = [0.0, 1, 2, 9]
    with pytest.warns(WeightsBelowZero):
        turned = calibrate(design, ["x"], {"x": 3, "(Intercept)": 4})
    assert turned.weights[3] < 0
    found = trim(turned, lower=0.2, strict=True).weights
    assert found.min() == pytest.approx(0.2)
    assert found.sum() == pytest.approx(4)


def test_a_total_known_before_trimming_has_an_error_again(sampled):
    tied = post_stratify(sampled, "roof", ROOF)
    sampled.data["tin"] = sampled.data["roof"] == "tin"
    assert total(tied, "tin")["tin"].se == pytest.approx(0, abs=1e-10)
    assert total(trim(tied, upper=4.5), "tin")["tin"].se > 0.01


@pytest.mark.parametrize("limits", [{}, {"lower": 5, "upper": 2}, {"upper": -1}, {"lower": -3}])
def test_limits_that_cannot_hold_are_refused(sampled, limits):
    with pytest.raises(DesignError, match="lower, upper: "):
        trim(sampled, **limits)


def test_limits_that_the_mean_weight_is_beyond_are_refused():
    with pytest.raises(EstimationError, match="the mean weight 4 does not lie between 0 and 3: widen the limits"):
        trim(of_weights(1, 2, 3, 10), upper=3)


def test_limits_that_cut_every_weight_are_refused():
    with pytest.raises(EstimationError, match="every weight was cut"):
        trim(of_weights(1, 1, 9, 9, 9), lower=5, upper=6)


def test_trimming_part_of_a_sample_is_refused(households, sampled):
    with pytest.raises(DesignError, match="looks at some of its rows only"):
        trim(sampled.where(households["roof"] == "tin"), upper=4)
