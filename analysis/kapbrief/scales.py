"""How well the questions of an indicator make one scale, weighted, and whether every language measures the same."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapbrief.answers import Truths
from kapbrief.indicators import Result, Results, Row
from kapbrief.languages import LANGUAGE, Languages, compared, languages
from kapbrief.plan import Indicator
from kapbrief.scale_answers import taken_apart
from kapbrief.scoring import item_points
from kapbrief.weighting import weighted
from kapstats import Estimate, SurveyDesign, cronbach_alpha, proportion
from kapstats.scales import item_statistics, omega_total, ordinal_alpha

KINDS = ("knowledge", "index")
LEAST_OF_A_FACTOR = 3
"""items; two have no factor of their own"""
DIFFICULTY, DISCRIMINATION = "difficulty", "discrimination"


@dataclass(frozen=True, eq=False)
class Scale:
    """One indicator of several questions, among those who answered all of them; no numbers where they are too few."""

    indicator: Indicator
    items: tuple[str, ...]
    n: int
    reliability: Mapping[str, Estimate | None]
    """alpha, ordinal alpha, omega; nothing for one that would give somebody away"""
    of_items: Mapping[tuple[str, str], Estimate | None]
    """by question and statistic; nothing for one that would give somebody away"""
    languages: Languages | None


def scales(results: Results) -> tuple[Scale, ...]:
    """Every indicator of knowledge or attitude that has two questions or more."""
    told = [one for one in results.results if one.indicator.kind in KINDS and len(one.items) > 1]
    apart = taken_apart(results) if told else frozenset()
    return tuple(_scale(results, one, apart) for one in told)


def _scale(results: Results, result: Result, apart: frozenset[str]) -> Scale:
    release, indicator = results.release, result.indicator
    points = pd.DataFrame({name: item_points(release, indicator, name) for name in result.items})
    people = points.notna().all(axis=1).to_numpy()
    n = int(people.sum())
    if results.weighted is None or n < release.plan.smallest_cell or not _shown(result.rows):
        return Scale(indicator, result.items, n, {}, {}, languages=None)
    names = compared(release.languages, people)
    spoken = pd.Series([language if language in names else None for language in release.languages], dtype=object)
    design = weighted(release, points.assign(**{LANGUAGE: spoken})).design
    right_or_wrong, may = indicator.kind == "knowledge", _may_be_told(results, result, points, apart)
    return Scale(
        indicator=indicator,
        items=result.items,
        n=n,
        reliability=_reliability(design, result.items, may),
        of_items=_of_items(design, result.items, people, may, right_or_wrong=right_or_wrong),
        languages=languages(design, result.items, names, right_or_wrong=right_or_wrong),
    )


@dataclass(frozen=True)
class _May:
    """What gives nobody away."""

    means: bool
    together: bool
    """how questions go together: of two, that tells how both were answered"""


def _may_be_told(results: Results, result: Result, points: pd.DataFrame, apart: frozenset[str]) -> _May:
    """Averages are withheld where they would tell about the few who left a question out, and all of a scale where one
    would take apart answers that stand together: the others, and alpha, would tell it. Two averages, and how the two
    questions go together, are the whole table of two right or wrong answers."""
    gives_away, people = not apart.isdisjoint(result.items), points.notna().all(axis=1).to_numpy()
    if result.indicator.kind == "knowledge" and len(result.items) == LEAST_OF_A_FACTOR - 1:
        cells = points[people].value_counts()
        gives_away = bool((cells < results.release.plan.smallest_cell).any())
    exact = not gives_away and _exact(results, result, people)
    return _May(exact, not gives_away or len(result.items) >= LEAST_OF_A_FACTOR)


def _shown(rows: tuple[Row, ...]) -> bool:
    """Whether the indicator has a number among everybody."""
    return any(row.group is None and row.estimate is not None for row in rows)


def _reliability(design: SurveyDesign, items: tuple[str, ...], may: _May) -> dict[str, Estimate | None]:
    if not may.together:
        return {"alpha": None, "ordinal_alpha": None}
    found: dict[str, Estimate | None] = {
        "alpha": cronbach_alpha(design, items).rows[0],
        "ordinal_alpha": ordinal_alpha(design, items).rows[0],
    }
    if len(items) >= LEAST_OF_A_FACTOR:
        found["omega"] = omega_total(design, items).rows[0]
    return found


def _of_items(
    design: SurveyDesign, items: tuple[str, ...], people: Truths, may: _May, *, right_or_wrong: bool
) -> dict[tuple[str, str], Estimate | None]:
    """Difficulty and discrimination; shares of right answers with the interval that shares have elsewhere."""
    found: dict[tuple[str, str], Estimate | None] = {
        (name, word): None for name in items for word in (DIFFICULTY, DISCRIMINATION)
    }
    if may.means or may.together:
        told, whole = item_statistics(design, items), design.where(people)
        words = [word for word, one in ((DIFFICULTY, may.means), (DISCRIMINATION, may.together)) if one]
        found |= {(name, word): told[name, word] for name in items for word in words}
        if right_or_wrong and may.means:
            found |= {(name, DIFFICULTY): proportion(whole, name, method="beta").rows[0] for name in items}
    return found


def _exact(results: Results, result: Result, people: Truths) -> bool:
    """Whoever holds means of these people against a mean of nearly the same ones learns about the few between."""
    release, data = results.release, results.weighted.design.data if results.weighted else pd.DataFrame()
    everybody = np.ones(release.interviews, dtype=bool)
    others: list[Truths] = [
        data[f"score of {one.indicator.name}"].notna().to_numpy()
        for one in results.results
        if set(one.items) & set(result.items)
    ]
    for one in _beside(results, result):
        points = [item_points(release, one.indicator, name) for name in one.items]
        others.append(np.asarray(~np.isnan(np.stack(points)).any(axis=0)))
    return all(_apart(people, other, release.plan.smallest_cell) for other in (everybody, *others))


def _beside(results: Results, result: Result) -> tuple[Result, ...]:
    """Other scales that share a question with this one."""
    return tuple(
        one
        for one in results.results
        if one is not result
        and one.indicator.kind in KINDS
        and len(one.items) > 1
        and set(one.items) & set(result.items)
    )


def _apart(people: Truths, others: Truths, smallest: int) -> bool:
    """No few people are in one group and not in the other."""
    return all(not 0 < int(few.sum()) < smallest for few in (people & ~others, others & ~people))
