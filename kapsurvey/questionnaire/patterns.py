"""Patterns that the server and a phone understand alike, and that a phone, which tries way after way, soon has done.

The server matches with RE2, in a time that no pattern can stretch; the phone with its own regular expressions. Both
take ``.`` for any sign at all, and every pattern for the whole text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod

import re2

MOST_WAYS = 5 * 10**8
"""In how many ways a text may be laid over a pattern: about a second on a computer if all are tried."""

_ESCAPE = r"\\(?:[dDwWnrt^$\\.*+?()\[\]{}|/]|[pP]\{[LMNPSZ][a-z]?\})"
_IN_CLASS = rf"(?:{_ESCAPE}|\\-|[^\\\[\]-](?:-[^\\\[\]-])?)"
_TOKENS = {
    "opening": r"\((?:\?:|(?!\?))",
    "closing": r"\)",
    "or": r"\|",
    "edge": r"[\^$]",
    "count": r"[*+?]|\{[0-9]+(?:,[0-9]*)?\}",
    "sign": rf"\.|{_ESCAPE}|\[\^?(?:-?{_IN_CLASS}+-?|-)\]|[^\\\^$.*+?()\[\]{{}}|]",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TOKENS.items()), re.DOTALL)
_REPEATED = ("sign", "closing")

Token = tuple[str, str, int]
"""Kind, text and offset of one part of a pattern."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a pattern, and what to do."""

    wrong: str
    remedy: str
    offset: int | None = None
    """From which of its signs on, where that can be told."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> "re2._Regexp":
    """A pattern in RE2, whose matching time is linear in the text whatever the pattern.

    Raises re2.error where the pattern is not one.
    """
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    options.dot_nl = True
    return re2.compile(pattern, options)


def trouble(pattern: str, longest: int) -> Trouble | None:
    """Why a pattern cannot be used for texts of that length, or None."""
    try:
        compiled(pattern)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        return Trouble(f"the pattern cannot be used ({reason})", "write it in RE2's syntax")
    tokens = tuple(_tokens(pattern))
    strange = next((offset for kind, _, offset in tokens if kind == "strange"), None)
    if strange is not None:
        wrong = "a phone may understand the pattern differently from here on"
        return Trouble(wrong, "use only what questionnaires/README.md lists under Patterns", strange)
    if _ways(tokens, longest) > MOST_WAYS:
        remedy = "repeat no group that holds a repetition or `|`, repeat fewer parts, or lower `max_length`"
        return Trouble("a text may fit the pattern in more ways than a phone can try", remedy)
    return None


def _tokens(pattern: str) -> Iterator[Token]:
    """The parts of a pattern; ``strange`` from where on it is not understood alike."""
    offset, before = 0, ""
    while offset < len(pattern):
        found = _TOKEN.match(pattern, offset)
        if found is None or (found.lastgroup == "count" and before not in _REPEATED):
            yield "strange", pattern[offset:], offset
            return
        before = str(found.lastgroup)
        yield before, found[0], offset
        offset = found.end()


@dataclass
class _Group:
    """A group being read: its branches, and in how many ways each part of them may fit."""

    branches: list[list[int]] = field(default_factory=lambda: [[]])

    def ways(self) -> int:
        return sum(map(prod, self.branches))


def _ways(tokens: tuple[Token, ...], longest: int) -> int:
    """In how many ways a text of that length may be laid over a pattern, at most; no more than just too many."""
    groups = [_Group()]
    for kind, text, _ in tokens:
        parts = groups[-1].branches[-1]
        match kind:
            case "opening":
                groups.append(_Group())
            case "closing":
                closed = groups.pop()
                groups[-1].branches[-1].append(_capped(closed.ways()))
            case "or":
                groups[-1].branches.append([])
            case "sign":
                parts.append(1)
            case "count":
                parts.append(_repeated(parts.pop(), *_counts(text, longest)))
    return _capped(groups[0].ways())


def _counts(text: str, longest: int) -> tuple[int, int]:
    """How often something is repeated: at least and at most."""
    if text in "*+?":
        return int(text == "+"), 1 if text == "?" else longest
    low, comma, high = text[1:-1].partition(",")
    return int(low), int(high) if high else longest if comma else int(low)


def _repeated(ways_each: int, low: int, high: int) -> int:
    if ways_each == 1:
        return max(high - low, 0) + 1
    # From the first number on that is too many anyway, the rest adds nothing.
    return _capped(sum(_capped(ways_each ** min(count, 64)) for count in range(low, high + 1)))


def _capped(number: int) -> int:
    return min(number, MOST_WAYS + 1)
