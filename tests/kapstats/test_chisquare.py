"""Tails of weighted sums of chi-squares, held against laws that are known in closed form."""

import numpy as np
import pytest
from scipy import integrate, stats

from kapstats.chisquare import tail_of_ratio, tail_of_sum


def even(x: float, weights: list[float]) -> float:
    """The tail of chi-squares of two degrees of freedom each: a mixture of exponentials (Box 1954, Ann Math Stat 25:
    290-302, theorem 2.4)."""
    parts = [
        np.prod([a / (a - b) for place, b in enumerate(weights) if place != own]) * np.exp(-x / (2 * a))
        for own, a in enumerate(weights)
    ]
    return float(sum(parts))


@pytest.mark.parametrize("df", [1, 2, 7, 40, 300])
@pytest.mark.parametrize("times", [0.3, 1.0, 3.0, 20.0])
def test_equal_weights_are_a_chi_square(df, times):
    assert tail_of_sum(3 * df * times, np.full(df, 3.0)) == pytest.approx(stats.chi2.sf(df * times, df), rel=1e-10)


@pytest.mark.parametrize("x", [0.1, 5, 50, 500, 5000])
def test_unequal_weights_are_a_mixture_of_exponentials(x):
    weights = [1.0, 2.0, 0.3, 5.0]
    assert tail_of_sum(x, np.array(weights), np.full(4, 2.0)) == pytest.approx(even(x, weights), rel=1e-10)


@pytest.mark.parametrize("x", [30, 300, 1300])
def test_far_tail_keeps_its_figures(x):
    exact = stats.chi2.sf(x, 1)
    assert tail_of_sum(x, np.array([1.0, 1e-20])) == pytest.approx(exact, rel=1e-10)
    assert exact < 1e-6


@pytest.mark.parametrize(
    ("df", "ddf", "x"), [(1, 14, 236.9), (3, 200, 40.0), (6, 1000, 30.0), (3, 5, 1e6), (2, 9.5, 0.1)]
)
def test_equal_weights_over_a_chi_square_are_an_f(df, ddf, x):
    assert tail_of_ratio(x, np.full(df, 1 / df), ddf) == pytest.approx(stats.f.sf(x, df, ddf), rel=1e-10)


def test_unequal_weights_over_a_chi_square_are_their_mean_over_its_law():
    weights, ddf, x = [1.0, 2.5], 11, 9.0
    mean, _ = integrate.quad(
        lambda y: even(x * y / ddf, weights) * stats.chi2.pdf(y, ddf), 0, np.inf, epsabs=0, epsrel=1e-10
    )
    assert tail_of_ratio(x, np.array(weights), ddf, np.array([2.0, 2.0])) == pytest.approx(mean, rel=1e-8)


def test_endless_denominator_is_the_sum():
    weights = np.array([0.5, 2.0])
    assert tail_of_ratio(4.0, weights, np.inf) == tail_of_sum(4.0, weights)


@pytest.mark.parametrize("times", [0.2, 0.999999, 1.0, 1.000001, 3.0])
def test_saddlepoint_is_near_the_exact_tail_also_at_the_mean(times):
    weights = np.array([1.0, 2.0, 3.0, 4.0])
    x = times * weights.sum()
    assert tail_of_sum(x, weights, method="saddlepoint") == pytest.approx(tail_of_sum(x, weights), rel=0.05)


def test_everything_lies_above_zero():
    assert (tail_of_sum(0.0, np.ones(2)), tail_of_ratio(-1.0, np.ones(2), 5)) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("x", "weights", "ddf"), [(np.nan, [1.0], 5), (1.0, [], 5), (1.0, [0.0], 5), (1.0, [np.nan], 5), (1.0, [1.0], 0)]
)
def test_no_law_has_no_tail(x, weights, ddf):
    assert np.isnan(tail_of_ratio(x, np.array(weights), ddf))
