"""Doers beside non-doers: what answers go with a behaviour, as barrier analysis tells it."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats
from kapstats.assemble import checked_level
from kapstats.counted import conditional_odds_ratio, fisher_p
from kapstats.distributions import chi2_tail, normal_point, normal_tail
from kapstats.errors import EstimationError
from kapstats.groups import Columns, listed, numbers
from kapstats.size import between


@dataclass(frozen=True)
class Barrier:
    """One answer among doers and non-doers."""

    answer: str
    doers_giving: int
    doers: int
    nondoers_giving: int
    nondoers: int
    prevalence: float
    """of the behaviour, as it was assumed"""
    share_doers: float
    share_nondoers: float
    difference: float
    odds_ratio: float
    """with a half added to every cell where one is empty"""
    low: float
    high: float
    p_value: float
    """of Fisher's exact test, two-sided"""
    p_pearson: float
    p_n_minus_1: float
    """of Pearson's chi-square times (N - 1) / N"""
    p_wald: float
    least_expected: float
    """people expected in the smallest cell: under five, only the exact test holds"""
    conditional_odds_ratio: float
    """the one that goes with Fisher's test; infinite where nobody on one side gave, or left out, the answer"""
    doing_given: float
    """estimated share of doers among those who give the answer, and among those who do not"""
    doing_not_given: float
    relative_risk: float
    """of the two: the estimated relative risk"""


@dataclass(frozen=True, repr=False)
class Barriers:
    """Answers in the order in which they were asked for."""

    rows: tuple[Barrier, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row an answer; columns as the fields of Barrier."""
        return pd.DataFrame([asdict(row) for row in self.rows])

    def __getitem__(self, answer: str) -> Barrier:
        """What that answer tells."""
        for row in self.rows:
            if row.answer == answer:
                return row
        raise KeyError(f"{answer!r}: the answers are {', '.join(row.answer for row in self.rows)}")

    def __repr__(self) -> str:
        names = ["answer", "share_doers", "share_nondoers", "odds_ratio", "low", "high", "p_value", "relative_risk"]
        return str(self.table[names].to_string(index=False, float_format=lambda number: f"{number:.4g}"))


def barrier(
    doers: tuple[int, int], nondoers: tuple[int, int], *, prevalence: float, answer: str = "", level: float = 0.95
) -> Barrier:
    """Odds ratio, its tests, and estimated relative risk of an answer, from counts of doers and non-doers.

    doers, nondoers  those who gave the answer, and all who were asked.
    prevalence       of the behaviour in the population, from 0 to 1: the two samples are of a size that was chosen, and
                     cannot tell it.
    level            of the interval of the odds ratio.
    Relative risk: P(do | gave it) / P(do | did not), by Bayes' rule from both shares and the prevalence; the same as
    OR / (1 - P0 + P0 OR) with P0 = P(do | did not).
    Raises EstimationError for counts that cannot be.
    Source: Kittle 2013, "A Practical Guide to Conducting a Barrier Analysis" (estimated relative risk); Zhang & Yu
    1998, JAMA 280: 1690-1691; Haldane 1956, Ann Hum Genet 20: 309-311; Campbell 2007, Stat Med 26: 3661-3675 (N - 1).
    R: fisher.test(), chisq.test(correct = FALSE)

    >>> found = barrier((31, 45), (14, 45), prevalence=0.1)
    >>> round(found.odds_ratio, 2), round(found.relative_risk, 2), round(found.p_value, 5)
    (4.9, 4.13, 0.00066)
    """
    checked_level(level)
    between(prevalence=prevalence)
    for name, (giving, asked) in (("doers", doers), ("nondoers", nondoers)):
        if not 0 <= giving <= asked or asked < 1:
            raise EstimationError(name, f"{giving} of {asked} cannot be", "give those who gave it, then all asked")
    table = np.array([[doers[0], doers[1] - doers[0]], [nondoers[0], nondoers[1] - nondoers[0]]], dtype=np.intp)
    given, not_given = (_doing(table[:, column] / table.sum(axis=1), prevalence) for column in (0, 1))
    share_doers, share_nondoers = doers[0] / doers[1], nondoers[0] / nondoers[1]
    return Barrier(
        answer=answer,
        doers_giving=doers[0],
        doers=doers[1],
        nondoers_giving=nondoers[0],
        nondoers=nondoers[1],
        prevalence=prevalence,
        share_doers=share_doers,
        share_nondoers=share_nondoers,
        difference=share_doers - share_nondoers,
        **_odds(table, level),
        **_tests(table),
        doing_given=given,
        doing_not_given=not_given,
        relative_risk=_quotient(given, not_given),
    )


def barrier_analysis(
    answers: pd.DataFrame, doer: str, given: Columns, *, prevalence: float, level: float = 0.95
) -> Barriers:
    """What sets doers apart from non-doers, answer by answer.

    answers  a row a person asked; barrier analysis takes some 45 doers and 45 non-doers and no weights.
    doer     column of zeros and ones, one being a doer.
    given    columns of zeros and ones, one where the person gave the answer; a missing value leaves this answer.
    Other arguments, errors and results as for barrier(); correct p_value for several answers by adjust_p_values().
    Source: Kittle 2013, "A Practical Guide to Conducting a Barrier Analysis".

    >>> asked = pd.DataFrame({"does": [1, 1, 1, 0, 0, 0], "costly": [0, 0, 1, 1, 1, 0], "far": [1, 0, 0, 0, 1, 0]})
    >>> barrier_analysis(asked, "does", ["costly", "far"], prevalence=0.2)
    answer  share_doers  share_nondoers  odds_ratio      low  high  p_value  relative_risk
    costly       0.3333          0.6667        0.25 0.008387 7.452        1         0.3333
       far       0.3333          0.3333           1  0.03355 29.81        1              1
    """
    names = listed(given)
    marks = numbers(answers, [doer, *names])
    for name, column in zip((doer, *names), marks.T, strict=True):
        if not (np.isnan(column) | (column == 0) | (column == 1)).all():
            raise EstimationError(name, "has values other than 0 and 1", "recode it: 1 is yes, 0 is no")
    does = marks[:, 0]
    rows = []
    for name, column in zip(names, marks[:, 1:].T, strict=True):
        asked = [column[(does == side) & ~np.isnan(column)] for side in (1, 0)]
        if any(len(side) == 0 for side in asked):
            raise EstimationError(name, "was not asked of both doers and non-doers", "leave it out")
        counted = [(int(side.sum()), len(side)) for side in asked]
        rows.append(barrier(counted[0], counted[1], prevalence=prevalence, answer=name, level=level))
    return Barriers(tuple(rows))


def _odds(table: Codes, level: float) -> dict[str, float]:
    """Odds ratio with Woolf's limits, a half added to every cell where one is empty."""
    cells = table + 0.5 if (table == 0).any() else table.astype(np.float64)
    log, se = float(np.log(cells[0, 0] * cells[1, 1] / cells[0, 1] / cells[1, 0])), float(np.sqrt((1 / cells).sum()))
    half = normal_point((1 - level) / 2) * se
    limits = {"low": float(np.exp(log - half)), "high": float(np.exp(log + half))}
    p_wald = float(2 * normal_tail(abs(log) / se))
    return {"odds_ratio": float(np.exp(log)), **limits, "p_wald": p_wald}


def _tests(table: Codes) -> dict[str, float]:
    """p-values, and the expected number of the smallest cell; NaN where all gave the answer, or nobody."""
    n = table.sum()
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    told = expected.min() > 0
    chi = float(((table - expected) ** 2 / expected).sum()) if told else np.nan
    return {
        "p_value": fisher_p(table),
        "p_pearson": chi2_tail(chi, 1),
        "p_n_minus_1": chi2_tail(chi * (n - 1) / n, 1),
        "least_expected": float(expected.min()),
        "conditional_odds_ratio": conditional_odds_ratio(table) if told else np.nan,
    }


def _doing(shares: Floats, prevalence: float) -> float:
    """Share of doers among those who gave an answer, from its shares among doers and non-doers (Bayes' rule)."""
    doers, others = shares[0] * prevalence, shares[1] * (1 - prevalence)
    return _quotient(float(doers), float(doers + others))


def _quotient(above: float, below: float) -> float:
    if below == 0:
        return np.inf if above > 0 else np.nan
    return above / below
