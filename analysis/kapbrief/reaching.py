"""Whom people trust and where they hear news, among those who do not hold a belief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapbrief.answers import GIVEN, Floats, Truths
from kapbrief.codebook import Choice
from kapbrief.disclosure import Status, Table, statuses
from kapbrief.held import belief
from kapbrief.indicators import sealed
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.weighting import weighted
from kapstats import Estimate, proportion


@dataclass(frozen=True)
class ChoiceRow:
    """One messenger or channel."""

    choice: Choice
    status: Status
    share: Estimate | None


@dataclass(frozen=True)
class Audience:
    """What people who do not hold a belief answered to one question."""

    belief: Indicator
    question: str
    rows: tuple[ChoiceRow, ...]
    """the largest share first, then what is withheld"""


def reaching(release: Release, beliefs: Sequence[Indicator]) -> tuple[Audience, ...]:
    """For each belief and each of the plan's questions on messengers: how many chose what."""
    return tuple(_audience(release, one, question) for one in beliefs for question in release.plan.messengers)


def _audience(release: Release, of: Indicator, question: str) -> Audience:
    choices = [choice for choice in release.codebook.questions[question][0].choices if choice.missing is None]
    held = belief(release, of)
    if held.status is not Status.SHOWN or sealed(release, question):
        status = Status.SEALED if held.status is Status.SHOWN else held.status
        return Audience(of, question, tuple(ChoiceRow(choice, status, None) for choice in choices))
    chosen = _chosen(release, question, choices)
    found = _statuses(release, question, chosen, held.values == 0)
    if _gives_away(
        release, question, {choice.name: row for choice, row in zip(choices, chosen, strict=True)}, held.values == 1
    ):
        found = tuple(Status.WITHHELD if status is Status.SHOWN else status for status in found)
    shares = _shares(release, chosen, held.values == 0, found)
    rows = [ChoiceRow(*row) for row in zip(choices, found, shares, strict=True)]
    return Audience(of, question, tuple(sorted(rows, key=lambda row: -row.share.estimate if row.share else np.inf)))


def _chosen(release: Release, question: str, choices: Sequence[Choice]) -> Floats:
    """A row a choice: one where somebody chose it, NaN where the question has no answer."""
    variables = release.codebook.questions[question]
    if variables[0].type == "select_one":
        codes = release.answers[question].numbers
        return np.array([np.where(np.isnan(codes), np.nan, codes == choice.name) for choice in choices])
    columns = {variable.choice: release.answers[variable.name] for variable in variables}
    ticks = [columns[choice.name] for choice in choices]
    return np.array([np.where(column.states == GIVEN, column.numbers, np.nan) for column in ticks])


def _statuses(release: Release, question: str, chosen: Floats, people: Truths) -> tuple[Status, ...]:
    """Of one answer each, as any table of one trait; of several, those that few chose and that few did not choose."""
    smallest = release.plan.smallest_cell
    counts = [int((row[people] == 1).sum()) for row in chosen]
    if release.codebook.questions[question][0].type == "select_one":
        return statuses(Table(sum(counts), tuple(counts)), smallest, [int((row == 1).sum()) for row in chosen])[1]
    others = [int((row[people] == 0).sum()) for row in chosen]
    enough = [min(pair) >= smallest for pair in zip(counts, others, strict=True)]
    return tuple(Status.SHOWN if one else Status.WITHHELD for one in enough)


def _gives_away(release: Release, question: str, chosen: Mapping[int, Floats], holders: Truths) -> bool:
    """Whether an indicator tells the same answers of everybody, so that those of few holders follow by subtraction."""
    for one in release.plan.indicators:
        if one.kind == "share" and one.questions == (question,):
            counted = np.any([chosen[code][holders] == 1 for code in one.codes if code in chosen], axis=0)
            answered = ~np.isnan(next(iter(chosen.values()))[holders])
            if min((counted & answered).sum(), (~counted & answered).sum()) < release.plan.smallest_cell:
                return True
    return False


def _shares(
    release: Release, chosen: Floats, people: Truths, found: Sequence[Status]
) -> tuple[Estimate | None, ...]:  # fmt: skip
    names = [f"choice {place}" for place in range(len(found))]
    if Status.SHOWN not in found:
        return (None,) * len(names)
    domain = weighted(release, pd.DataFrame(dict(zip(names, chosen, strict=True)))).design.where(people)
    return tuple(
        proportion(domain, name, method="beta").rows[0] if status is Status.SHOWN else None
        for name, status in zip(names, found, strict=True)
    )
