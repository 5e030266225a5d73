"""Quantiles found without sorting, and shares from tables of units, are those found the long way."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapstats import SurveyDesign, median, quantile
from kapstats.domains import Domains
from kapstats.items import Items, Plain, item
from kapstats.quantile_rules import distribution, quantiles
from kapstats.quantile_search import MANY, Observations, search
from kapstats.quantile_shares import below, below_in, columns_of, sample_of


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    shape=st.sampled_from(["normal", "skewed", "tied", "sorted", "one value"]),
    rule=st.sampled_from(["math", "school"]),
    p=st.lists(st.floats(0, 1), min_size=1, max_size=4),
)
def test_search_among_many_rows_finds_what_sorting_finds(seed, shape, rule, p):
    random = np.random.default_rng(seed)
    n = MANY + 100
    values = {
        "normal": random.normal(size=n),
        "skewed": np.exp(4 * random.normal(size=n)),
        "tied": random.integers(0, 4, n).astype(float),
        "sorted": np.arange(n) / n,
        "one value": np.full(n, 2.0),
    }[shape]
    values[random.random(n) < 0.1] = np.nan
    weights = random.integers(0, 4, n) * 0.7
    asked = np.array(p)
    found, parts = search(Observations(values, weights), asked, rule)
    np.testing.assert_array_equal(found, quantiles(distribution(values, weights), asked, rule))
    again, _ = search(Observations(values, weights), asked, rule, parts)
    np.testing.assert_array_equal(again, found)


def test_search_among_rows_whose_sample_misleads_looks_further():
    """Every fourth row, which the sample is made of, holds other values than the rest."""
    values = np.arange(4.0 * MANY)
    values[::2] += 1e9
    observed = Observations(values, np.ones(len(values)))
    found, _ = search(observed, np.array([0.2, 0.8]), "math")
    np.testing.assert_array_equal(found, quantiles(observed.ordered, np.array([0.2, 0.8]), "math"))


@pytest.fixture
def people() -> SurveyDesign:
    random = np.random.default_rng(11)
    n = 400
    village = random.integers(0, 20, n)
    table = pd.DataFrame(
        {
            "village": village,
            "district": village % 4,
            "weight": random.uniform(0, 3, n) * (random.random(n) > 0.05),
            "group": random.integers(-1, 3, n),
            "score": random.integers(1, 6, n).astype(float),
            "income": random.normal(10, 3, n),
        }
    )
    table.loc[::9, ["score", "income"]] = np.nan
    return SurveyDesign(table, weights="weight", strata="district", clusters="village")


def test_shares_from_tables_of_units_have_the_errors_of_rows(people):
    """For a column with a table, one without, and bounds in no order, some of them the same."""
    group = people.data["group"].to_numpy()
    sample = sample_of(people, Domains(np.where(people.counted, group, -1), 3))
    columns = Items((item(people.data["score"].to_numpy()), Plain(people.data["income"].to_numpy())))
    bounds = np.array([[3.0, 1.0, 10.0, 10.0], [2.5, 4.0, 9.0, 12.0], [5.0, 11.0, 0.0, 2.0]])
    read = columns_of(sample, columns)
    for column, shares in zip(read, below(sample, read, [bounds, bounds]), strict=True):
        for domain, found in enumerate(shares):
            row_by_row = below_in(sample, column, domain, bounds[domain])
            np.testing.assert_allclose(found.share, row_by_row.share, rtol=1e-12)
            np.testing.assert_allclose(found.covariance, row_by_row.covariance, rtol=1e-9, atol=1e-15)
            assert found.df == row_by_row.df


def test_column_of_codes_has_the_quantiles_of_the_same_numbers_beside_fractions(people):
    """A fraction nobody counts keeps the column from having a table."""
    plain = people.data.assign(score=people.data["score"].where(people.weights > 0, 0.5))
    other = SurveyDesign(plain, weights="weight", strata="district", clusters="village")
    for rule in ("math", "school", "hf3", "hf7", "shahvaish"):
        one, two = (
            quantile(design, "score", [0.1, 0.5, 0.8], by="group", rule=rule).table for design in (people, other)
        )
        pd.testing.assert_frame_equal(one.drop(columns="missing"), two.drop(columns="missing"), rtol=1e-9)


def test_many_rows_have_the_median_of_the_rule_that_sorts_them():
    random = np.random.default_rng(2)
    n = MANY + 1
    people = pd.DataFrame({"y": random.normal(size=n), "c": np.arange(n) % 50, "w": random.uniform(1, 2, n)})
    design = SurveyDesign(people, weights="w", clusters="c")
    found, sorted_out = median(design, "y")["y"], median(design, "y", rule="hf4")["y"]
    assert found.estimate == pytest.approx(sorted_out.estimate, abs=1e-3)
    assert (found.low, found.high) == pytest.approx((sorted_out.low, sorted_out.high), abs=1e-3)
