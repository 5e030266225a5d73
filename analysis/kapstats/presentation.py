"""Whether a share is precise enough to be shown: the presentation standards of the US National Center for Health
Statistics, with their reasons."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kapstats.errors import EstimationError
from kapstats.estimate import Estimate
from kapstats.intervals import share_limits

LEVEL = 0.95
"""of the interval that the standards look at, whatever the level of the estimate's own"""
FEWEST = 30
"""people, and effective people, from which a share may be shown"""
NARROW, WIDE = 0.05, 0.30
"""widths of the interval: up to the first a share is shown, from the second on it is not, whatever the share"""
RELATIVE = 1.30
"""times the share: an interval wider than that says too little of it"""
FEW_DF = 8


class Verdict(StrEnum):
    """What to do with a share."""

    PRESENT = "present"
    FOOTNOTE = "footnote"
    SUPPRESS = "suppress"


class Reason(StrEnum):
    """Why a share is not simply shown."""

    UNKNOWN = "it has no estimate or no interval"
    FEW = "fewer than 30 people stand behind it, or as few effective ones"
    WIDE = "its interval is 30 points wide or wider"
    RELATIVE = "its interval is wider than 1.3 times the share"
    COMPLEMENT = "its interval is wider than 1.3 times the share of all others"


class Review(StrEnum):
    """What a statistician should look at before a share is shown."""

    FEW_DF = "fewer than 8 degrees of freedom"
    NOBODY_OR_ALL = "the share is 0 or 100 percent"


@dataclass(frozen=True)
class Presentation:
    """The verdict on a share, with what it rests on."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    """of "suppress" and "footnote"; all that hold"""
    review: tuple[Review, ...]
    n: int
    n_effective: float
    """p (1 - p) / se^2, at most n"""
    low: float
    high: float
    """of Korn & Graubard's interval at 95 percent, its sample size being at most n"""
    width: float
    relative_width: float
    relative_width_complement: float


def presentation(share: Estimate) -> Presentation:
    """Whether a share may be shown, needs a footnote, or is to be suppressed, and why.

    share  a share from 0 to 1, as proportion() and shares() give it; its own limits do not matter.
    In this order: fewer than 30 people or effective people (p (1 - p) / se^2, at most n): suppress. Korn & Graubard's
    interval at most 5 points wide: present. 30 points or wider: suppress. Wider than 1.3 times the share: suppress.
    Else present, with a footnote where it is wider than 1.3 times the share of all others. Shares of 0 and 100 percent
    and fewer than 8 degrees of freedom ask for a statistician's review. A share without an error is suppressed.
    Raises EstimationError for what is no share.
    Source: Parker, Talih, Malec et al. 2017, "National Center for Health Statistics Data Presentation Standards for
    Proportions", Vital and Health Statistics 2(175); Korn & Graubard 1998, Survey Methodology 24: 193-201.

    >>> from kapstats import proportion
    >>> from kapstats.examples import clinics
    >>> found = presentation(proportion(clinics(), "power")["power"])
    >>> print(found.verdict, "-", "; ".join(found.reasons))
    suppress - fewer than 30 people stand behind it, or as few effective ones; its interval is 30 points wide or wider
    """
    p, n = share.estimate, share.n
    if p < 0 or p > 1:
        raise EstimationError("share", f"{p:g} is no share", "ask for the standards of shares from 0 to 1 only")
    low, high = _limits(share)
    width = high - low
    effective = float(n) if p in (0, 1) else min(float(n), _quotient(p * (1 - p), share.se**2))
    relative, complement = _quotient(width, p), _quotient(width, 1 - p)
    reasons = _reasons(n, effective, width, relative)
    verdict = Verdict.SUPPRESS if reasons else Verdict.PRESENT
    if not reasons and width > NARROW and complement > RELATIVE:
        verdict, reasons = Verdict.FOOTNOTE, (Reason.COMPLEMENT,)
    return Presentation(
        verdict, reasons, _review(share), n, effective, low, high, width, relative, complement,
    )  # fmt: skip


def _limits(share: Estimate) -> tuple[float, float]:
    numbers = (share.estimate, share.se, share.df, share.n)
    p, se, df, n = (np.array([number], dtype=np.float64) for number in numbers)
    low, high = share_limits("beta_capped", p, se, df, design_df=df, n=n, level=LEVEL)
    return float(low[0]), float(high[0])


def _reasons(n: int, effective: float, width: float, relative: float) -> tuple[Reason, ...]:
    if not np.isfinite(width):
        return (Reason.UNKNOWN,)
    holds = {
        Reason.FEW: n < FEWEST or effective < FEWEST,
        Reason.WIDE: width >= WIDE,
        Reason.RELATIVE: width > NARROW and relative > RELATIVE,
    }
    return tuple(reason for reason, so in holds.items() if so)


def _review(share: Estimate) -> tuple[Review, ...]:
    holds = {Review.FEW_DF: share.df < FEW_DF, Review.NOBODY_OR_ALL: share.estimate in (0, 1)}
    return tuple(review for review, so in holds.items() if so)


def _quotient(above: float, below: float) -> float:
    """NaN where there is nothing below."""
    return above / below if below > 0 else np.nan
