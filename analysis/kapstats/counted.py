"""Exact chances of how many of those asked have a trait that so many of all have (hypergeometric)."""

import numpy as np
from scipy import optimize, special

from kapstats.arrays import Codes, Floats

ALIKE = 1e-7
"""relative difference up to which two chances are the same, and rounding all that parts them"""
FARTHEST = 100.0
"""log odds ratio that no table of people reaches"""


def ways(people: Codes | int, chosen: Codes | int) -> Floats:
    """Logarithm of the number of ways to choose so many of them."""
    return np.asarray(-special.betaln(people - chosen + 1, chosen + 1) - np.log1p(people), dtype=np.float64)


def fisher_p(table: Codes) -> float:
    """Chance of a table of two by two with these margins that is no likelier than this one (Fisher 1935)."""
    first, log = _tables(table)
    chances = np.exp(log)
    return float(min(chances[chances <= chances[table[0, 0] - first] * (1 + ALIKE)].sum(), 1.0))


def conditional_odds_ratio(table: Codes) -> float:
    """The odds ratio that makes this table the one to be expected among those with its margins."""
    first, log = _tables(table)
    counts = np.arange(len(log))
    seen = table[0, 0] - first
    if seen in (0, len(log) - 1):
        return 0.0 if seen == 0 else np.inf

    def beyond(effect: float) -> float:
        return float(counts @ special.softmax(log + effect * counts) - seen)

    return float(np.exp(optimize.brentq(beyond, -FARTHEST, FARTHEST, xtol=1e-14, rtol=1e-14)))


def _tables(table: Codes) -> tuple[int, Floats]:
    """The least that the first cell can hold, and the logarithm of the chance of that and of each more."""
    asked, having, n = int(table[0].sum()), int(table[:, 0].sum()), int(table.sum())
    first = max(0, asked + having - n)
    counts = np.arange(first, min(asked, having) + 1)
    return first, ways(having, counts) + ways(n - having, asked - counts) - ways(n, asked)
