"""Does an item favour a group whose people have as many items right, in a population that was not sampled simply?"""

from dataclasses import dataclass, replace

import numpy as np

from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.families import family_of
from kapstats.glm import regression
from kapstats.groups import Columns
from kapstats.multiplicity import benjamini_hochberg
from kapstats.scales.matching import LEAST, SIGNIFICANT, Matched, matched
from kapstats.scales.tested import ItemTests
from kapstats.scales.untestable import Untestable
from kapstats.term_tests import TermTest, term_test


@dataclass(frozen=True)
class DesignDif:
    """One item in several groups."""

    item: str
    uniform: float
    """F of the group, beside the score"""
    df: int
    """of the group, and of score times group: groups less one"""
    ddf_uniform: float
    p_uniform: float
    adjusted_uniform: float
    """by Benjamini & Hochberg, over the items that could be tested"""
    nonuniform: float
    """F of score times group, beside both"""
    ddf_nonuniform: float
    p_nonuniform: float
    adjusted_nonuniform: float
    verdict: str
    """"differs", "no difference found", "not testable" """
    reason: Untestable | None
    n: int


def dif_by_design(
    design: SurveyDesign, items: Columns, group: str, *, reference: object = None, least: int = LEAST
) -> ItemTests[DesignDif]:
    """Whether items favour groups in the population, among people who have as many items right.

    Two design-based logistic regressions of each item, on score and group and on their product too, with Wald tests of
    the group (uniform) and of the product (non-uniform). So many tests find something by chance: both p-values are
    adjusted by Benjamini & Hochberg over the items, and "differs" is said where one of them is below 5%.
    items, group, reference, least: as for dif_mantel_haenszel(), but all groups are compared at once.
    "not testable" with its reason, and no numbers, where a group has fewer people than ``least``, where fewer than ten
    gave the rarer answer for each predictor, where the answer is told by certainty, and where clusters are too few.
    Replicate designs fit each replicate again.
    Raises EstimationError for answers other than 0 and 1 and for groups that are not there.
    Source: Swaminathan & Rogers 1990, J Educ Meas 27: 361-370, with the errors of Binder 1983, Int Stat Rev 51:
    279-292; Benjamini & Hochberg 1995, J R Stat Soc B 57: 289-300.
    R: regTermTest(svyglm(item ~ score + group, design, quasibinomial()), ~group)

    >>> from kapstats.examples import quiz
    >>> found = dif_by_design(quiz(), ["price", "law", "fine"], "language")["law"]
    >>> print(found.verdict, "-", found.reason)
    not testable - a group has fewer people than asked for
    """
    people = matched(design, items, group, (reference, None))
    rows = [_tested(design, people, place, least) for place in range(len(people.answers.names))]
    uniform = benjamini_hochberg(np.array([row.p_uniform for row in rows]))
    nonuniform = benjamini_hochberg(np.array([row.p_nonuniform for row in rows]))
    return ItemTests(tuple(_judged(*each) for each in zip(rows, uniform, nonuniform, strict=True)))


def _tested(design: SurveyDesign, people: Matched, item: int, least: int) -> DesignDif:
    """With neither p-values adjusted nor verdict."""
    name, df, n = people.answers.names[item], len(people.levels) - 1, sum(people.n)
    reason = Untestable.SMALL if people.small(least) else None
    reason = reason or (Untestable.RARE if people.rare(item, 1 + 2 * df) else None)
    tests = None if reason else _tests(design, people, item)
    if tests is not None and any(np.isnan(test.p_value) for test in tests):
        tests, reason = None, Untestable.CLUSTERS
    nan = float("nan")
    if tests is None:
        reason = reason or Untestable.SEPARATED
        return DesignDif(name, nan, df, nan, nan, nan, nan, nan, nan, nan, "not testable", reason, n)
    uniform, product = tests
    return DesignDif(
        name, uniform.statistic, df, uniform.ddf, uniform.p_value, nan, product.statistic, product.ddf,
        product.p_value, nan, "", None, n,
    )  # fmt: skip


def _tests(design: SurveyDesign, people: Matched, item: int) -> tuple[TermTest, TermTest] | None:
    """Of the group, then of the product; nothing where a regression has no finite coefficients."""
    family = family_of("binomial", None)
    try:
        alone = regression(design, people.model(item, interaction=False), family)
        both = regression(design, people.model(item, interaction=True), family)
    except EstimationError:
        return None
    return term_test(alone, "group"), term_test(both, "score:group")


def _judged(row: DesignDif, uniform: float, nonuniform: float) -> DesignDif:
    found = replace(row, adjusted_uniform=float(uniform), adjusted_nonuniform=float(nonuniform))
    if row.reason is not None:
        return found
    differs = min(uniform, nonuniform) < SIGNIFICANT
    return replace(found, verdict="differs" if differs else "no difference found")
