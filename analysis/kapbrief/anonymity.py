"""How easily a person in a file could be told from the others by what an onlooker may know."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from kapbrief.answers import Floats
from kapstats import EstimationError


@dataclass(frozen=True)
class Anonymity:
    """People in combinations of the traits that an onlooker may know (keys)."""

    keys: tuple[str, ...]
    n: int
    combinations: int
    """that occur"""
    k: int
    """people in the smallest of them"""
    unique: int
    """people who are alone in theirs"""
    below: dict[int, int]
    """people in combinations of fewer than 3, 5 and 10"""
    largest_risk: float
    """chance that somebody who matches the traits is the right person, for the person most at risk, and on average"""
    mean_risk: float
    expected: float
    """people to be told right, if everybody were looked for"""
    fewest_answers: int | None
    """l of l-diversity: different sensitive answers in the combination that has the fewest"""
    one_answer: int | None
    """combinations whose people all gave the same: who is known to be in one is known to have given it"""


def anonymity(
    answers: pd.DataFrame, keys: Sequence[str], *, weights: Floats | None = None, sensitive: str | None = None
) -> Anonymity:
    """k-anonymity, l-diversity and the risk of being told from the others.

    keys       columns that an onlooker may know; a missing value is a value like any other.
    weights    how many of the population each row stands for, as drawn; without it everybody was asked.
    sensitive  column whose answer is to stay unknown.
    Risk of each person, f people having the combination in the sample and F in the population (sum of weights), p = f /
    F: p^f 2F1(f, f; f + 1; 1 - p) / f; 1 / f where everybody was asked.
    Raises EstimationError without keys or people, and for combinations that stand for fewer people than were asked.
    Source: Benedetti & Franconi 1998, Pre-proceedings of New Techniques and Technologies for Statistics 1: 225-230;
    Templ 2017, "Statistical Disclosure Control for Microdata", section 3.4; Machanavajjhala, Kifer, Gehrke &
    Venkitasubramaniam 2007, ACM TKDD 1(1): 3 (l-diversity).

    >>> people = pd.DataFrame({"sex": list("fffmm"), "town": list("aabbb"), "bought": [0, 1, 0, 0, 0]})
    >>> found = anonymity(people, ["sex", "town"], sensitive="bought")
    >>> found.k, found.unique, found.below[3], found.largest_risk, found.one_answer
    (1, 1, 5, 1.0, 2)
    """
    for name in (*keys, *(() if sensitive is None else (sensitive,))):
        if name not in answers.columns:
            raise EstimationError(name, "no such column", f"the data have: {', '.join(map(str, answers.columns))}")
    if not keys or len(answers) == 0:
        raise EstimationError("keys", "or people are none", "name what an onlooker may know, of one person or more")
    codes = _combinations(answers, keys)
    f = np.bincount(codes).astype(np.float64)
    population = f if weights is None else np.bincount(codes, weights).astype(np.float64)
    if (population < f * (1 - 1e-9)).any():
        raise EstimationError("weights", "stand for fewer people than were asked", "give those of the sample as drawn")
    risk = _risk(f, np.maximum(population, f))
    different = None if sensitive is None else _different(answers[sensitive], codes)
    return Anonymity(
        keys=tuple(keys),
        n=len(answers),
        combinations=len(f),
        k=int(f.min()),
        unique=int((f == 1).sum()),
        below={limit: int(f[f < limit].sum()) for limit in (3, 5, 10)},
        largest_risk=float(risk.max()),
        mean_risk=float(risk @ f / f.sum()),
        expected=float(risk @ f),
        fewest_answers=None if different is None else int(different.min()),
        one_answer=None if different is None else int((different == 1).sum()),
    )


def _combinations(answers: pd.DataFrame, keys: Sequence[str]) -> npt.NDArray[np.intp]:
    columns = [pd.factorize(answers[key], use_na_sentinel=True)[0] for key in keys]
    rows = pd.Series(list(zip(*columns, strict=True)), dtype=object)
    return pd.factorize(rows)[0].astype(np.intp)


def _risk(f: Floats, population: Floats) -> Floats:
    p = f / population
    return np.asarray(p**f * special.hyp2f1(f, f, f + 1, 1 - p) / f, dtype=np.float64)


def _different(answers: pd.Series, codes: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Different answers in each combination, a missing one among them."""
    values = pd.factorize(answers, use_na_sentinel=True)[0]
    pairs = np.unique(np.column_stack([codes, values]), axis=0)
    return np.bincount(pairs[:, 0])
