"""The same people in two waves, by the code that they made up themselves: who is found, who is not, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapbrief.answers import GIVEN, Floats
from kapbrief.indicators import Results
from kapbrief.release import Release
from kapbrief.scoring import score
from kapstats import Pairs, pair_by_code

CODE, ROW, WEIGHT, PERSON, TOOK_PART = "link code", "row", "weight of the interview", "person", "took_part"
FOUND, NOT_FOUND, COLLIDING, WITHOUT = "found", "not_found", "colliding", "without_code"
KINDS = (FOUND, NOT_FOUND, COLLIDING, WITHOUT)
Counts = Mapping[str, int | None]
"""Of how many people each is true; nothing where that is withheld."""


@dataclass(frozen=True, eq=False)
class Linked:
    """Two waves with a row a person each, and the people who are in both."""

    earlier: pd.DataFrame
    later: pd.DataFrame
    pairs: Pairs

    @property
    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        return self.earlier, self.later


def linked(earlier: Results, later: Results) -> Linked | None:
    """The waves, with a column that names whoever is found in both; nothing where one is too small to be shown."""
    tables = [table for table in (_table(earlier), _table(later)) if table is not None]
    if len(tables) < 2:
        return None
    pairs = pair_by_code(tables[0], tables[1], CODE)
    before, after = (
        _named(table, pairs.table[f"{ROW}_{side}"]) for table, side in zip(tables, ("before", "after"), strict=True)
    )
    return Linked(before, after, pairs)


def told(found: Linked, smallest: int) -> tuple[Counts, Counts]:
    """Of each wave: how many were found in the other or not, and of these how many share a code or gave none. Nothing
    of few people: since as many are found in one wave as in the other, both waves tell that, or none.
    """
    pairs = found.pairs
    people = (pairs.before, pairs.after)
    known = all(_safe(n, smallest) for n in (pairs.paired, *(every - pairs.paired for every in people)))
    before, after = (
        _told(every - pairs.paired, len(colliding), without, smallest) if known else {}
        for every, colliding, without in zip(people, pairs.collisions, pairs.without_code, strict=True)
    )
    found_too = {FOUND: pairs.paired} if known else {}
    return {**dict.fromkeys(KINDS), **found_too, **before}, {**dict.fromkeys(KINDS), **found_too, **after}


def _told(not_found: int, colliding: int, without: int, smallest: int) -> Counts:
    parts = {COLLIDING: colliding, WITHOUT: without}
    rest = not_found - colliding - without
    return {NOT_FOUND: not_found, **(parts if all(_safe(n, smallest) for n in (*parts.values(), rest)) else {})}


def _safe(people: int, smallest: int) -> bool:
    return people == 0 or people >= smallest


def _table(results: Results) -> pd.DataFrame | None:
    """Scores, weight and code of every interview of a wave."""
    if results.weighted is None:
        return None
    design = results.weighted.design
    scores = [name for name in design.data.columns if name.startswith("score of ")]
    table = design.data[scores].reset_index(drop=True)
    table[TOOK_PART] = _took_part(results.release)
    table[WEIGHT], table[CODE], table[ROW] = design.weights, _codes(results.release), np.arange(len(table))
    return table


def _codes(release: Release) -> list[str | None]:
    question = release.plan.link_code
    if question is None:
        return [None] * release.interviews
    column = release.answers[question]
    return [text if state == GIVEN else None for text, state in zip(column.texts, column.states, strict=True)]


def _took_part(release: Release) -> Floats:
    """One for people who took part, zero for those they are compared with, NaN where it is not known."""
    counted = release.plan.took_part
    return np.full(release.interviews, np.nan) if counted is None else score(release, counted).values


def _named(table: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """The table with the same name for the same person in both waves; nobody's where somebody is in one only."""
    names = pd.Series([None] * len(table), dtype=object)
    names[rows.to_numpy()] = [f"pair {number}" for number in range(len(rows))]
    return table.assign(**{PERSON: names})
