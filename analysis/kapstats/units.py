"""The units of a sample: the smallest clusters that its errors tell apart."""

from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes
from kapstats.stages import Stage


@dataclass(frozen=True, eq=False)
class Units:
    """Every row's unit, and where the units lie."""

    codes: Codes
    """the unit of each row"""
    n: int
    stages: tuple[Stage, ...]
    """the stages that add to a variance, first stage first"""
    clusters: tuple[Codes, ...]
    """at each of these stages, the cluster of each unit"""


def units_of(stages: tuple[Stage, ...]) -> Units:
    """The clusters of the last stage that adds to a variance: none does after clusters drawn with replacement."""
    told = tuple(stage for stage in stages if (stage.earlier > 0).any())
    last = told[-1]
    n = len(last.stratum_of_cluster)
    if len(told) == 1:
        return Units(last.cluster, n, told, (np.arange(n, dtype=np.intp),))
    row = np.zeros(n, dtype=np.intp)
    row[last.cluster] = np.arange(len(last.cluster))
    return Units(last.cluster, n, told, tuple(stage.cluster[row] for stage in told))
