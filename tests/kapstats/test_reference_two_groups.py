"""t tests and rank tests give the numbers of R's survey package, case by case."""

import pytest
from reference.cases import Case, Tolerance, cases, close, design_of

from kapstats import rank_test, t_test

T_TESTS = cases("two-sample t", "one-sample t (paired)")
RANK_TESTS = cases("rank test")
NAMES = {"wilcoxon": "Wilcoxon", "vanderWaerden": "van der Waerden", "KruskalWallis": "Kruskal-Wallis"}


def t_formula(case: Case) -> str:
    return f"{case['y']} ~ {case['group']}" if "group" in case else f"I({case['y']}) ~ 0"


@pytest.mark.parametrize("case", T_TESTS, ids=[case["id"] for case in T_TESTS])
def test_t_test_equals_r(case):
    found, expected = t_test(design_of(case), t_formula(case)), case["result"]
    close(
        [found.t, found.p_value, found.df],
        [expected["statistic"], expected["p_value"], expected["parameter"]["df"]],
        Tolerance(),
    )
    close([found.estimate], expected["estimate"], Tolerance())
    close([found.low, found.high], expected["conf_int"], Tolerance())


@pytest.mark.parametrize("case", RANK_TESTS, ids=[case["id"] for case in RANK_TESTS])
def test_rank_test_equals_r(case):
    test = NAMES.get(case["test"], case["test"])
    found, expected = rank_test(design_of(case), f"{case['y']} ~ {case['group']}", test), case["result"]
    close(found.p_value, expected["p_value"], Tolerance())
    if test == "Kruskal-Wallis":
        # R prints them under each other's name.
        close([found.df, found.statistic], [expected["statistic"], expected["parameter"]["Chisq"]], Tolerance())
    else:
        close([found.statistic, found.df], [expected["statistic"], expected["parameter"]["df"]], Tolerance())
        close([found.difference], expected["estimate"], Tolerance())


def test_every_test_of_groups_is_run():
    assert (len(T_TESTS), len(RANK_TESTS)) == (24, 12)
