"""Limits of an interval from estimates, their standard errors and degrees of freedom.

At 0 and 100 percent the standard error is zero and says nothing: "beta", "beta_capped" and "wilson" then count every
row once (n_eff = n), "mean" gives the estimate itself, the other methods have no answer and give NaN.
"""

from typing import Literal

import numpy as np
from scipy import special

from kapstats.arrays import Floats
from kapstats.distributions import t_point

Method = Literal["logit", "likelihood", "asin", "beta", "beta_capped", "wilson", "mean", "xlogit"]


def quantile(level: float, df: Floats) -> Floats:
    """Upper t quantile of a two-sided interval; NaN without degrees of freedom, normal for infinitely many."""
    usable = np.where(df > 0, df, np.nan)
    return t_point((1 - level) / 2, usable)


def mean_limits(estimate: Floats, se: Floats, df: Floats, level: float) -> tuple[Floats, Floats]:
    """Estimate plus and minus t standard errors."""
    half = quantile(level, df) * se
    return estimate - half, estimate + half


def share_limits(
    method: Method, share: Floats, se: Floats, df: Floats, *, design_df: Floats, n: Floats, level: float
) -> tuple[Floats, Floats]:
    """Limits of shares between 0 and 1, by method; ``design_df`` and ``n`` serve the sample size of "beta"."""
    t = quantile(level, df)
    with np.errstate(divide="ignore", invalid="ignore"):
        match method:
            case "logit" | "xlogit" | "likelihood":
                # What "logit" and "likelihood" need besides is known to kapstats.logits.
                return _logit(share, se, t)
            case "asin":
                return _asin(share, se, t)
            case "beta" | "beta_capped":
                effective = share * (1 - share) / se**2 * (quantile(level, n - 1) / quantile(level, design_df)) ** 2
                capped = np.minimum(effective, n) if method == "beta_capped" else effective
                return _beta(share, se, capped, n, level)
            case "wilson":
                return _wilson(share, se, t, n)
            case "mean":
                return share - t * se, share + t * se


def _logit(share: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Symmetric on the log odds, whose standard error is se / (p (1 - p)) (delta method)."""
    centre, half = np.log(share / (1 - share)), t * se / (share * (1 - share))
    return 1 / (1 + np.exp(half - centre)), 1 / (1 + np.exp(-half - centre))


def _asin(share: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Symmetric on the variance-stabilising scale asin(sqrt(p)), whose standard error is se / (2 sqrt(p (1 - p)))."""
    centre, half = np.arcsin(np.sqrt(share)), t * se / (2 * np.sqrt(share * (1 - share)))
    return np.sin(centre - half) ** 2, np.sin(centre + half) ** 2


def _wilson(share: Floats, se: Floats, t: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Wilson's score limits at the effective sample size n_eff = p (1 - p) / se^2, with t for z (Wilson 1927, JASA 22:
    209-212; Kott & Carr 1997, J Official Stat 13: 367-383)."""
    certain = (share <= 0) | (share >= 1)
    # t^2 / n_eff, which is zero where everybody was asked.
    ratio = np.where(certain, t**2 / n, t**2 * se**2 / (share * (1 - share)))
    centre, half = share + ratio / 2, np.sqrt(ratio * share * (1 - share) + ratio**2 / 4)
    low, high = (centre - half) / (1 + ratio), (centre + half) / (1 + ratio)
    return np.where(share <= 0, 0.0, low), np.where(share >= 1, 1.0, high)


def _beta(share: Floats, se: Floats, effective: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Exact binomial limits at the effective sample size (Korn & Graubard 1998, Survey Methodology 24: 193-201)."""
    certain = (share <= 0) | (share >= 1)
    effective = np.where(certain, n, effective)
    hits, misses, tail = effective * share, effective * (1 - share), (1 - level) / 2
    low = np.where(share <= 0, 0.0, special.betaincinv(hits, misses + 1, tail))
    high = np.where(share >= 1, 1.0, special.betainccinv(hits + 1, misses, tail))
    # An error of zero without degrees of freedom is no knowledge.
    known = (se == 0) & ~certain & ~np.isnan(effective)
    return np.where(known, share, low), np.where(known, share, high)
