"""Tails and points of the distributions that tests and intervals refer to.

They are scipy's special functions under plain names: scipy.stats, which calls the same, takes longer to load than most
surveys take to analyse. Tails are never worked out as one less the rest, and so keep their figures far out. All are NaN
without degrees of freedom.
"""

import numpy as np
from scipy import special

from kapstats.arrays import Floats

Numbers = float | np.float64 | Floats


def t_tail(t: Numbers, df: Numbers) -> Floats:
    """Chance that Student's t exceeds ``t``; with infinite df a normal number."""
    return np.asarray(special.stdtr(df, np.negative(t)), dtype=np.float64)


def t_point(tail: Numbers, df: Numbers) -> Floats:
    """What Student's t exceeds with this chance."""
    return np.asarray(-special.stdtrit(np.asarray(df), np.asarray(tail)), dtype=np.float64)


def f_tail(f: float, above: float, below: float) -> float:
    """Chance that F exceeds ``f``; rounding may have left it just below zero."""
    return float(special.fdtrc(above, below, np.maximum(f, 0)))


def f_point(tail: Numbers, above: Numbers, below: Numbers) -> Floats:
    """What F exceeds with this chance."""
    return np.asarray(special.fdtri(np.asarray(above), np.asarray(below), np.subtract(1, tail)), dtype=np.float64)


def chi2_tail(x: float, df: float) -> float:
    """Chance that a chi-square exceeds ``x``; rounding may have left it just below zero."""
    return float(special.chdtrc(df if df > 0 else np.nan, np.maximum(x, 0)))


def normal_tail(z: float) -> float:
    """Chance that a standard normal number exceeds ``z``."""
    return float(special.ndtr(-z))


def normal_point(tail: float) -> float:
    """What a standard normal number exceeds with this chance."""
    return float(-special.ndtri(tail))
