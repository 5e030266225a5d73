"""The reference cases of R's survey package: read, sorted into covered and not, compared at their tolerances."""

import json
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kapstats import (
    ReplicateWeights,
    StatisticalWarning,
    SurveyDesign,
    calibrate,
    post_stratify,
    rake,
    standardise,
    trim,
)

FOLDER = Path(__file__).parent
FAMILIES = (
    "mean", "total", "ratio", "domain", "by", "skip", "deff", "var", "quantile", "ciprop", "chisq", "ttest", "ranktest",
    "glm", "olr", "calibration", "contrast", "lonely", "df", "alpha",
)  # fmt: skip
Case = dict[str, Any]


@dataclass(frozen=True)
class Tolerance:
    """Of a family, as its README states it."""

    relative: float = 1e-9
    absolute: float = 1e-12


@cache
def designs() -> dict[str, Case]:
    return json.loads((FOLDER / "designs.json").read_text())["designs"]


@cache
def every_case() -> tuple[Case, ...]:
    """All 1,934 cases; where survey 4.5 differs from 4.1.1, with the result of 4.5."""
    differing = {case["id"]: case for case in json.loads((FOLDER / "version_differences.json").read_text())["cases"]}
    found = []
    for family in FAMILIES:
        for case in json.loads((FOLDER / f"{family}.json").read_text())["cases"]:
            newer = differing.get(case["id"], {}).get("survey_4.5")
            found.append(case | {"family": family} | ({"result": newer} if newer else {}))
    return tuple(found)


def cases(*stats: str) -> tuple[Case, ...]:
    """The cases of these statistics, of whatever family."""
    return tuple(case for case in every_case() if case["stat"] in stats)


@cache
def data(name: str) -> pd.DataFrame:
    read = pd.read_csv(FOLDER / "data" / name)
    return read.assign(both=read["stype"] + "." + read["sch_wide"])


@cache
def design(name: str, lonely: str = "fail", lonely_domains: bool = False) -> SurveyDesign:
    """The design of that name, built as R's call built it."""
    told = designs()[name]
    if told.get("method") in ADJUSTMENTS:
        return ADJUSTMENTS[told["method"]](design(told["from"]), told)
    if told["kind"] == "replicate":
        return with_replicates(told)
    return SurveyDesign(
        data(told["data"]),
        weights=told.get("weights"),
        strata=told.get("strata"),
        clusters=[told[key] for key in ("psu", "ssu") if key in told] or None,
        population=told.get("fpc"),
        lonely=lonely,
        lonely_domains=lonely_domains,
        nested=told.get("nest", False),
    )


def post_stratified(before: SurveyDesign, told: Case) -> SurveyDesign:
    ((column, totals),) = told["margins"].items()
    return post_stratify(before, column, totals)


def raked(before: SurveyDesign, told: Case) -> SurveyDesign:
    return rake(before, told["margins"], tolerance=1e-10)


def calibrated(before: SurveyDesign, told: Case) -> SurveyDesign:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", StatisticalWarning)
        return calibrate(
            before,
            told["formula"],
            told["totals"],
            method=told["calfun"],
            bounds=tuple(told["bounds"]) if "bounds" in told else None,
            aggregate="aggregate_stage" in told,
        )


def trimmed(before: SurveyDesign, told: Case) -> SurveyDesign:
    return trim(before, lower=told["lower"], upper=told["upper"], strict=told["strict"])


def standardised(before: SurveyDesign, told: Case) -> SurveyDesign:
    return standardise(before, told["by"], dict(zip("EHM", told["population"], strict=True)), over=told["over"])


ADJUSTMENTS = {
    "poststratify": post_stratified,
    "rake": raked,
    "calibrate": calibrated,
    "trim": trimmed,
    "direct standardisation": standardised,
}


def with_replicates(told: Case) -> SurveyDesign:
    """A design of replicate weights as they stand in the files."""
    factors = pd.read_csv(FOLDER / told["repweights_csv"])
    weight = np.loadtxt(FOLDER / told["weights_csv"], skiprows=1)
    weights = ReplicateWeights(
        list(factors.columns),
        kind={"subbootstrap": "bootstrap", "mrbbootstrap": "bootstrap"}.get(told["type"], told["type"]),
        scale=told["scale"],
        rscales=told["rscales"],
        combined=told["combined_weights"],
        mse=told["mse"],
        rho=told.get("rho", 0),
    )
    table = pd.concat([data(told["data"]).assign(pw=weight), factors], axis=1)
    return SurveyDesign(table, weights="pw", replicates=weights)


def design_of(case: Case) -> SurveyDesign:
    """The design of a case, with its rule for lonely strata, looking at its domain."""
    found = design(case["design"], case.get("lonely_psu", "fail"), case.get("adjust_domain_lonely", False))
    return found.where(found.data.eval(case["domain"])) if "domain" in case else found


def close(got: object, expected: object, tolerance: Tolerance) -> None:
    """Both hold the same numbers; null means not a number."""
    wanted = np.array(expected, dtype=np.float64)
    np.testing.assert_allclose(
        np.array(got, dtype=np.float64).reshape(wanted.shape), wanted, rtol=tolerance.relative, atol=tolerance.absolute
    )
