"""The order in which one respondent meets choices, questions and pages: random, yet the same at every visit."""

import hashlib
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TypeVar

from kapsurvey.questionnaire.model import Choice, Page, Question, Questionnaire, Row

T = TypeVar("T")


def shuffled(
    things: Sequence[T], *, seed: str, of: str, name: Callable[[T], str], fixed: Callable[[T], bool]
) -> tuple[T, ...]:
    """The things in random order; fixed ones keep their places.

    Sorting by a hash of seed, list and name gives every order the same chance, needs no state, and comes out
    the same in any language that has SHA-256.
    """

    def lot(thing: T) -> bytes:
        return hashlib.sha256(f"{seed}/{of}/{name(thing)}".encode()).digest()

    moving = iter(sorted((thing for thing in things if not fixed(thing)), key=lot))
    return tuple(thing if fixed(thing) else next(moving) for thing in things)


def choices(question: Question, seed: str) -> tuple[Choice, ...]:
    """The choices as shown; missing marks never move."""
    if not question.randomize:
        return question.choices
    return shuffled(
        question.choices,
        seed=seed,
        of=question.name,
        name=lambda choice: str(choice.name),
        fixed=lambda choice: choice.fixed or choice.missing is not None,
    )


def rows(question: Question, seed: str) -> tuple[Row, ...]:
    """The rows of a grid as shown."""
    if not question.randomize:
        return question.rows
    return shuffled(question.rows, seed=seed, of=question.name, name=lambda row: row.name, fixed=lambda row: row.fixed)


def questions(page: Page, seed: str) -> tuple[Question, ...]:
    """The questions of a page as shown; notes keep their places."""
    if not page.randomize:
        return page.questions
    return shuffled(
        page.questions,
        seed=seed,
        of=page.name,
        name=lambda question: question.name,
        fixed=lambda question: question.fixed or question.type == "note",
    )


def pages(questionnaire: Questionnaire, seed: str) -> tuple[Page, ...]:
    """The asking pages as shown: neighbours that share a ``shuffle`` word change places."""
    if not questionnaire.shuffles:
        return questionnaire.asking
    runs = groupby(questionnaire.asking, key=lambda page: page.shuffle)
    return tuple(page for word, run in runs for page in _run(word, tuple(run), seed))


def _run(word: str | None, run: tuple[Page, ...], seed: str) -> tuple[Page, ...]:
    if word is None:
        return run
    return shuffled(run, seed=seed, of=f"pages {word}", name=lambda page: page.name, fixed=lambda page: False)
