"""From answers to each person's score on an indicator, by the rules of the question banks.

Knowledge: 1 for an answer in the key in force on the day of the interview for the person's legal situation, else 0;
"don't know" is 0 and counted apart. Indices: reversed items enter as lowest plus highest code less the code. Shares:
1 for an answer in the list. A score is the mean of a person's items; it is missing where more than a fifth of the items
that the person was asked have no answer.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kapbrief.answers import DONT_KNOW, GIVEN, NOT_ASKED, Column, Floats, Truths
from kapbrief.codebook import Key, Variable
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.situations import Value, holds

MOST_UNANSWERED = 0.2


@dataclass(frozen=True, eq=False)
class Scores:
    """What everybody reached on one indicator."""

    values: Floats
    """NaN where the score is missing"""
    dont_know: Floats
    """share of the items answered "don't know", where there is a score"""
    items: tuple[str, ...]
    """questions that count"""
    unsigned: tuple[str, ...]
    """questions that do, or would, rest on a fact nobody has signed off"""


@dataclass(frozen=True, eq=False)
class _Item:
    """One question's points: 0 to 1, a code, or NaN; ``asked`` also where there is no answer."""

    points: Floats
    asked: Truths
    dont_know: Truths


def score(release: Release, indicator: Indicator) -> Scores:
    """Scores of every interview."""
    names = counted(release, indicator)
    items = [_SCORE[indicator.kind](release, indicator, release.codebook.questions[name]) for name in names]
    values, dont_know = _means(items, release.interviews)
    return Scores(values, dont_know, names, _unsigned(release, indicator))


def counted(release: Release, indicator: Indicator) -> tuple[str, ...]:
    """An indicator's questions; in a wave in earnest, those whose fact nobody signed off do not count."""
    unsigned = _unsigned(release, indicator) if release.in_earnest else ()
    return tuple(name for name in indicator.questions if name not in unsigned)


def item_points(release: Release, indicator: Indicator, question: str) -> Floats:
    """What everybody reached on one question of an indicator; NaN without an answer, or where it is not theirs."""
    item = _SCORE[indicator.kind](release, indicator, release.codebook.questions[question])
    return np.where(item.asked, item.points, np.nan)


def _unsigned(release: Release, indicator: Indicator) -> tuple[str, ...]:
    if indicator.kind != "knowledge":
        return ()
    return tuple(name for name in indicator.questions if not _signed(release, name))


def _signed(release: Release, question: str) -> bool:
    kap = release.codebook.questions[question][0].kap
    return kap is not None and kap.fact is not None and release.codebook.signed_off.get(kap.fact, False)


def _means(items: list[_Item], people: int) -> tuple[Floats, Floats]:
    """Mean points and share of "don't know" of each person, NaN where too few items were answered."""
    if not items:
        return np.full(people, np.nan), np.full(people, np.nan)
    points = np.stack([item.points for item in items])
    asked = np.stack([item.asked for item in items])
    answered = asked & ~np.isnan(points)
    n_asked, n_answered = asked.sum(axis=0), answered.sum(axis=0)
    enough = (n_answered > 0) & (n_asked - n_answered <= MOST_UNANSWERED * n_asked)
    size = np.where(enough, n_answered, 1)
    means = np.where(answered, points, 0.0).sum(axis=0) / size
    dont_know = (np.stack([item.dont_know for item in items]) & answered).sum(axis=0) / size
    return np.where(enough, means, np.nan), np.where(enough, dont_know, np.nan)


def _knowledge(release: Release, indicator: Indicator, variables: tuple[Variable, ...]) -> _Item:
    columns = [release.answers[variable.name] for variable in variables]
    keys = variables[0].kap.key if variables[0].kap else ()
    in_force = np.stack([_in_force(release, key) for key in keys]) if keys else np.zeros((0, release.interviews), bool)
    right = np.zeros(release.interviews, dtype=bool)
    for key, theirs in zip(keys, in_force, strict=True):
        right |= theirs & _exactly(columns, variables, key.codes)
    state = columns[0].states
    unsure = state == DONT_KNOW
    points = np.where(state == GIVEN, right.astype(float), np.where(unsure, 0.0, np.nan))
    return _Item(points, (state != NOT_ASKED) & in_force.any(axis=0), unsure)


def _exactly(columns: list[Column], variables: tuple[Variable, ...], codes: frozenset[int]) -> Truths:
    """The answer is one of the codes; of several answers: these and no others."""
    if variables[0].type != "select_multiple":
        return np.isin(columns[0].numbers, list(codes))
    wanted = [variable.choice in codes for variable in variables]
    ticked = np.stack([column.numbers for column in columns])
    return np.asarray((ticked == np.array(wanted)[:, None]).all(axis=0))


def _in_force(release: Release, key: Key) -> Truths:
    """Whose answers this key decides."""
    condition = release.codebook.situations[key.situation] if key.situation else None
    today = np.array([key.in_force(day) for day in release.days], dtype=bool)
    if condition is None:
        return today
    theirs = [holds(condition, known(release, person)) for person in range(release.interviews)]
    return np.asarray(today & np.array(theirs, dtype=bool))


def known(release: Release, person: int) -> dict[str, Value]:
    """One interview's answers by question, as conditions see them."""
    found: dict[str, Value] = {
        "language": release.languages[person],
        "mode": release.modes[person],
        "wave": release.wave,
    }
    for name, variables in release.codebook.questions.items():
        columns = [release.answers[variable.name] for variable in variables]
        if columns[0].states[person] != GIVEN:
            found[name] = None
        elif variables[0].type == "select_multiple":
            ticked = [v.choice for v, c in zip(variables, columns, strict=True) if c.numbers[person] == 1]
            found[name] = tuple(code for code in ticked if code is not None)
        elif columns[0].texts:
            found[name] = columns[0].texts[person]
        else:
            found[name] = float(columns[0].numbers[person])
    return found


def _index(release: Release, indicator: Indicator, variables: tuple[Variable, ...]) -> _Item:
    column, codes = release.answers[variables[0].name], variables[0].codes
    reverse = variables[0].kap is not None and variables[0].kap.reverse
    points = min(codes) + max(codes) - column.numbers if reverse else column.numbers
    return _Item(points, column.states != NOT_ASKED, column.states == DONT_KNOW)


def _share(release: Release, indicator: Indicator, variables: tuple[Variable, ...]) -> _Item:
    columns = [release.answers[variable.name] for variable in variables]
    state = columns[0].states
    points = np.where(state == GIVEN, _among(columns, variables, indicator.codes).astype(float), np.nan)
    asked = state != NOT_ASKED
    if indicator.among:
        asked &= _among(columns, variables, indicator.among)
    return _Item(points, asked, state == DONT_KNOW)


def _among(columns: list[Column], variables: tuple[Variable, ...], codes: frozenset[int]) -> Truths:
    """The answer is one of the codes; of several answers: one of them is; of ranks: the first."""
    if variables[0].type not in ("select_multiple", "rank"):
        return np.isin(columns[0].numbers, list(codes))
    chosen = [column.numbers == 1 for v, column in zip(variables, columns, strict=True) if v.choice in codes]
    return np.asarray(np.any(chosen, axis=0)) if chosen else np.zeros(len(columns[0].numbers), dtype=bool)


_SCORE: dict[str, Callable[[Release, Indicator, tuple[Variable, ...]], _Item]] = {
    "knowledge": _knowledge,
    "index": _index,
    "share": _share,
}
