"""Items that favour a group: the reference values, and what must hold of any test of them."""

import numpy as np
import pandas as pd
import pytest
from reference.kap import people, told
from reference.scales import KNOWLEDGE, alike, scales, verbal

from kapstats import EstimationError, SurveyDesign, dif_by_design, dif_logistic, dif_mantel_haenszel, jackknife
from kapstats.scales.logistic_dif import deviances, fitted
from kapstats.scales.mantel_haenszel import tables_of
from kapstats.scales.matching import matched

ITEMS = scales()["verbal_items"]
WANTED = scales()["verbal_DIF_gender"]
LANGUAGE = told("kap_and_message")["dif_language_design_based"]
ANALYTIC = {"rtol": 1e-8}
FITTED = {"rtol": 1e-3}
"""of what R's glm() and svyglm() print after their own stopping rule"""
TIGHT = {
    "kc1": (1.0561710628642, 0.75522495460966),
    "kc5": (1.4843650937317, 2.6856337124229),
}
"""F of the group and of score times group by svyglm(control = glm.control(epsilon = 1e-14)) and regTermTest()"""
RARE = "S3DoShout"
"""answered with yes so rarely that no test of it is sound"""
SOUND = [item for item in ITEMS if item != RARE]


def wanted(key: str, items: list[str] = SOUND) -> list[float]:
    return [value for item, value in zip(ITEMS, WANTED[key], strict=True) if item in items]


@pytest.mark.parametrize(("correct", "key"), [(True, "continuity_corrected"), (False, "uncorrected")])
def test_mantel_haenszel_is_the_references(correct, key):
    table = dif_mantel_haenszel(verbal(), ITEMS, "Gender", correct=correct, least=50).table.set_index("item").loc[SOUND]
    np.testing.assert_allclose(table["statistic"], wanted(f"mh_chisq_{key}"), **ANALYTIC)
    np.testing.assert_allclose(table["alpha"], wanted("mh_alpha"), **ANALYTIC)
    np.testing.assert_allclose(table["delta"], wanted("mh_delta"), **ANALYTIC)
    np.testing.assert_allclose((table["se"] / 2.35) ** 2, wanted("var_log_alpha_phillips_holland"), **ANALYTIC)


def test_matched_tables_of_every_item_give_the_references_numbers():
    """That of an item too rare to be tested soundly as well."""
    women_and_men = matched(verbal(), ITEMS, "Gender")
    tables = [tables_of(women_and_men, place) for place in range(len(ITEMS))]
    for correction, key in ((0.5, "continuity_corrected"), (0.0, "uncorrected")):
        np.testing.assert_allclose([one.statistic(correction) for one in tables], WANTED[f"mh_chisq_{key}"], **ANALYTIC)
    alphas = [one.alpha() for one in tables]
    np.testing.assert_allclose(alphas, WANTED["mh_alpha"], **ANALYTIC)
    variances = [one.log_variance(alpha) for one, alpha in zip(tables, alphas, strict=True)]
    np.testing.assert_allclose(variances, WANTED["var_log_alpha_phillips_holland"], **ANALYTIC)


def test_likelihood_ratios_of_every_item_are_the_references():
    women_and_men = matched(verbal(), ITEMS, "Gender")
    found = np.array([deviances(women_and_men, place) for place in range(len(ITEMS))])
    np.testing.assert_allclose(found[:, 1] - found[:, 2], WANTED["logistic_lrt_uniform_df1"], **ANALYTIC)
    np.testing.assert_allclose(found[:, 2] - found[:, 3], WANTED["logistic_lrt_nonuniform_df1"], **ANALYTIC)
    np.testing.assert_allclose(found[:, 1] - found[:, 3], WANTED["logistic_lrt_both_df2"], **ANALYTIC)


def test_logistic_tests_are_the_references():
    table = dif_logistic(verbal(), ITEMS, "Gender", least=50).table.set_index("item").loc[SOUND]
    np.testing.assert_allclose(table["uniform"], wanted("logistic_lrt_uniform_df1"), **ANALYTIC)
    np.testing.assert_allclose(table["both"], wanted("logistic_lrt_both_df2"), **ANALYTIC)
    np.testing.assert_allclose(table["r2_rise"], wanted("delta_R2_nagelkerke_both"), **ANALYTIC)
    assert set(table["verdict"]) == {"A"}


def test_coefficients_of_both_regressions_are_the_references():
    women_and_men = matched(verbal(), ITEMS, "Gender")
    models = [women_and_men.model(place, interaction=True) for place in range(len(ITEMS))]
    np.testing.assert_allclose([fitted(one, 4).coefficients for one in models], WANTED["logistic_full_coef"], **FITTED)


def test_tests_by_design_are_the_references():
    found = dif_by_design(people(), KNOWLEDGE, "language", least=100)
    for name, told_of in zip(KNOWLEDGE, LANGUAGE.values(), strict=True):
        row = found[name]
        assert (row.ddf_uniform, row.ddf_nonuniform) == (told_of["ddf_uniform"], told_of["ddf_nonuniform"])
        numbers = [row.uniform, row.p_uniform, row.nonuniform, row.p_nonuniform]
        keys = ["F_uniform", "p_uniform", "F_nonuniform", "p_nonuniform"]
        np.testing.assert_allclose(numbers, [told_of[key] for key in keys], **FITTED)


@pytest.mark.parametrize("item", TIGHT)
def test_tests_by_design_are_those_of_r_iterated_to_the_end(item):
    row = dif_by_design(people(), KNOWLEDGE, "language", least=100)[item]
    np.testing.assert_allclose([row.uniform, row.nonuniform], TIGHT[item], **ANALYTIC)


def test_classes_of_ets_need_size_and_significance():
    found = dif_mantel_haenszel(verbal(), ITEMS, "Gender", least=50)
    assert {row.item for row in found if row.verdict == "C"} == {"S2WantShout", "S2DoCurse"}
    # Far from zero, but not significantly further than one.
    assert (found["S2DoScold"].verdict, found["S2DoScold"].delta > 1.5) == ("B", True)
    # Further than one and a half, but not significantly away from zero.
    assert (found["S2WantScold"].verdict, found["S2WantScold"].delta < -1.5) == ("A", True)
    assert (found["S2WantShout"].favours, found["S2DoCurse"].favours, found["S1wantCurse"].favours) == ("0", "1", "")


@pytest.mark.parametrize("test", [dif_mantel_haenszel, dif_logistic, dif_by_design])
def test_group_of_few_people_is_not_testable(test):
    found = test(verbal(), ITEMS, "Gender")
    assert {(row.verdict, row.reason.name) for row in found} == {("not testable", "SMALL")}
    numbers = found.table.select_dtypes("float").drop(columns=["ddf_uniform"], errors="ignore")
    assert numbers.isna().all(axis=None)


def test_rare_answers_are_not_testable():
    found = dif_mantel_haenszel(verbal(), ITEMS, "Gender", least=50)[RARE]
    assert (found.verdict, found.reason.name, np.isnan(found.statistic)) == ("not testable", "THIN", True)
    assert dif_logistic(verbal(), ITEMS, "Gender", least=50)[RARE].reason.name == "RARE"


def test_items_that_cannot_be_tested_do_not_count_among_the_tests():
    """Benjamini and Hochberg's correction is for 23 items, and the smallest p-value is multiplied by as many."""
    table = dif_mantel_haenszel(verbal(), ITEMS, "Gender", least=50).table
    assert table["p_adjusted"].min() == pytest.approx(table["p_value"].min() * len(SOUND))


def quiz(n: int, *, shift: float = 0.0, seed: int = 4) -> pd.DataFrame:
    """Six items of one ability; for the second group ``shift`` makes the third one harder."""
    random = np.random.default_rng(seed)
    ability, group = random.normal(size=n), random.integers(0, 2, n)
    easy = np.array([-1.0, -0.5, 0.0, 0.2, 0.6, 1.0]) + np.outer(group, [0, 0, shift, 0, 0, 0])
    right = random.logistic(size=(n, 6)) < 1.2 * ability[:, None] - easy
    columns = {f"q{place}": right[:, place].astype(int) for place in range(6)}
    return pd.DataFrame(columns).assign(group=np.array(["en", "vi"])[group], bus=np.arange(n) // 10)


QUIZ = [f"q{place}" for place in range(6)]


def test_item_made_harder_for_a_group_is_found():
    design = alike(quiz(2000, shift=1.5))
    mantel, logistic, weighted = (
        test(design, QUIZ, "group") for test in (dif_mantel_haenszel, dif_logistic, dif_by_design)
    )
    assert (mantel["q2"].verdict, mantel["q2"].favours) == ("C", "en")
    assert (logistic["q2"].verdict, weighted["q2"].verdict) == ("C", "differs")
    assert mantel["q2"].p_value == min(row.p_value for row in mantel)


def test_items_alike_for_both_groups_are_left_in_peace():
    design = alike(quiz(2000))
    assert {row.verdict for row in dif_mantel_haenszel(design, QUIZ, "group")} == {"A"}
    assert {row.verdict for row in dif_logistic(design, QUIZ, "group")} == {"A"}
    assert {row.verdict for row in dif_by_design(design, QUIZ, "group")} == {"no difference found"}


def test_exchanging_reference_and_focal_turns_delta_round():
    design = alike(quiz(800, shift=1.0))
    one = dif_mantel_haenszel(design, QUIZ, "group")
    other = dif_mantel_haenszel(design, QUIZ, "group", reference="vi")
    for item in QUIZ:
        assert one[item].delta == pytest.approx(-other[item].delta)
        assert one[item].statistic == pytest.approx(other[item].statistic)
        assert one[item].verdict == other[item].verdict


def test_two_of_three_groups_are_compared():
    data = quiz(900, shift=1.0)
    three = alike(data.assign(group=np.where(np.arange(900) % 3 == 0, "pt", data["group"])))
    pair = alike(three.data[three.data["group"] != "en"])
    found = dif_mantel_haenszel(three, QUIZ, "group", reference="vi", focal="pt")
    again = dif_mantel_haenszel(pair, QUIZ, "group", reference="vi", focal="pt")
    assert [row.delta for row in found] == pytest.approx([row.delta for row in again])
    assert (found["q0"].n_reference, found["q0"].n_focal) == (again["q0"].n_reference, again["q0"].n_focal)


def test_replicates_find_the_same_by_design():
    design = SurveyDesign(quiz(600, shift=1.2).assign(w=1.0), weights="w", clusters="bus")
    one, other = dif_by_design(design, QUIZ, "group"), dif_by_design(jackknife(design), QUIZ, "group")
    np.testing.assert_allclose(one.table["uniform"], other.table["uniform"], rtol=0.05)
    assert list(one.table["verdict"]) == list(other.table["verdict"])


def test_item_that_the_group_tells_is_separated():
    data = quiz(600)
    told_by_group = alike(data.assign(q0=(data["group"] == "vi").astype(int)))
    assert dif_logistic(told_by_group, QUIZ, "group")["q0"].reason.name == "SEPARATED"
    assert dif_by_design(told_by_group, QUIZ, "group")["q0"].reason.name == "SEPARATED"


def test_too_few_clusters_are_not_testable():
    data = quiz(600).assign(w=1.0, bus=np.arange(600) % 4)
    found = dif_by_design(SurveyDesign(data, weights="w", clusters="bus"), QUIZ, "group")
    assert {row.reason.name for row in found} == {"CLUSTERS"}


@pytest.mark.parametrize(
    ("changed", "asked", "message"),
    [
        ({"q1": 2}, {}, "q1: holds 2, which is neither right"),
        ({"group": "en"}, {}, "group: has the value 'en' only"),
        ({}, {"reference": "pt"}, "reference: 'pt' is no group: choose one of 'en', 'vi'"),
        ({}, {"focal": "pt"}, "focal: 'pt' is no group"),
    ],
)
def test_what_cannot_be_compared_is_refused(changed, asked, message):
    with pytest.raises(EstimationError, match=message):
        dif_mantel_haenszel(alike(quiz(60).assign(**changed)), QUIZ, "group", **asked)
