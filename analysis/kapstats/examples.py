"""A small invented sample, for the examples in the documentation."""

import numpy as np
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


def quiz() -> SurveyDesign:
    """Sixty travellers in twelve buses, who say whether three sentences on ivory are true; 1 is right, 0 is wrong."""
    bus = np.repeat(np.arange(12), 5)
    seat = np.tile(np.arange(5), 12)
    # Who knows much is right where little is asked for: a ladder with some slips.
    knows = (bus * 7 + seat * 3) % 10
    slip = (bus * 5 + seat * 2) % 11
    data = pd.DataFrame(
        {
            "bus": bus,
            "language": np.where(bus % 2 == 0, "en", "vi"),
            "tickets": 40.0 + bus,
            "price": ((knows > 2) ^ (slip == 0)).astype(int),
            "law": ((knows > 4) ^ (slip == 3)).astype(int),
            "fine": ((knows > 7) ^ (slip == 5)).astype(int),
        }
    )
    return SurveyDesign(data, weights="tickets", clusters="bus")
