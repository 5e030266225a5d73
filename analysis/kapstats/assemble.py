"""Estimates built from a statistic and its covariance, where no column of its own stands behind each of them."""

from collections.abc import Sequence

import numpy as np

from kapstats.arrays import Floats, Truths, frozen
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates, Label
from kapstats.inference import Inferred
from kapstats.intervals import mean_limits

Labels = Sequence[tuple[Label, ...]]


def assembled(
    labels: Labels, found: Inferred, n: Floats, missing: Floats, *, level: float, df: float | None = None
) -> Estimates:
    """Estimates with t intervals; ``df`` replaces the degrees of freedom found, ``n`` and ``missing`` are one each."""
    checked_level(level)
    # Rounding may leave the variance of a constant just below zero.
    se = np.sqrt(np.maximum(np.diag(found.covariance), 0))
    used = found.df if df is None else np.full(len(se), float(df))
    low, high = mean_limits(found.estimate, se, used, level)
    rows = zip(labels, found.estimate, se, low, high, used, n, missing, strict=True)
    return Estimates(
        tuple(
            Estimate(label, float(b), float(s), float(lo), float(hi), float(d), np.nan, int(k), int(m), level)
            for label, b, s, lo, hi, d, k, m in rows
        ),
        frozen(found.covariance),
    )


def checked_level(level: float) -> None:
    """Raises EstimationError for what cannot be the level of an interval."""
    if not 0 < level < 1:
        raise EstimationError("level", f"{level} is no level", "give a number between 0 and 1, such as 0.95")


def complete(values: Floats) -> Truths:
    """Rows that lack none of the columns."""
    return np.asarray(~np.isnan(values).any(axis=1), dtype=np.bool_)


def rows_behind(valid: Truths, domains: Truths) -> tuple[Floats, Floats]:
    """Rows of each domain that have a value, and those that lack it, for each column of ``valid``, domain by domain."""
    n = domains.T.astype(np.float64) @ valid
    return n.ravel(), (domains.sum(axis=0)[:, None] - n).ravel()


def from_first(values: Floats) -> Floats:
    """Distances from the first value of each column, so that a constant column is exactly zero."""
    found = ~np.isnan(values)
    first = values[found.argmax(axis=0), np.arange(values.shape[1])]
    return values - np.where(found.any(axis=0), first, 0.0)
