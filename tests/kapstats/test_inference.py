"""A function of totals has the same errors unit by unit as row by row."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from kapstats import ReplicateWeights, SurveyDesign, adjust_nonresponse, bootstrap, calibrate, post_stratify, rake
from kapstats.inference import infer
from kapstats.items import Coded, Items, Plain, coded, item
from kapstats.levels import Counts, Shares
from kapstats.totals import Mean, OfTotals, Ratio, Total

N = 240


@dataclass(frozen=True, eq=False)
class RowByRow:
    """The same statistic, without what makes it a function of totals."""

    of: OfTotals

    def estimate(self, weights):
        return self.of.estimate(weights)

    def influence(self, weights, estimate):
        return self.of.influence(weights, estimate)


@pytest.fixture
def people() -> pd.DataFrame:
    random = np.random.default_rng(3)
    village = random.integers(0, 24, N)
    return pd.DataFrame(
        {
            "village": village,
            "household": np.arange(N) // 2,
            "district": village % 5,
            "weight": random.uniform(0, 4, N) * (random.random(N) > 0.1),
            "villages": 40,
            "households": 50,
            "sex": random.choice(["f", "m"], N),
            "age": random.integers(0, 3, N),
            "size": random.integers(1, 6, N),
            "answered": random.random(N) < 0.8,
            "group": random.choice(["a", "b", "c", None], N, p=[0.5, 0.3, 0.1, 0.1]),
            "score": random.integers(-2, 3, N).astype(float),
            "income": random.normal(10, 3, N),
        }
    ).mask(lambda data: (data.index.to_numpy() % 7 == 0)[:, None] & data.columns.isin(["score", "income"]))


def designs(people):
    """Clusters and rows; one stage and two, with finite populations; lonely strata; replicates."""
    drawn = {"weights": "weight", "strata": "district", "clusters": "village"}
    factors = np.random.default_rng(5).integers(0, 3, (24, 30))[people["village"]]
    replicated = pd.concat([people, pd.DataFrame(factors, columns=[f"r{i}" for i in range(30)])], axis=1)
    weights = ReplicateWeights([f"r{i}" for i in range(30)], kind="bootstrap", combined=False)
    alone = people.assign(district=people["district"].where(people["village"] != 3, 9))
    lonely = {"lonely_domains": True} | drawn
    return {
        "one stage": SurveyDesign(people, **drawn),
        "rows": SurveyDesign(people, weights="weight", strata="district"),
        "two stages": SurveyDesign(
            people, weights="weight", clusters=["village", "household"], population=["villages", "households"]
        ),
        "adjust": SurveyDesign(alone, **lonely, lonely="adjust"),
        "average": SurveyDesign(alone, **lonely, lonely="average"),
        "raked twice": raked(raked(SurveyDesign(people, **drawn))),
        "calibrated": calibrate(
            responded(SurveyDesign(people, **drawn)), ["size", "sex"], {"size": 1500, "sex": {"f": 260, "m": 240}}
        ),
        "replicates": SurveyDesign(replicated, weights="weight", replicates=weights),
    }


def raked(design):
    """Post-stratified, then raked: the later adjustment changes the scores that the earlier one sees."""
    tied = post_stratify(design, "sex", {"f": 250, "m": 250})
    return rake(tied, {"sex": {"f": 260, "m": 240}, "age": {0: 100, 1: 150, 2: 250}})


def responded(design):
    return adjust_nonresponse(design, "age", "answered")


def statistics(people):
    score, income = people["score"].to_numpy(), people["income"].to_numpy()
    level = coded(pd.factorize(people["score"], sort=True)[0], 5)
    both = Items((item(score), item(income)))
    return {
        "total": Total(both),
        "mean": Mean(both),
        "ratio": Ratio(Items((item(score),)), Items((item(income),))),
        "counts": Counts((level, level)),
        "shares": Shares((level,)),
    }


@pytest.mark.filterwarnings("ignore::kapstats.LonelyStrata")
@pytest.mark.parametrize("name", ["total", "mean", "ratio", "counts", "shares"])
@pytest.mark.parametrize(
    "drawn", ["one stage", "rows", "two stages", "adjust", "average", "raked twice", "calibrated", "replicates"]
)
def test_errors_unit_by_unit_equal_errors_row_by_row(people, drawn, name):
    design, statistic = designs(people)[drawn], statistics(people)[name]
    groups = (people["group"].to_numpy()[:, None] == np.array(["a", "b"])) & design.counted[:, None]
    for domains in (None, groups):
        fast, plain = infer(design, statistic, domains), infer(design, RowByRow(statistic), domains)
        np.testing.assert_allclose(fast.estimate, plain.estimate, rtol=1e-12)
        np.testing.assert_allclose(fast.covariance, plain.covariance, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(fast.df, plain.df)


def test_domains_that_overlap_are_allowed(people):
    design, statistic = designs(people)["one stage"], statistics(people)["mean"]
    some = people["group"].isin(["a"]).to_numpy()
    both = infer(design, statistic, np.column_stack([some, np.ones(N, dtype=bool)]))
    alone = infer(design, statistic)
    np.testing.assert_allclose(both.covariance[2:, 2:], alone.covariance, rtol=1e-10)


def test_few_whole_numbers_are_coded_and_read_back():
    values = np.array([3.0, np.nan, -1.0, 2.0, 3.0])
    column = item(values)
    assert isinstance(column, Coded)
    np.testing.assert_array_equal(column.values, values)
    np.testing.assert_array_equal(column.levels, [-1, 0, 1, 2, 3])


@pytest.mark.parametrize(
    "values",
    [[0.5, 1], [0, 1, 200], [0, 17], [-128, -127], [np.nan, np.nan], [1e300, 1], [np.inf, 0], [0.0] * 2000 + [0.5]],
)
def test_other_numbers_stay_as_they_are(values):
    column = item(np.array(values, dtype=float))
    assert isinstance(column, Plain) or list(column.levels) == sorted(set(values))
    np.testing.assert_array_equal(column.values, values)


def test_replicates_of_many_rows_are_totals_of_cells_and_units():
    """So many rows that factors of cells are kept apart, and that a rank takes several blocks."""
    random, rows = np.random.default_rng(9), 9000
    table = pd.DataFrame(
        {
            "village": random.integers(0, 40, rows),
            "weight": random.uniform(1, 3, rows),
            "sex": random.choice(["f", "m"], rows),
            "old": random.integers(0, 2, rows),
            "score": random.integers(0, 5, rows).astype(float),
            "income": np.where(random.random(rows) < 0.1, np.nan, random.normal(10, 3, rows)),
        }
    )
    drawn = bootstrap(SurveyDesign(table, weights="weight", clusters="village"), 50, seed=1)
    design = rake(drawn, {"sex": {"f": 9000, "m": 9500}, "old": {0: 8500, 1: 10000}})
    statistic = Mean(Items((item(table["score"].to_numpy()), item(table["income"].to_numpy()))))
    groups = table["old"].to_numpy()[:, None] == np.array([0, 1])
    fast, plain = infer(design, statistic, groups), infer(design, RowByRow(statistic), groups)
    np.testing.assert_allclose(fast.estimate, plain.estimate, rtol=1e-12)
    np.testing.assert_allclose(fast.covariance, plain.covariance, rtol=1e-9, atol=1e-15)
    weights = np.column_stack([design.replicates.weights(replicate) for replicate in range(50)])
    assert design.df == np.linalg.matrix_rank(weights) - 1
    given = design.replicates.factors_of(np.arange(rows)) * design.replicates.base[:, None]
    np.testing.assert_allclose(given, weights, rtol=1e-12)
