"""How many interviews a share needs, and what every other plan of a size is made of."""

import math
from dataclasses import dataclass

import pandas as pd

from kapstats.distributions import normal_point
from kapstats.errors import EstimationError


@dataclass(frozen=True, repr=False)
class SampleSize:
    """Interviews that a plan needs in each of its groups (waves, arms, cells)."""

    about: str
    exact: float
    """in one group, before it is rounded up"""
    groups: int
    response: float

    @property
    def n(self) -> int:
        """Interviews in one group."""
        return rounded_up(self.exact)

    @property
    def invited(self) -> int:
        """People to invite in one group, of whom the share ``response`` is interviewed."""
        return rounded_up(self.exact / self.response)

    @property
    def total(self) -> int:
        """Interviews in all groups."""
        return self.n * self.groups

    @property
    def table(self) -> pd.DataFrame:
        """One row: about, exact, n, invited, groups, total."""
        names = ("about", "exact", "n", "invited", "groups", "total")
        return pd.DataFrame([{name: getattr(self, name) for name in names}])

    def __repr__(self) -> str:
        several = f" in each of {self.groups} groups, {self.total} in all" if self.groups > 1 else ""
        invited = f"; invite {self.invited}" if self.response < 1 else ""
        return f"SampleSize({self.about}: {self.n} interviews{several}{invited})"


def size_for_share(
    share: float = 0.5,
    margin: float = 0.05,
    *,
    population: float | None = None,
    deff: float = 1.0,
    response: float = 1.0,
    level: float = 0.95,
) -> SampleSize:
    """Interviews that give a share an interval of the estimate plus and minus ``margin``.

    share       expected, from 0 to 1; a half needs the most.
    population  people there are, where that is known: n = n0 / (1 + (n0 - 1) / population).
    deff        design effect: cluster_deff(), 2 to 4 for respondent-driven samples (Salganik 2006).
    response    share of those invited who are interviewed.
    level       of the interval.
    n0 = deff z^2 p (1 - p) / margin^2.
    Raises EstimationError for numbers that cannot be.
    Source: Cochran 1977, "Sampling Techniques", section 4.4; Salganik 2006, J Urban Health 83: 98-112.

    >>> size_for_share(0.2, 0.04, population=2500, deff=2, response=0.7)
    SampleSize(a share of 20% within 4 points: 588 interviews; invite 840)
    """
    between(share=share, margin=margin, response=response, level=level)
    positive(deff=deff)
    exact = deff * normal_point((1 - level) / 2) ** 2 * share * (1 - share) / margin**2
    if population is not None:
        positive(population=population)
        exact = exact / (1 + (exact - 1) / population)
    return SampleSize(f"a share of {points(share)}% within {points(margin)} points", exact, 1, response)


def cluster_deff(size: float, icc: float, *, cv: float = 0.0) -> float:
    """Design effect of clusters and unequal weights: (1 + cv^2) (1 + (size - 1) icc).

    size  interviews in a cluster (of an interviewer, a place).
    icc   intraclass correlation of the answers, from -1 to 1.
    cv    coefficient of variation of the weights.
    Source: Kish 1965, "Survey Sampling", section 5.4; Kish 1987, "Weighting in deft2", The Survey Statistician, June.

    >>> round(cluster_deff(12, 0.05, cv=0.6), 6)
    2.108
    """
    positive(size=size)
    if not -1 <= icc <= 1:
        raise EstimationError("icc", f"{icc} is no correlation", "give a number from -1 to 1, such as 0.05")
    return (1 + cv**2) * (1 + (size - 1) * icc)


def points(share: float) -> str:
    """A share in percentage points, as few figures as it takes."""
    return f"{100 * share:.6g}"


def rounded_up(exact: float) -> int:
    """The next whole number, but for what rounding alone left over it."""
    return math.ceil(round(exact, 9))


def between(**shares: float) -> None:
    """Raises EstimationError for what does not lie between 0 and 1; a response of all is one."""
    for name, share in shares.items():
        if not (0 < share < 1 or (name == "response" and share == 1)):
            raise EstimationError(name, f"{share} does not lie between 0 and 1", "give a share, such as 0.3")


def positive(**numbers: float) -> None:
    """Raises EstimationError for what is not above zero."""
    for name, number in numbers.items():
        if not 0 < number < math.inf:
            raise EstimationError(name, f"{number} is not above zero", "give a positive number")
