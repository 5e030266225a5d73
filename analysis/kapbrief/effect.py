"""What changed among those who took part beyond what changed among others: a difference in differences."""

import math

from kapbrief.linking import PERSON, TOOK_PART, WEIGHT, Linked
from kapstats import Estimate, SurveyDesign, difference_in_differences, stack

WAVE, OUTCOME = "wave", "outcome"


def enough(found: Linked, column: str, smallest: int) -> bool:
    """Whether each of the four groups is large enough, and nobody else is, or not few: waves are told as a whole."""
    for table in found.tables:
        scored = table[table[column].notna()]
        sizes = [int((scored[TOOK_PART] == part).sum()) for part in (0, 1)]
        if min(sizes) < smallest or 0 < len(scored) - sum(sizes) < smallest:
            return False
    return True


def effect(found: Linked, column: str, *, link: bool) -> Estimate:
    """Change of those who took part less that of the others."""
    designs: dict[object, SurveyDesign] = {
        number: SurveyDesign(table.assign(**{OUTCOME: table[column]}), weights=WEIGHT)
        for number, table in enumerate(found.tables)
    }
    both = stack(designs, name=WAVE, persons=PERSON if link else None, independent=not link)
    known = both.where(both.data[[OUTCOME, TOOK_PART]].notna().all(axis=1))
    fit = difference_in_differences(known, OUTCOME, wave=WAVE, group=TOOK_PART)
    one = fit.effect
    return Estimate((), one.estimate, one.se, one.low, one.high, fit.df, math.nan, fit.n, 0, 0.95)
