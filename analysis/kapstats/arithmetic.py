"""Arithmetic written as text, worked out with its derivatives; only what is listed here is understood."""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Floats
from kapstats.errors import EstimationError


@dataclass(frozen=True, eq=False)
class Number:
    """A value with its derivatives by every name: calculating with both at once is exact (Wengert 1964, Comm ACM 7:
    463-464)."""

    value: np.float64
    slopes: Floats


Rule = Callable[[np.float64], tuple[np.float64, np.float64]]
FUNCTIONS: Mapping[str, Rule] = {
    "log": lambda x: (np.log(x), 1 / x),
    "exp": lambda x: (np.exp(x), np.exp(x)),
    "sqrt": lambda x: (np.sqrt(x), 0.5 / np.sqrt(x)),
    "logit": lambda x: (np.log(x / (1 - x)), 1 / (x * (1 - x))),
    "expit": lambda x: (1 / (1 + np.exp(-x)), 1 / (2 + np.exp(x) + np.exp(-x))),
}
"""the value of each function and its derivative"""
QUOTED = re.compile(r"`([^`]+)`")
LONGEST = 500
"""characters of an expression: longer ones could nest deeper than Python follows"""


@dataclass(frozen=True)
class Expression:
    """A text that was read: its tree, and the names in it, in order of their first use."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]
    quoted: tuple[str, ...]
    """names that stood between back quotes, which the tree knows as _0_, _1_ ..."""

    def at(self, values: Mapping[str, float]) -> Number:
        """The value and its derivatives by ``names``; NaN or infinite where it is undefined."""
        slopes = np.eye(len(self.names))
        known = {name: Number(np.float64(values[name]), slopes[i]) for i, name in enumerate(self.names)}
        with np.errstate(all="ignore"):
            return self._worked_out(self.tree, known)

    def _worked_out(self, node: ast.expr, known: Mapping[str, Number]) -> Number:
        match node:
            case ast.Name(name):
                return known[_named(name, self.quoted)]
            case ast.Constant(value):
                return _constant(float(str(value)), len(self.names))
            case ast.UnaryOp(operator, operand):
                inner = self._worked_out(operand, known)
                sign = -1 if isinstance(operator, ast.USub) else 1
                return Number(sign * inner.value, sign * inner.slopes)
            case ast.BinOp(left, operator, right):
                return _combined(operator, self._worked_out(left, known), self._worked_out(right, known))
            case ast.Call(ast.Name(function), [argument]):
                inner = self._worked_out(argument, known)
                value, slope = FUNCTIONS[function](inner.value)
                return Number(value, slope * inner.slopes)
            case _:
                raise AssertionError(ast.dump(node))


def expression(text: str) -> Expression:
    """A text read as arithmetic: names, numbers, + - * / **, brackets, log, exp, sqrt, logit, expit.

    A name that is no plain word stands between back quotes: `25-34`.
    Raises EstimationError for everything else.
    """
    quoted = tuple(dict.fromkeys(QUOTED.findall(text)))
    plain = QUOTED.sub(lambda found: f"_{quoted.index(found[1])}_", text)
    if len(text) > LONGEST:
        raise EstimationError(text[:40] + "...", f"is longer than {LONGEST} characters", "split it up, or give weights")
    try:
        tree = ast.parse(plain.strip(), mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise EstimationError(text, "cannot be read", 'write it as "a - b" or "log(a / b)"') from error
    names: dict[str, None] = {}
    _collect(tree, text, quoted, names)
    return Expression(text, tree, tuple(names), quoted)


def _collect(node: ast.expr, text: str, quoted: tuple[str, ...], names: dict[str, None]) -> None:
    """Names into ``names``; an error for what is no arithmetic."""
    match node:
        case ast.Name(name):
            names[_named(name, quoted)] = None
        case ast.Constant(int() | float()) if not isinstance(node.value, bool):
            return
        case ast.UnaryOp(ast.USub() | ast.UAdd(), operand):
            _collect(operand, text, quoted, names)
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow(), right):
            _collect(left, text, quoted, names)
            _collect(right, text, quoted, names)
        case ast.Call(ast.Name(function), [argument], []) if function in FUNCTIONS:
            _collect(argument, text, quoted, names)
        case ast.BinOp(_, ast.BitXor(), _):
            raise EstimationError(text, "has ^ in it", "write a power as **")
        case _:
            remedy = f"use names, numbers, + - * / ** and {', '.join(FUNCTIONS)}"
            raise EstimationError(text, f"has {ast.unparse(node)!r} in it, which is not understood", remedy)


def _named(name: str, quoted: tuple[str, ...]) -> str:
    place = re.fullmatch(r"_(\d+)_", name)
    return quoted[int(place[1])] if place and int(place[1]) < len(quoted) else name


def _constant(value: float, names: int) -> Number:
    return Number(np.float64(value), np.zeros(names))


def _combined(operator: ast.operator, left: Number, right: Number) -> Number:
    a, b = left.value, right.value
    match operator:
        case ast.Add():
            return Number(a + b, left.slopes + right.slopes)
        case ast.Sub():
            return Number(a - b, left.slopes - right.slopes)
        case ast.Mult():
            return Number(a * b, left.slopes * b + right.slopes * a)
        case ast.Div():
            return Number(a / b, left.slopes / b - right.slopes * a / b**2)
        case _:
            # A constant exponent needs no logarithm, so that the base may be negative.
            growth = right.slopes * np.log(a) if right.slopes.any() else 0.0
            return Number(a**b, a**b * growth + b * a ** (b - 1) * left.slopes)
