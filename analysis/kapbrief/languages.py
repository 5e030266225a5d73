"""Whether the questions of a scale ask the same in every language of the interviews, where there are people enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kapbrief.answers import Truths
from kapstats import SurveyDesign
from kapstats.scales import (
    DesignDif,
    Invariance,
    ItemTests,
    LogisticDif,
    MantelHaenszel,
    Untestable,
    dif_by_design,
    dif_logistic,
    dif_mantel_haenszel,
    invariance,
)
from kapstats.scales.matching import LEAST

LANGUAGE = "language of the interview"
DIFFERS, LARGE = "differs", "C"
LEAST_ITEMS = 3
"""of a factor model"""


class Meaning(StrEnum):
    """Whether people who think alike answer alike in every language."""

    SAME = "no difference found"
    DIFFERS = "differs"
    UNTESTABLE = "not testable"


@dataclass(frozen=True, eq=False)
class Languages:
    """What became of the comparison of a scale's languages; the first one compared is the reference."""

    compared: tuple[str, ...]
    reason: Untestable | None
    """why nothing could be tested"""
    by_design: ItemTests[DesignDif] | None
    by_size: ItemTests[LogisticDif] | None
    """how large a difference is, people counted without weights: all languages at once"""
    by_pair: Mapping[str, ItemTests[MantelHaenszel]]
    """by language: against the reference"""
    whole: Invariance | None
    """of scales that are not right or wrong"""

    @property
    def differs(self) -> bool:
        """Numbers of the scale do not mean the same in every language."""
        if self.whole is not None:
            return self.whole.reason is None and not self.whole.comparable
        return any(self.of(row.item) is Meaning.DIFFERS for row in self.by_design or ())

    def of(self, item: str) -> Meaning:
        """Whether one question means the same in the languages compared: of right or wrong answers by its own tests,
        else as the whole scale."""
        if self.by_design is None or self.by_size is None:
            tested = self.whole is not None and self.whole.reason is None
            return _meaning(differs=self.differs, tested=tested)
        design, size, pairs = self.by_design[item], self.by_size[item], [found[item] for found in self.by_pair.values()]
        verdicts = {design.verdict, size.verdict, *(pair.verdict for pair in pairs)}
        reasons = {design.reason, size.reason, *(pair.reason for pair in pairs)}
        return _meaning(differs=bool(verdicts & {DIFFERS, LARGE}), tested=None in reasons)


def compared(spoken: Sequence[str], whole: Truths) -> tuple[str, ...]:
    """Languages in which 200 people or more answered all questions, as the tests ask for; the largest first."""
    n = {name: int((whole & (np.array(spoken) == name)).sum()) for name in set(spoken)}
    return tuple(sorted((name for name in n if n[name] >= LEAST), key=lambda name: (-n[name], name)))


def languages(
    design: SurveyDesign, items: tuple[str, ...], names: tuple[str, ...], *, right_or_wrong: bool
) -> Languages:
    """Compares these languages; others have nothing in their column."""
    if len(names) < 2:
        return Languages(names, Untestable.SMALL, None, None, {}, None)
    domain, first = design.where(design.data[LANGUAGE].notna()), names[0]
    if right_or_wrong:
        pairs = {
            focal: dif_mantel_haenszel(domain, items, LANGUAGE, reference=first, focal=focal) for focal in names[1:]
        }
        found = dif_by_design(domain, items, LANGUAGE, reference=first)
        sizes = dif_logistic(domain, items, LANGUAGE, reference=first)
        return Languages(names, _none_tested(found, sizes, *pairs.values()), found, sizes, pairs, None)
    if len(items) < LEAST_ITEMS:
        return Languages(names, Untestable.UNIDENTIFIED, None, None, {}, None)
    fitted = invariance(domain, {"scale": items}, LANGUAGE)
    return Languages(names, fitted.reason, None, None, {}, fitted)


def _none_tested(
    *tests: ItemTests[DesignDif] | ItemTests[LogisticDif] | ItemTests[MantelHaenszel],
) -> Untestable | None:
    """The first reason, if no question could be tested in any way."""
    reasons = [row.reason for rows in tests for row in rows]
    return reasons[0] if all(reasons) else None


def _meaning(*, differs: bool, tested: bool) -> Meaning:
    if differs:
        return Meaning.DIFFERS
    return Meaning.SAME if tested else Meaning.UNTESTABLE
