"""Tables, spread, contrasts and scales have the numbers of R's survey package, case by case."""

import numpy as np
import pytest
from reference.cases import Case, Tolerance, cases, close, design_of

from kapstats import (
    contrast,
    covariances,
    cronbach_alpha,
    crosstab,
    goodness_of_fit,
    independence,
    mean,
    total,
    variances,
)

STATS = (
    "independence test", "weighted table", "goodness of fit", "variance", "covariance matrix", "contrast",
    "nonlinear contrast", "Cronbach alpha (weighted)",
)  # fmt: skip
CASES = cases(*STATS)


COVERED = [case for case in CASES if not case.get("of", "").startswith("glm")]
"""Contrasts of regressions wait for these."""


def of(*stats: str) -> pytest.MarkDecorator:
    """The covered cases of these statistics."""
    chosen = [case for case in COVERED if case["stat"] in stats]
    return pytest.mark.parametrize("case", chosen, ids=[case["id"] for case in chosen])


@of("independence test")
def test_independence_equals_r(case):
    design, kind, expected = design_of(case), case["statistic"], case["result"]
    test = independence(design, case["rows"], case["cols"], statistic=kind)[case["rows"]]
    allowed = Tolerance(relative=1e-6) if kind in ("lincom", "saddlepoint") else Tolerance()
    close(test.statistic, expected["statistic"], Tolerance())
    close(test.p_value / expected["p_value"], 1, allowed)
    parameters = expected.get("parameter", {})
    close(test.df, parameters.get("ndf", parameters.get("df", test.df)), Tolerance())
    close(test.ddf, parameters.get("ddf", test.ddf), Tolerance())
    assert crosstab(design, case["rows"], case["cols"]).test(kind) == test


@of("weighted table")
def test_weighted_table_equals_r(case):
    table = crosstab(design_of(case), case["rows"], case["cols"]).weighted
    names = case["result"]["dimnames"]
    assert (list(table.index), list(table.columns)) == (names[case["rows"]], names[case["cols"]])
    close(table, case["result"]["count"], Tolerance())


@of("goodness of fit")
def test_goodness_of_fit_equals_r(case):
    levels = sorted(design_of(case).data[case["vars"]].unique())
    shares = dict(zip(levels, case["p"], strict=True))
    test, expected = goodness_of_fit(design_of(case), case["vars"], shares), case["result"]
    close([test.statistic, test.p_value], [expected["statistic"], expected["p_value"]], Tolerance())
    close([test.scale, test.df], [expected["parameter"]["scale"], expected["parameter"]["df"]], Tolerance())


@of("variance")
def test_variance_equals_r(case):
    found, expected = variances(design_of(case), case["vars"]).rows[0], case["result"]
    close(found.estimate, expected["estimate"], Tolerance())
    close(found.se, expected["se"], Tolerance())
    assert found.df == expected["df"]


@of("covariance matrix")
def test_covariance_matrix_equals_r(case):
    found, expected = covariances(design_of(case), case["vars"]), case["result"]
    # R's matrix of two columns: both of its corners off the diagonal are the pair.
    whole = [0, 1, 1, 2]
    close([found.rows[place].estimate for place in whole], expected["estimate"], Tolerance())
    close([found.rows[place].se for place in whole], expected["se"], Tolerance())
    close(found.covariance[np.ix_(whole, whole)], expected["vcov_of_vec"], Tolerance())


def estimates_of(case: Case):
    """What a contrast is made of."""
    kind, _, columns = case["of"].partition(" ")
    names, _, by = columns.partition(" by ")
    design = design_of(case)
    return (mean if kind == "mean" else total)(design, names.split(", "), **({"by": by} if by else {}))


@of("contrast", "nonlinear contrast")
def test_contrast_equals_r(case):
    expressions = [case["expr"]] if isinstance(case["expr"], str) else case["expr"]
    df = float(case["result"]["df"])
    found = contrast(estimates_of(case), dict(zip(expressions, expressions, strict=True)), df=df)
    expected = case["result"]
    close([row.estimate for row in found], expected["estimate"], Tolerance())
    close(found.covariance, expected["vcov"], Tolerance())
    close([[row.low, row.high] for row in found], expected["ci95_t"], Tolerance())


@of("Cronbach alpha (weighted)")
def test_alpha_equals_r(case):
    close(cronbach_alpha(design_of(case), case["vars"])["alpha"].estimate, case["result"]["value"], Tolerance())


def test_what_is_not_covered_yet_is_counted():
    assert (len(COVERED), len(CASES)) == (219, 221)
