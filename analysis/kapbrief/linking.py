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
    """Of each wave: how many were found in the other or not, and of these how many share a code or gave none. All of
    both waves, or nothing: as many are found in one as in the other, and who gave no code is told with the other
    questions, so that of few people the rest would follow.
    """
    pairs = found.pairs
    each = zip((pairs.before, pairs.after), pairs.collisions, pairs.without_code, strict=True)
    before, after = (_told(pairs.paired, every, len(colliding), without) for every, colliding, without in each)
    rest = [one[NOT_FOUND] - one[COLLIDING] - one[WITHOUT] for one in (before, after)]
    if all(n == 0 or n >= smallest for n in (*before.values(), *after.values(), *rest)):
        return before, after
    return dict.fromkeys(KINDS), dict.fromkeys(KINDS)


def _told(paired: int, every: int, colliding: int, without: int) -> dict[str, int]:
    return {FOUND: paired, NOT_FOUND: every - paired, COLLIDING: colliding, WITHOUT: without}


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
