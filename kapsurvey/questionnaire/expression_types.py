"""Finds every type mistake in a condition before anybody is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from kapsurvey.errors import ExpressionError
from kapsurvey.questionnaire.expression import Expression
from kapsurvey.questionnaire.expression_syntax import Node, read

UNKNOWN = "unknown"
"""The kind of what an earlier mistake hides. It fits everywhere, so that each mistake is told once."""

_LIST, _NUMBER, _TEXT, _DATE, _BOOLEAN = (("list",), ("number",), ("text",), ("date",), ("boolean",))
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_MEMBERSHIPS = ("in", "not in", "any_of", "all_of")
_FOLDS = ("min", "max", "sum")
_REPEATING = ("and", "or", "list", *_FOLDS)

# The kinds that each operator and function takes at each place, and the kind it gives.
_SIGNATURES: dict[str, tuple[tuple[tuple[str, ...], ...], str]] = {
    **dict.fromkeys(("and", "or", "not"), ((_BOOLEAN,), "boolean")),
    **dict.fromkeys(("==", "!="), ((("number", "text", "date"),) * 2, "boolean")),
    **dict.fromkeys(("<", "<=", ">", ">="), ((("number", "date"),) * 2, "boolean")),
    **dict.fromkeys(("in", "not in"), ((("number", "text"), _LIST), "boolean")),
    **dict.fromkeys(("any_of", "all_of"), ((_LIST, _LIST), "boolean")),
    **dict.fromkeys(("+", "-", "*", "/"), ((_NUMBER, _NUMBER), "number")),
    **dict.fromkeys(("negative", *_FOLDS), ((_NUMBER,), "number")),
    "answered": ((("number", "text", "date", "list"),), "boolean"),
    "count": ((_LIST,), "number"),
    "length": ((_TEXT,), "number"),
    "years_between": ((_DATE, _DATE), "number"),
    "date": ((_TEXT,), "date"),
    "list": ((("number", "text"),), "list"),
}
_REMEDIES = {
    ("list", "boolean"): "write any_of(A, [1, 2]) or count(A) > 0",
    ("list", "number"): "write any_of(A, [1, 2]), count(A) or sum(A)",
    ("text", "number"): "write numbers without quotes; texts have no order, only ==, != and in",
    ("date", "number"): "write years_between(a, b), or compare it with another date",
    ("text", "date"): 'write a day as date("2026-01-31")',
    ("boolean", "number"): "join comparisons with and, or, not",
}
_USUAL_REMEDIES = {
    "boolean": "compare it, such as A == 1, or write answered(A)",
    "list": "write a list such as [1, 2], or name a question that takes several answers",
}


@dataclass(frozen=True)
class Reference:
    """What a name stands for: a "number", "text", "date" or "list" of numbers; ``codes`` are its choices, if any."""

    kind: str
    codes: frozenset[int] | None = None


def check(expression: Expression, references: Mapping[str, Reference]) -> tuple[str, tuple[ExpressionError, ...]]:
    """The kind of the result (UNKNOWN if a mistake hides it) and every type mistake, in order of place."""
    reading = _Reading(references)
    kind = reading.kind(read(expression.text))
    return kind, tuple(sorted(reading.mistakes.values(), key=lambda mistake: mistake.column))


@dataclass(frozen=True)
class _Reading:
    references: Mapping[str, Reference]
    mistakes: dict[tuple[int, str], ExpressionError] = field(default_factory=dict)

    def kind(self, node: Node) -> str:
        if node.head in ("number", "text"):
            return node.head
        if node.head == "answer":
            return self._kind_of_answer(node)
        kinds = [self.kind(part) for part in node.parts]
        takes, gives = _SIGNATURES[node.head]
        if node.head in _FOLDS and len(kinds) < 2:
            takes = (_LIST,)
        elif node.head in _REPEATING:
            takes = takes * len(kinds)
        if len(takes) == len(kinds):
            self._compare_parts(node, kinds, takes)
        else:
            wrong = f"{node.head} takes {len(takes)} argument{'s' * (len(takes) > 1)}, not {len(kinds)}"
            self._note(node, wrong, "add what is missing or remove what is too much")
        return gives

    def _kind_of_answer(self, node: Node) -> str:
        name = str(node.value)
        if name in self.references:
            return self.references[name].kind
        close = get_close_matches(name, self.references, n=1)
        self._note(node, f"nothing is named {name}", f"did you mean {close[0]}?" if close else "correct the name")
        return UNKNOWN

    def _compare_parts(self, node: Node, kinds: list[str], takes: tuple[tuple[str, ...], ...]) -> None:
        fitting = True
        for part, kind, wanted in zip(node.parts, kinds, takes, strict=True):
            if kind not in (*wanted, UNKNOWN):
                fitting = False
                remedy = _REMEDIES.get((kind, wanted[0])) or _USUAL_REMEDIES.get(wanted[0], f"give a {wanted[0]}")
                self._note(part, f"{_article(kind)} cannot stand here", remedy)
        if fitting and UNKNOWN not in kinds:
            self._match_kinds(node, [*map(_kind_of_items, node.parts, kinds)])
            self._match_codes(node)

    def _match_kinds(self, node: Node, kinds: list[str]) -> None:
        """What is compared, looked up or listed together must be of one kind; folded lists hold numbers."""
        if node.head not in (*_COMPARISONS, *_MEMBERSHIPS, *_FOLDS, "list"):
            return
        first = "number" if node.head in _FOLDS else kinds[0]
        for part, kind in zip(node.parts, kinds, strict=True):
            if kind != first:
                remedy = 'write numbers without quotes, texts with quotes, a day as date("2026-01-31")'
                self._note(part, f"{_article(kind)} does not go together with {_article(first)}", remedy)

    def _match_codes(self, node: Node) -> None:
        if node.head not in ("==", "!=", *_MEMBERSHIPS):
            return
        for answer, other in (node.parts, node.parts[::-1]):
            codes = self.references[str(answer.value)].codes if answer.head == "answer" else None
            for literal in other.parts if other.head == "list" else (other,):
                if codes is not None and literal.head == "number" and literal.value not in codes:
                    listed = ", ".join(map(str, sorted(codes)))
                    self._note(literal, f"{answer.value} has no choice {literal.value}", f"its choices are {listed}")

    def _note(self, node: Node, wrong: str, remedy: str) -> None:
        # A chain such as `1 < A < 3` looks at A twice; its mistake is one.
        self.mistakes[node.column, wrong] = ExpressionError(node.column, wrong, remedy)


def _kind_of_items(node: Node, kind: str) -> str:
    """The kind of a value, or of what a list holds: answers that are lists hold numbers."""
    if kind != "list":
        return kind
    return node.parts[0].head if node.head == "list" else "number"


def _article(kind: str) -> str:
    return f"a {kind}" if kind != "boolean" else "a comparison"
