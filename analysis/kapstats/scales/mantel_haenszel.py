"""Does an item favour one of two groups whose people have as many items right? Mantel and Haenszel's answer."""

from dataclasses import dataclass, replace

import numpy as np

from kapstats.arrays import Codes, Floats
from kapstats.design import SurveyDesign
from kapstats.distributions import chi2_tail, normal_tail
from kapstats.groups import Columns
from kapstats.multiplicity import benjamini_hochberg
from kapstats.scales.matching import LEAST, SIGNIFICANT, Matched, matched
from kapstats.scales.tested import ItemTests
from kapstats.scales.untestable import Untestable

DELTA = -2.35
"""from a log odds ratio to the scale of difficulty that ETS uses"""
MODERATE, LARGE = 1.0, 1.5
"""on that scale"""
EXPECTED = 5.0
"""of Mantel & Fleiss"""


@dataclass(frozen=True)
class MantelHaenszel:
    """One item in two groups."""

    item: str
    statistic: float
    """chi-square with one degree of freedom"""
    p_value: float
    p_adjusted: float
    """by Benjamini & Hochberg, over the items that could be tested"""
    alpha: float
    """odds of a right answer in the reference group, times those in the focal group among people matched"""
    delta: float
    se: float
    """of delta, by Phillips & Holland"""
    verdict: str
    """of ETS: "A" negligible, "B" moderate, "C" large; or "not testable" """
    favours: str
    """the group that finds the item easier than people of the other group who have as many right; "" for "A" """
    reason: Untestable | None
    n_reference: int
    n_focal: int


@dataclass(frozen=True, eq=False)
class Tables:
    """Two-by-two tables of people with one score each: right and wrong, reference and focal."""

    a: Floats
    """reference, right"""
    b: Floats
    c: Floats
    """focal, right"""
    d: Floats

    @property
    def total(self) -> Floats:
        return self.a + self.b + self.c + self.d

    def expected(self) -> Floats:
        """Of a, if the group did not matter."""
        return (self.a + self.b) * (self.a + self.c) / self.total

    def variance(self) -> Floats:
        """Of a, if the group did not matter."""
        margins = (self.a + self.b) * (self.c + self.d) * (self.a + self.c) * (self.b + self.d)
        return margins / (self.total**2 * np.maximum(self.total - 1, 1))

    def enough(self) -> bool:
        """What is expected is five away from the least and the most that the margins allow (Mantel & Fleiss 1980)."""
        least = np.maximum(0, self.a - self.d)
        most = np.minimum(self.a + self.b, self.a + self.c)
        expected = self.expected().sum()
        return bool(min(expected - least.sum(), most.sum() - expected) >= EXPECTED)

    def statistic(self, correction: float) -> float:
        """Mantel and Haenszel's chi-square."""
        distance = max(abs(float((self.a - self.expected()).sum())) - correction, 0.0)
        return distance**2 / float(self.variance().sum())

    def alpha(self) -> float:
        """Mantel and Haenszel's odds ratio."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return float((self.a * self.d / self.total).sum() / (self.b * self.c / self.total).sum())

    def log_variance(self, alpha: float) -> float:
        """Of log alpha (Phillips & Holland 1987, equation 3)."""
        right = self.a * self.d + alpha * self.b * self.c
        cross = self.a + self.d + alpha * (self.b + self.c)
        with np.errstate(divide="ignore", invalid="ignore"):
            return float((right * cross / self.total**2).sum() / (2 * (self.a * self.d / self.total).sum() ** 2))


def dif_mantel_haenszel(
    design: SurveyDesign,
    items: Columns,
    group: str,
    *,
    reference: object = None,
    focal: object = None,
    correct: bool = True,
    least: int = LEAST,
) -> ItemTests[MantelHaenszel]:
    """Whether items favour one of two groups among people who have as many items right, by Mantel and Haenszel.

    items      two columns or more of 1 (right) and 0 (wrong); a row that lacks one is left out.
    group      column of groups, such as languages. ``reference`` (else the first) is held against ``focal`` (else the
               first of the others).
    correct    a half is taken off the distance of observed and expected, for continuity.
    least      people that each group needs.
    The rows count once each, whatever the design: see dif_by_design() for weights and clusters. People are matched on
    the number of items right, the item itself included. alpha > 1 and delta < 0 favour the reference.
    Classes of ETS: "C" where |delta| is 1.5 at least and significantly above 1, "A" where it is below 1 or not
    significantly away from 0, else "B"; each at 5%. No numbers, and "not testable" with its reason, where a group has
    fewer people than ``least``, or what is expected in the matched tables is not five away from what is possible.
    Raises EstimationError for answers other than 0 and 1 and for groups that are not there.
    Source: Holland & Thayer 1988, in Wainer & Braun, "Test Validity", ch. 9; Phillips & Holland 1987, Biometrics 43:
    425-431 (variance); Zwick 2012, ETS RR-12-08 (classes, numbers of people); Mantel & Fleiss 1980, Am J Epidemiol
    112: 129-134.  R: mantelhaen.test(table(group, item, score), correct = correct)

    >>> from kapstats.examples import quiz
    >>> found = dif_mantel_haenszel(quiz(), ["price", "law", "fine"], "language")["law"]
    >>> print(found.verdict, "-", found.reason)
    not testable - a group has fewer people than asked for
    """
    people = matched(design, items, group, (reference, focal))
    if len(people.levels) > 2:
        people = matched(design, items, group, (people.levels[0], people.levels[1]))
    rows = [_tested(people, place, 0.5 if correct else 0.0, least) for place in range(len(people.answers.names))]
    adjusted = benjamini_hochberg(np.array([row.p_value for row in rows]))
    return ItemTests(tuple(replace(row, p_adjusted=float(p)) for row, p in zip(rows, adjusted, strict=True)))


def _tested(people: Matched, item: int, correction: float, least: int) -> MantelHaenszel:
    name, n = people.answers.names[item], people.n
    tables = tables_of(people, item)
    reason = Untestable.SMALL if people.small(least) else None if tables.enough() else Untestable.THIN
    if reason is not None:
        nothing = (float("nan"),) * 6
        return MantelHaenszel(name, *nothing, "not testable", "", reason, n[0], n[1])
    statistic, alpha = tables.statistic(correction), tables.alpha()
    p_value = chi2_tail(statistic, 1)
    delta, se = DELTA * np.log(alpha), -DELTA * np.sqrt(tables.log_variance(alpha))
    verdict = _class(float(delta), float(se), p_value)
    favours = "" if verdict == "A" else str(people.levels[0 if alpha > 1 else 1])
    numbers = (statistic, p_value, float("nan"), alpha, float(delta), float(se))
    return MantelHaenszel(name, *numbers, verdict, favours, None, n[0], n[1])


def _class(delta: float, se: float, p_value: float) -> str:
    if abs(delta) < MODERATE or p_value >= SIGNIFICANT:
        return "A"
    beyond = normal_tail((abs(delta) - MODERATE) / se) < SIGNIFICANT
    return "C" if abs(delta) >= LARGE and beyond else "B"


def tables_of(people: Matched, item: int) -> Tables:
    """Of the scores that people of both groups have."""
    used = people.group >= 0
    score: Codes = people.score[used].astype(np.intp)
    right, group = people.answers.values[used, item] == 1, people.group[used]
    kinds = [(0, True), (0, False), (1, True), (1, False)]
    size = len(people.answers.names) + 1
    counts = [np.bincount(score[(group == g) & (right == r)], minlength=size).astype(np.float64) for g, r in kinds]
    both = (counts[0] + counts[1] > 0) & (counts[2] + counts[3] > 0)
    return Tables(*(count[both] for count in counts))
