"""Where ports go wrong in tables and regressions: each mistake, and that it is not made here."""

import numpy as np
import pandas as pd
import pytest
from estimators import COLUMNS, jackknifed, villages
from scipy import stats

from kapstats import SurveyDesign, crosstab, independence, mean, regress, t_test


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    return villages(5, per_stratum=6)


def two_stages() -> SurveyDesign:
    """Ten of forty villages, in each four of eight households."""
    random = np.random.default_rng(4)
    village = np.repeat(np.arange(10), 4)
    table = pd.DataFrame(
        {
            "village": village,
            "household": np.arange(40),
            "villages": 40,
            "households": 8,
            "y": random.normal(size=40) + village,
            "a": random.integers(0, 2, 40),
            "b": random.integers(0, 2, 40),
        }
    )
    return SurveyDesign(table, clusters=["village", "household"], population=["villages", "households"])


def variance_of_two_stages(scores: np.ndarray) -> float:
    by_village = scores.reshape(10, 4)
    between = 10 * (1 - 10 / 40) * by_village.sum(axis=1).var(ddof=1)
    within = (10 / 40) * 4 * (1 - 4 / 8) * by_village.var(axis=1, ddof=1).sum()
    return between + within


def test_errors_within_clusters_are_weighed_by_the_share_of_clusters_drawn():
    """The variance within a village counts 10 / 40 of itself: the other villages are in the first stage's."""
    design = two_stages()
    found = mean(design, "y")["y"]
    scores = design.weights * (design.data["y"] - found.estimate) / design.weights.sum()
    assert design.weights.sum() == 320
    assert found.se**2 == pytest.approx(variance_of_two_stages(scores.to_numpy()))


def test_later_stages_count_in_tests_of_tables():
    design = two_stages()
    table = crosstab(design, "a", "b")
    cells = design.data["a"] * 2 + design.data["b"]
    for place in range(4):
        share = table.shares.rows[place].estimate
        scores = design.weights * ((cells == place) - share) / 320
        assert table.shares.covariance[place, place] == pytest.approx(variance_of_two_stages(scores.to_numpy()))
    one_stage = SurveyDesign(design.data.assign(w=8.0), weights="w", clusters="village", population="villages")
    other = independence(one_stage, "a", "b")["a"]
    assert independence(design, "a", "b")["a"].statistic != pytest.approx(other.statistic, rel=1e-6)


def test_later_stages_count_in_regressions():
    """Scores of the slope: the influence of each household, x less its mean times the residual over their squares."""
    design = two_stages()
    found = regress(design, "y ~ a")
    a, weights = design.data["a"].to_numpy(), design.weights
    apart = a - np.average(a, weights=weights)
    residuals = design.data["y"] - found["Intercept"].estimate - found["a"].estimate * a
    scores = weights * apart * residuals / (weights * apart**2).sum()
    assert found["a"].se ** 2 == pytest.approx(variance_of_two_stages(scores.to_numpy()))


def test_rao_scott_uses_all_digits_of_its_degrees_of_freedom_and_the_mean_eigenvalue(people):
    """Pearson's statistic over the trace of the design effects; df = trace^2 / trace of the square."""
    design = SurveyDesign(people, **COLUMNS)
    table = crosstab(design, "roof", "piped")
    p = table.shares.table["estimate"].to_numpy()
    contrasts = np.kron([[1, 0], [0, 1], [-1, -1]], [[1], [-1]])
    scaled = contrasts / p[:, None]
    delta = np.linalg.solve(contrasts.T @ scaled, scaled.T @ table.shares.covariance @ scaled)
    effects = table.n * np.linalg.eigvals(delta).real
    pearson = table.n * _pearson(table.weighted.to_numpy())
    second, first = table.test("F"), table.test("Chisq")
    df = effects.sum() ** 2 / (effects**2).sum()
    assert second.df == pytest.approx(df, rel=1e-12)
    assert second.df != round(second.df)
    assert second.statistic == pytest.approx(pearson / effects.sum(), rel=1e-9)
    assert second.ddf == pytest.approx(df * design.df, rel=1e-12)
    assert second.p_value == pytest.approx(stats.f.sf(second.statistic, df, df * design.df), rel=1e-9)
    assert first.p_value == pytest.approx(stats.chi2.sf(pearson / effects.mean(), len(effects)), rel=1e-9)


def _pearson(table: np.ndarray) -> float:
    p = table / table.sum()
    expected = np.outer(p.sum(axis=1), p.sum(axis=0))
    return float(((p - expected) ** 2 / expected).sum())


def test_small_p_values_keep_their_digits():
    """1 - cdf would give zero, or noise, below 1e-16."""
    random = np.random.default_rng(1)
    a = random.integers(0, 2, 4000)
    people = pd.DataFrame({"a": a, "b": np.where(random.random(4000) < 0.8, a, 1 - a), "w": 1.0})
    test = independence(SurveyDesign(people, weights="w"), "a", "b")["a"]
    assert 0 < test.p_value < 1e-200
    assert test.p_value == pytest.approx(stats.f.sf(test.statistic, test.df, test.ddf), rel=1e-9)


def test_regression_has_the_degrees_of_freedom_of_the_design_and_one_less_its_coefficients(people):
    design = SurveyDesign(people, **COLUMNS)
    coast = design.where(people["stratum"] == "coast")
    for one, df in ((design, 20), (coast, 5), (jackknifed(people), 20)):
        assert one.df == df
        assert regress(one, "rooms ~ size + roof").df == df + 1 - 4
        assert t_test(one, "size ~ piped").df == df - 1


def test_clusters_that_missing_values_empty_stay_in_regressions(people):
    """A village whose households all lack an answer has score zero, and counts among the villages drawn."""
    silent = people.assign(size=people["size"].where(people["village"] != 3))
    found = regress(SurveyDesign(silent, **COLUMNS), "rooms ~ size")
    zero = silent.assign(weight=silent["weight"].where(people["village"] != 3, 0.0), size=people["size"])
    lost = silent[people["village"] != 3]
    np.testing.assert_allclose(found.covariance, regress(SurveyDesign(zero, **COLUMNS), "rooms ~ size").covariance)
    assert not np.allclose(
        found.covariance, regress(SurveyDesign(lost, **COLUMNS), "rooms ~ size").covariance, rtol=1e-3
    )
    assert found.missing == 8


def test_small_p_values_of_coefficients_keep_their_digits():
    random = np.random.default_rng(2)
    people = pd.DataFrame({"x": random.normal(size=1000), "w": 1.0})
    people["y"] = people["x"] + random.normal(size=1000)
    slope = regress(SurveyDesign(people, weights="w"), "y ~ x")["x"]
    assert 0 < slope.p_value < 1e-100
    assert slope.p_value == pytest.approx(2 * stats.t.sf(slope.t, 998), rel=1e-6)
