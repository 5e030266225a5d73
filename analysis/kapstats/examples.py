"""A small invented sample, for the examples in the documentation."""

import pandas as pd

from kapstats.design import SurveyDesign


def clinics() -> SurveyDesign:
    """Nine health posts of two regions, drawn at random in each: 5 of 20 in the north, 4 of 12 in the south."""
    data = pd.DataFrame(
        {
            "region": ["north"] * 5 + ["south"] * 4,
            "posts": [20] * 5 + [12] * 4,
            "nurses": [3, 5, 2, 6, 4, 8, 5, 7, 4],
            "births": [31, 48, None, 66, 39, 90, 41, 77, 45],
            "power": [1, 1, 0, 1, 0, 1, 1, 1, 1],
            "water": ["well", "pipe", "well", "pipe", "river", "pipe", "pipe", "well", None],
        }
    )
    return SurveyDesign(data, strata="region", population="posts")
