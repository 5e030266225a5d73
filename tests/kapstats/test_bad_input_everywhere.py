"""Bad input given to every estimator: a named error that says of which column, or a result that says so."""

import numpy as np
import pandas as pd
import pytest
from estimators import COLUMNS, ESTIMATORS, QUIZ, numbers, villages

from kapstats import (
    DesignError,
    EstimationError,
    SurveyDesign,
    correlations,
    counts,
    crosstab,
    independence,
    mean,
    median,
    predict,
    proportion,
    proportional_odds,
    quantile,
    rank_test,
    regress,
    shares,
    t_test,
    term_test,
    total,
    variances,
)

each = pytest.mark.parametrize("name", ESTIMATORS)
OF_WORDS = (
    "counts", "crosstab", "dif_by_design", "dif_logistic", "dif_mantel_haenszel", "goodness_of_fit", "independence",
    "latent_classes", "percentage_to_gain", "presentation", "proportion", "shares",
)  # fmt: skip
"""those that were asked of no column of numbers but zeros and ones"""
of_numbers = pytest.mark.parametrize("name", [name for name in ESTIMATORS if name not in OF_WORDS])


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return villages(5, per_stratum=6)


def drawn(people: pd.DataFrame, **changed: object) -> SurveyDesign:
    return SurveyDesign(people.assign(**changed), **COLUMNS)


@each
def test_empty_domain_is_refused(people, name):
    design = drawn(people)
    with pytest.raises(EstimationError, match=r"widen|loosen|leave"):
        ESTIMATORS[name](design.where(design.data["size"] > 1000))


@each
def test_items_that_nobody_answered_are_refused(people, name):
    nothing = {
        "income": np.nan,
        "rooms": np.nan,
        "size": np.nan,
        "piped": np.nan,
        "roof": None,
        **dict.fromkeys(QUIZ, np.nan),
    }
    with pytest.raises(EstimationError, match=r"no value|never has|has every value|answered all|has both|has it and"):
        ESTIMATORS[name](drawn(people, **nothing))


@each
def test_absent_column_is_named_with_those_there_are(people, name):
    absent = people.drop(columns=["income", "rooms", "size", "piped", "roof", *QUIZ])
    with pytest.raises((DesignError, EstimationError), match="no such column: the data have: stratum, village, weight"):
        ESTIMATORS[name](SurveyDesign(absent, **COLUMNS))


@of_numbers
@pytest.mark.parametrize("wrong", ["many", pd.Timestamp("2020-02-29"), np.inf])
def test_text_dates_and_infinite_values_where_numbers_are_due_are_refused(people, name, wrong):
    with pytest.raises(EstimationError, match=r"^(income|rooms|size|formula|offset\(rooms / 10\)): "):
        ESTIMATORS[name](drawn(people, income=wrong, rooms=wrong, size=wrong))


NO_ANSWER = {
    "difference_in_differences",
    "aic", "dif_by_design", "dif_logistic", "dif_mantel_haenszel", "differences", "factor_model", "goodness_of_fit",
    "independence", "invariance", "latent_classes", "predict", "proportional_odds", "pseudo_r2", "rank_test",
    "regress", "standardised_gains", "t_test", "term_test",
}  # fmt: skip
"""of columns that are constant, these have none; the others an error of zero, or NaN (but those that count people)"""


@each
def test_constant_columns_have_no_error_or_no_answer(people, name):
    constant = drawn(people, income=3.0, rooms=3.0, size=3.0, piped=1, roof="tin", **dict.fromkeys(QUIZ, 1))
    if name in NO_ANSWER:
        with pytest.raises(EstimationError, match=r"same value|one value|the value|groups|never has|different answers"):
            ESTIMATORS[name](constant)
        return
    if name not in ("counts", "crosstab", "total"):
        found = numbers(ESTIMATORS[name](constant))
        errors = np.concatenate(
            [value.ravel() for place, value in found.items() if place.split(".")[-1] == "se"] or [[]]
        )
        assert (np.isnan(errors) | (errors < 1e-12)).all()


def test_correlation_with_a_constant_is_not_a_number(people):
    found = correlations(drawn(people, rooms=3.0), ["income", "rooms"])["income", "rooms"]
    assert np.isnan([found.estimate, found.se]).all()
    assert variances(drawn(people, rooms=3.0), "rooms")["rooms"].estimate == 0


@pytest.mark.parametrize("test", ["Wilcoxon", "van der Waerden", "median", "Kruskal-Wallis"])
@pytest.mark.parametrize("by", ["piped", "roof"])
def test_ranks_of_a_constant_are_refused(people, test, by):
    """Rounding would make an infinite statistic of them, and a p-value of zero."""
    with pytest.raises(EstimationError, match="income: has the same value in every row"):
        rank_test(drawn(people, income=3.0), f"income ~ {by}", test)


@pytest.mark.parametrize("formula", ["income ~ piped", "income ~ 1", "I(income - 2) ~ 1"])
def test_means_of_a_constant_are_not_tested(people, formula):
    with pytest.raises(EstimationError, match="has the same value in every row"):
        t_test(drawn(people, income=3.0), formula)


def test_ranks_of_words_need_an_order(people):
    with pytest.raises(EstimationError, match="roof: holds text, which has no ranks: make it categorical"):
        rank_test(drawn(people), "roof ~ piped")
    ordered = pd.Categorical(people["roof"], ["thatch", "tile", "tin"], ordered=True)
    codes = drawn(people, roof=ordered.codes.astype(float))
    found, same = rank_test(drawn(people, roof=ordered), "roof ~ piped"), rank_test(codes, "roof ~ piped")
    assert found.p_value == pytest.approx(same.p_value)


def test_separation_is_refused_with_the_predictor_that_separates(people):
    rich = (people["size"] > 4).astype(int)
    with pytest.raises(EstimationError, match=r"size: has no finite coefficient.*separation"):
        regress(drawn(people, rich=rich), "rich ~ size", "binomial")
    some = (people["roof"] == "tin") | (people.index % 2 == 0)
    with pytest.raises(EstimationError, match=r"roof\[tin\]: has no finite coefficient.*separation"):
        regress(drawn(people, rich=some.astype(int)), "rich ~ roof", "binomial")
    with pytest.raises(EstimationError, match=r"separation"):
        proportional_odds(drawn(people, band=np.digitize(people["size"], [3, 5]).astype(str)), "band ~ size")


def test_one_stratum_is_as_good_as_none(people):
    one, none = drawn(people, stratum="all"), SurveyDesign(people, weights="weight", clusters="village")
    for name, ask in ESTIMATORS.items():
        found, wanted = numbers(ask(one)), numbers(ask(none))
        for place, value in wanted.items():
            np.testing.assert_allclose(found[place], value, rtol=1e-9, atol=1e-12, err_msg=f"{name} {place}")


METHODS = {"beta": True, "beta_capped": True, "wilson": True, "mean": True, "logit": False, "asin": False}
"""whether a method has limits for shares of zero and one"""


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0, 1])
def test_shares_of_nobody_and_everybody(people, share, method):
    found = proportion(drawn(people, piped=share), "piped", method=method)["piped"]
    assert (found.estimate, found.se) == (share, 0)
    assert np.isfinite([found.low, found.high]).all() == METHODS[method]
    if METHODS[method]:
        assert 0 <= found.low <= share <= found.high <= 1


@pytest.mark.parametrize("share", [0, 1])
def test_regression_on_an_answer_that_all_gave_is_refused(people, share):
    with pytest.raises(EstimationError, match="piped: has the same value in every row"):
        regress(drawn(people, piped=share), "piped ~ size", "binomial")


def test_median_of_what_all_answered_is_that_answer(people):
    found = median(drawn(people, piped=1), "piped")["piped"]
    assert (found.estimate, found.low, found.high, found.se) == (1, 1, 1, 0)


def test_category_of_one_domain_is_empty_in_the_others(people):
    roof = people["roof"].where(people["stratum"] != "town", "slate")
    design = drawn(people, roof=roof)
    by = shares(design, "roof", by="stratum")
    assert (by["coast", "slate"].estimate, by["coast", "slate"].se) == (0, 0)
    assert by["town", "slate"].estimate == 1
    coast = design.where(people["stratum"] == "coast")
    assert counts(coast, "roof")["slate"].estimate == 0
    assert (crosstab(coast, "roof", "piped").weighted.loc["slate"] == 0).all()
    assert [one.term for one in regress(coast, "income ~ roof")] == ["Intercept", "roof[tile]", "roof[tin]"]
    town = mean(design.where(people["stratum"] != "town"), "rooms", by="roof")["slate"]
    assert town.n == 0
    assert np.isnan([town.estimate, town.se]).all()


def test_category_that_the_regression_has_not_seen_is_refused(people):
    with pytest.raises(EstimationError, match="roof: has 'slate', which the regression has not seen: it has seen"):
        predict(regress(drawn(people), "income ~ roof"), pd.DataFrame({"roof": ["tin", "slate"]}))


def test_domain_in_one_village_has_estimates_without_limits(people):
    """One village of one stratum: the design leaves no degrees of freedom, and so no interval and no p-value."""
    village = drawn(people).where(people["village"] == 0)
    for found in (mean(village, "rooms"), proportion(village, "piped", method="beta"), quantile(village, "rooms", 0.4)):
        (row,) = found.rows
        assert np.isfinite(row.estimate)
        assert np.isnan([row.low, row.high]).all()
        assert row.df == 0
    fitted = regress(village, "income ~ rooms")
    assert np.isnan([one.p_value for one in fitted]).all()
    assert np.isnan(term_test(fitted, "rooms").p_value)
    assert np.isnan(rank_test(village, "income ~ roof").p_value)
    assert np.isnan(t_test(village, "income ~ piped").p_value)
    assert np.isnan(independence(village, "roof", "piped")["roof"].p_value)


def test_sample_of_one_is_refused():
    one = SurveyDesign(pd.DataFrame({"y": [1.0], "w": [5.0]}), weights="w")
    for estimator in (mean, total, median, proportion):
        with pytest.raises(EstimationError, match="only one cluster"):
            estimator(one, "y")


def test_regression_without_predictors_is_the_mean(people):
    found, same = regress(drawn(people), "income ~ 1")["Intercept"], mean(drawn(people), "income")["income"]
    assert (found.estimate, found.se) == pytest.approx((same.estimate, same.se))
