"""What is asked of a regression afterwards gives the numbers of R's survey package, case by case."""

import numpy as np
import pandas as pd
import pytest
from reference.cases import Case, Tolerance, cases, close, design_of

from kapstats import Regression, aic, predict, pseudo_r2, regress, term_test

ALLOWED = Tolerance(relative=1e-7)
TERM_TESTS = cases("term test")
PREDICTIONS = cases("prediction")
AICS = cases("dAIC (Lumley-Scott): eff.p, AIC, deltabar")
PSEUDO_R2S = cases("pseudo R squared")
METHODS = {"Wald": "Wald", "WorkingWald": "working Wald", "LRT": "LRT"}


def fitted(case: Case) -> Regression:
    family = "binomial" if "quasibinomial" in case["call"] else "gaussian"
    return regress(design_of(case), case["formula"], family)


@pytest.mark.parametrize("case", TERM_TESTS, ids=[case["id"] for case in TERM_TESTS])
def test_term_test_equals_r(case):
    df = np.inf if case.get("df_arg") == "Inf" else None
    found, expected = term_test(fitted(case), case["test_terms"], METHODS[case["method"]], df=df), case["result"]
    close([found.statistic, found.df, found.p_value], [expected[k] for k in ("F_or_chisq", "df", "p_value")], ALLOWED)
    close(found.ddf, np.inf if expected["ddf"] is None else expected["ddf"], ALLOWED)
    close(found.eigenvalues, expected["lambda"] or [], ALLOWED)


@pytest.mark.parametrize("case", PREDICTIONS, ids=[case["id"] for case in PREDICTIONS])
def test_prediction_equals_r(case):
    expected = case["result"]
    for df, limits in ((expected["df"], "ci95_t"), (np.inf, "ci95_z")):
        found = predict(fitted(case), pd.DataFrame(case["newdata"]), scale=case["scale"], df=df)
        close(found.table["estimate"], expected["estimate"], ALLOWED)
        close(found.table["se"], expected["se"], ALLOWED)
        close(np.diag(found.covariance), expected["vcov"], ALLOWED)
        close(found.table[["low", "high"]], expected[limits], ALLOWED)


@pytest.mark.parametrize("case", AICS, ids=[case["id"] for case in AICS])
def test_aic_equals_r(case):
    found = aic(fitted(case))
    close([found.effective_parameters, found.aic, found.mean_effect], case["result"]["value"], ALLOWED)


@pytest.mark.parametrize("case", PSEUDO_R2S, ids=[case["id"] for case in PSEUDO_R2S])
def test_pseudo_r_squared_equals_r(case):
    found = pseudo_r2(fitted(case))
    close([found.cox_snell, found.nagelkerke], case["result"]["value"], ALLOWED)


def test_every_question_about_a_regression_is_run():
    assert [len(found) for found in (TERM_TESTS, PREDICTIONS, AICS, PSEUDO_R2S)] == [27, 6, 3, 3]
