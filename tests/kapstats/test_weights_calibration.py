"""Calibrated weights: they hold their totals, stay within their bounds, and refuse what cannot be."""

import numpy as np
import pandas as pd
import pytest

from kapstats import (
    DesignError,
    EstimationError,
    SurveyDesign,
    WeightsAtBound,
    WeightsBelowZero,
    calibrate,
    mean,
    post_stratify,
    rake,
    total,
)

ROOF = {"tin": 80, "tile": 70, "thatch": 50}
PIPED = {0: 120, 1: 80}


@pytest.mark.parametrize("method", ["linear", "raking", "logit"])
def test_every_known_total_is_held(households, sampled, method):
    bounds = (0.2, 4) if method == "logit" else None
    found = calibrate(sampled, ["roof", "rooms"], {"roof": ROOF, "rooms": 700}, method=method, bounds=bounds)
    assert found.weights @ households["rooms"] == pytest.approx(700, rel=1e-12)
    for roof, size in ROOF.items():
        assert found.weights[households["roof"] == roof].sum() == pytest.approx(size, rel=1e-12)


@pytest.mark.parametrize("method", ["linear", "raking"])
def test_calibrating_on_one_column_of_groups_is_post_stratifying(sampled, method):
    found = calibrate(sampled, "~ roof", {"roof": ROOF}, method=method)
    wanted = post_stratify(sampled, "roof", ROOF)
    np.testing.assert_allclose(found.weights, wanted.weights, rtol=1e-12)
    assert mean(found, "income")["income"].se == pytest.approx(mean(wanted, "income")["income"].se, rel=1e-12)


def test_calibrating_by_raking_on_groups_is_raking(sampled):
    found = calibrate(sampled, ["roof", "piped"], {"roof": ROOF, "piped": PIPED}, method="raking")
    np.testing.assert_allclose(found.weights, rake(sampled, {"roof": ROOF, "piped": PIPED}).weights, rtol=1e-9)


def test_a_formula_a_list_and_names_as_in_r_say_the_same(sampled):
    listed = calibrate(sampled, ["roof", "rooms"], {"roof": ROOF, "rooms": 700})
    written = calibrate(sampled, "~ roof + rooms", {"roof": ROOF, "rooms": 700})
    named = {"(Intercept)": 200, "rooftile": 70, "rooftin": 80, "rooms": 700}
    as_in_r = calibrate(sampled, "~ roof + rooms", named)
    np.testing.assert_allclose(written.weights, listed.weights, rtol=1e-10)
    np.testing.assert_allclose(as_in_r.weights, listed.weights, rtol=1e-10)


def test_codes_as_groups_may_be_written_in_a_formula(sampled):
    written = calibrate(sampled, "~ C(piped) + rooms", {"piped": PIPED, "rooms": 700})
    listed = calibrate(sampled, ["piped", "rooms"], {"piped": PIPED, "rooms": 700})
    np.testing.assert_allclose(written.weights, listed.weights, rtol=1e-10)


def test_the_unit_of_a_column_changes_nothing(households, sampled):
    sampled.data["square_metres"] = households["rooms"] * 1e9
    small = calibrate(sampled, ["roof", "rooms"], {"roof": ROOF, "rooms": 700}, method="raking")
    large = calibrate(sampled, ["roof", "square_metres"], {"roof": ROOF, "square_metres": 7e11}, method="raking")
    np.testing.assert_allclose(large.weights, small.weights, rtol=1e-10)


def test_a_column_alone_leaves_the_size_of_the_population_open(households, sampled):
    found = calibrate(sampled, ["rooms"], {"rooms": 700})
    assert found.weights @ households["rooms"] == pytest.approx(700)
    held = calibrate(sampled, ["rooms"], {"rooms": 700, "(Intercept)": 210})
    assert held.weights.sum() == pytest.approx(210)


def test_totals_that_were_calibrated_on_have_no_error(sampled):
    found = calibrate(sampled, "~ roof + rooms", {"roof": ROOF, "rooms": 700})
    rooms = total(found, "rooms")["rooms"]
    assert rooms.estimate == pytest.approx(700)
    assert rooms.se == pytest.approx(0, abs=1e-10)


def test_part_of_a_calibrated_sample_is_zero_elsewhere(households, sampled):
    found = calibrate(sampled, "~ roof + rooms", {"roof": ROOF, "rooms": 700})
    tin = households["roof"] == "tin"
    found.data["rooms_under_tin"] = households["rooms"] * tin
    whole, part = total(found, "rooms_under_tin")["rooms_under_tin"], total(found.where(tin), "rooms")["rooms"]
    assert part.estimate == pytest.approx(whole.estimate, rel=1e-12)
    assert part.se == pytest.approx(whole.se, rel=1e-12)


def test_a_cluster_has_one_factor_where_that_is_asked_for(households, sampled):
    found = calibrate(sampled, ["piped", "rooms"], {"piped": PIPED, "rooms": 640}, method="raking", aggregate=True)
    factors = pd.Series(found.weights / sampled.weights).groupby(households["village"])
    assert (factors.max() - factors.min()).max() < 1e-12
    assert found.weights @ households["rooms"] == pytest.approx(640)


@pytest.mark.parametrize("method", ["linear", "raking"])
def test_weights_that_ran_to_a_bound_are_told(households, sampled, method):
    with pytest.warns(WeightsAtBound, match=r"\d+ of 60 weights ran to a bound of 0.9 to 1.3"):
        found = calibrate(sampled, ["rooms"], {"rooms": 680}, method=method, bounds=(0.9, 1.3))
    factors = found.weights / sampled.weights
    assert factors.min() >= 0.9 - 1e-12
    assert factors.max() <= 1.3 + 1e-12
    assert found.weights @ households["rooms"] == pytest.approx(680)


def test_weights_below_zero_are_told_and_count(households, sampled):
    with pytest.warns(WeightsBelowZero, match=r"weights fell below zero: method=\"raking\""):
        found = calibrate(sampled, ["rooms"], {"rooms": 1100, "(Intercept)": 200})
    assert (found.weights < 0).any()
    assert total(found, "rooms")["rooms"].estimate == pytest.approx(1100)
    with pytest.raises(DesignError, match="design: has weights below zero: calibrate once"):
        calibrate(found, ["rooms"], {"rooms": 1000})


def test_rows_of_weight_zero_keep_it_and_may_lack_values(households):
    weight = households["weight"].where(households["income"].notna(), 0.0)
    found = calibrate(SurveyDesign(households.assign(weight=weight), weights="weight"), "~ income", {
        "(Intercept)": 190, "income": 1900,
    })  # fmt: skip
    assert (found.weights[weight == 0] == 0).all()
    assert total(found, "income")["income"].estimate == pytest.approx(1900)


@pytest.mark.parametrize(
    ("terms", "totals", "wrong"),
    [
        ("~ roof + rooms", {"roof": ROOF}, r"rooms: no total is known: .*rooftile, rooftin, rooms"),
        ("~ roof", {"(Intercept)": 200, "rooftin": 80}, "rooftile: no total is known"),
        (["rooms"], {"rooms": 700, "piped": 80}, "piped: a total is given for what is not calibrated on"),
        (["roof"], {"roof": {"tin": 80, "tile": 120}}, r"roof: no size is known for \['thatch'\]"),
        (["roof"], {"roof": ROOF | {"slate": 5}}, r"roof: nobody in the sample is in \['slate'\]"),
        (["roof", "piped"], {"roof": ROOF, "piped": {0: 1, 1: 2}}, r"different sums \(roof 200, piped 3\)"),
        ("~ roof", {"(Intercept)": 210, "roof": ROOF}, "different sums"),
        (["rooms"], {"rooms": "many"}, "rooms: the known total 'many' is no number"),
        (["roof"], {"roof": ROOF | {"tin": "80"}}, "roof tin: the known total '80' is no number"),
        (["rooms"], {"rooms": np.nan}, "rooms: the known total is nan"),
    ],
)
def test_totals_that_do_not_fit_are_refused(sampled, terms, totals, wrong):
    with pytest.raises(DesignError, match=wrong):
        calibrate(sampled, terms, totals)


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        (["income"], "income: 6 rows have no value"),
        ("~ income", "income: .*missing"),
        (["roof"], r"roof: holds (str|object), not numbers"),
        ("~ one", "one: is constant, or follows from the columns before it"),
        ("~ rooms + twice", "twice: is constant, or follows from the columns before it"),
        (["nothing"], "nothing: is zero for every row"),
        ("~ walls", "walls: .*not defined"),
        ("~ rooms +", r"~ rooms \+"),
    ],
)
def test_columns_that_cannot_be_calibrated_on_are_refused(households, terms, wrong):
    data = households.assign(one=1, twice=2 * households["rooms"], nothing=0.0)
    totals = {"(Intercept)": 200, "income": 2000, "roof": 1, "one": 200, "rooms": 700, "twice": 1400, "nothing": 0}
    with pytest.raises(EstimationError, match=wrong):
        calibrate(SurveyDesign(data, weights="weight"), terms, totals)


def test_unknown_column_is_named_with_those_there_are(sampled):
    with pytest.raises(DesignError, match="walls: no such column: the data have: stratum, village"):
        calibrate(sampled, ["walls"], {"walls": 3})


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"method": "logit"}, "bounds: are not given"),
        ({"bounds": (1.1, 2)}, "bounds: 1.1 to 2 cannot hold"),
        ({"bounds": (-1, 2)}, "bounds: -1 to 2 cannot hold"),
        ({"bounds": (0.5, 0.9)}, "bounds: 0.5 to 0.9 cannot hold"),
        ({"method": "magic"}, "method: 'magic' is no method: choose one of linear, raking, logit"),
    ],
)
def test_options_that_cannot_hold_are_refused(sampled, options, wrong):
    with pytest.raises(DesignError, match=wrong):
        calibrate(sampled, ["rooms"], {"rooms": 700}, **options)


@pytest.mark.parametrize(
    ("rooms", "options"),
    [
        (5000, {"bounds": (0.9, 1.1)}),
        (5000, {"method": "logit", "bounds": (0.9, 1.1)}),
        (-5, {"method": "raking"}),
    ],
)
def test_totals_out_of_reach_are_told(sampled, rooms, options):
    with pytest.raises(EstimationError, match="rooms: no weights found that give all of these totals"):
        calibrate(sampled, ["rooms"], {"rooms": rooms}, **options)


def test_one_factor_a_cluster_needs_clusters(households):
    with pytest.raises(DesignError, match="aggregate: the design has no clusters"):
        calibrate(SurveyDesign(households, weights="weight"), ["rooms"], {"rooms": 700}, aggregate=True)
