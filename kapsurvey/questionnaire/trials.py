"""The answers worth trying on a condition: if none of these makes it true, none does."""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, combinations, pairwise

from kapsurvey.questionnaire.expression_syntax import is_day
from kapsurvey.questionnaire.model import Cell, Question, Value

MOST_CHOICES = 8
"""Up to so many choices every set of them is tried; beyond, every set of those that the condition names."""
_ANY_DAY = "2026-06-01"


def values_of(question: Question, constants: list[Value]) -> list[Value]:
    """Answers to a question, none among them, for conditions that name these numbers and texts."""
    match question.type:
        case "select_one":
            return [*(choice.name for choice in question.choices if not choice.end), None]
        case "select_multiple" | "rank":
            return [*_sets(question, constants), None]
        case "integer_grid":
            some: dict[str, Cell] = {row.name: 1 for row in question.rows}
            return [some, None]
        case "integer" | "decimal":
            return [*_numbers(question, constants), None]
        case "calculate":
            return [*_numbers(question, constants), *texts_near(constants), None]
        case _:
            texts = texts_near([*constants, question.min, question.max])
            return [*(text for text in texts if _within(question, text)), None]


def _sets(question: Question, constants: list[Value]) -> Iterator[Value]:
    """The sets of choices that may be ticked together; of many choices, only those that are named count."""
    going_on = [choice for choice in question.choices if not choice.end]
    alone = [choice.name for choice in going_on if choice.exclusive or choice.missing]
    names = [choice.name for choice in going_on if choice.name not in alone]
    if len(question.choices) > MOST_CHOICES:
        unnamed = [name for name in names if name not in constants]
        names = [name for name in names if name in constants] + unnamed[:1]
    most = min(question.max_choices or len(names), len(names))
    yield from ([name] for name in alone)
    yield from map(list, chain.from_iterable(combinations(names, n) for n in range(1, most + 1)))


def _numbers(question: Question, constants: list[Value]) -> list[Value]:
    """Numbers on both sides of each that is named, and between them, within the bounds."""
    bounds = [float(bound) for bound in (question.min, question.max) if bound is not None]
    named = sorted({0.0, *bounds, *(float(n) for n in constants if isinstance(n, int | float))})
    near = [number + step for number in named for step in (0, -1, 1)] + [(a + b) / 2 for a, b in pairwise(named)]
    if question.type == "integer":
        near = [float(whole) for number in near for whole in (math.floor(number), math.ceil(number))]
    low, high = float(question.min or "-inf"), float(question.max or "inf")
    return [number for number in dict.fromkeys(near) if low <= number <= high]


def texts_near(constants: list[Value]) -> list[Value]:
    """The texts that are named, days next to them, another day and another text."""
    named = [text for text in constants if isinstance(text, str)]
    days = [text for text in named if is_day(text)] or [_ANY_DAY]
    return list(dict.fromkeys([*named, *(day for text in days for day in _days_around(text)), "".join(named) + "x"]))


def _days_around(text: str) -> list[str]:
    day = date.fromisoformat(text)
    steps = [step for step in (-1, 0, 1) if date.min.toordinal() <= day.toordinal() + step <= date.max.toordinal()]
    return [(day + timedelta(days=step)).isoformat() for step in steps]


def _within(question: Question, text: Value) -> bool:
    if question.type != "date":
        return True
    return is_day(text) and (question.min or "") <= str(text) <= (question.max or "9999-12-31")
