"""Proportional odds give the numbers of R's survey package, and those of the optimum that it stops short of."""

import numpy as np
import pytest
from reference.cases import Tolerance, cases, close, design, design_of

from kapstats import proportional_odds, regress

CASES = cases("proportional odds")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_proportional_odds_on_the_path_of_r_equal_r(case):
    found, expected, allowed = (
        proportional_odds(design_of(case), case["formula"], path="R"),
        case["result"],
        Tolerance(1e-7),
    )
    assert [name.replace("[", "").replace("]", "") for name in found.table["term"]] == expected["names"]
    close(found.table["estimate"], expected["coef"], allowed)
    close(found.table["se"], expected["se"], allowed)
    close(found.covariance, expected["vcov"], allowed)
    assert found.df == expected["df_residual"]


def test_every_case_of_proportional_odds_is_run():
    assert len(CASES) == 3


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_path_of_r_ends_short_of_the_optimum_by_little(case):
    ours, theirs = (proportional_odds(design_of(case), case["formula"], path=path) for path in ("exact", "R"))
    np.testing.assert_allclose(ours.table["estimate"], theirs.table["estimate"], rtol=2e-4)
    np.testing.assert_allclose(ours.table["se"], theirs.table["se"], rtol=1e-3)


def test_optimum_is_where_r_goes_when_told_to_go_on():
    """R's svyolr with control=list(reltol=1e-15), whose coefficients then have six figures right."""
    found = proportional_odds(design("dclus1"), "meals_cat ~ mobility + stype")
    expected = [0.051349674310617, -1.531997817476801, -0.588191185929303, -0.716795578067939, 0.874116048107803]
    np.testing.assert_allclose(found.table["estimate"][:5], expected, rtol=1e-6)


def test_two_answers_are_a_logistic_regression():
    ordinal = proportional_odds(design("dstrat"), "sw01 ~ meals + stype")
    logistic = regress(design("dstrat"), "sw01 ~ meals + stype", "binomial")
    assert ordinal["0|1"].estimate == pytest.approx(-logistic["Intercept"].estimate)
    for term in ("meals", "stype[H]", "stype[M]"):
        assert ordinal[term].estimate == pytest.approx(logistic[term].estimate)
        assert ordinal[term].se == pytest.approx(logistic[term].se)
