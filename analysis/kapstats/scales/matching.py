"""People of several groups matched on how many items they have right, and when there are too few of them to compare."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats
from kapstats.cells import cells
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.groups import Columns, levels
from kapstats.model import Model
from kapstats.scales.answers import Answers, answers

LEAST = 200
"""people of each group from which a difference is looked for: what ETS asks of the smaller group at the least (Zwick
2012, ETS RR-12-08), and what short scales need (Scott et al. 2009, J Clin Epidemiol 62: 288-295)"""
EVENTS = 10
"""of the rarer answer for each predictor of a logistic regression (Peduzzi et al. 1996, J Clin Epidemiol 49: 1373)"""
SIGNIFICANT = 0.05


@dataclass(frozen=True, eq=False)
class Matched:
    """Right and wrong answers of people in groups."""

    answers: Answers
    score: Floats
    """how many items a row has right; NaN where it lacks one"""
    levels: tuple[object, ...]
    """of the groups, the reference first"""
    group: Codes
    """the place of each row's group; -1 for rows that are not looked at"""

    @property
    def n(self) -> tuple[int, ...]:
        """People in each group."""
        return tuple(int(n) for n in np.bincount(self.group[self.group >= 0], minlength=len(self.levels)))

    def small(self, least: int) -> bool:
        """Some group is smaller than that."""
        return min(self.n) < least

    def rare(self, item: int, predictors: int) -> bool:
        """One of the two answers was given too rarely to fit so many predictors."""
        right = self.answers.values[self.group >= 0, item].sum()
        return bool(min(right, sum(self.n) - right) < EVENTS * predictors)

    def model(self, item: int, *, interaction: bool) -> Model:
        """Logistic regression of a right answer on score and group, and on both together."""
        used = self.group >= 0
        table = pd.DataFrame({"y": self.answers.values[:, item], "score": self.score, "group": self.group})
        found, first = cells(table, used, alike=True)
        here = table.iloc[first]
        dummies = (here["group"].to_numpy()[:, None] == np.arange(1, len(self.levels))).astype(np.float64)
        score = here["score"].to_numpy()
        x, count = [np.ones(len(here)), score, *dummies.T], dummies.shape[1]
        names = ["Intercept", "score", *(f"group[{level}]" for level in self.levels[1:])]
        terms = [("Intercept", (0,)), ("score", (1,)), ("group", tuple(range(2, 2 + count)))]
        formula = f"{self.answers.names[item]} ~ score + group"
        if interaction:
            x += list(dummies.T * score)
            names += [f"score:{name}" for name in names[2:]]
            terms += [("score:group", tuple(range(2 + count, 2 + 2 * count)))]
            formula += " + score:group"
        y, n = here["y"].to_numpy(), sum(self.n)
        return Model(formula, y, (), np.column_stack(x), np.zeros(len(y)), tuple(names), tuple(terms), found, n, 0)


def matched(design: SurveyDesign, items: Columns, group: str, chosen: tuple[object, object] = (None, None)) -> Matched:
    """Items answered right (1) or wrong (0), by group; ``chosen``: the reference, and the one group held against it.

    Raises EstimationError for other answers, for fewer than two groups, and for a choice that is none of them.
    """
    asked = answers(design, items)
    found, codes = levels(design.data, group)
    codes = np.where(asked.counted(design), codes, -1)
    for place, name in enumerate(asked.names):
        strange = ~np.isin(asked.values[codes >= 0, place], (0, 1))
        if strange.any():
            wrong = f"holds {asked.values[codes >= 0, place][strange][0]:g}, which is neither right (1) nor wrong (0)"
            raise EstimationError(name, wrong, "score it first")
    there = [level for place, level in enumerate(found) if (codes == place).any()]
    if len(there) < 2:
        only = f"the value {there[0]!r} only" if there else "no value"
        raise EstimationError(group, f"has {only}, so that there are no groups", "widen the domain")
    order = _in_order(there, *chosen)
    places = np.full(len(found) + 1, -1, dtype=np.intp)
    places[[found.index(level) for level in order]] = np.arange(len(order))
    return Matched(asked, asked.values.sum(axis=1), tuple(order), places[codes])


def _in_order(there: list[object], reference: object, focal: object) -> list[object]:
    """The groups that are looked at, the reference first."""
    for name, level in (("reference", reference), ("focal", focal)):
        if level is not None and level not in there:
            raise EstimationError(name, f"{level!r} is no group", f"choose one of {', '.join(map(repr, there))}")
    others = [level for level in there if level != focal]
    first = others[0] if reference is None else reference
    return [first, *([level for level in there if level != first] if focal is None else [focal])]
