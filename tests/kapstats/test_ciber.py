"""Beliefs beside a target, and norms as seen beside norms as kept."""

import numpy as np
import pytest
from estimators import COLUMNS, QUIZ, villages
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import BELIEFS, equal, party, people, told

from kapstats import (
    EstimationError,
    SurveyDesign,
    ciber,
    contrast,
    correlations,
    jackknife,
    mean,
    norm_gap,
    regress,
)

WEIGHTED, PARTY = told("kap_and_message")["ciber"], told("kap_and_message")["ciber_partypanel"]


@pytest.fixture(scope="module")
def weighted():
    return ciber(people(), "avoid_intent", BELIEFS, maximum=5)


@pytest.fixture(scope="module")
def visitors() -> SurveyDesign:
    return SurveyDesign(party().assign(one=1), weights="one")


@pytest.mark.parametrize("belief", BELIEFS)
def test_weighted_beliefs_equal_the_reference(weighted, belief):
    found, wanted = weighted[belief], WEIGHTED[belief]
    equal([found.mean.n, found.mean.estimate, found.mean.se], [wanted[key] for key in ("n", "mean", "se")])
    equal([found.mean.low, found.mean.high], wanted["ci9999_t"])
    equal([found.correlation.estimate, found.correlation.se], [wanted["r"], wanted["se_r"]])
    equal([found.correlation.low, found.correlation.high], wanted["r_ci95"])
    equal(found.potential.estimate, wanted["P_delta_scale_maximum"])
    observed = ciber(people(), "avoid_intent", belief)[belief]
    equal(observed.potential.estimate, wanted["P_delta_observed_maximum"])


@pytest.mark.parametrize("belief", PARTY["determinants"])
def test_party_panel_equals_behaviorchange(belief):
    answered = SurveyDesign(party()[[belief, PARTY["target"]]].dropna().assign(one=1), weights="one")
    found, wanted = ciber(answered, PARTY["target"], belief, interval="simple")[belief], PARTY["determinants"][belief]
    equal([found.mean.n, found.correlation.n], [wanted["n"], wanted["n_pairs"]])
    equal([found.mean.estimate, found.correlation.estimate], [wanted["mean"], wanted["r"]])
    equal([found.mean.low, found.mean.high], wanted["ci9999_t"])
    equal([found.correlation.low, found.correlation.high], wanted["r_ci95"])


def test_potential_and_explained_share_equal_behaviorchange(visitors):
    """It takes means and maxima of all who answered an item, and correlations of those who answered every item."""
    beliefs = list(PARTY["determinants"])
    whole = visitors.where(party()[[*beliefs, PARTY["target"]]].notna().all(axis=1))
    all_items, any_item = (ciber(design, PARTY["target"], beliefs) for design in (whole, visitors))
    for belief, wanted in PARTY["P_delta_default"].items():
        room = any_item[belief].maximum - any_item[belief].mean.estimate
        equal(room * all_items[belief].correlation.estimate, wanted)
    equal([all_items.r2.estimate, all_items.r2.n], [PARTY["R2_all"], PARTY["n_R2"]])
    equal(any_item.r2.estimate, PARTY["R2_all"])


def test_correlation_is_that_of_correlations(weighted):
    one = correlations(people(), ["b1", "avoid_intent"]).rows[0]
    found = weighted["b1"].correlation
    assert (found.estimate, found.se) == pytest.approx((one.estimate, one.se))


def test_explained_share_is_that_of_the_regression(weighted):
    fit = regress(people(), f"avoid_intent ~ {' + '.join(BELIEFS)}")
    assert weighted.r2.estimate == pytest.approx(1 - fit.deviance / fit.null_deviance)


def test_errors_agree_with_replicates(weighted):
    replicated = ciber(jackknife(people()), "avoid_intent", BELIEFS, maximum=5)
    for one, other in zip(weighted, replicated, strict=True):
        assert other.potential.se == pytest.approx(one.potential.se, rel=0.05)
    assert replicated.r2.se == pytest.approx(weighted.r2.se, rel=0.1)


@settings(max_examples=15, deadline=None)
@given(shift=st.floats(-10, 10), factor=st.floats(0.1, 10))
def test_other_units_change_no_correlation_and_stretch_the_potential(shift, factor):
    data = villages(3, per_stratum=3)
    changed = data.assign(size=data["size"] * factor + shift)
    designs = [SurveyDesign(table, **COLUMNS) for table in (data, changed)]
    one, other = (ciber(design, "income", "size")["size"] for design in designs)
    assert other.correlation.estimate == pytest.approx(one.correlation.estimate)
    assert other.correlation.se == pytest.approx(one.correlation.se)
    assert other.potential.estimate == pytest.approx(factor * one.potential.estimate)


def test_constant_belief_has_no_correlation_and_spoils_no_other():
    data = people().data.assign(sure=5.0)
    design = SurveyDesign(data, weights="raked", strata="stratum", clusters="vdt")
    found = ciber(design, "avoid_intent", ["sure", "b1"], maximum=5)
    assert np.isnan([found["sure"].correlation.estimate, found["sure"].potential.estimate]).all()
    equal(found["b1"].correlation.se, WEIGHTED["b1"]["se_r"])


@pytest.mark.parametrize(
    ("maximum", "interval", "message"),
    [({"b1": 5}, "design", "b2: has no maximum"), (5, "none", "interval: 'none' is none")],
)
def test_questions_that_cannot_be_answered_are_refused(maximum, interval, message):
    with pytest.raises(EstimationError, match=message):
        ciber(people(), "avoid_intent", ["b1", "b2"], maximum=maximum, interval=interval)


@pytest.fixture(scope="module")
def neighbours() -> SurveyDesign:
    data = villages(6, per_stratum=5)
    thought = (data["rooms"] / 7).where(data.index % 9 != 0)
    return SurveyDesign(data.assign(thought=thought), **COLUMNS)


def test_norm_gap_is_the_contrast_of_both_means(neighbours):
    found = norm_gap(neighbours, "thought", QUIZ[0])
    wanted = contrast(mean(neighbours, ["thought", QUIZ[0]]), f"thought - {QUIZ[0]}").rows[0]
    gap = found["gap"]
    assert (gap.estimate, gap.se, gap.df) == pytest.approx((wanted.estimate, wanted.se, wanted.df))
    assert found["thought"].n < found[QUIZ[0]].n == len(neighbours.data)


def test_paired_gap_is_the_mean_difference_within_people(neighbours):
    data = neighbours.data.assign(both=neighbours.data["thought"] - neighbours.data[QUIZ[0]])
    wanted = mean(SurveyDesign(data, **COLUMNS), "both")["both"]
    gap = norm_gap(neighbours, "thought", QUIZ[0], paired=True)["gap"]
    assert (gap.estimate, gap.se, gap.n) == pytest.approx((wanted.estimate, wanted.se, wanted.n))


def test_gap_of_each_group_is_that_of_its_domain(neighbours):
    by = norm_gap(neighbours, "thought", QUIZ[0], by="roof")
    for roof in ("thatch", "tile", "tin"):
        alone = norm_gap(neighbours.where(neighbours.data["roof"] == roof), "thought", QUIZ[0])["gap"]
        assert (by[roof, "gap"].estimate, by[roof, "gap"].se) == pytest.approx((alone.estimate, alone.se))
