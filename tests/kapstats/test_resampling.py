"""Replicates made from a design: the factors and scales of R, and the errors that they promise."""

import warnings
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd
import pytest
from reference.cases import FOLDER, Tolerance, cases, close, data, design, designs

from kapstats import (
    DesignError,
    PopulationIgnored,
    SurveyDesign,
    bootstrap,
    brr,
    calibrate,
    jackknife,
    mean,
    median,
    post_stratify,
    rake,
    total,
)
from kapstats.hadamard import hadamard

JACKKNIFED = [name for name, told in designs().items() if told.get("type") in ("JK1", "JKn") and "method" not in told]
BALANCED = ["r_brr", "r_brr_mse", "r_fay"]
NUMBERS = [
    case
    for case in cases("mean", "total")
    # Half-samples of another matrix agree where an estimate is linear, as a total is.
    if case["design"] in (JACKKNIFED if case["stat"] == "mean" else [*JACKKNIFED, *BALANCED])
    and "by" not in case
    and "deff" not in case
]


def remade(name: str) -> SurveyDesign:
    """The replicate design of a reference case, made here from the design that R made it from."""
    told = designs()[name]
    if told["type"] in ("JK1", "JKn"):
        return jackknife(design(told["from"]), mse=told["mse"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PopulationIgnored)
        return brr(design(told["from"]), rho=told["rho"], mse=told["mse"])


@pytest.mark.parametrize("name", JACKKNIFED)
def test_jackknife_factors_and_scales_equal_r(name):
    told, made = designs()[name], remade(name).replicates
    expected = pd.read_csv(FOLDER / told["repweights_csv"]).to_numpy()
    factors = made.factors[made.unit]
    order, wanted = (np.lexsort(columns) for columns in (factors, expected))
    close(factors[:, np.lexsort(factors)], expected[:, np.lexsort(expected)], Tolerance())
    assert len(order) == len(wanted)
    close(made.scale, told["scale"], Tolerance())
    close(np.sort(made.rscales), np.sort(np.broadcast_to(told["rscales"], made.n)), Tolerance())


@pytest.mark.parametrize("name", BALANCED)
def test_half_samples_have_the_values_and_scale_of_r(name):
    told, made = designs()[name], remade(name).replicates
    expected = pd.read_csv(FOLDER / told["repweights_csv"]).to_numpy()
    close(np.unique(made.factors), np.unique(expected), Tolerance())
    close(made.scale, told["scale"], Tolerance())
    assert made.n == told["n_replicates"]


@pytest.mark.parametrize("case", NUMBERS, ids=[case["id"] for case in NUMBERS])
def test_estimates_of_remade_replicates_equal_r(case):
    of = remade(case["design"])
    of = of.where(of.data.eval(case["domain"])) if "domain" in case else of
    found = (mean if case["stat"] == "mean" else total)(of, case["vars"])
    close(found.table["estimate"], case["result"]["estimate"], Tolerance())
    close(found.table["se"], case["result"]["se"], Tolerance())


def test_balanced_half_samples_give_the_errors_of_totals_exactly():
    pairs = data("apiclus2.csv")
    one = SurveyDesign(pairs, weights="pw", strata="pair", clusters="dnum")
    columns = ["api00", "enroll"]
    for replicated in (brr(one), brr(one, rho=0.3), brr(one, mse=True)):
        close(total(replicated, columns).covariance, total(one, columns).covariance, Tolerance())


def test_jackknife_gives_the_errors_of_totals_exactly(sampled):
    close(total(jackknife(sampled), "rooms").covariance, total(sampled, "rooms").covariance, Tolerance())


@pytest.mark.parametrize("order", [1, 2, 3, 5, 12, 21, 29, 37, 45, 53, 61, 93, 101, 125])
def test_hadamard_matrices_are_orthogonal(order):
    found = hadamard(order)
    assert len(found) >= order
    assert (found[:, 0] == 1).all()
    np.testing.assert_array_equal(found @ found.T, len(found) * np.eye(len(found)))


@pytest.fixture
def villages() -> pd.DataFrame:
    """Twelve and ten of 40 villages in two regions, six of 30 households in each."""
    random = np.random.default_rng(11)
    village = np.repeat(np.arange(22), 6)
    return pd.DataFrame(
        {
            "village": village,
            "region": np.where(village < 12, "n", "s"),
            "household": np.arange(len(village)),
            "villages": 40,
            "households": 30,
            "y": random.normal(5, 2, len(village)) + random.normal(0, 1, 22)[village],
            "sex": random.choice(["f", "m"], len(village)),
        }
    )


def two_stages(villages) -> SurveyDesign:
    return SurveyDesign(
        villages, strata="region", clusters=["village", "household"], population=["villages", "households"]
    )


def endless(villages) -> SurveyDesign:
    return SurveyDesign(villages.assign(w=1.0), weights="w", strata="region", clusters="village")


@pytest.mark.parametrize(
    ("method", "drawn"),
    [
        ("rao-wu", endless),
        ("canty-davison", endless),
        ("preston", endless),
        ("preston", two_stages),
    ],
)
def test_bootstrap_errors_are_those_of_the_design(villages, method, drawn):
    one = drawn(villages)
    many = bootstrap(one, 4000, seed=3, method=method)
    assert total(many, "y")["y"].se == pytest.approx(total(one, "y")["y"].se, rel=0.05)
    factors = many.replicates.factors
    assert factors.mean() == pytest.approx(1, abs=0.01)


def test_canty_and_davison_know_the_finite_population(villages):
    one = SurveyDesign(villages, strata="region", clusters="village", population="villages")
    many = bootstrap(one, 3000, seed=3, method="canty-davison")
    assert total(many, "y")["y"].se == pytest.approx(total(one, "y")["y"].se, rel=0.05)


def test_same_seed_gives_the_same_replicates(sampled):
    one, same, other = (bootstrap(sampled, 20, seed=seed).replicates.factors for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_replicates_are_kept_by_cluster(sampled):
    assert bootstrap(sampled, 20, seed=1).replicates.factors.shape == (15, 20)
    assert jackknife(sampled).replicates.factors.shape == (15, 15)


def test_raked_replicates_hold_the_known_totals_each(sampled):
    raked = rake(bootstrap(sampled, 50, seed=1), {"piped": {0: 120, 1: 80}})
    assert total(raked, "piped")["piped"].se == pytest.approx(0, abs=1e-9)
    assert mean(raked, "income")["income"].se > 0


def test_replicates_of_adjusted_weights_are_refused_with_the_order_that_works(sampled):
    tied = post_stratify(sampled, "piped", {0: 120, 1: 80})
    for made in (jackknife, lambda design: bootstrap(design, seed=1), brr):
        with pytest.raises(DesignError, match="make replicates first"):
            made(tied)
    with pytest.raises(DesignError, match="has some already"):
        jackknife(jackknife(sampled))


def test_half_samples_need_two_clusters_in_each_stratum(sampled):
    with pytest.raises(DesignError, match="has 5 clusters"):
        brr(sampled)


def test_lonely_strata_have_no_replicates(households):
    alone = households.assign(stratum=households["stratum"].where(households["village"] != 3, "island"))
    columns = {"weights": "weight", "strata": "stratum", "clusters": "village"}
    for made in (jackknife, lambda design: bootstrap(design, seed=1)):
        with pytest.raises(DesignError, match="only one cluster"):
            made(SurveyDesign(alone, **columns))
    removed = SurveyDesign(alone, **columns, lonely="certainty")
    assert jackknife(removed).replicates.n == 14
    close(total(jackknife(removed), "rooms").covariance, total(removed, "rooms").covariance, Tolerance())


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        (lambda design: bootstrap(design, 1, seed=1), "no spread"),
        (lambda design: bootstrap(design, seed=1, method="efron"), "no method"),
        (lambda design: brr(design, rho=1), "cannot be"),
    ],
)
def test_impossible_replicates_are_refused(sampled, made, wrong):
    with pytest.raises(DesignError, match=wrong):
        made(sampled)


def test_rao_and_wu_tell_that_they_know_no_population(villages):
    one = SurveyDesign(villages, strata="region", clusters="village", population="villages")
    with pytest.warns(PopulationIgnored):
        bootstrap(one, 10, seed=1)


def test_jackknife_of_very_many_clusters_is_refused():
    rows = pd.DataFrame({"y": np.arange(6000.0), "w": 1.0})
    with pytest.raises(DesignError, match="take bootstrap"):
        jackknife(SurveyDesign(rows, weights="w"))


def test_processes_estimate_the_same_replicates(sampled):
    replicated = calibrate(bootstrap(sampled, 20, seed=1), ["rooms"], {"rooms": 700.0})
    here = median(replicated, "income", interval="quantile")["income"]
    with ProcessPoolExecutor(2) as executor:
        there = median(replicated.spread_over(executor), "income", interval="quantile")["income"]
    assert (here.estimate, here.se) == (there.estimate, there.se)
