"""Raked weights: from columns of any kind, over any number of cells, with sizes that must fit."""

import numpy as np
import pandas as pd
import pytest

from kapstats import DesignError, SurveyDesign, mean, post_stratify, rake

PIPED = {0: 120, 1: 80}


@pytest.mark.parametrize("kind", ["int8", "float64", "bool", "category", "Int64", "str"])
def test_groups_may_be_coded_in_any_way(households, sampled, kind):
    data = households.assign(piped=households["piped"].astype(kind))
    sizes = {"0": 120, "1": 80} if kind == "str" else PIPED
    found = rake(SurveyDesign(data, weights="weight"), {"piped": sizes})
    np.testing.assert_allclose(found.weights, rake(sampled, {"piped": PIPED}).weights, rtol=1e-12)


def test_codes_with_gaps_and_empty_categories_are_the_groups_that_occur(households, sampled):
    roofs = pd.Categorical(households["roof"], categories=["slate", "tin", "reed", "tile", "thatch"])
    codes = households["piped"].map({0: -7, 1: 300})
    design = SurveyDesign(households.assign(roof=roofs, piped=codes), weights="weight")
    margins = {"roof": {"tin": 80, "tile": 70, "thatch": 50}}
    found = rake(design, margins | {"piped": {-7: 120, 300: 80}})
    np.testing.assert_allclose(found.weights, rake(sampled, margins | {"piped": PIPED}).weights, rtol=1e-12)


def test_more_cells_than_could_have_rows_are_raked_all_the_same(households):
    wide = households.assign(village=households["village"] * 60, lot=np.arange(60) % 30 * 30)
    true = households["weight"] * np.random.default_rng(3).uniform(0.8, 1.2, 60)
    margins = {column: true.groupby(wide[column]).sum().to_dict() for column in ("village", "lot")}
    found = rake(SurveyDesign(wide, weights="weight"), margins)
    for column, sizes in margins.items():
        np.testing.assert_allclose(pd.Series(found.weights).groupby(wide[column]).sum(), list(sizes.values()))


def test_rows_of_weight_zero_may_lack_a_group(households):
    weight = households["weight"].where(households["roof"] != "tin", 0.0)
    roof = households["roof"].where(households["roof"] != "tin")
    design = SurveyDesign(households.assign(weight=weight, roof=roof), weights="weight")
    found = post_stratify(design, "roof", {"tile": 70, "thatch": 50})
    assert found.weights.sum() == pytest.approx(120)
    assert (found.weights[weight == 0] == 0).all()


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("int8", (-128, 127)),
        ("int64", (10**12, 10**12 + 5)),
        ("uint16", (64_000, 64_999)),
        ("float64", (-7.0, 300.0)),
        ("float64", (0.25, 2.25)),
        ("float64", (0.25, 0.5)),
        ("float64", (1e17, 1e17 + 64)),
        ("float64", (-1e300, 1e300)),
        ("float32", (0.5, 999.5)),
    ],
)
def test_codes_of_any_size_are_told_apart(households, sampled, kind, codes):
    piped = households["piped"].map(dict(enumerate(codes))).astype(kind)
    found = rake(
        SurveyDesign(households.assign(piped=piped), weights="weight"), {"piped": {codes[0]: 120, codes[1]: 80}}
    )
    np.testing.assert_allclose(found.weights, rake(sampled, {"piped": PIPED}).weights, rtol=1e-12)


def test_one_margin_is_post_stratification(sampled):
    raked, tied = rake(sampled, {"piped": PIPED}), post_stratify(sampled, "piped", PIPED)
    np.testing.assert_allclose(raked.weights, tied.weights, rtol=1e-12)


def test_raking_again_to_what_holds_changes_nothing(sampled):
    once = rake(sampled, {"piped": PIPED})
    np.testing.assert_allclose(rake(once, {"piped": PIPED}).weights, once.weights, rtol=1e-12)


def test_weights_may_be_scaled_before_raking(households, sampled):
    margins = {"piped": PIPED, "roof": {"tin": 80, "tile": 70, "thatch": 50}}
    scaled = SurveyDesign(
        households.assign(weight=households["weight"] * 1000), weights="weight", strata="stratum", clusters="village"
    )
    one, other = mean(rake(sampled, margins), "income")["income"], mean(rake(scaled, margins), "income")["income"]
    assert other.estimate == pytest.approx(one.estimate, rel=1e-11)
    assert other.se == pytest.approx(one.se, rel=1e-8)


@pytest.mark.parametrize("size", ["80", None, True])
def test_sizes_that_are_no_numbers_are_refused(sampled, size):
    with pytest.raises(DesignError, match=f"piped 1: the known total {size!r} is no number"):
        rake(sampled, {"piped": {0: 120, 1: size}})


def test_no_margins_are_refused(sampled):
    with pytest.raises(DesignError, match="margins: are empty"):
        rake(sampled, {})
