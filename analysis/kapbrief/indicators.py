"""Every indicator of a plan, estimated among everybody and by each trait, as far as it may be shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kapbrief.alike import few_apart, of_the_same_people, partners
from kapbrief.answers import SEALED, Floats, Truths
from kapbrief.codebook import Choice
from kapbrief.disclosure import Status, Table, statuses
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.scoring import Scores, score
from kapbrief.telling import told_in
from kapbrief.unanswered import unsure_may_be_told
from kapbrief.weighting import Weighted, weighted
from kapstats import Estimate, Presentation, SurveyDesign, mean, presentation, proportion


@dataclass(frozen=True)
class Row:
    """One indicator among everybody, or among the people with one level of a trait."""

    group: str | None
    """the question of the trait; nothing for everybody"""
    level: Choice | None
    status: Status
    estimate: Estimate | None
    dont_know: float | None
    """of knowledge: the share of answers that were "don't know", where that gives nobody away"""
    precision: Presentation | None
    """of shares: whether it is precise enough to be shown, by the standards of the NCHS"""


@dataclass(frozen=True)
class Result:
    """One indicator with all its rows."""

    indicator: Indicator
    items: tuple[str, ...]
    unsigned: tuple[str, ...]
    provisional: bool
    """rests on right answers that nobody has signed off, in a wave that is not in earnest"""
    rows: tuple[Row, ...]


@dataclass(frozen=True, eq=False)
class Results:
    """All indicators of a release, and the design behind them; no design where nothing may be shown."""

    release: Release
    weighted: Weighted | None
    results: tuple[Result, ...]
    languages: tuple[str, ...]
    """that the report is told in"""


def estimates(release: Release, languages: Sequence[str] = ()) -> Results:
    """Estimates of every indicator of the release's own plan, to be told in these languages or in all."""
    told = told_in(release.codebook, languages)
    scores = _scores(release)
    columns = {f"score of {name}": found.values for name, found in scores.items()}
    unsure = {f"unsure of {name}": found.dont_know for name, found in scores.items()}
    enough = release.interviews >= release.plan.smallest_cell
    design = weighted(release, pd.DataFrame(columns | unsure, index=range(release.interviews))) if enough else None
    found = tuple(
        _result(release, indicator, scores, design.design if design else None) for indicator in release.plan.indicators
    )
    return Results(release, design, found, told)


def _scores(release: Release) -> dict[str, Scores]:
    """By indicator; those of one kind that share questions are told of the same people."""
    scores = {one.name: score(release, one) for one in release.plan.indicators}
    alike: dict[str, Floats] = {}
    for kind in {one.kind for one in release.plan.indicators}:
        alike |= of_the_same_people(_of_kind(kind, release, scores), release.plan.smallest_cell)
    return {name: replace(found, values=alike[name]) for name, found in scores.items()}


def _of_kind(kind: str, release: Release, scores: Mapping[str, Scores]) -> dict[str, Scores]:
    """Indicators of other kinds count the same answers otherwise, so that they cannot be subtracted."""
    return {one.name: scores[one.name] for one in release.plan.indicators if one.kind == kind}


def _result(
    release: Release, indicator: Indicator, all_scores: Mapping[str, Scores], design: SurveyDesign | None
) -> Result:  # fmt: skip
    scores, every = all_scores[indicator.name], _of_kind(indicator.kind, release, all_scores)
    # One of two is enough: the one that is made of more.
    smaller = [every[name] for name in partners(indicator.name, every) if len(every[name].items) <= len(scores.items)]
    beside = [~np.isnan(other.values) for other in smaller]
    rows: tuple[Row, ...] = (Row(None, None, Status.UNSIGNED, None, None, None),)
    if any(sealed(release, name) for name in scores.items):
        rows = (Row(None, None, Status.SEALED, None, None, None),)
    elif scores.items:
        places = _places(release, scores, beside)
        unsure = indicator.kind == "knowledge" and unsure_may_be_told(release, indicator)
        rows = tuple(_row(indicator, scores, design, place, status, unsure=unsure) for place, status in places)
    provisional = bool(scores.unsigned) and not release.in_earnest
    return Result(indicator, scores.items, scores.unsigned, provisional, rows)


def sealed(release: Release, question: str) -> bool:
    """Whether answers to a question are still sealed: a number from those that are not would be of some people only."""
    columns = (release.answers[variable.name] for variable in release.codebook.questions[question])
    return any((column.states == SEALED).any() for column in columns)


@dataclass(frozen=True, eq=False)
class _Place:
    """Where a row looks."""

    group: str | None
    level: Choice | None
    people: Truths


def _places(release: Release, scores: Scores, beside: Sequence[Truths]) -> Iterator[tuple[_Place, Status]]:
    """Everybody, then each level of each trait, with what may be shown of it.

    A trait goes as a whole where in one of its levels only a few have this indicator and not one ``beside`` it, or the
    other way round.
    """
    scored, smallest = ~np.isnan(scores.values), release.plan.smallest_cell
    everybody = int(scored.sum())
    yield _Place(None, None, scored), statuses(Table(everybody, ()), smallest, ())[0]
    for group in release.plan.groups:
        codes, variable = release.answers[group].numbers, release.codebook.questions[group][0]
        levels = [choice for choice in variable.choices if choice.missing is None]
        people = [codes == level.name for level in levels]
        table = Table(everybody, tuple(int((scored & theirs).sum()) for theirs in people))
        _, found = statuses(table, smallest, [int(theirs.sum()) for theirs in people])
        if any(few_apart(scored, beside, theirs, smallest) for theirs in people):
            found = tuple(Status.WITHHELD if status is Status.SHOWN else status for status in found)
        for level, theirs, status in zip(levels, people, found, strict=True):
            yield _Place(group, level, scored & theirs), status


def _row(
    indicator: Indicator, scores: Scores, design: SurveyDesign | None, place: _Place, status: Status, *, unsure: bool
) -> Row:  # fmt: skip
    if design is None or status is not Status.SHOWN:
        return Row(place.group, place.level, status, None, None, None)
    domain = design.where(place.people)
    estimate = estimated(domain, indicator, single=len(scores.items) == 1)
    dont_know = mean(domain, f"unsure of {indicator.name}").rows[0].estimate if unsure else None
    precision = None if indicator.kind == "index" else presentation(estimate)
    return Row(place.group, place.level, status, estimate, dont_know, precision)


def estimated(domain: SurveyDesign, indicator: Indicator, *, single: bool) -> Estimate:
    """One indicator in a domain. Indices get a t interval. Shares of people get Korn and Graubard's, which holds in
    small groups and at 0 and 100 percent; means of several right-or-wrong items one on the scale of the log odds, which
    stays within 0 and 1.
    """
    score = f"score of {indicator.name}"
    if indicator.kind == "index":
        return mean(domain, score).rows[0]
    return proportion(domain, score, method="beta" if single else "logit").rows[0]
