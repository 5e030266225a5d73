"""Conditions, constraints and calculations: text -> tree -> value.

A tree is JSON, such as ``["in", ["answer", "S2_E03"], ["list", 1, 2]]``, so that ``static/js/expression.js`` can
evaluate it on a device. Both must give the same value for every answer; where Python and JavaScript would part
(``True == 1``, integers beyond doubles, order of texts, rounding of sums) the rule here is the narrower one.

Missing is None. An answer that is not there, or is of a type that cannot be there, is missing.

==============================================  ====================================================================
``a + b``, ``-a``, ``length(a)``, ``count(a)``  missing if a part is missing, or the result is no finite number
``a == b``, ``a != b``, ``a < b``, ``a in b``   false if a part is missing: ``a != 1`` says that there is an answer
``any_of(a, b)``, ``all_of(a, b)``              false if a part is missing
``answered(a)``                                 false if ``a`` is missing, or an empty text or list
``not p``                                       true where ``p`` is false: ``not a == 1`` is true of a missing ``a``
``p and q``, ``p or q``                         as usual; only comparisons and the like are true or false
``min``, ``max``, ``sum``                       leave missing parts out; of nothing they are missing
==============================================  ====================================================================
"""

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import cast

from kapsurvey.questionnaire.expression_syntax import Tree, is_day, read

__all__ = ["Expression", "Tree", "Value", "evaluate", "holds", "parse"]

Value = bool | int | float | str | list[int] | None
LARGEST_EXACT = 2**53


@dataclass(frozen=True)
class Expression:
    """What an author wrote, its tree, and the names of the answers it looks at."""

    text: str
    tree: Tree = field(hash=False)
    references: frozenset[str]


def parse(text: str) -> Expression:
    """The expression of a text; raises ExpressionError at the first mistake. Its types are checked elsewhere."""
    root = read(text)
    names = frozenset(str(node.value) for node in root.walk() if node.head == "answer")
    return Expression(text, root.tree(), names)


def holds(expression: Expression, known: Mapping[str, object]) -> bool:
    """Whether a condition is true of what is known."""
    return evaluate(expression.tree, known) is True


def evaluate(tree: Tree, known: Mapping[str, object]) -> Value:
    """The value of a checked tree; never fails, whatever the answers are."""
    if not isinstance(tree, list):
        return tree
    if tree[0] == "answer":
        return _given(known.get(str(tree[1])))
    return _OPERATORS[str(tree[0])](*(evaluate(part, known) for part in tree[1:]))


def _given(answer: object) -> Value:
    """An answer as conditions see it; the grid's rows become the list of their numbers."""
    if isinstance(answer, list):
        return _list(*map(_scalar, answer))
    if isinstance(answer, Mapping):
        return _list(*map(_number, answer.values()))
    return _scalar(answer)


def _list(*items: int | float | str | None) -> list[int]:
    # Codes and cells are whole numbers, and callers rely on it; other things stand only in lists that authors write.
    return cast(list[int], [item for item in items if item is not None])


def _scalar(value: object) -> int | float | str | None:
    return value if isinstance(value, str) else _number(value)


def _number(value: object) -> int | float | None:
    """A number as a double, written without a point where it is whole, as JavaScript would."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        double = float(value)
    except OverflowError:
        return None
    if not math.isfinite(double):
        return None
    return int(double) if double.is_integer() and abs(double) <= LARGEST_EXACT else double


def _is_number(value: object) -> bool:
    return _number(value) is not None


def _is_scalar(value: object) -> bool:
    return _scalar(value) is not None


def _arithmetic(compute: Callable[..., float]) -> Callable[..., Value]:
    def computed(*operands: Value) -> Value:
        numbers = [float(number) for number in map(_number, operands) if number is not None]
        return _number(compute(*numbers)) if len(numbers) == len(operands) else None

    return computed


def _divided(dividend: float, divisor: float) -> float:
    return dividend / divisor if divisor else math.nan


def _equality(test: Callable[[object, object], bool]) -> Callable[..., bool]:
    def compared(left: Value, right: Value) -> bool:
        alike = isinstance(left, str) == isinstance(right, str)
        return _is_scalar(left) and _is_scalar(right) and alike and test(left, right)

    return compared


def _order(test: Callable[..., bool]) -> Callable[..., bool]:
    """Order of numbers and of days. Other texts have none: the engines sort characters beyond U+FFFF differently."""

    def compared(left: Value, right: Value) -> bool:
        return any(is_(left) and is_(right) for is_ in (_is_number, is_day)) and test(left, right)

    return compared


def _membership(expected: bool) -> Callable[..., bool]:
    return lambda item, items: _is_scalar(item) and isinstance(items, list) and (item in items) is expected


def _choice(test: Callable[[Iterable[bool]], bool]) -> Callable[..., bool]:
    def chosen(picked: Value, items: Value) -> bool:
        return isinstance(picked, list) and isinstance(items, list) and test(item in picked for item in items)

    return chosen


def _over_numbers(step: Callable[[float, float], float]) -> Callable[..., Value]:
    """One number made of many, from left to right: Python's own ``sum`` rounds differently from 3.12 on."""

    def folded(*parts: Value) -> Value:
        flat = [item for part in parts for item in (part if isinstance(part, list) else [part])]
        numbers = [float(number) for number in map(_number, flat) if number is not None]
        return _number(reduce(step, numbers)) if numbers else None

    return folded


def _years_between(start: Value, end: Value) -> Value:
    """Completed years, negative if ``end`` comes first; missing unless both are days of the calendar.

    A year that starts on 29 February is complete on 1 March of a common year, on 29 February of a leap year.
    """
    if not (is_day(start) and is_day(end)):
        return None
    first, last = (int(str(day).replace("-", "")) for day in (start, end))
    return int((last - first) / 10_000)


_OPERATORS: dict[str, Callable[..., Value]] = {
    "and": lambda *parts: all(part is True for part in parts),
    "or": lambda *parts: any(part is True for part in parts),
    "not": lambda part: part is False,
    "==": _equality(operator.eq),
    "!=": _equality(operator.ne),
    "<": _order(operator.lt),
    "<=": _order(operator.le),
    ">": _order(operator.gt),
    ">=": _order(operator.ge),
    "in": _membership(True),
    "not in": _membership(False),
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "/": _arithmetic(_divided),
    "negative": _arithmetic(operator.neg),
    "list": _list,
    "date": lambda day: day,
    "answered": lambda value: value not in (None, "", []),
    "count": lambda items: len(items) if isinstance(items, list) else None,
    "any_of": _choice(any),
    "all_of": _choice(all),
    "min": _over_numbers(min),
    "max": _over_numbers(max),
    "sum": _over_numbers(operator.add),
    "length": lambda words: len(words) if isinstance(words, str) else None,
    "years_between": _years_between,
}
