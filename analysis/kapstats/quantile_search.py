"""Quantiles of many rows without sorting them all: only what lies around a probability is put in order.

A sample of the rows tells between which two values the quantile must lie; one look at all rows finds the weight below
and the observations between, and whether the sample told the truth (Floyd & Rivest 1975, Comm ACM 18: 165-172).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kapstats.arrays import Floats
from kapstats.quantile_rules import STEP, Distribution, Rule, distribution, quantiles

MANY = 1 << 16
"""rows from which on a search is faster than a sort"""
SAMPLE = 1 << 15
MARGIN = 0.015
"""share of the weight looked at on each side of a probability: five standard errors of the sample's shares"""
LOCAL = ("math", "hf1", "school", "hf2")
"""rules that look at the steps around a probability only, where the order of equal observations tells nothing"""


@dataclass(frozen=True, eq=False)
class Observations:
    """Values in any order; those that are missing or have no weight do not count."""

    values: Floats
    weights: Floats

    @cached_property
    def ordered(self) -> Distribution:
        """All of them, sorted."""
        return distribution(self.values, self.weights)

    @cached_property
    def total(self) -> float:
        """The weight of all."""
        missing = np.flatnonzero(np.isnan(self.values))
        return float(self.weights.sum() - self.weights[missing].sum())

    @cached_property
    def searchable(self) -> bool:
        """So many that a search is faster than a sort, and none of a weight below zero."""
        return len(self.values) >= MANY and bool(self.weights.min() >= 0)

    @cached_property
    def _sampled(self) -> Distribution:
        every = len(self.values) // SAMPLE
        return _sorted(self.values[::every], self.weights[::every])

    def around(self, p: float) -> Distribution:
        """The observations around a probability, at least those that decide its quantile."""
        margin = MARGIN
        while not _decides(part := self._between(p - margin, p + margin), p):
            margin *= 4
        return part

    def _between(self, low: float, high: float) -> Distribution:
        """The observations between two shares of the sample; all of them on a side where it has none."""
        sample = self._sampled
        first, last = np.searchsorted(sample.shares, [low, high]) if len(sample.values) else (0, 0)
        least = sample.values[first - 1] if first > 0 else -np.inf
        most = sample.values[last] if last < len(sample.values) else np.inf
        left = self.values < least
        inside = np.flatnonzero(left ^ (self.values <= most))
        found = _sorted(self.values[inside], self.weights[inside])
        below = float((self.weights * left).sum()) if least > -np.inf else 0.0
        above = self.total - below - float(found.weights.sum()) if most < np.inf else 0.0
        return Distribution(found.values, found.weights, below, above)


def _sorted(values: Floats, weights: Floats) -> Distribution:
    """As distribution(), but equal values in any order, which is faster."""
    order = np.argsort(values)
    order = order[: len(order) - np.count_nonzero(np.isnan(values))]
    order = order[weights[order] > 0]
    return Distribution(values[order], weights[order])


def _decides(part: Distribution, p: float) -> bool:
    if len(part.values) == 0:
        return False
    shares = part.shares
    before = shares[0] * part.below / part.upto[0]
    return bool((part.below == 0 or before < p - STEP) and (part.above == 0 or shares[-1] > p + STEP))


def search(
    observed: Distribution | Observations, p: Floats, rule: Rule, known: Sequence[Distribution] = ()
) -> tuple[Floats, tuple[Distribution, ...]]:
    """Quantiles at each probability, and the parts of the distribution that decided them.

    known  parts found before, which may do for these probabilities as well.
    """
    if isinstance(observed, Distribution):
        return quantiles(observed, p, rule), ()
    if rule not in LOCAL or not observed.searchable:
        return quantiles(observed.ordered, p, rule), ()
    parts = tuple(_part(observed, known, one) for one in p)
    found = [quantiles(part, np.array([one]), rule)[0] for part, one in zip(parts, p, strict=True)]
    return np.array(found), parts


def _part(observed: Observations, known: Sequence[Distribution], p: float) -> Distribution:
    if not 0 <= p <= 1:
        return Distribution(observed.values[:0], observed.weights[:0])
    return next((part for part in known if _decides(part, p)), None) or observed.around(p)
