"""Whether the questions of a scale ask the same in every language of the interviews, where there are people enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kapbrief.answers import Truths
from kapstats import SurveyDesign
from kapstats.scales import (
    DesignDif,
    Invariance,
    ItemTests,
    MantelHaenszel,
    Untestable,
    dif_by_design,
    dif_mantel_haenszel,
    invariance,
)
from kapstats.scales.matching import LEAST

LANGUAGE = "language of the interview"
LARGE = "C"
LEAST_ITEMS = 3
"""of a factor model"""


@dataclass(frozen=True, eq=False)
class Languages:
    """What became of the comparison of a scale's languages; the first one compared is the reference."""

    compared: tuple[str, ...]
    reason: Untestable | None
    """why nothing could be tested"""
    by_design: ItemTests[DesignDif] | None
    by_pair: Mapping[str, ItemTests[MantelHaenszel]]
    """by language: against the reference"""
    whole: Invariance | None
    """of scales that are not right or wrong"""

    @property
    def differs(self) -> bool:
        """Numbers of the scale do not mean the same in every language."""
        items = any(row.verdict == "differs" for row in self.by_design or ())
        pairs = any(row.verdict == LARGE for tests in self.by_pair.values() for row in tests)
        tested = self.whole is not None and self.whole.reason is None
        return items or pairs or (tested and self.whole is not None and not self.whole.comparable)


def compared(spoken: Sequence[str], whole: Truths) -> tuple[str, ...]:
    """Languages in which 200 people or more answered all questions, as the tests ask for; the largest first."""
    n = {name: int((whole & (np.array(spoken) == name)).sum()) for name in set(spoken)}
    return tuple(sorted((name for name in n if n[name] >= LEAST), key=lambda name: (-n[name], name)))


def languages(
    design: SurveyDesign, items: tuple[str, ...], names: tuple[str, ...], *, right_or_wrong: bool
) -> Languages:
    """Compares these languages; others have nothing in their column."""
    if len(names) < 2:
        return Languages(names, Untestable.SMALL, None, {}, None)
    domain, first = design.where(design.data[LANGUAGE].notna()), names[0]
    if right_or_wrong:
        pairs = {
            focal: dif_mantel_haenszel(domain, items, LANGUAGE, reference=first, focal=focal) for focal in names[1:]
        }
        found = dif_by_design(domain, items, LANGUAGE, reference=first)
        return Languages(names, _none_tested(found, pairs), found, pairs, None)
    if len(items) < LEAST_ITEMS:
        return Languages(names, Untestable.UNIDENTIFIED, None, {}, None)
    fitted = invariance(domain, {"scale": items}, LANGUAGE)
    return Languages(names, fitted.reason, None, {}, fitted)


def _none_tested(by_design: ItemTests[DesignDif], pairs: Mapping[str, ItemTests[MantelHaenszel]]) -> Untestable | None:
    """The first reason, if no question could be tested in any way."""
    reasons = [row.reason for row in by_design] + [row.reason for tests in pairs.values() for row in tests]
    return reasons[0] if all(reasons) else None
