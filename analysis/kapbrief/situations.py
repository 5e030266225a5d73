"""Whether a legal situation is a person's: its condition, over the answers of one interview.

A condition is Python-like text, read by ``ast`` with a white list. It knows questions, numbers, texts, lists,
comparisons, ``in``, ``and or not``, ``answered(x)``, ``any_of(x, [..])`` and ``all_of(x, [..])``; a comparison with a
missing answer is false. What a situation does not need (arithmetic, dates) is refused by name.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from kapbrief.errors import ReleaseError

Value = float | str | tuple[float | str, ...] | None
_COMPARE: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def holds(condition: str, answers: Mapping[str, Value]) -> bool:
    """Whether a condition is true of one interview's answers; raises ReleaseError for what it cannot read."""
    return _true(_read(condition), answers, condition)


@cache
def _read(condition: str) -> ast.expr:
    try:
        return ast.parse(condition, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise _unknown(condition, "it") from problem


def _true(node: ast.expr, answers: Mapping[str, Value], condition: str) -> bool:
    match node:
        case ast.BoolOp(op=op, values=parts):
            found = [_true(part, answers, condition) for part in parts]
            return all(found) if isinstance(op, ast.And) else any(found)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return not _true(part, answers, condition)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(op, _value(left, answers, condition), _value(right, answers, condition))
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]) if name in _CALLS:
            values = [_value(part, answers, condition) for part in parts]
            if len(values) == (1 if name == "answered" else 2):
                return _CALLS[name](*values)
    raise _unknown(condition, ast.unparse(node))


def _compared(op: ast.cmpop, left: Value, right: Value) -> bool:
    if left is None or right is None:
        return False
    if isinstance(op, ast.In | ast.NotIn):
        return isinstance(right, tuple) and (left in right) == isinstance(op, ast.In)
    alike = isinstance(left, str) == isinstance(right, str) and not isinstance(left, tuple)
    return alike and type(op) in _COMPARE and _COMPARE[type(op)](left, right)


def _value(node: ast.expr, answers: Mapping[str, Value], condition: str) -> Value:
    match node:
        case ast.Name(id=name) if name in answers:
            return answers[name]
        case ast.Constant(value=value) if isinstance(value, int | float | str) and not isinstance(value, bool):
            return value
        case ast.List(elts=items):
            values = [_value(item, answers, condition) for item in items]
            return tuple(value for value in values if isinstance(value, int | float | str))
    raise _unknown(condition, ast.unparse(node))


def _answered(value: Value) -> bool:
    return value is not None and value not in ((), "")


def _any_of(ticked: Value, codes: Value) -> bool:
    return isinstance(ticked, tuple) and isinstance(codes, tuple) and not set(ticked).isdisjoint(codes)


def _all_of(ticked: Value, codes: Value) -> bool:
    return isinstance(ticked, tuple) and isinstance(codes, tuple) and set(codes) <= set(ticked)


_CALLS: Mapping[str, Callable[..., bool]] = {"answered": _answered, "any_of": _any_of, "all_of": _all_of}


def _unknown(condition: str, part: str) -> ReleaseError:
    remedy = "write the situation with comparisons of answers, in, and, or, not, answered, any_of, all_of"
    return ReleaseError("codebook.json", f"situation {condition!r}", f"{part} cannot be decided here", remedy)
