"""Waves put together, changes between them, and the people who are in both."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import equal, told, wave_table

from kapstats import (
    DesignError,
    EstimationError,
    PopulationIgnored,
    SurveyDesign,
    bootstrap,
    difference_in_differences,
    differences,
    mean,
    pair_by_code,
    rake,
    stack,
    total,
)

WAVES = told("kap_and_message")["waves_a"]
COLUMNS = {"weights": "weight", "strata": "stratum", "clusters": "cluster"}


def wave(number: int) -> SurveyDesign:
    table = wave_table()
    return SurveyDesign(table[table["wave"] == number].drop(columns="wave"), **COLUMNS)


@pytest.fixture(scope="module")
def both() -> SurveyDesign:
    return stack({0: wave(0), 1: wave(1)})


def change(design):
    return differences(mean(design, "aware", by="wave"), "wave").rows[0]


def test_waves_and_the_change_among_the_same_clusters_equal_the_reference(both):
    found = mean(both, "aware", by="wave")
    equal([found[0].n, found[1].n], [WAVES["n"]["0"], WAVES["n"]["1"]])
    equal([found[0].estimate, found[0].se], WAVES["aware_by_wave"]["w0"])
    equal([found[1].estimate, found[1].se], WAVES["aware_by_wave"]["w1"])
    equal(found.covariance[0, 1], WAVES["covariance_of_wave_means"])
    wanted = WAVES["aware_change_same_psus"]
    equal([change(both).estimate, change(both).se, both.df], [wanted["est"], wanted["se"], WAVES["design_df"]])


def test_change_between_independent_waves_equals_the_reference():
    found, wanted = (
        stack({0: wave(0), 1: wave(1)}, independent=True),
        WAVES["aware_change_if_waves_treated_as_independent"],
    )
    equal([change(found).estimate, change(found).se], [wanted["est"], wanted["se"]])
    assert found.df == 2 * WAVES["design_df"]


@pytest.mark.parametrize(
    ("column", "scale", "independent", "key"),
    [
        ("aware", "difference", False, "aware_DiD"),
        ("aware", "difference", True, "aware_DiD_independent_waves"),
        ("know", "difference", False, "know_DiD"),
        ("aware", "log odds", False, "aware_DiD_logit"),
    ],
)
def test_difference_in_differences_equals_the_reference(column, scale, independent, key):
    design, wanted = stack({0: wave(0), 1: wave(1)}, independent=independent), WAVES[key]
    found = difference_in_differences(design, column, wave="wave", group="treated", scale=scale)
    # R's logistic fit stopped at its own rule; the errors of a saturated one do not hang on it.
    equal([found.effect.estimate, found.effect.se, found.df], [wanted["est"], wanted["se"], wanted["df_residual"]])


def test_effect_is_the_difference_of_the_changes(both):
    found = difference_in_differences(both, "aware", wave="wave", group="treated")
    changes = [row.estimate for row in found.changes]
    assert found.effect.estimate == pytest.approx(changes[1] - changes[0])
    assert found.table["change"].tolist() == ["0, 1 - 0", "1, 1 - 0", "effect"]


def test_people_in_both_waves_are_found():
    table = wave_table()
    found = pair_by_code(table[table["wave"] == 0], table[table["wave"] == 1], "person")
    assert (found.paired, found.collisions, found.expected_false) == (WAVES["overlap_persons"], ((), ()), 0)
    assert "person_before" not in found.table.columns


def test_stacked_waves_keep_what_their_weights_were_tied_to():
    """Raked wave by wave, each has the error that it has alone, and known totals have none."""
    margins = {"treated": {0: 300, 1: 400}, "stratum": dict.fromkeys(["east", "north", "south", "west"], 175)}
    raked = {number: rake(wave(number), margins) for number in (0, 1)}
    both = stack(raked)
    for number in (0, 1):
        alone, among = mean(raked[number], "aware")["aware"], mean(both, "aware", by="wave")[number]
        assert (among.estimate, among.se) == pytest.approx((alone.estimate, alone.se), rel=1e-9)
    assert total(both, "treated", by="wave")[0].se == pytest.approx(0, abs=1e-4)


def test_domains_of_the_waves_are_kept():
    north = [wave(number) for number in (0, 1)]
    both = stack({number: one.where(one.data["stratum"] == "north") for number, one in enumerate(north)})
    assert mean(both, "aware", by="wave")[0].n == int((north[0].data["stratum"] == "north").sum())


def people(seed: int) -> tuple[SurveyDesign, SurveyDesign]:
    random = np.random.default_rng(seed)
    tables = []
    for start in (0, 20):
        table = pd.DataFrame(
            {"code": [f"p{number}" for number in range(start, start + 60)], "w": random.uniform(1, 2, 60)}
        )
        tables.append(table.assign(knows=random.integers(0, 2, 60)))
    return SurveyDesign(tables[0], weights="w"), SurveyDesign(tables[1], weights="w")


def test_people_in_both_waves_are_one_cluster_by_their_code():
    first, second = people(3)
    joined = stack({1: first, 2: second}, persons="code")
    assert joined.df == 80 - 1
    whole = pd.concat([first.data.assign(wave=1), second.data.assign(wave=2)], ignore_index=True)
    wanted = SurveyDesign(whole, weights="w", clusters="code")
    one, other = (differences(mean(design, "knows", by="wave"), "wave").rows[0] for design in (joined, wanted))
    assert (one.estimate, one.se) == pytest.approx((other.estimate, other.se))


def test_people_without_a_code_stand_alone():
    first, second = people(3)
    data = first.data.assign(code=first.data["code"].where(first.data.index < 30))
    joined = stack({1: SurveyDesign(data, weights="w"), 2: second}, persons="code")
    assert joined.df == 120 - 10 - 1


def test_finite_population_counts_where_the_same_clusters_were_asked():
    sized = {number: SurveyDesign(wave(number).data.assign(N=14), **COLUMNS, population="N") for number in (0, 1)}
    assert change(stack(sized)).se == pytest.approx(WAVES["aware_change_same_psus"]["se"] * np.sqrt(1 / 2))


def test_finite_population_is_left_out_with_a_caveat_where_others_were_asked():
    first, second = (SurveyDesign(one.data, weights="w", population=200) for one in people(3))
    with pytest.warns(PopulationIgnored, match="did not ask the same clusters"):
        joined = stack({1: first, 2: second}, persons="code")
    assert (joined.stages[0].fraction == 0).all()


@pytest.mark.parametrize(
    ("waves", "asked", "message"),
    [
        (lambda: {0: wave(0)}, {}, "waves: are fewer than two"),
        (lambda: {0: wave(0), 1: SurveyDesign(wave(1).data, weights="weight")}, {}, "waves: are of different kinds"),
        (lambda: {0: wave(0), 1: wave(1)}, {"name": "know"}, "know: is a column of the data already"),
        (lambda: {0: wave(0), 1: wave(1)}, {"persons": "person"}, "person: is not needed beside clusters"),
        (lambda: dict(enumerate(people(1))), {"persons": "link"}, "link: is not in every wave"),
        (lambda: {0: bootstrap(wave(0), 5, seed=1), 1: wave(1)}, {}, "replicates: of one wave know nothing"),
    ],
)
def test_waves_that_cannot_be_put_together_are_refused(waves, asked, message):
    with pytest.raises(DesignError, match=message):
        stack(waves(), **asked)


def test_three_waves_have_no_single_change(both):
    three = stack({0: wave(0), 1: wave(1), 2: wave(1)})
    with pytest.raises(EstimationError, match="wave: has 3 values in the domain: choose two"):
        difference_in_differences(three, "aware", wave="wave", group="treated")


def test_codes_pair_whatever_their_case_blanks_and_signs():
    first, second = pd.DataFrame({"c": ["Ab 12", "x-9", " "]}), pd.DataFrame({"c": ["AB12", "X9", "y1"]})
    found = pair_by_code(first, second, "c")
    assert (found.paired, found.without_code) == (2, (1, 0))


def test_code_given_twice_pairs_with_nobody():
    first = pd.DataFrame({"c": ["a1", "A-1", "b2"], "y": [1, 2, 3]})
    found = pair_by_code(first, pd.DataFrame({"c": ["a1", "b2"], "y": [4, 5]}), "c")
    assert found.table.to_dict("records") == [{"y_before": 3, "y_after": 5}]
    assert found.collisions == ((0, 1), ())
    assert found.share == 0.5


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_expected_false_pairs_are_as_many_as_there_are(seed):
    """Two waves of different people who draw short codes at random: every pair is a false one."""
    random = np.random.default_rng(seed)
    first, second = (pd.DataFrame({"c": random.integers(0, 20_000, 1500).astype(str)}) for _ in range(2))
    found = pair_by_code(first, second, "c")
    expected = 1500 * 1500 / 20_000
    assert abs(found.paired - expected) < 6 * np.sqrt(expected)
    assert abs(found.expected_false - expected) < 6 * np.sqrt(expected)
