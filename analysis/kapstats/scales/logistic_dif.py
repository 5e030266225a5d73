"""Does an item favour a group whose people have as many items right, everywhere alike or not? Logistic regression."""

from dataclasses import dataclass, replace

import numpy as np

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.distributions import chi2_tail
from kapstats.families import family_of
from kapstats.groups import Columns
from kapstats.irls import Fit, Numbers, fit
from kapstats.model import Model
from kapstats.multiplicity import benjamini_hochberg
from kapstats.scales.matching import LEAST, SIGNIFICANT, Matched, matched
from kapstats.scales.tested import ItemTests
from kapstats.scales.untestable import Untestable

MODERATE, LARGE = 0.035, 0.07
"""rise of Nagelkerke's R squared (Jodoin & Gierl 2001)"""


@dataclass(frozen=True)
class LogisticDif:
    """One item in several groups."""

    item: str
    uniform: float
    """twice the log likelihood ratio of the group, beside the score"""
    nonuniform: float
    """of score times group, beside both"""
    both: float
    """of the two together"""
    df: int
    """of the first two: groups less one; of the third twice that"""
    p_uniform: float
    p_nonuniform: float
    p_both: float
    p_adjusted: float
    """p_both by Benjamini & Hochberg, over the items that could be tested"""
    r2_rise: float
    """of Nagelkerke's R squared, by group and score times group"""
    verdict: str
    """of Jodoin & Gierl: "A" negligible, "B" moderate, "C" large; or "not testable" """
    reason: Untestable | None
    n: int


def dif_logistic(
    design: SurveyDesign, items: Columns, group: str, *, reference: object = None, least: int = LEAST
) -> ItemTests[LogisticDif]:
    """Whether items favour groups among people who have as many items right, by likelihood ratios.

    Three logistic regressions of each item: on the score, on score and group, and on both and their product. The group
    alone tells of an item that is easier everywhere (uniform), the product of one that is so for some scores only.
    items, group, reference, least: as for dif_mantel_haenszel(), but all groups are compared at once.
    The rows count once each, whatever the design: see dif_by_design() for weights and clusters.
    Classes of Jodoin & Gierl: "A" where both together are not significant at 5% or raise R squared by less than 0.035,
    "B" by less than 0.07, else "C". "not testable" with its reason, and no numbers, where a group has fewer people than
    ``least``, where fewer than ten gave the rarer answer for each predictor, and where the answer is told by certainty.
    Raises EstimationError for answers other than 0 and 1 and for groups that are not there.
    Source: Swaminathan & Rogers 1990, J Educ Meas 27: 361-370; Jodoin & Gierl 2001, Appl Meas Educ 14: 329-349.
    R: anova(glm(item ~ score, binomial), glm(item ~ score + group, binomial), glm(item ~ score * group, binomial))

    >>> from kapstats.examples import quiz
    >>> found = dif_logistic(quiz(), ["price", "law", "fine"], "language", least=30)["law"]
    >>> print(found.verdict, "-", found.reason)
    not testable - fewer than ten people gave the rarer answer for each predictor (Peduzzi et al. 1996)
    """
    people = matched(design, items, group, (reference, None))
    rows = [_tested(people, place, least) for place in range(len(people.answers.names))]
    adjusted = benjamini_hochberg(np.array([row.p_both for row in rows]))
    return ItemTests(tuple(replace(row, p_adjusted=float(p)) for row, p in zip(rows, adjusted, strict=True)))


def _tested(people: Matched, item: int, least: int) -> LogisticDif:
    name, df, n = people.answers.names[item], len(people.levels) - 1, sum(people.n)
    found = deviances(people, item)
    rare = people.rare(item, 1 + 2 * df)
    reason = Untestable.SMALL if people.small(least) else Untestable.RARE if rare else _separated(found)
    if reason is not None:
        nan = float("nan")
        return LogisticDif(name, nan, nan, nan, df, nan, nan, nan, nan, nan, "not testable", reason, n)
    none, score, uniform, full = map(float, found)
    first, second, third = score - uniform, uniform - full, score - full
    p_first, p_second, p_third = (chi2_tail(ratio, d) for ratio, d in ((first, df), (second, df), (third, 2 * df)))
    rise = float((np.exp(score / n) - np.exp(full / n)) / (np.exp(none / n) - 1))
    verdict = "A" if p_third >= SIGNIFICANT or rise < MODERATE else "B" if rise < LARGE else "C"
    nan = float("nan")
    return LogisticDif(name, first, second, third, df, p_first, p_second, p_third, nan, rise, verdict, None, n)


def deviances(people: Matched, item: int) -> Floats:
    """Without predictors, on the score, on score and group, and on their product too; NaN where one does not settle."""
    full = people.model(item, interaction=True)
    fits = [fitted(full, columns) for columns in (1, 2, 1 + len(people.levels), full.x.shape[1])]
    return np.array([one.deviance if one.settled else np.nan for one in fits])


def fitted(model: Model, columns: int) -> Fit:
    """A logistic regression on the first columns, every row counting once."""
    counts = model.cells.gathered(np.ones(len(model.cells.of_row)))
    return fit(Numbers(model.y, model.x[:, :columns], model.offset), counts, family_of("binomial", None))


def _separated(found: Floats) -> Untestable | None:
    return Untestable.SEPARATED if np.isnan(found).any() else None
