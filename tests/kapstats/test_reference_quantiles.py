"""Quantiles and their intervals are those of R's survey package, case by case."""

import warnings

import pytest
from reference.cases import Case, Tolerance, cases, close, design_of

from kapstats import Estimates, JackknifedQuantiles, quantile

CASES = cases("quantile")
INTERVALS = {"score": "r-score"}
"""R looks the limits of its score interval up in the unweighted distribution."""


def run(case: Case) -> Estimates:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", JackknifedQuantiles)
        return quantile(
            design_of(case),
            case["vars"],
            case["p"],
            rule=case["qrule"],
            interval=INTERVALS.get(case["interval_type"], case["interval_type"]),
            level=1 - case.get("alpha", 0.05),
            df=float(case["df_arg"]) if "df_arg" in case else None,
        )


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_quantiles_equal_r(case):
    (expected,) = case["result"]
    found = run(case)
    close([row.estimate for row in found], expected["quantile"], Tolerance())
    close([[row.low, row.high] for row in found], expected["ci"], Tolerance())
    close([row.se for row in found], expected["se"], Tolerance())
    close(design_of(case).df, expected["df"], Tolerance())


def test_every_case_of_quantiles_is_run():
    assert len(CASES) == 168
