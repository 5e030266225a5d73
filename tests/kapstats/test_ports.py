"""Where ports of survey statistics usually go wrong: each mistake, and that it is not made here."""

import numpy as np
import pandas as pd
import pytest
from estimators import COLUMNS, ESTIMATORS, jackknifed, numbers, villages

from kapstats import (
    LonelyStrata,
    ReplicateWeights,
    SurveyDesign,
    counts,
    crosstab,
    independence,
    mean,
    post_stratify,
    proportion,
    quantile,
    rake,
    shares,
    total,
)
from kapstats.intervals import quantile as upper_t


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return villages(5, per_stratum=6)


def se_by_hand(clusters: np.ndarray, scores: np.ndarray) -> float:
    """Error of a total of scores, for one stratum of clusters drawn with replacement."""
    totals = pd.Series(scores).groupby(clusters).sum().to_numpy()
    n = len(totals)
    return float(np.sqrt(n / (n - 1) * ((totals - totals.mean()) ** 2).sum()))


@pytest.mark.parametrize("name", ["mean", "total", "ratio", "quantile", "variances", "correlations", "cronbach_alpha"])
def test_domain_keeps_the_clusters_that_filtered_rows_lose(people, name):
    """Half of the villages lie outside of the domain: they count zero, they do not vanish."""
    inside = people["village"] % 2 == 0
    kept = numbers(ESTIMATORS[name](SurveyDesign(people, **COLUMNS).where(inside)))
    lost = numbers(ESTIMATORS[name](SurveyDesign(people[inside], **COLUMNS)))
    np.testing.assert_allclose(kept["estimate"], lost["estimate"])
    assert not np.allclose(kept["se"], lost["se"], rtol=1e-3)


def test_clusters_that_missing_values_empty_stay_in_the_variance():
    """Four villages, of which one gave no answer: its total is zero, and n is four."""
    people = pd.DataFrame({"y": [1.0, 2, 4, 6, 3, 8, np.nan, np.nan], "c": np.repeat(range(4), 2), "w": 1.0})
    found = mean(SurveyDesign(people, weights="w", clusters="c"), "y")["y"]
    scores = (people["y"].fillna(4) - 4).to_numpy() / 6
    assert (found.estimate, found.n, found.missing, found.df) == (4, 6, 2, 3)
    assert found.se == pytest.approx(se_by_hand(people["c"].to_numpy(), scores))


def test_cluster_codes_used_again_in_each_stratum_are_other_clusters(people):
    reused = people.assign(village=people["village"] % 6)
    for name in ("mean", "quantile", "independence", "correlations"):
        one = numbers(ESTIMATORS[name](SurveyDesign(reused, **COLUMNS, nested=True)))
        for place, value in numbers(ESTIMATORS[name](SurveyDesign(people, **COLUMNS))).items():
            np.testing.assert_allclose(one[place], value, rtol=1e-9, err_msg=place)


def test_degrees_of_freedom_are_those_of_the_domain(people):
    design = SurveyDesign(people, **COLUMNS)
    coast = design.where(people["stratum"] == "coast")
    few = design.where(people["village"].isin([0, 1, 2, 6, 7]))
    assert (design.df, coast.df, few.df) == (20, 5, 3)
    assert [mean(one, "rooms")["rooms"].df for one in (design, coast, few)] == [20, 5, 3]
    assert list(mean(design, "rooms", by="stratum").table["df"]) == [5, 5, 5, 5]


def test_degrees_of_freedom_of_replicates_are_the_rank_of_their_weights_less_one(people):
    design = jackknifed(people)
    spread = design.data.groupby("village").first().filter(like="replicate").to_numpy()
    some = [0, 1, 2, 6, 7]
    assert (design.df, np.linalg.matrix_rank(spread) - 1) == (20, 20)
    assert design.where(people["stratum"] == "coast").df == 5
    assert design.where(people["village"].isin(some)).df == np.linalg.matrix_rank(spread[some]) - 1 == 4


KINDS = {
    "JK1": (2 / 3, [1, 1, 1]),
    "JK2": (1, [1, 1, 1]),
    "BRR": (1 / 3, [1, 1, 1]),
    "Fay": (1 / (3 * 0.7**2), [1, 1, 1]),
    "bootstrap": (1 / 2, [1, 1, 1]),
    "ACS": (4 / 3, [1, 1, 1]),
    "successive-difference": (4 / 3, [1, 1, 1]),
    "JKn": (1, [0.5, 0.5, 0.75]),
    "other": (0.2, [1, 2, 3]),
}


@pytest.mark.parametrize("mse", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_replicates_are_scaled_by_their_kind_and_centred_as_told(kind, mse):
    scale, rscales = KINDS[kind]
    people = pd.DataFrame({"y": [1.0, 5, 6], "w": 1.0, "a": [2.0, 1, 0], "b": [1.0, 3, 1], "c": [0.0, 1, 4]})
    own = {"scale": scale, "rscales": rscales} if kind in ("JKn", "other") else {}
    told = ReplicateWeights(["a", "b", "c"], kind, mse=mse, rho=0.3 if kind == "Fay" else 0.0, **own)
    found = mean(SurveyDesign(people, weights="w", replicates=told), "y")["y"]
    means = np.array([7 / 3, 22 / 5, 29 / 5])
    centre = 4 if mse else means.mean()
    assert found.estimate == 4
    assert found.se == pytest.approx(np.sqrt(scale * (rscales * (means - centre) ** 2).sum()))


def test_errors_after_calibration_come_from_residuals():
    """Post-stratified by hand: each score less the mean of its group, at the new weights."""
    people = pd.DataFrame({"y": [1.0, 3, 2, 8, 9, 10], "g": list("aaabbb"), "w": 10.0})
    tied = post_stratify(SurveyDesign(people, weights="w"), "g", {"a": 60, "b": 30})
    weights = np.repeat([20.0, 10.0], 3)
    residuals = people["y"] - people.groupby("g")["y"].transform("mean")
    found = mean(tied, "y")["y"]
    assert found.estimate == pytest.approx((20 * 6 + 10 * 27) / 90)
    assert found.se == pytest.approx(se_by_hand(np.arange(6), weights * residuals.to_numpy() / 90))


def test_subset_of_a_calibrated_design_keeps_the_rows_that_count_zero(people):
    """Residuals outside of the domain are not zero: they are what the known totals say about it."""
    tied = rake(SurveyDesign(people, **COLUMNS), {"roof": {"thatch": 900, "tile": 800, "tin": 700}})
    inside = (people["piped"] == 1).to_numpy()
    found = total(tied.where(inside), "rooms")["rooms"]
    z = people["rooms"].to_numpy() * inside
    means = pd.Series(z).groupby(people["roof"].to_numpy()).transform("mean").to_numpy()
    totals = pd.Series(tied.weights * (z - means)).groupby(people["village"].to_numpy()).sum()
    by_stratum = totals.groupby(np.arange(24) // 6)
    assert found.se == pytest.approx(np.sqrt((6 / 5 * by_stratum.agg(lambda t: ((t - t.mean()) ** 2).sum())).sum()))


def test_lonely_stratum_is_adjusted_to_the_mean_of_all_clusters():
    """Scores -4, 0, 1 about their mean 1, -1 and 3 of the others: the lonely one's distance is from the grand mean."""
    people = pd.DataFrame({"h": ["a", "a", "b"], "y": [1.0, 5, 12], "w": 1.0})
    with pytest.warns(LonelyStrata):
        found = total(SurveyDesign(people, weights="w", strata="h", lonely="adjust"), "y")["y"]
    assert found.se**2 == pytest.approx(2 * ((1 - 3) ** 2 + (5 - 3) ** 2) + (12 - 18 / 3) ** 2)


def test_quantile_is_an_observed_value_with_an_interval_from_the_scale_of_shares():
    """Ten people: half are at or below 5, give or take t sqrt(1/4 / 9), which is 12 and 88 percent."""
    design = SurveyDesign(pd.DataFrame({"y": np.arange(1.0, 11) ** 2}), population=10_000_000)
    found = quantile(design, "y", 0.5)["y"]
    half = float(upper_t(0.95, np.array(9.0))) * np.sqrt(0.25 / 9)
    assert found.estimate == 25
    assert (found.low, found.high) == (np.ceil(10 * (0.5 - half)) ** 2, np.ceil(10 * (0.5 + half)) ** 2)
    assert found.estimate - found.low != found.high - found.estimate


def test_levels_that_nobody_has_stay(people):
    roof = pd.Categorical(people["roof"], categories=["slate", "thatch", "tile", "tin"])
    design = SurveyDesign(people.assign(roof=roof), **COLUMNS)
    assert [row.labels[-1][1] for row in shares(design, "roof")] == ["slate", "thatch", "tile", "tin"]
    assert counts(design, "roof")["slate"].estimate == 0
    assert list(mean(design, "rooms", by="roof").table["roof"]) == ["slate", "thatch", "tile", "tin"]
    assert np.isnan(quantile(design, "rooms", 0.5, by="roof")["slate"].estimate)
    assert crosstab(design, "roof", "piped").weighted.loc["slate"].sum() == 0
    whole = independence(SurveyDesign(people, **COLUMNS), "roof", "piped")["roof"]
    assert independence(design, "roof", "piped")["roof"].p_value == pytest.approx(whole.p_value)


@pytest.mark.parametrize("scale", [0.1, 1 / 3, 1, 7])
def test_equal_shares_are_equal_whatever_rounding_says(scale):
    """Ten equal weights: three tenths of them are 0.3, though 0.1 + 0.1 + 0.1 is not."""
    people = pd.DataFrame({"y": np.arange(1.0, 11), "w": np.full(10, 0.1) * scale})
    design = SurveyDesign(people, weights="w")
    tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert list(quantile(design, "y", tenths).table["estimate"]) == list(range(1, 10))
    assert list(quantile(design, "y", tenths, rule="school").table["estimate"]) == [k + 0.5 for k in range(1, 10)]


def test_share_of_a_domain_has_the_sample_size_of_the_domain(people):
    """Korn & Graubard's limits depend on n, which a port takes from the whole sample."""
    inside = people["stratum"] == "coast"
    found = proportion(SurveyDesign(people, **COLUMNS).where(inside), "piped", method="beta")["piped"]
    alone = proportion(SurveyDesign(people[inside], **COLUMNS), "piped", method="beta")["piped"]
    assert found.n == int(inside.sum())
    assert (found.low, found.high) == pytest.approx((alone.low, alone.high))
