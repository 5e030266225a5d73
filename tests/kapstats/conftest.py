"""Samples to estimate from: small invented ones, whose numbers a reader can check by hand."""

import numpy as np
import pandas as pd
import pytest

from kapstats import SurveyDesign


@pytest.fixture
def households() -> pd.DataFrame:
    """Sixty households in three strata and fifteen clusters, with unequal weights and some missing answers."""
    random = np.random.default_rng(7)
    n = 60
    stratum = np.repeat(["coast", "hills", "town"], 20)
    answer = random.normal(10, 3, n).round(2)
    return pd.DataFrame(
        {
            "stratum": stratum,
            "village": np.repeat(np.arange(15), 4),
            "weight": random.uniform(1, 5, n).round(2),
            "income": np.where(np.arange(n) % 11 == 0, np.nan, answer),
            "rooms": random.integers(1, 6, n).astype(float),
            "piped": random.integers(0, 2, n),
            "roof": random.choice(["tin", "tile", "thatch"], n),
        }
    )


@pytest.fixture
def sampled(households) -> SurveyDesign:
    return SurveyDesign(households, weights="weight", strata="stratum", clusters="village")
