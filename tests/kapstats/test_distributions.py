"""Tails and points equal those of scipy.stats, far out and at the edges."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from kapstats.counted import conditional_odds_ratio, fisher_p
from kapstats.distributions import chi2_tail, f_point, f_tail, normal_point, normal_tail, t_point, t_tail

DEGREES = np.array([0.3, 1, 4.5, 230, 1e9, np.inf])


def test_student():
    t = np.array([0, 0.5, 2, 40, 1e30])[:, None]
    np.testing.assert_allclose(t_tail(t, DEGREES), stats.t.sf(t, DEGREES), rtol=1e-13)
    tails = np.array([0.4, 0.025, 1e-12])[:, None]
    np.testing.assert_allclose(t_point(tails, DEGREES[1:]), stats.t.isf(tails, DEGREES[1:]), rtol=1e-7)


def test_tail_of_student_keeps_its_figures_far_out():
    assert t_tail(80.0, 300.0) == pytest.approx(float(stats.t.sf(80.0, 300.0)), rel=1e-12)
    assert 0 < t_tail(80.0, 300.0) < 1e-200


@pytest.mark.parametrize("f", [0.0, 0.7, 3.0, 500.0])
def test_f_and_chi_square(f):
    assert f_tail(f, 2.5, 17.0) == pytest.approx(stats.f.sf(f, 2.5, 17.0), rel=1e-13)
    assert chi2_tail(f, 2.5) == pytest.approx(stats.chi2.sf(f, 2.5), rel=1e-13)


def test_f_that_rounding_left_below_zero_is_certain_to_be_exceeded():
    assert f_tail(-1e-18, 2, 17) == 1
    assert chi2_tail(-1e-18, 2) == 1


def test_points_are_where_the_tails_are():
    assert f_tail(float(f_point(0.01, 3, 20)), 3, 20) == pytest.approx(0.01)
    assert normal_tail(normal_point(0.025)) == pytest.approx(0.025)
    assert normal_point(0.025) == pytest.approx(1.959963984540054)


def test_no_degrees_of_freedom_no_number():
    assert np.isnan([t_tail(1, np.nan), t_tail(1, 0), t_point(0.025, 0), f_tail(1, 2, np.nan), f_tail(1, 2, 0)]).all()
    assert np.isnan([f_tail(np.nan, 2, 3), chi2_tail(np.nan, 2), chi2_tail(1, np.nan), chi2_tail(1, 0)]).all()


def test_library_loads_neither_scipy_stats_nor_statsmodels():
    look = "import sys, kapstats; print({'scipy.stats', 'scipy.interpolate', 'statsmodels'} & sys.modules.keys())"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "table", [[[3, 1], [2, 9]], [[0, 4], [3, 2]], [[5, 5], [5, 5]], [[4, 0], [0, 4]], [[7, 0], [9, 0]]]
)
def test_exact_tests_of_two_by_two_tables(table):
    counts = np.array(table)
    assert fisher_p(counts) == pytest.approx(float(stats.fisher_exact(counts).pvalue), rel=1e-10)
    if counts.sum(axis=0).all():
        wanted = float(stats.contingency.odds_ratio(counts).statistic)
        assert conditional_odds_ratio(counts) == pytest.approx(wanted, rel=1e-6)
