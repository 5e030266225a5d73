"""Variances, correlations and scales: where they are known in closed form, and what cannot have them."""

import numpy as np
import pandas as pd
import pytest

from kapstats import (
    EstimationError,
    SurveyDesign,
    correlations,
    covariances,
    cronbach_alpha,
    mean,
    variances,
)

COLUMNS = {"weights": "weight", "strata": "stratum", "clusters": "village"}


def test_equal_weights_give_the_variance_of_the_textbook():
    people = pd.DataFrame({"a": [1.0, 2, 4, 8, 16], "b": [3.0, 1, 4, 1, 5]})
    design = SurveyDesign(people.assign(w=2.0), weights="w")
    assert variances(design, "a")["a"].estimate == pytest.approx(people["a"].var())
    assert covariances(design, ["a", "b"])["a", "b"].estimate == pytest.approx(people["a"].cov(people["b"]))
    assert correlations(design, ["a", "b"])["a", "b"].estimate == pytest.approx(people["a"].corr(people["b"]))


def test_variance_is_the_mean_of_squares_about_the_mean(households, sampled):
    rooms = households["rooms"]
    middle = mean(sampled, "rooms")["rooms"].estimate
    squares = SurveyDesign(households.assign(squares=(rooms - middle) ** 2 * 60 / 59), **COLUMNS)
    one, other = variances(sampled, "rooms")["rooms"], mean(squares, "squares")["squares"]
    assert (one.estimate, one.se, one.df) == pytest.approx((other.estimate, other.se, other.df))


def test_correlation_is_a_function_of_the_covariances(sampled):
    found = covariances(sampled, ["income", "rooms"])
    one = correlations(sampled, ["income", "rooms"])["income", "rooms"]
    parts = [row.estimate for row in found]
    slopes = np.array([-parts[1] / parts[0] / 2, 1, -parts[1] / parts[2] / 2]) / np.sqrt(parts[0] * parts[2])
    assert one.estimate == pytest.approx(parts[1] / np.sqrt(parts[0] * parts[2]))
    assert one.se == pytest.approx(np.sqrt(slopes @ found.covariance @ slopes))


def test_correlation_knows_no_unit(households, sampled):
    other = SurveyDesign(households.assign(income=1e6 - 250 * households["income"]), **COLUMNS)
    one, turned = (correlations(design, ["income", "rooms"]).rows[0] for design in (sampled, other))
    assert (turned.estimate, turned.se) == pytest.approx((-one.estimate, one.se))


def test_rows_that_lack_a_column_leave_all_pairs(sampled):
    assert [row.n for row in covariances(sampled, ["income", "rooms"])] == [54] * 3
    assert [row.n for row in variances(sampled, ["income", "rooms"])] == [54, 60]
    assert correlations(sampled, ["income", "rooms"]).rows[0].missing == 6


def test_groups_are_the_domains_one_by_one(households, sampled):
    found = variances(sampled, ["income", "rooms"], by="roof")
    for roof in ("thatch", "tile", "tin"):
        alone = variances(sampled.where(households["roof"] == roof), ["income", "rooms"])
        for name in ("income", "rooms"):
            one, other = found[roof, name], alone[name]
            assert (one.estimate, one.se, one.n) == pytest.approx((other.estimate, other.se, other.n))


def test_one_row_has_no_variance_and_spoils_no_other_group(households):
    lonely = households.assign(roof=np.where(households.index == 0, "slate", households["roof"]))
    found = variances(SurveyDesign(lonely, **COLUMNS), "rooms", by="roof")
    assert np.isnan([found["slate"].estimate, found["slate"].se]).all()
    assert found["tin"].se > 0


@pytest.mark.parametrize("constant", [0.1, 1e9])
def test_constant_column_varies_by_nothing_and_correlates_with_nothing(households, constant):
    design = SurveyDesign(households.assign(same=constant), **COLUMNS)
    found = variances(design, "same")["same"]
    assert (found.estimate, found.se) == (0, 0)
    assert np.isnan(correlations(design, ["same", "rooms"]).rows[0].estimate)


def test_alpha_of_copies_of_one_item_is_one(households):
    design = SurveyDesign(households.assign(again=households["rooms"] + 2), **COLUMNS)
    found = cronbach_alpha(design, ["rooms", "again"])["alpha"]
    assert (found.estimate, found.se) == pytest.approx((1, 0), abs=1e-12)


def test_alpha_of_two_items_is_a_function_of_their_covariances(households, sampled):
    found = covariances(sampled, ["rooms", "piped"])
    between, whole = (
        found.rows[1].estimate,
        found.rows[0].estimate + 2 * found.rows[1].estimate + found.rows[2].estimate,
    )
    assert cronbach_alpha(sampled, ["rooms", "piped"])["alpha"].estimate == pytest.approx(4 * between / whole)


def test_alpha_by_groups_counts_who_answered_all(sampled):
    found = cronbach_alpha(sampled, ["rooms", "income"], by="stratum")
    assert sum(row.n for row in found) == 54
    assert [row.missing for row in found] == [2, 2, 2]


@pytest.mark.parametrize("ask", [covariances, correlations, cronbach_alpha])
def test_one_column_is_refused(sampled, ask):
    with pytest.raises(EstimationError, match="rooms: is one"):
        ask(sampled, "rooms")


@pytest.mark.parametrize("ask", [variances, covariances, correlations, cronbach_alpha])
def test_text_and_empty_columns_are_refused(households, ask):
    design = SurveyDesign(households.assign(empty=np.nan), **COLUMNS)
    with pytest.raises(EstimationError, match="roof: holds"):
        ask(design, ["rooms", "roof"])
    with pytest.raises(EstimationError):
        ask(design, ["empty", "rooms"])
