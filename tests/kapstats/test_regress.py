"""What must not change a regression does not; what it cannot say it refuses to."""

import numpy as np
import pandas as pd
import pytest

from kapstats import (
    EstimationError,
    ReplicateWeights,
    SurveyDesign,
    aic,
    mean,
    predict,
    proportional_odds,
    regress,
    term_test,
)

COLUMNS = {"weights": "weight", "strata": "stratum", "clusters": "village"}
NAMES = ["estimate", "se", "t", "p_value", "low", "high"]


def same(one, other, terms=None) -> None:
    ours, theirs = one.table.set_index("term"), other.table.set_index("term")
    terms = list(ours.index) if terms is None else terms
    np.testing.assert_allclose(ours.loc[terms, NAMES], theirs.loc[terms, NAMES], rtol=1e-8, atol=1e-10)


def each_kind(design):
    """A linear, a logistic and a Poisson regression."""
    return [
        regress(design, "income ~ rooms + roof"),
        regress(design, "piped ~ rooms + roof", "binomial"),
        regress(design, "rooms ~ income * piped", "poisson"),
    ]


def test_regression_on_nothing_is_the_mean(sampled):
    found, expected = regress(sampled, "income ~ 1"), mean(sampled, "income")["income"]
    assert found["Intercept"].estimate == pytest.approx(expected.estimate)
    assert found["Intercept"].se == pytest.approx(expected.se)
    assert (found.n, found.missing, found.df) == (54, 6, expected.df)


def test_scaling_all_weights_changes_no_regression(households, sampled):
    scaled = SurveyDesign(households.assign(weight=households["weight"] * 1e4), **COLUMNS)
    for one, other in zip(each_kind(sampled), each_kind(scaled), strict=True):
        same(one, other)
        assert one.deviance == pytest.approx(other.deviance)


def test_order_of_rows_changes_no_regression(households, sampled):
    shuffled = SurveyDesign(households.sample(frac=1, random_state=3), **COLUMNS)
    for one, other in zip(each_kind(sampled), each_kind(shuffled), strict=True):
        same(one, other)


def test_domain_equals_the_same_design_with_zero_weights(households, sampled):
    few = households["rooms"] < 5
    silenced = SurveyDesign(households.assign(weight=households["weight"].where(few, 0.0)), **COLUMNS)
    for one, other in zip(each_kind(sampled.where(few)), each_kind(silenced), strict=True):
        same(one, other)


def test_rows_alike_are_fitted_as_one_and_count_as_many(households):
    """Forty times the sample collapses into its cells; a continuous column that matters to nothing keeps rows apart."""
    many = pd.concat([households] * 40, ignore_index=True).assign(noise=np.random.default_rng(5).normal(size=2400))
    design = SurveyDesign(many, weights="weight", strata="stratum", clusters="village")
    together = regress(design, "piped ~ rooms + roof", "binomial")
    apart = regress(design, "piped ~ rooms + roof + offset(0 * noise)", "binomial")
    assert len(together.model.y) < len(apart.model.y) == 2400
    same(together, apart)


def test_replicates_agree_with_linearisation(households):
    """One replicate for each village left out, of a sample without strata."""
    villages = households["village"].unique()
    scale = len(villages) / (len(villages) - 1)
    left_out = {
        f"r{village}": np.where(households["village"] == village, 0.0, households["weight"] * scale)
        for village in villages
    }
    from_data = households.assign(**left_out)
    linearised = regress(SurveyDesign(from_data, weights="weight", clusters="village"), "income ~ rooms")
    jackknife = SurveyDesign(from_data, weights="weight", replicates=ReplicateWeights(list(left_out), kind="JK1"))
    replicated = regress(jackknife, "income ~ rooms")
    np.testing.assert_allclose(replicated.table["estimate"], linearised.table["estimate"])
    np.testing.assert_allclose(replicated.table["se"], linearised.table["se"], rtol=0.25)


def test_formulas_of_r_and_of_statsmodels_say_the_same(sampled):
    of_r = regress(sampled, "income ~ factor(piped) + I(rooms^2) + `roof`")
    of_statsmodels = regress(sampled, "income ~ C(piped) + I(rooms**2) + roof")
    np.testing.assert_allclose(of_r.table[NAMES], of_statsmodels.table[NAMES])
    terms = ["Intercept", "factor(piped)[1]", "I(rooms ** 2)", "roof[tile]", "roof[tin]"]
    assert list(of_r.table["term"]) == terms


def test_columns_as_they_stand_are_those_that_a_formula_makes(households, sampled):
    gaps = SurveyDesign(households.assign(rooms=households["rooms"].where(households["income"] > 3)), **COLUMNS)
    for design in (sampled, gaps):
        plain = regress(design, "piped ~ rooms + income", "binomial")
        made = regress(design, "piped ~ I(rooms) + I(income)", "binomial")
        assert list(plain.estimates) == list(made.estimates)
        assert (plain.n, plain.missing) == (made.n, made.missing)
        np.testing.assert_array_equal(plain.covariance, made.covariance)


def test_infinite_predictor_is_refused_by_name(households):
    endless = SurveyDesign(households.assign(rooms=households["rooms"].replace(2, -np.inf)), **COLUMNS)
    with pytest.raises(EstimationError, match="rooms: is infinite"):
        regress(endless, "income ~ rooms + I(2 * weight)")
    with pytest.raises(EstimationError, match="rooms: is infinite"):
        regress(endless, "income ~ rooms")


def test_answers_in_shares_have_the_deviance_of_their_yes_and_no(households):
    """Two answers of each household: as shares of the household, or row by row."""
    twice = pd.concat([households.assign(answer=households["piped"]), households.assign(answer=1.0)])
    shares = households.assign(answer=(households["piped"] + 1) / 2)
    one = regress(SurveyDesign(twice, **COLUMNS), "answer ~ income", "binomial")
    other = regress(SurveyDesign(shares, **COLUMNS), "answer ~ income", "binomial")
    same(one, other)
    lost = (households["piped"] == 0) & households["income"].notna()
    split = households["weight"][lost].sum() / households["weight"].mean() * 4 * np.log(2)
    assert one.deviance == pytest.approx(2 * other.deviance + split)


def test_codes_that_are_floats_for_missing_ones_stay_whole(households, sampled):
    lacking = households.assign(piped=households["piped"].where(households["rooms"] > 1))
    found = regress(SurveyDesign(lacking, **COLUMNS), "income ~ factor(piped)")
    assert list(found.table["term"]) == ["Intercept", "factor(piped)[1]"]
    assert found.missing == int((lacking["piped"].isna() | lacking["income"].isna()).sum())


def test_categories_that_the_domain_lacks_get_no_coefficient(households, sampled):
    found = regress(sampled.where(households["roof"] != "tin"), "income ~ roof")
    assert list(found.table["term"]) == ["Intercept", "roof[tile]"]


def test_outcome_of_two_categories_counts_the_second(households, sampled):
    named = households.assign(piped=households["piped"].map({0: "no", 1: "yes"}).astype("category"))
    same(
        regress(SurveyDesign(named, **COLUMNS), "piped ~ rooms", "binomial"),
        regress(sampled, "piped ~ rooms", "binomial"),
    )


def test_prediction_of_the_mean_of_a_group_is_that_mean(sampled):
    fit = regress(sampled, "income ~ roof")
    found = predict(fit, pd.DataFrame({"roof": ["tin", "tile"]}))
    means = mean(sampled, "income", by="roof")
    assert found[0].estimate == pytest.approx(means["tin"].estimate)
    assert found[1].se == pytest.approx(means["tile"].se)


def test_prediction_without_a_value_is_missing(sampled):
    found = predict(regress(sampled, "income ~ rooms"), pd.DataFrame({"rooms": [2.0, np.nan]}))
    assert np.isnan([found[1].estimate, found[1].se]).all()
    assert np.isfinite(found[0].se)


def test_prediction_with_an_offset_needs_its_column(sampled):
    fit = regress(sampled, "rooms ~ piped + offset(log(income))", "poisson")
    people = pd.DataFrame({"piped": [1, 1], "income": [10.0, 20.0]})
    found = predict(fit, people)
    assert found[1].estimate == pytest.approx(2 * found[0].estimate)
    with pytest.raises(EstimationError, match="income: no such column"):
        predict(fit, people[["piped"]])


def test_prediction_of_an_unknown_category_is_refused(sampled):
    with pytest.raises(EstimationError, match="roof: has 'slate', which the regression has not seen"):
        predict(regress(sampled, "income ~ roof"), pd.DataFrame({"roof": ["slate"]}))


def test_wald_test_of_one_coefficient_is_its_t_squared(sampled):
    fit = regress(sampled, "income ~ rooms + piped")
    found = term_test(fit, "rooms")
    assert found.statistic == pytest.approx(fit["rooms"].t ** 2)
    assert found.p_value == pytest.approx(fit["rooms"].p_value)


def test_terms_of_an_interaction_may_be_named_in_either_order(sampled):
    fit = regress(sampled, "income ~ rooms * roof")
    assert term_test(fit, "roof:rooms").p_value == term_test(fit, "rooms:roof").p_value
    with pytest.raises(EstimationError, match="piped: is no term of the regression"):
        term_test(fit, "piped")


def test_p_values_keep_their_figures_far_out():
    x = np.arange(150.0)
    data = pd.DataFrame({"x": x, "y": x + np.sin(x), "w": 1.0})
    found = regress(SurveyDesign(data, weights="w"), "y ~ x")["x"]
    assert 0 < found.p_value < 1e-200


def test_deviance_of_a_linear_regression_is_no_criterion(sampled):
    with pytest.raises(EstimationError, match="is linear"):
        aic(regress(sampled, "income ~ rooms"))


BAD = {
    "income": ("formula", "0 outcomes"),
    "income ~ rooms +": ("formula", "cannot be read"),
    "income ~ 0": ("formula", "has no predictor"),
    "income ~ floors": ("floors", "no such column"),
    "roof ~ rooms": ("roof", "holds the categories thatch, tile, tin, not numbers"),
    "income ~ rooms + I(2 * rooms)": ("I(2 * rooms)", "says only what the predictors before it say"),
    "income ~ one": ("one", "has the same value in every row"),
    "income ~ log(rooms - rooms)": ("log(rooms - rooms)", "is infinite"),
    "income ~ visited": ("visited", "holds dates"),
}


@pytest.mark.parametrize(("formula", "wrong"), BAD.items())
def test_formula_that_cannot_be_fitted_is_refused_by_name(households, formula, wrong):
    data = households.assign(one=1.0, visited=pd.Timestamp("2024-05-01"))
    with pytest.raises(EstimationError, match=wrong[1]) as refusal:
        regress(SurveyDesign(data, **COLUMNS), formula)
    assert refusal.value.column == wrong[0]


def test_outcome_that_the_family_cannot_have_is_refused(sampled):
    with pytest.raises(EstimationError, match="which no binomial outcome is"):
        regress(sampled, "rooms ~ piped", "binomial")
    with pytest.raises(EstimationError, match="'gamma' is no family"):
        regress(sampled, "rooms ~ piped", "gamma")


@pytest.mark.parametrize("separating", ["knows", "I(rooms > 2) + rooms"])
def test_separation_is_refused_by_name(households, separating):
    """A predictor that tells the outcome, alone or on one side only, has no finite coefficient."""
    data = households.assign(knows=households["piped"], piped=(households["rooms"] > 2) * 1)
    design = SurveyDesign(data.assign(knows=data["piped"]), **COLUMNS)
    with pytest.raises(EstimationError, match="separation"):
        regress(design, f"piped ~ {separating}", "binomial")


def test_link_that_the_outcome_does_not_bear_is_refused(households):
    """Shares that run from 0 to 1 in a straight line leave no room for a slope that fits."""
    data = households.assign(steep=np.linspace(-40, 40, 60), piped=(np.arange(60) > 30) * 1)
    with pytest.raises(EstimationError, match="do not come to rest"):
        regress(SurveyDesign(data, **COLUMNS), "piped ~ steep + rooms", "binomial", link="identity")


def test_row_on_its_own_has_a_mean_and_no_dispersion(households):
    alone = SurveyDesign(households, weights="weight", clusters="village").where(households.index == 1)
    found = regress(alone, "income ~ 1")
    assert found["Intercept"].estimate == households["income"][1]
    assert np.isnan(found.dispersion)


def test_more_coefficients_than_degrees_of_freedom_leave_p_values_unknown(households):
    design = SurveyDesign(households[households["village"] < 3], weights="weight", clusters="village")
    found = regress(design, "income ~ rooms + piped + roof")
    assert found.df < 0
    assert np.isnan(found.table[["p_value", "low", "high"]]).all(axis=None)
    assert np.isfinite(found.table["estimate"]).all()


def test_domain_without_a_complete_row_is_refused(households, sampled):
    with pytest.raises(EstimationError, match="no row of the domain has every value"):
        regress(sampled.where(households["income"].isna()), "income ~ rooms")


def test_ordered_answers_that_a_predictor_tells_are_refused(households):
    design = SurveyDesign(households.assign(twice=households["rooms"] * 2), **COLUMNS)
    with pytest.raises(EstimationError, match="separation"):
        proportional_odds(design, "rooms ~ twice")


def test_regression_prints_its_table_and_what_stands_behind(sampled):
    told = repr(regress(sampled, "income ~ rooms"))
    assert told.startswith("gaussian (identity): income ~ rooms\n")
    assert "n = 54, 6 left out for missing values, df = 11" in told
