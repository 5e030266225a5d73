"""The reference values on scales, and the samples that they were made from, as designs."""

from functools import cache
from typing import Any

import pandas as pd
from reference.kap import FOLDER, told

from kapstats import SurveyDesign

AGREEABLE = ["A1", "A2", "A3", "A4", "A5"]
KNOWLEDGE = [f"kc{item}" for item in range(1, 9)]
ATTITUDE = [f"a{item}" for item in range(1, 6)]


def scales() -> dict[str, Any]:
    return told("scales")


@cache
def read(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / "data" / f"{name}.csv")


def alike(data: pd.DataFrame) -> SurveyDesign:
    """A sample whose rows were drawn alike and alone."""
    return SurveyDesign(data.assign(one=1.0), weights="one")


def agreeable() -> SurveyDesign:
    return alike(read("scales_bfi").assign(A1=lambda data: 7 - data["A1"]))


def verbal() -> SurveyDesign:
    return alike(read("dif_verbal"))
