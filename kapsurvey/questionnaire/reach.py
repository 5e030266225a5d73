"""Finds answers under which a condition holds, or that there are none."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice, product

from kapsurvey.questionnaire.expression import Expression, Tree, holds
from kapsurvey.questionnaire.model import Answers, Question, Value

_MOST = 20_000


def satisfying(condition: Expression, questions: Mapping[str, Question]) -> Answers | None:
    """Answers (with ``today`` and the like) under which the condition holds; None where every trial fails.

    Trials are the choices of each question, the numbers, texts and days that the condition itself names with their
    neighbours, and no answer. Where that is more than 20,000 trials the condition is given the benefit of the doubt
    with what the last trial was.
    """
    names = sorted(condition.references)
    constants = list(_constants(condition.tree))
    trials = product(*(_values(questions.get(name), constants) for name in names))
    count = 0
    for values in islice(trials, _MOST):
        count += 1
        answers = dict(zip(names, values, strict=True))
        if holds(condition, answers):
            return answers
    return {} if count == _MOST else None


def _values(question: Question | None, constants: list[Value]) -> list[Value]:
    if question is None:
        return [*_near(constants), None]
    going_on = [choice.name for choice in question.choices if choice.end is None]
    match question.type:
        case "select_one":
            return [*going_on, None]
        case "select_multiple" | "rank":
            return [*([name] for name in going_on), list(going_on), [], None]
        case "integer_grid":
            numbers = [value for value in _near(constants) if isinstance(value, int)]
            grids: list[Value] = [{row.name: number for row in question.rows} for number in numbers]
            return [*grids, None]
        case _:
            return [value for value in _near(constants) if _allowed(question, value)] + [None]


def _allowed(question: Question, value: Value) -> bool:
    if question.type == "calculate":
        return True
    if question.type in ("integer", "decimal"):
        low, high = float(question.min or "-inf"), float(question.max or "inf")
        return isinstance(value, int | float) and low <= value <= high
    return isinstance(value, str)


def _near(constants: list[Value]) -> list[Value]:
    """The constants, their neighbours, and a few plain values."""
    near: list[Value] = [0, 1, "", "x", date(2000, 1, 1).isoformat(), date(2026, 6, 1).isoformat()]
    for constant in constants:
        near.append(constant)
        if isinstance(constant, int | float):
            near += [constant - 1, constant + 1]
        elif isinstance(constant, str):
            near += [constant + "x", *_days_around(constant)]
    return near


def _days_around(text: str) -> list[str]:
    try:
        day = date.fromisoformat(text)
        return [(day + timedelta(days=days)).isoformat() for days in (-1, 1)]
    except (ValueError, OverflowError):
        return []


def _constants(tree: Tree) -> Iterator[Value]:
    """Numbers and texts in a tree; operators and names of answers stand first in their lists and do not count."""
    if isinstance(tree, list):
        if tree and tree[0] != "answer":
            for part in tree[1:]:
                yield from _constants(part)
    elif isinstance(tree, int | float | str):
        yield tree
