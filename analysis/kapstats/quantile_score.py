"""Limits of a quantile by inverting a test: the values whose share below is just not different from p."""

from collections.abc import Callable

import numpy as np

from kapstats.arrays import Floats

Share = Callable[[Floats], tuple[Floats, Floats]]
"""shares at or below some values, with their standard errors"""

PROBES = 16
"""values tried at once; each round leaves one of the gaps between them"""


def score_limit(share: Share, values: Floats, p: float, t: float) -> float:
    """The value where (share - p) / se(share) passes t (which is negative for a lower limit).

    values  the distinct observations in order; share() is asked at them.
    It passes from one observation to the next; the one of both that comes nearer to t is the limit.
    Source: Francisco & Fuller 1991, Annals of Statistics 19: 454-469.
    """
    below, above = -1, len(values) - 1
    before, after = -np.inf, np.inf
    while above - below > 1:
        probes = np.unique(np.linspace(below + 1, above - 1, PROBES).astype(np.intp))
        beyond = _score(share, values[probes], p) - t
        first = int(np.argmax(np.append(beyond, 0.0) >= 0))
        if first < len(probes):
            above, after = int(probes[first]), float(beyond[first])
        if first > 0:
            below, before = int(probes[first - 1]), float(beyond[first - 1])
    return float(values[above] if below < 0 or abs(after) < abs(before) else values[below])


def _score(share: Share, values: Floats, p: float) -> Floats:
    found, se = share(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(found == p, 0.0, (found - p) / se), dtype=np.float64)
