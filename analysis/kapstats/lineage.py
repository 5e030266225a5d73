"""The life of the weights: each step that changed them, and what their inequality costs after it."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from kapstats.arrays import Floats


@dataclass(frozen=True)
class Step:
    """One step of a weight's life: what was done and what the weights looked like afterwards."""

    name: str
    about: str
    n: int
    total: float
    smallest: float
    largest: float
    kish: float
    """Kish's effect of unequal weights on the variance: n * sum(w^2) / sum(w)^2"""


class Lineage(tuple[Step, ...]):
    """The steps of a design's weights, first to last.

    >>> from kapstats import rake
    >>> from kapstats.examples import clinics
    >>> rake(clinics(), {"power": {0: 12, 1: 20}, "region": {"north": 20, "south": 12}}).lineage
     step                 about  n  total  smallest  largest    kish
     base population over drawn  9     32         3        4 1.01953
    raked         power, region  9     32   2.66667        6 1.13672
    """

    __slots__ = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row a step: step, about, n (rows with a weight), total, smallest, largest, kish."""
        names = [field.name for field in fields(Step)]
        records = [[getattr(step, name) for name in names] for step in self]
        return pd.DataFrame(records, columns=["step", *names[1:]])

    def __repr__(self) -> str:
        return str(self.table.to_string(index=False, float_format=lambda number: f"{number:.6g}"))


def step(name: str, about: str, weights: Floats) -> Step:
    """A step of the lineage, summed up over the rows that have a weight."""
    # einsum, unlike the product of vectors, wakes no second thread for a million rows.
    total, squares = float(weights.sum()), float(np.einsum("i,i", weights, weights))
    n, smallest = int(np.count_nonzero(weights)), float(weights.min())
    if smallest == 0:
        smallest = float(weights[weights > 0].min())
    return Step(name, about, n, total, smallest, float(weights.max()), n * squares / total**2)


def kish(weights: Floats) -> float:
    """Kish's effect of unequal weights on the variance of a mean: n sum(w^2) / sum(w)^2; zero weights do not count.

    Source: Kish 1965, "Survey Sampling", section 11.7.

    >>> kish(np.array([1.0, 1.0, 2.0, 0.0]))
    1.125
    """
    return step("", "", weights).kish
