"""Percentage to gain among people alike in the plan's traits, by standardisation."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kapbrief.answers import Truths, Words
from kapbrief.release import Release
from kapbrief.weighting import weighted
from kapstats import Estimate, EstimationError, SurveyDesign, regress, standardised_gains

OTHERS = "others"
"""those whose level of a trait is not known, or is that of fewer people than the plan's smallest number"""


def like_for_like(
    release: Release, data: pd.DataFrame, outcome: str, beliefs: Sequence[str]
) -> Mapping[str, Estimate]:  # fmt: skip
    """The gain of each belief, allowing for the traits; a belief of which a regression tells nothing is left out."""
    known = data[outcome].notna().to_numpy()
    traits = {f"_trait{place}": _levels(release, name, known) for place, name in enumerate(release.plan.groups)}
    several = [name for name, levels in traits.items() if len(np.unique(levels[known])) > 1]
    design = weighted(release, data.assign(**{name: traits[name] for name in several})).design.where(known)
    found = {belief: _gain(design, outcome, belief, several) for belief in beliefs}
    return {belief: gain for belief, gain in found.items() if gain is not None}


def _gain(design: SurveyDesign, outcome: str, belief: str, traits: Sequence[str]) -> Estimate | None:
    """Nothing where a trait or the belief parts those who have the outcome from those who have not."""
    try:
        fit = regress(design, f"{outcome} ~ {' + '.join([belief, *traits])}", "binomial")
        gain = standardised_gains(fit, belief).rows[0]
    except EstimationError:
        return None
    return gain if np.isfinite([gain.estimate, gain.low, gain.high]).all() else None


def _levels(release: Release, question: str, known: Truths) -> Words:
    codes = release.answers[question].numbers
    large = [code for code in np.unique(codes[known & ~np.isnan(codes)])
             if (codes[known] == code).sum() >= release.plan.smallest_cell]  # fmt: skip
    return np.array([f"{code:g}" if code in large else OTHERS for code in codes])
