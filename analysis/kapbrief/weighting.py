"""From a release to a survey design: whom each interview stands for, and how that came about."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapbrief.answers import Floats
from kapbrief.errors import ReleaseError
from kapbrief.release import Release
from kapstats import SurveyDesign, jackknife, rake

NO_ANSWER = 0
"""The group of people who did not say, in a margin: they keep the weight they have."""


@dataclass(frozen=True, eq=False)
class Weighted:
    """A design over the scores, and the known totals it could not use."""

    design: SurveyDesign
    of_population: bool
    """the weights add up to the population"""
    corrected: bool
    """the finite population makes its errors smaller"""
    unused_margins: tuple[str, ...]
    """questions with known totals that have an answer which nobody in the sample gave"""


def weighted(release: Release, data: pd.DataFrame, *, replicated: bool = False) -> Weighted:
    """The design of a release over a table with a row an interview.

    Everybody of the population was to be asked; those who answered stand for all, as if they were a simple random
    sample of it. Known totals then adjust the weights; of a ``replicated`` design, a jackknife, also each replicate's.
    """
    population, people = release.plan.sampling.population, release.interviews
    if population is not None and people > population and release.in_earnest:
        wrong = f"the population of {population} is smaller than the {people} interviews"
        remedy = "count the population again, or look for people who answered twice or do not belong to it"
        raise ReleaseError("design.json", "sampling.population", wrong, remedy)
    if population is None or people > population:
        # Nobody has counted the population; or a pretest or rehearsal is larger than it, and no sample of it.
        alike = SurveyDesign(data.assign(weight=1.0), weights="weight")
        return Weighted(jackknife(alike) if replicated else alike, False, False, ())
    corrected = release.plan.sampling.corrected
    groups = {question: _groups(release, question, totals) for question, totals in release.plan.margins.items()}
    unused = tuple(q for q, totals in release.plan.margins.items() if not set(totals) <= set(groups[q]))
    design = _base(data.assign(**{_column(q): groups[q] for q in groups}), population, corrected=corrected)
    design = jackknife(design) if replicated else design
    margins = {_column(q): _sizes(release, groups[q], q) for q in groups if q not in unused}
    return Weighted(rake(design, margins) if margins else design, True, corrected, unused)


def _base(data: pd.DataFrame, population: int, *, corrected: bool) -> SurveyDesign:
    if corrected:
        return SurveyDesign(data, population=float(population))
    return SurveyDesign(data.assign(weight=population / len(data)), weights="weight")


def _column(question: str) -> str:
    return f"margin of {question}"


def _groups(release: Release, question: str, totals: Mapping[int, int]) -> Floats:
    """Each person's answer, as far as its total is known."""
    codes = release.answers[question].numbers
    return np.where(np.isin(codes, list(totals)), codes, NO_ANSWER)


def _sizes(release: Release, groups: Floats, question: str) -> Mapping[object, float]:
    """Known totals less the share of those whose group is not known; these keep the weight they have."""
    silent = float((groups == NO_ANSWER).mean())
    totals = release.plan.margins[question]
    sizes: dict[object, float] = {float(code): total * (1 - silent) for code, total in totals.items()}
    return sizes | ({float(NO_ANSWER): sum(totals.values()) * silent} if silent else {})
