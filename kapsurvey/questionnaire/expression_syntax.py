"""The text of a condition, cut into a checked tree of nodes that remember their columns.

Python's own parser reads the text, so there is no grammar to maintain. It is given only what a scan has already found
harmless: known characters, balanced and shallow brackets, short numbers. What Python reads beyond our language is
refused by name afterwards.
"""

import ast
import keyword
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from kapsurvey.errors import ExpressionError

Tree = str | int | float | list["Tree"]

LONGEST_TEXT = 1_000
DEEPEST = 30
MOST_NODES = 200
# Every whole number of 15 digits is exact in a double, in both engines.
MOST_DIGITS = 15

FUNCTIONS = frozenset(["answered", "count", "any_of", "all_of", "min", "max", "sum", "length", "years_between", "date"])
_OPERATORS: dict[type[ast.AST], str] = {
    **{ast.And: "and", ast.Or: "or", ast.Not: "not", ast.USub: "negative"},
    **{ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"},
    **{ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in"},
    ast.NotIn: "not in",
}
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<text>(?:"[^"\\\x00-\x1f\ud800-\udfff]*"|'[^'\\\x00-\x1f\ud800-\udfff]*')(?!\s*["']))
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?![\w.]))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?![\w"']))
      | (?P<sign>==|!=|<=|>=|[<>+*/,-])
      | (?P<open>[(\[])
      | (?P<close>[)\]])""",
    re.VERBOSE,
)
_NOT_OURS = frozenset(keyword.kwlist) - {"and", "or", "not", "in"}
_OURS = "use names, numbers, texts, lists, and or not, comparisons, in, + - * / and functions"
_SPLIT = "split it with a calculate question"
_REMEDIES = {
    "=": "compare with ==",
    "!": "write not, or != for unequal",
    "&": "write and",
    "|": "write or",
    **dict.fromkeys("\"'", "close the text on its line; use no backslash; put a comma between two texts"),
    "True": "write the comparison itself, such as A == 1",
    "False": "write not before the comparison",
    "None": "write not answered(A)",
    "is": "compare with ==",
    "if": "write the condition alone",
}


# Python 3.11 counts in one place how deep all threads are in their trees. Where one is interrupted by another it may
# miscount and fail ("AST constructor recursion depth mismatch"); of two phones at once the second would see an error.
_ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True)
class Node:
    """An operator or function with its parts, a name ("answer"), or a literal ("number", "text")."""

    column: int
    head: str
    parts: tuple["Node", ...] = ()
    value: str | int | float = ""

    def tree(self) -> Tree:
        if self.head in ("number", "text"):
            return self.value
        return [self.head, self.value] if self.head == "answer" else [self.head, *(part.tree() for part in self.parts)]

    def walk(self) -> list["Node"]:
        return [self, *(node for part in self.parts for node in part.walk())]


def read(text: str) -> Node:
    """The nodes of a text; raises ExpressionError at the first mistake."""
    _scan(text)
    # Python reads one line that begins at its first column; a condition may have several and be indented.
    source = re.sub("[\t\r\n]", " ", text).lstrip(" ")
    first = len(text) - len(source) + 1
    try:
        with _ONE_AT_A_TIME:
            expr = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        column = min(first + (error.offset or 1) - 1, len(text))
        raise ExpressionError(column, "the text cannot be read here", "look for a missing operator or value") from None
    encoded = source.encode()
    node = _node(expr, lambda part: first + len(encoded[: part.col_offset].decode()), 1)
    if len(node.walk()) > MOST_NODES:
        raise ExpressionError(1, f"the text has more than {MOST_NODES} parts", _SPLIT)
    return node


def _scan(text: str) -> None:
    """Refuses all that Python's parser should not see: it may neither run deep nor warn."""
    if not text.strip(" \t\r\n"):
        raise ExpressionError(1, "the text is empty", "write a condition, or leave the key out")
    if len(text) > LONGEST_TEXT:
        raise ExpressionError(LONGEST_TEXT + 1, f"the text is longer than {LONGEST_TEXT} characters", _SPLIT)
    place, brackets = 0, list[tuple[str, int]]()
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise _stray(text[place], place + 1)
        _refuse_word(token[0], place + 1)
        _match_bracket(token[0], place + 1, brackets)
        place = token.end()
    if brackets:
        raise ExpressionError(brackets[-1][1], f"{brackets[-1][0]} is never closed", "close it or remove it")


def _stray(character: str, column: int) -> ExpressionError:
    if character in "0123456789":
        return ExpressionError(column, "this is not a number we read", "write it as 12 or 0.5, apart from words")
    if character.isascii() and (character.isalpha() or character == "_"):
        return ExpressionError(column, "this is not a name we read", "use only the letters A to Z, digits and _")
    remedy = _REMEDIES.get(character, "remove it, or put it inside quotes if it belongs to a text")
    return ExpressionError(column, f"{character!a} has no meaning here", remedy)


def _refuse_word(word: str, column: int) -> None:
    if word in _NOT_OURS:
        remedy = _REMEDIES.get(word, _OURS)
        raise ExpressionError(column, f"{word} is not part of the language of conditions", remedy)
    if word[0] in "0123456789" and len(word.replace(".", "")) > MOST_DIGITS:
        raise ExpressionError(column, f"a number has more than {MOST_DIGITS} digits", "write a shorter number")


def _match_bracket(word: str, column: int, brackets: list[tuple[str, int]]) -> None:
    if word in ("(", "["):
        brackets.append((word, column))
        if len(brackets) > DEEPEST:
            raise _too_deep(column)
    elif word in (")", "]") and (not brackets or brackets.pop()[0] + word not in ("()", "[]")):
        raise ExpressionError(column, f"{word} closes nothing", "open it with its partner, or remove it")


def _too_deep(column: int) -> ExpressionError:
    remedy = "use fewer brackets, sum(...) for long sums, or a calculate question"
    return ExpressionError(column, f"nested more than {DEEPEST} deep", remedy)


def _node(expr: ast.expr, column_of: Callable[[ast.expr], int], depth: int) -> Node:
    column = column_of(expr)
    if depth > DEEPEST:
        raise _too_deep(column)

    def below(*parts: ast.expr) -> tuple[Node, ...]:
        return tuple(_node(part, column_of, depth + 1) for part in parts)

    match expr:
        case ast.Constant(value=int() | float() as number):
            return Node(column, "number", value=number)
        case ast.Constant(value=str() as words):
            return Node(column, "text", value=words)
        case ast.Name(id=name):
            return Node(column, "answer", value=name)
        case ast.BoolOp(op=op, values=parts):
            return Node(column, _OPERATORS[type(op)], below(*parts))
        case ast.UnaryOp(op=ast.Not() | ast.USub() as sign, operand=operand):
            return _signed(column, _OPERATORS[type(sign)], *below(operand))
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() as op, right=right):
            return Node(column, _OPERATORS[type(op)], below(left, right))
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _chain([_OPERATORS[type(op)] for op in ops], below(left, *others))
        case ast.List(elts=items):
            return _list(column, below(*items))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _call(column, name, below(*arguments))
        case _:
            remedy = "write a list as [1, 2]" if isinstance(expr, ast.Tuple) else _OURS
            raise ExpressionError(column, "this is not part of the language of conditions", remedy)


def _signed(column: int, sign: str, operand: Node) -> Node:
    if sign == "negative" and operand.head == "number" and not isinstance(operand.value, str):
        return Node(column, "number", value=-operand.value)
    return Node(column, sign, (operand,))


def _chain(operators: list[str], operands: tuple[Node, ...]) -> Node:
    """``a < b < c`` is ``a < b and b < c``."""
    pairs = zip(operators, pairwise(operands), strict=True)
    links = [Node(pair[0].column, operator, pair) for operator, pair in pairs]
    return links[0] if len(links) == 1 else Node(links[0].column, "and", tuple(links))


def _list(column: int, items: tuple[Node, ...]) -> Node:
    if not items:
        raise ExpressionError(column, "the list is empty", "list at least one number or text")
    for item in items:
        if item.head not in ("number", "text"):
            raise ExpressionError(item.column, "a list holds only numbers and texts", "write them out, such as [1, 2]")
    return Node(column, "list", items)


def _call(column: int, name: str, arguments: tuple[Node, ...]) -> Node:
    if name not in FUNCTIONS:
        raise ExpressionError(column, f"there is no function {name}", f"use one of {', '.join(sorted(FUNCTIONS))}")
    if name == "date" and not (len(arguments) == 1 and arguments[0].head == "text" and is_day(arguments[0].value)):
        raise ExpressionError(column, "this is not a date", 'write a day of the calendar as date("2026-01-31")')
    return Node(column, name, arguments)


def is_day(value: object) -> bool:
    """Whether a value is a day of the calendar, written as YYYY-MM-DD."""
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
