"""The reference numbers of KAP studies and message planning: samples with their designs, and what R makes of them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kapstats import SurveyDesign, adjust_nonresponse, rake

FOLDER = Path(__file__).parent / "special"
BELIEFS = [f"b{number}" for number in range(1, 7)]
HELD = [f"bh{number}" for number in range(1, 7)]
EXACT = 1e-8
"""the relative tolerance of analytic values, as the README states it"""


@cache
def told(name: str) -> dict[str, Any]:
    """A file of reference numbers."""
    return json.loads((FOLDER / f"{name}.json").read_text())


@cache
def approached() -> pd.DataFrame:
    """Everybody approached in the time-location sample; people who did not respond have no answers."""
    read = pd.read_csv(FOLDER / "data" / "kap_tls_a.csv")
    event = read["n_frame_vdt"] / read["n_sampled_vdt"] * read["enumerated"] / read["approached"]
    answered = read["respond"] == 1
    held = {f"bh{number}": (read[f"b{number}"] >= 4).where(answered).astype(float) for number in range(1, 7)}
    right = {f"kc{number}": (read[f"k{number}"] == 1).where(answered).astype(float) for number in range(1, 9)}
    cell = read["stratum"] + " " + read["gender_obs"] + " " + read["age_obs"]
    return read.assign(event=event, cell=cell, **held, **right)


@cache
def weighted() -> SurveyDesign:
    """The respondents, raked; their weights count as given."""
    margins = told("kap_and_message")["weights"]["margins"]
    everybody = SurveyDesign(approached(), weights="event", strata="stratum", clusters="vdt")
    responded = adjust_nonresponse(everybody, "cell", "respond")
    people = approached().assign(person=responded.weights / approached()["visits_4wk"])
    people = people[people["respond"] == 1].reset_index(drop=True)
    sampled = SurveyDesign(people, weights="person", strata="stratum", clusters="vdt")
    totals = {
        name: {level: share * 24_000 for level, share in margins[name].items()} for name in margins if name != "N"
    }
    return rake(sampled, totals, tolerance=1e-12)


@cache
def people() -> SurveyDesign:
    """The same with weights that are as if they had never been adjusted."""
    known = weighted()
    data = known.data.assign(raked=known.weights)
    return SurveyDesign(data, weights="raked", strata="stratum", clusters="vdt")


@cache
def wave_table() -> pd.DataFrame:
    """Two waves in the same clusters, with some people in both."""
    return pd.read_csv(FOLDER / "data" / "waves_a.csv")


@cache
def party() -> pd.DataFrame:
    """Beliefs and the intention of a convenience sample."""
    return pd.read_csv(FOLDER / "data" / "ciber_partypanel15.csv")


def equal(got: object, wanted: object, relative: float = EXACT) -> None:
    """Both hold the same numbers; null means not a number."""
    expected = np.array(wanted, dtype=np.float64)
    np.testing.assert_allclose(np.array(got, dtype=np.float64), expected, rtol=relative, atol=1e-12)
