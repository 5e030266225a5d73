"""Tables, spread, contrasts and scales have the numbers of R's survey package, case by case."""

import re

import numpy as np
import pytest
from reference.cases import Case, Tolerance, cases, close, design, design_of

from kapstats import (
    contrast,
    correlations,
    covariances,
    cronbach_alpha,
    crosstab,
    goodness_of_fit,
    independence,
    mean,
    regress,
    total,
    variances,
)

STATS = (
    "independence test", "weighted table", "goodness of fit", "variance", "covariance matrix", "contrast",
    "nonlinear contrast", "Cronbach alpha (weighted)",
)  # fmt: skip
CASES = cases(*STATS)


def of(*stats: str) -> pytest.MarkDecorator:
    """The cases of these statistics."""
    chosen = [case for case in CASES if case["stat"] in stats]
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
    if kind == "glm":
        return regress(design_of(case), columns)
    names, _, by = columns.partition(" by ")
    design = design_of(case)
    return (mean if kind == "mean" else total)(design, names.split(", "), **({"by": by} if by else {}))


@of("contrast", "nonlinear contrast")
def test_contrast_equals_r(case):
    told = [case["expr"]] if isinstance(case["expr"], str) else case["expr"]
    # R's names of coefficients run the column and its level together.
    expressions = [re.sub(r"\bstype([HM])\b", r"`stype[\1]`", text) for text in told]
    df = float(case["result"]["df"])
    found = contrast(estimates_of(case), dict(zip(expressions, expressions, strict=True)), df=df)
    expected = case["result"]
    close([row.estimate for row in found], expected["estimate"], Tolerance())
    close(found.covariance, expected["vcov"], Tolerance())
    close([[row.low, row.high] for row in found], expected["ci95_t"], Tolerance())


@of("Cronbach alpha (weighted)")
def test_alpha_equals_r(case):
    close(cronbach_alpha(design_of(case), case["vars"])["alpha"].estimate, case["result"]["value"], Tolerance())


CALIBRATED = {
    "F": (3.5152595833142395, 0.0592543041636113),
    "Chisq": (10.9337231857304307, 0.0297400819229842),
    "Wald": (5.0660066372369030, 0.0221177711914399),
    "adjWald": (4.7041490202914105, 0.0290384961229906),
    "lincom": (10.9337231857304307, 0.0598200787081404),
    "saddlepoint": (10.9337231857304307, 0.0598200787081404),
}
"""R 4.1.1: svychisq(~comp_imp + stype, ps_clus1, statistic), where stype is what the weights were tied to."""


@pytest.mark.parametrize("kind", CALIBRATED)
def test_independence_on_a_post_stratified_sample_equals_r(kind):
    test = independence(design("ps_clus1"), "comp_imp", "stype", statistic=kind)["comp_imp"]
    close([test.statistic], CALIBRATED[kind][:1], Tolerance())
    close([test.p_value], CALIBRATED[kind][1:], Tolerance(relative=1e-6))


def test_goodness_of_fit_on_calibrated_and_replicated_samples_equals_r():
    """R 4.1.1: svygofchisq(~comp_imp, c(.3, .7), ps_clus1) and svygofchisq(~stype, c(.7, .1, .2), r_jk1)."""
    tied = goodness_of_fit(design("ps_clus1"), "comp_imp", {"No": 0.3, "Yes": 0.7})
    close(
        [tied.statistic, tied.scale, tied.p_value],
        [1.947866716704670, 27.89884466008899, 0.791600640305105],
        Tolerance(),
    )
    shares = {"E": 0.7, "H": 0.1, "M": 0.2}
    test = goodness_of_fit(design("r_jk1"), "stype", shares)
    close([test.scale, test.df, test.p_value], [73.15627602307471, 1.516282347799590, 0.143270609107531], Tolerance())


def test_wald_test_of_replicates_equals_r():
    """R 4.1.1: svychisq(~sch_wide + stype, r_jk1, statistic = "Wald"), of the counts' own covariance."""
    test = independence(design("r_jk1"), "sch_wide", "stype", statistic="Wald")["sch_wide"]
    close([test.statistic, test.p_value], [2.40105860060268, 0.12689630060235], Tolerance())


@pytest.mark.parametrize(
    ("name", "expected"),
    [("dclus1", [-0.8446799840810740, 0.0333168384152212]), ("ps_clus1", [-0.827214121935597, 0.038985129307363])],
)
def test_correlation_equals_r(name, expected):
    """R 4.1.1: the delta method from svyvar(~api00 + meals, design) and the covariance of its entries."""
    found = correlations(design(name), ["api00", "meals"]).rows[0]
    close([found.estimate, found.se], expected, Tolerance())


def test_every_case_is_run():
    assert len(CASES) == 221
