"""The share of a population so small that most of it was asked: exact limits, by counting."""

import numpy as np

from kapstats.arrays import Floats
from kapstats.assemble import checked_level
from kapstats.counted import ways
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate


def exact_share(hits: int, n: int, population: int, *, level: float = 0.95) -> Estimate:
    """Share of a small population, from ``hits`` of the ``n`` people drawn at random from it without replacement.

    The limits are the smallest and the largest number of people with the trait, over the population, that would give as
    many (as few) hits with a chance above (1 - level) / 2. So they hold where a normal interval does not: at 0, and
    where nearly all were asked. The standard error is sqrt(p (1 - p) / (n - 1) (1 - n / population)).
    Raises EstimationError for counts that cannot be.
    Source: Buonaccorsi 1987, The American Statistician 41: 215-218; Cochran 1977, section 3.3.

    >>> exact_share(30, 120, 400)
    Estimate(0.25, se=0.0332106, low=0.1875, high=0.3225, df=119)
    """
    checked_level(level)
    if not 0 <= hits <= n <= population or n < 1:
        wrong = f"{hits} hits of {n} out of {population} cannot be"
        raise EstimationError("hits", wrong, "give hits up to n, and n up to the population")
    share, tail = hits / n, (1 - level) / 2
    # Those seen with the trait have it, and those seen without it do not.
    possible = np.arange(hits, population - (n - hits) + 1)
    enough = possible[1 - _at_most(hits - 1, n, population)[possible] > tail]
    few = possible[_at_most(hits, n, population)[possible] > tail]
    se = float(np.sqrt(share * (1 - share) / (n - 1) * (1 - n / population))) if n > 1 else np.nan
    low, high = enough.min() / population, few.max() / population
    return Estimate((), share, se, float(low), float(high), float(n - 1), np.nan, n, 0, level)


def _at_most(hits: int, n: int, population: int) -> Floats:
    """Chance of at most so many hits, if nobody in the population has the trait, one person, two, ... all.

    One more person with it takes away the chance that there were just so many hits and that person is asked too.
    """
    if hits < 0 or hits == n:
        return np.full(population + 1, float(hits == n))
    having = np.arange(hits, population - (n - hits) + 1)
    just = ways(having, hits) + ways(population - having, n - hits) - ways(population, n)
    lost = np.zeros(population + 1)
    lost[having + 1] = np.exp(just) * (n - hits) / (population - having)
    return np.asarray(1 - np.cumsum(lost), dtype=np.float64)
