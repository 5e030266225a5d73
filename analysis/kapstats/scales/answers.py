"""The answers to the items of a scale: those of the rows that have all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats, Truths
from kapstats.assemble import assembled, complete, from_first, rows_behind
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates, Label
from kapstats.groups import Columns, Groups, groups, listed, numbers
from kapstats.inference import infer
from kapstats.statistic import Statistic

MOST = 20
"""different numbers that may be ordered answers"""


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers to items, and the groups of rows that are looked at."""

    names: tuple[str, ...]
    values: Floats
    """shape (rows, items); NaN in the whole row where one is missing"""
    whole: Truths
    """rows that lack none"""
    split: Groups

    def distances(self) -> Floats:
        """Answers as distances from the first, which change no spread and leave that of a constant at zero."""
        return from_first(self.values)

    def codes(self) -> tuple[Codes, int]:
        """The place of each answer in the order of those that occur, -1 where there is none; the most there are.

        Raises EstimationError for a column of too many different numbers.
        """
        found = np.full(self.values.shape, -1, dtype=np.intp)
        most = 0
        for place, name in enumerate(self.names):
            levels, found[self.whole, place] = np.unique(self.values[self.whole, place], return_inverse=True)
            most = max(most, len(levels))
            if len(levels) > MOST:
                wrong = f"has {len(levels)} different answers, too many to take for ordered ones"
                raise EstimationError(name, wrong, f"merge them into {MOST} at most")
        return found, most

    def counted(self, design: SurveyDesign) -> Truths:
        """Rows of the design's domain that have all answers."""
        return design.counted & self.whole


def answers(design: SurveyDesign, items: Columns, *, by: Columns | None = None, least: int = 2) -> Answers:
    """The answers to some items.

    Raises EstimationError for fewer items than ``least``, an item named twice, text, and where nobody answered all.
    """
    names = listed(items)
    if len(names) < least or len(set(names)) < len(names):
        wrong = f"are {len(set(names))} different items"
        raise EstimationError(", ".join(names), wrong, f"give the items of the scale, {least} or more, each once")
    values = numbers(design.data, names)
    whole = complete(values)
    split = groups(design, by)
    if not (whole[:, None] & split.domains).any():
        raise EstimationError(", ".join(names), "nobody in the domain answered all", "leave out items, or widen it")
    return Answers(names, np.where(whole[:, None], values, np.nan), whole, split)


def estimated(
    design: SurveyDesign,
    asked: Answers,
    statistic: Statistic,
    labels: Sequence[tuple[Label, ...]],
    *,
    level: float,
    df: float | None,
) -> Estimates:
    """A statistic of the answers in each group, one estimate for each of ``labels``."""
    valid = np.repeat(asked.whole[:, None], len(labels), axis=1)
    n, missing = rows_behind(valid, asked.split.domains)
    found = infer(design, statistic, asked.split.domains)
    every = [(*group, *label) for group in asked.split.labels for label in labels]
    return assembled(every, found, n, missing, level=level, df=df)
