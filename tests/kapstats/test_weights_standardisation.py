"""Directly standardised weights: every group gets the same composition and keeps its size."""

import numpy as np
import pandas as pd
import pytest

from kapstats import DesignError, mean, standardise

SHARES = {"tin": 0.5, "tile": 0.3, "thatch": 0.2}


def test_every_group_has_the_composition_asked_for_and_keeps_its_weight(households, sampled):
    found = standardise(sampled, "roof", SHARES, over="stratum")
    after = households.assign(w=found.weights).pivot_table(index="stratum", columns="roof", values="w", aggfunc="sum")
    before = pd.Series(sampled.weights).groupby(households["stratum"]).sum()
    np.testing.assert_allclose(after.sum(axis=1), before, rtol=1e-12)
    for roof, share in SHARES.items():
        np.testing.assert_allclose(after[roof] / after.sum(axis=1), share, rtol=1e-12)


def test_without_groups_the_whole_sample_is_one(households, sampled):
    found = mean(standardise(sampled, "roof", SHARES), "rooms")["rooms"].estimate
    by_roof = mean(sampled, "rooms", by="roof")
    assert found == pytest.approx(sum(share * by_roof[roof].estimate for roof, share in SHARES.items()), rel=1e-12)


def test_sizes_say_the_same_as_shares(sampled):
    sizes = {roof: 3000 * share for roof, share in SHARES.items()}
    one, other = standardise(sampled, "roof", SHARES), standardise(sampled, "roof", sizes)
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-12)


def test_a_group_that_lacks_a_value_is_refused(households, sampled):
    sampled.data["roof"] = households["roof"].where(households["stratum"] != "town", "tin")
    with pytest.raises(DesignError, match="roof: nobody of stratum town has the value thatch: merge values"):
        standardise(sampled, "roof", SHARES, over="stratum")


def test_a_value_without_a_share_is_refused(sampled):
    with pytest.raises(DesignError, match=r"roof: no size is known for \['thatch'\]"):
        standardise(sampled, "roof", {"tin": 0.5, "tile": 0.5})
