"""Replicate weights after an adjustment: every replicate adjusted again, as R does, and kept small."""

import numpy as np
import pandas as pd
import pytest
from reference.cases import FOLDER, Tolerance, close, design, designs

from kapstats import (
    ReplicatesDropped,
    ReplicateWeights,
    SurveyDesign,
    calibrate,
    mean,
    post_stratify,
    rake,
    standardise,
    total,
    trim,
)

ADJUSTED = ("ps_rjk1", "rk_rboot", "rk_rjk1", "cl_rjk1", "cr_rjkn")


@pytest.mark.parametrize("name", ADJUSTED)
def test_weights_of_every_replicate_equal_r(name):
    found = design(name)
    weights = np.column_stack([found.replicates.weights(replicate) for replicate in range(found.replicates.n)])
    expected = pd.read_csv(FOLDER / designs()[name]["repweights_csv"]).to_numpy() * found.weights[:, None]
    close(weights, expected, Tolerance(absolute=1e-10))


@pytest.fixture
def jackknifed(households) -> SurveyDesign:
    """The sample with a replicate for each village that leaves it out."""
    villages = households["village"].to_numpy()
    left_out = (villages[:, None] != np.arange(15)) * 15 / 14
    columns = [f"without_{village}" for village in range(15)]
    wide = pd.concat([households, pd.DataFrame(left_out, columns=columns)], axis=1)
    return SurveyDesign(wide, weights="weight", replicates=ReplicateWeights(columns, kind="JK1", combined=False))


ROOF, PIPED = {"tin": 80, "tile": 70, "thatch": 50}, {0: 120, 1: 80}
ADJUSTMENTS = {
    "post-stratified": lambda design: post_stratify(design, "roof", ROOF),
    "raked": lambda design: rake(design, {"roof": ROOF, "piped": PIPED}),
    "calibrated": lambda design: calibrate(design, ["roof", "rooms"], {"roof": ROOF, "rooms": 640}, method="raking"),
    "standardised": lambda design: standardise(design, "roof", {"tin": 1, "tile": 1, "thatch": 1}),
}


@pytest.mark.parametrize("adjust", ADJUSTMENTS.values(), ids=ADJUSTMENTS)
def test_replicates_are_what_the_adjustment_makes_of_each_as_a_sample(jackknifed, adjust):
    found = adjust(jackknifed).replicates
    for replicate in (0, 7, 14):
        weights = jackknifed.replicates.weights(replicate)
        alone = adjust(SurveyDesign(jackknifed.data.assign(weight=weights), weights="weight"))
        np.testing.assert_allclose(found.weights(replicate), alone.weights, rtol=1e-6)


def test_a_total_that_was_raked_to_has_no_error_by_replicates(jackknifed):
    raked = rake(jackknifed, {"roof": ROOF, "piped": PIPED})
    assert total(raked, "piped")["piped"].se == pytest.approx(0, abs=1e-8)


def test_factors_of_units_and_of_cells_are_kept_apart(households, jackknifed):
    compact = jackknifed.replicates
    villages = households["village"].to_numpy()
    by_village = type(compact)(
        compact.kind, compact.base, villages, compact.factors[::4], compact.scale, compact.rscales, compact.mse
    )
    small = rake(jackknifed._changed(replicates=by_village), {"roof": ROOF, "piped": PIPED})
    large = rake(jackknifed, {"roof": ROOF, "piped": PIPED})
    assert len(small.replicates.factors) == households["village"].nunique()
    assert [len(layer.factors) for layer in small.replicates.layers] == [len(households.groupby(["roof", "piped"]))]
    np.testing.assert_allclose(small.replicates.weights(3), large.replicates.weights(3), rtol=1e-12)
    assert mean(small, "income")["income"].se == pytest.approx(mean(large, "income")["income"].se, rel=1e-12)


def test_a_replicate_that_lacks_a_group_gives_no_number_and_is_told(households, jackknifed):
    jackknifed.data["wired"] = households["village"] == 3
    tied = post_stratify(jackknifed, "wired", {True: 12, False: 180})
    with pytest.warns(ReplicatesDropped, match="1 of 15 replicates gave no number"):
        found = mean(tied, "rooms")["rooms"]
    assert found.df == 13


def test_trimmed_replicates_take_the_factors_of_the_sample(jackknifed):
    found = trim(jackknifed, upper=4)
    factors = found.weights / jackknifed.weights
    np.testing.assert_allclose(found.replicates.weights(2), jackknifed.replicates.weights(2) * factors)
