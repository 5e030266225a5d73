"""Samples with nearly as many clusters as rows are worked out part by part, to the numbers of the whole at once."""

import numpy as np
import pandas as pd
import pytest

from kapstats import SurveyDesign, calibrate, mean, rake, ratio, shares, stack, total

ROWS = 14_000
KNOWN = {"sex": {0: 9_000.0, 1: 8_000.0}, "age": {0: 5_000.0, 1: 6_000.0, 2: 6_000.0}}


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    """Couples in strata, one of which has a single couple; answers with gaps."""
    random = np.random.default_rng(3)
    couple = random.permutation(np.arange(ROWS) // 2)
    return pd.DataFrame(
        {
            "couple": couple,
            "stratum": np.where(couple == 11, 9, couple % 4),
            "weight": random.lognormal(0, 0.4, ROWS),
            "population": np.where(couple == 11, 2.0, 9_000.0),
            "sex": random.integers(0, 2, ROWS),
            "age": random.integers(0, 3, ROWS),
            "region": random.choice([0, 1, 2, np.nan], ROWS),
            "rooms": np.where(random.random(ROWS) < 0.1, np.nan, random.integers(1, 5, ROWS)),
            "income": random.normal(10, 3, ROWS),
        }
    )


def designs(people: pd.DataFrame):
    of_rows = SurveyDesign(people, weights="weight", strata="stratum")
    parts = {"weights": "weight", "strata": "stratum", "clusters": "couple", "population": "population"}
    raked = rake(of_rows, KNOWN)
    return {
        "rows": of_rows,
        "couples": SurveyDesign(people, **parts, lonely="adjust"),
        "average": SurveyDesign(people, **parts, lonely="average").where(people["income"] > 8),
        "raked": raked,
        "calibrated twice": calibrate(raked, "~ income", {"(Intercept)": 17_000.0, "income": 171_000.0}),
        "stacked": stack({2025: raked, 2026: rake(of_rows, KNOWN)}, independent=True),
        "two stages": SurveyDesign(
            people,
            weights="weight",
            strata=["stratum", None],
            clusters=["couple", "income"],
            population=["population", 6.0],
            lonely="certainty",
        ),
    }


def asked(design: SurveyDesign):
    yield mean(design, ["rooms", "income"], by="region", deff="wor")
    yield total(design, ["rooms", "income"], deff="wr")
    yield ratio(design, "rooms", "income", deff="wr")
    yield shares(design, ["rooms", "sex"], by="age", deff="wor")


@pytest.mark.filterwarnings("ignore::kapstats.StatisticalWarning")
@pytest.mark.parametrize("kind", ["rows", "couples", "average", "raked", "calibrated twice", "stacked", "two stages"])
def test_parts_add_up_to_the_whole(people, kind, monkeypatch):
    design = designs(people)[kind]
    monkeypatch.setattr("kapstats.inference.NUMBERS", 5_000)
    monkeypatch.setattr("kapstats.linear.ROWS", 1_000)
    by_parts = list(asked(design))
    monkeypatch.setattr("kapstats.inference.SMALL", 10**9)
    monkeypatch.setattr("kapstats.linear.ROWS", 10**9)
    for one, other in zip(by_parts, asked(design), strict=True):
        pd.testing.assert_frame_equal(one.table, other.table, rtol=1e-9)
        scale = np.sqrt(np.outer(*[np.diag(other.covariance)] * 2))
        np.testing.assert_allclose(one.covariance / scale, other.covariance / scale, atol=1e-9)


def test_mean_of_rows_is_that_of_the_textbook(people):
    few = people.dropna(subset=["rooms"]).assign(weight=1.0)
    found = mean(SurveyDesign(few, weights="weight"), "rooms", deff="wr")["rooms"]
    assert found.se == pytest.approx(few["rooms"].std() / np.sqrt(len(few)), rel=1e-10)
    assert found.deff == pytest.approx(1, rel=1e-3)
