"""What an estimator is to the variance, a statistic of the weights, and its estimates of every replicate."""

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Protocol

import numpy as np

from kapstats.arrays import Codes, Floats, Truths
from kapstats.replicate import Replicates

TASKS = 16
"""parts that replicates are handed to an executor in: the data go along with each"""


class Statistic(Protocol):
    """Estimates as a function of the weights alone; implementations are frozen dataclasses, which can be pickled."""

    def estimate(self, weights: Floats) -> Floats:
        """The estimates, shape (p,), for weights of shape (rows,): zero where a row does not count. NaN: undefined."""

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """What one more unit of each row's weight does to each estimate, shape (rows, p); zero for missing values.

        (The linearised variable: Deville 1999, Survey Methodology 25: 193-203.)
        """


def each_replicate(replicates: Replicates, statistic: Statistic, domains: Truths, executor: Executor | None) -> Floats:
    """Estimates of each replicate, shape (replicates, domains * p), by an executor where there is one."""
    some = partial(_some, replicates, statistic, domains)
    if executor is None:
        return some(np.arange(replicates.n))
    return np.vstack(list(executor.map(some, np.array_split(np.arange(replicates.n), min(TASKS, replicates.n)))))


def _some(replicates: Replicates, statistic: Statistic, domains: Truths, chosen: Codes | Sequence[int]) -> Floats:
    return np.vstack([_once(statistic, domains, replicates.weights(int(replicate))) for replicate in chosen])


def _once(statistic: Statistic, domains: Truths, weights: Floats) -> Floats:
    return np.concatenate([statistic.estimate(np.where(domain, weights, 0.0)) for domain in domains.T])
