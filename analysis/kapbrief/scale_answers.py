"""How everybody answered each question of a scale, as far as it may be shown.

Few people may have given an answer at the end of a scale. Then the answers of each side stand together, for all
questions of the chart alike; a question of which even so a small number could be worked out is withheld. What other
pages tell of the same question counts as known: shares of certain answers, and averages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize

from kapbrief.answers import Floats, Truths
from kapbrief.codebook import Choice
from kapbrief.disclosure import Status
from kapbrief.held import outcome
from kapbrief.indicators import Results, sealed
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.scoring import item_points
from kapbrief.weighting import weighted
from kapstats import mean

ROLES = ("attitude", "efficacy", "risk")
MOST_STEPS = 5
"""that a reader tells apart by their shades"""
Steps = tuple[tuple[Choice, ...], ...]
"""answers from one end to the other; those of a step stand together"""


@dataclass(frozen=True)
class ItemAnswers:
    """One question; no shares where it is withheld."""

    question: str
    status: Status
    shares: tuple[float, ...]
    """of each step, of those who gave an answer"""


@dataclass(frozen=True)
class ScaleAnswers:
    """Questions of one role that have the same answers."""

    role: str
    steps: Steps
    items: tuple[ItemAnswers, ...]

    @property
    def together(self) -> bool:
        """Several answers make one step."""
        return any(len(step) > 1 for step in self.steps)


def scale_answers(results: Results) -> tuple[ScaleAnswers, ...]:
    """Each scale of each role, in the order of the plan; none where nothing may be shown."""
    if results.weighted is None:
        return ()
    found: dict[tuple[str, str], list[str]] = {}
    for role, question in dict.fromkeys(_questions(results)):
        found.setdefault((role, repr(_choices(results.release, question))), []).append(question)
    return tuple(_scale(results, role, tuple(questions)) for (role, _), questions in found.items())


def taken_apart(results: Results) -> frozenset[str]:
    """Questions whose answers stand together, but would not beside their average with its error: whoever has both, and
    the number of people, has the sum of the answers and that of their squares."""
    return frozenset(
        item.question
        for scale in scale_answers(results)
        for item in scale.items
        if item.status is Status.SHOWN and _follows(results.release, item.question, scale.steps, squares=True)
    )


def _questions(results: Results) -> Iterator[tuple[str, str]]:
    for result in results.results:
        for name in result.indicator.questions:
            variable = results.release.codebook.questions[name][0]
            if result.indicator.role in ROLES and variable.ordered and variable.type == "select_one":
                yield result.indicator.role, name


def _choices(release: Release, question: str) -> tuple[Choice, ...]:
    return tuple(one for one in release.codebook.questions[question][0].choices if one.missing is None)


def _scale(results: Results, role: str, questions: tuple[str, ...]) -> ScaleAnswers:
    release, choices = results.release, _choices(results.release, questions[0])
    single: Steps = tuple((choice,) for choice in choices)
    steps = single
    if len(choices) > MOST_STEPS or any(_few(release, name, single) for name in questions):
        steps = _sides(choices)
    told = {name: _status(results, name, steps) for name in questions}
    return ScaleAnswers(role, steps, tuple(_item(release, name, steps, status) for name, status in told.items()))


def _sides(choices: tuple[Choice, ...]) -> Steps:
    """Each side of the middle together."""
    half = len(choices) // 2
    sides = (choices[:half], choices[half : len(choices) - half], choices[len(choices) - half :])
    return tuple(side for side in sides if side)


def _counts(release: Release, question: str, steps: Steps) -> tuple[int, ...]:
    codes = release.answers[question].numbers
    return tuple(int(np.isin(codes, [choice.name for choice in step]).sum()) for step in steps)


def _few(release: Release, question: str, steps: Steps) -> bool:
    """Somebody is on a step, and fewer people than may be shown."""
    return any(0 < n < release.plan.smallest_cell for n in _counts(release, question, steps))


def _status(results: Results, question: str, steps: Steps) -> Status:
    release = results.release
    if sealed(release, question):
        return Status.SEALED
    answered = ~np.isnan(release.answers[question].numbers)
    if (
        answered.sum() < release.plan.smallest_cell
        or _few(release, question, steps)
        or _follows(release, question, steps)
    ):
        return Status.WITHHELD
    others = _told_of_others(results, question)
    few = (int((one & ~other).sum()) for other in others for one, other in ((answered, other), (other, answered)))
    return Status.WITHHELD if any(0 < n < release.plan.smallest_cell for n in few) else Status.SHOWN


def _follows(release: Release, question: str, steps: Steps, *, squares: bool = False) -> bool:
    """Whether all that is told of everybody's answers, or that and their ``squares``, leaves a small number a narrower
    range than is safe."""
    choices, smallest = _choices(release, question), release.plan.smallest_cell
    codes = [choice.name for choice in choices]
    counts = np.array(_counts(release, question, tuple((choice,) for choice in choices)), dtype=np.float64)
    told = [*_of_steps(codes, steps), *_of_other_pages(release, question, codes)]
    known = np.array([*told, _squares(codes)] if squares else told)
    small = [place for place, n in enumerate(counts) if 0 < n < smallest]
    return any(_width(place, known, counts) < smallest for place in small)


def _of_steps(codes: Sequence[int], steps: Steps) -> Iterator[list[float]]:
    for step in steps:
        yield _told(codes, {choice.name for choice in step})


def _of_other_pages(release: Release, question: str, codes: Sequence[int]) -> Iterator[list[float]]:
    """By code, what it adds to a number told elsewhere."""
    plan = release.plan
    for one in (*plan.indicators, *plan.outcomes, *plan.beliefs):
        if one.kind == "share" and question in one.questions:
            yield _told(codes, one.codes)
            if one.among:
                yield _told(codes, one.among)
        elif one.kind == "index" and question in one.questions:
            yield [float(code) for code in codes]
            if one.questions == (question,):
                yield _squares(codes)
    for gap in plan.norm_gaps:
        if gap.perceived == question:
            yield [gap.shares.get(code, 0.0) for code in codes]


def _squares(codes: Sequence[int]) -> list[float]:
    """What an average's error tells besides."""
    return [float(code**2) for code in codes]


def _told(codes: Sequence[int], counted: frozenset[int] | set[int]) -> list[float]:
    return [float(code in counted) for code in codes]


def _width(place: int, known: Floats, counts: Floats) -> int:
    """Between the fewest and the most people who may have given an answer, for whoever knows these sums."""
    aim, sums = np.zeros(len(counts)), known @ counts
    aim[place] = 1.0
    told = optimize.LinearConstraint(known, sums, sums)
    ends = [optimize.milp(sign * aim, constraints=told, integrality=np.ones(len(aim), np.intp)).fun for sign in (1, -1)]
    # Without an answer from the program nothing is known to be safe.
    return 0 if ends[0] is None or ends[1] is None else round(-ends[1] - ends[0])


def _told_of_others(results: Results, question: str) -> Iterator[Truths]:
    """Groups of people of whom other pages tell the same answers: those who answered a whole scale, and those who
    answered on an outcome. With few between them and these here, subtraction would tell about the few."""
    release = results.release
    for result in results.results:
        if question in result.items and result.indicator.kind == "index" and len(result.items) > 1:
            points = [item_points(release, result.indicator, name) for name in result.items]
            yield np.asarray(~np.isnan(np.stack(points)).any(axis=0))
    if any(one.name == question for one in release.plan.beliefs):
        for one in release.plan.outcomes:
            yield _answered_too(release, one, question)


def _answered_too(release: Release, of: Indicator, question: str) -> Truths:
    """Who answered both; who holds no belief because nothing was said of it is in no answer."""
    known = ~np.isnan(outcome(release, of).values)
    return np.asarray(known & ~np.isnan(release.answers[question].numbers))


def _item(release: Release, question: str, steps: Steps, status: Status) -> ItemAnswers:
    """Weighted as all results are."""
    if status is not Status.SHOWN:
        return ItemAnswers(question, status, ())
    codes = release.answers[question].numbers
    answered = ~np.isnan(codes)
    names = [f"step {place}" for place in range(len(steps))]
    data = pd.DataFrame(
        {
            name: np.where(answered, np.isin(codes, [choice.name for choice in step]), np.nan)
            for name, step in zip(names, steps, strict=True)
        }
    )
    design = weighted(release, data).design.where(answered)
    return ItemAnswers(question, status, tuple(mean(design, name).rows[0].estimate for name in names))
