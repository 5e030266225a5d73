"""What tells of careless or invented interviews: interviewers, straight lines, duplicates. Flagged, never dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from kapbrief.answers import Floats, Truths
from kapstats import EstimationError

Codes = npt.NDArray[np.intp]
BLOCK = 512
"""people who are compared with everybody at once"""
FEWEST_ITEMS = 3
"""answers that make a straight line: two alike are none"""


@dataclass(frozen=True)
class InterviewerEffect:
    """How much alike the answers are that one interviewer collected."""

    question: str
    n: int
    interviewers: int
    workload: float
    """interviews of an interviewer, weighted by themselves: what the design effect counts with"""
    icc: float
    """intraclass correlation; below zero where interviewers differ less than by chance"""
    low: float
    high: float
    deff: float
    """1 + (workload - 1) icc: by how much the variance of a mean is larger for the interviewers' sake"""
    p_value: float


def interviewer_effect(
    answers: pd.DataFrame, question: str, interviewer: str, *, within: str | None = None, level: float = 0.95
) -> InterviewerEffect:
    """Intraclass correlation of a question's answers within interviewers, and its design effect.

    answers      a row an interview; those that lack the answer or the interviewer are left out.
    question     column of numbers; zeros and ones for an answer given or not.
    interviewer  column that tells them apart.
    within       column of places or strata: interviewers are compared within each, since whoever works elsewhere meets
                 other people. Without it differences between places count as the interviewers'.
    level        of the interval, from the F distribution; exact where all workloads are equal.
    icc = (B - W) / (B + (m - 1) W), mean squares between and within interviewers, m the harmonised workload.
    Raises EstimationError for fewer than two interviewers in every place, or no interviewer with two interviews.
    Source: Kish 1962, JASA 57: 92-115; Searle, Casella & McCulloch 1992, "Variance Components", section 3.6.

    >>> asked = pd.DataFrame({"by": [1, 1, 1, 2, 2, 2], "knows": [5, 6, 5, 2, 3, 2]})
    >>> found = interviewer_effect(asked, "knows", "by")
    >>> round(found.icc, 3), round(found.deff, 3)
    (0.929, 2.859)
    """
    names = [question, interviewer, *([] if within is None else [within])]
    for name in names:
        if name not in answers.columns:
            raise EstimationError(name, "no such column", f"the data have: {', '.join(map(str, answers.columns))}")
    used = answers[names].dropna()
    y = used[question].to_numpy(dtype=np.float64)
    place = pd.factorize(used[within])[0] if within is not None else np.zeros(len(used), dtype=np.intp)
    who = pd.factorize(pd.Series(list(zip(place, used[interviewer], strict=True)), dtype=object))[0].astype(np.intp)
    squares = _squares(y, who, place.astype(np.intp), interviewer)
    ratio = squares.between / squares.within if squares.within > 0 else np.inf
    m = squares.harmonised
    tails = [stats.f.isf(tail, squares.df_between, squares.df_within) for tail in ((1 - level) / 2, (1 + level) / 2)]
    low, high = (_icc(ratio / tail, m) for tail in tails)
    icc, sizes = _icc(ratio, m), np.bincount(who)
    workload = float((sizes**2).sum() / sizes.sum())
    p_value = float(stats.f.sf(ratio, squares.df_between, squares.df_within))
    return InterviewerEffect(
        question, len(y), len(sizes), workload, icc, low, high, 1 + (workload - 1) * icc, p_value
    )  # fmt: skip


@dataclass(frozen=True)
class _Squares:
    """Mean squares between and within interviewers, with their degrees of freedom."""

    between: float
    within: float
    df_between: int
    df_within: int
    harmonised: float


def _squares(y: Floats, who: Codes, place: Codes, name: str) -> _Squares:
    """Interviewers within places; codes of interviewers differ between places."""
    sizes, totals = np.bincount(who).astype(np.float64), np.bincount(place).astype(np.float64)
    means, centres = np.bincount(who, y) / sizes, np.bincount(place, y) / totals
    of = np.zeros(len(sizes), dtype=np.intp)
    of[who] = place
    df_between, df_within = len(sizes) - len(totals), len(y) - len(sizes)
    if df_between < 1 or df_within < 1:
        raise EstimationError(name, "leaves nothing to compare", "take two interviewers with two interviews or more")
    between = float((sizes * (means - centres[of]) ** 2).sum()) / df_between
    within = float(((y - means[who]) ** 2).sum()) / df_within
    harmonised = float((totals - np.bincount(of, sizes**2) / totals).sum()) / df_between
    return _Squares(between, within, df_between, df_within, harmonised)


def _icc(ratio: float, m: float) -> float:
    return float((ratio - 1) / (ratio + m - 1)) if np.isfinite(ratio) else 1.0


@dataclass(frozen=True, eq=False)
class StraightLines:
    """Who gave the same answer to every item of a block."""

    flags: Truths
    """one a person"""
    longest: Codes
    """the longest run of one answer, of each person"""
    n: int
    """people with answers enough to tell"""

    @property
    def share(self) -> float:
        """Of those with answers enough."""
        return float(self.flags.sum()) / self.n if self.n else float("nan")


def straight_lines(answers: pd.DataFrame, items: Sequence[str]) -> StraightLines:
    """Straight lines through a block of items, as they were answered: before any is reverse-coded.

    items  columns of codes, in the order asked; missing answers are passed over, and three or more make a line.
    Only where some items point the other way does a straight line contradict itself: look at the block first.
    Source: Krosnick 1991, Applied Cognitive Psychology 5: 213-236; Johnson 2005, J Res Personality 39: 103-129
    (longest run).

    >>> straight_lines(pd.DataFrame({"a": [1, 2], "b": [1, 3], "c": [1, 3]}), ["a", "b", "c"]).flags.tolist()
    [True, False]
    """
    flags, longest, told = [], [], 0
    for row in answers[list(items)].itertuples(index=False):
        given = [value for value in row if not pd.isna(value)]
        told += len(given) >= FEWEST_ITEMS
        flags.append(len(given) >= FEWEST_ITEMS and len(set(given)) == 1)
        longest.append(_longest(given))
    return StraightLines(np.array(flags, dtype=np.bool_), np.array(longest, dtype=np.intp), told)


def _longest(given: Sequence[object]) -> int:
    best = run = 0
    before: object = None
    for value in given:
        run = run + 1 if run and value == before else 1
        best, before = max(best, run), value
    return best


@dataclass(frozen=True, eq=False)
class Duplicates:
    """Interviews that are the same, or nearly, as another one."""

    groups: tuple[tuple[int, ...], ...]
    """rows whose answers are all the same, two or more in each group"""
    closest: Floats
    """of each row, the share of questions answered as in the row most like it"""
    near: Truths
    """rows at or above the share that was asked for"""


def duplicates(answers: pd.DataFrame, questions: Sequence[str], *, near: float = 0.85) -> Duplicates:
    """Interviews that repeat another one, as copied or invented ones do.

    questions  columns compared; a missing answer is an answer like any other. With few questions, or questions that all
               answer alike, honest people match too: take many, and look at what is flagged.
    near       share of the questions from which two interviews count as near duplicates.
    Raises EstimationError for no question and for a share that cannot be.
    Source: Kuriakose & Robbins 2016, Statistical Journal of the IAOS 32: 283-291 (85 percent); Simmons, Mercer,
    Schwarzer & Kennedy 2016, Stat J IAOS 32: 327-338 (honest matches).

    >>> found = duplicates(pd.DataFrame({"a": [1, 1, 2], "b": [3, 3, 3]}), ["a", "b"])
    >>> found.groups, found.closest.tolist()
    (((0, 1),), [1.0, 1.0, 0.5])
    """
    if not questions or not 0 < near <= 1:
        raise EstimationError(
            "questions", "or the share leave nothing to compare", "name questions, and a share above 0"
        )
    codes = np.column_stack([pd.factorize(answers[name], use_na_sentinel=True)[0] for name in questions])
    closest = _closest(codes)
    whole = pd.Series(pd.factorize(pd.Series([tuple(row) for row in codes], dtype=object))[0])
    groups = [tuple(int(row) for row in rows) for rows in whole.groupby(whole).indices.values() if len(rows) > 1]
    return Duplicates(tuple(sorted(groups)), closest, closest >= near)


def _closest(codes: Codes) -> Floats:
    """The largest share of equal codes with any other row; NaN for a row on its own."""
    n, k = codes.shape
    closest = np.full(n, np.nan)
    for start in range(0, n if n > 1 else 0, BLOCK):
        block = codes[start : start + BLOCK]
        same = np.zeros((len(block), n), dtype=np.int32)
        for column in range(k):
            same += block[:, column, None] == codes[None, :, column]
        same[np.arange(len(block)), start + np.arange(len(block))] = -1
        closest[start : start + BLOCK] = same.max(axis=1) / k
    return closest
