"""Reads one mapping of a study's files key by key; each mistake is noted, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from kapsurvey.errors import ExpressionError
from kapsurvey.questionnaire.expression import Expression, parse
from kapsurvey.questionnaire.expression_syntax import is_day
from kapsurvey.questionnaire.source import Desk, Node

T = TypeVar("T")

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Entry:
    """A mapping being read: each getter notes a mistake and falls back rather than stopping at the first."""

    node: Node
    desk: Desk
    what: str

    @classmethod
    def of(cls, node: Node, desk: Desk, *, what: str, keys: str) -> Entry:
        """The mapping at a node, its unknown keys noted; ``keys`` are the known ones, separated by spaces."""
        known = keys.split()
        if not isinstance(node.value, Mapping):
            remedy = f"write `key: value` lines with {', '.join(known) or 'names of your own'}"
            desk.wrong(node, f"{what} must be a mapping", remedy)
            # Whatever it lacks beyond that would only repeat the same mistake.
            return cls(node, Desk(), what)
        for key, value in node.keys.items():
            if key not in known:
                desk.wrong(value.head, f"{what} has no key `{key}`", f"use one of: {', '.join(known)}")
        return cls(node, desk, what)

    @classmethod
    def named_by_author(cls, node: Node | None, desk: Desk, *, what: str) -> Entry:
        """A mapping whose keys are names of the author's own; empty where there is none."""
        empty = Node("", 1, 1, {})
        entry = cls.of(node or empty, desk, what=what, keys=" ".join(node.keys) if node else "")
        for key, value in entry.node.keys.items():
            word(value.head, desk, key)
        return entry

    def get(self, key: str) -> Node | None:
        """The node under a key, or None."""
        return self.node.keys.get(key)

    def need(self, key: str) -> Node | None:
        """The node under a key that must be there; None after noting that it is not."""
        node = self.get(key)
        if node is None or (isinstance(node.value, str) and not node.value.strip()):
            self.desk.wrong(node or self.node, f"{self.what} lacks `{key}`", f"add `{key}:`")
            return None
        return node

    def text(self, key: str, *, required: bool = False) -> str:
        """The text under a key."""
        node = self.need(key) if required else self.get(key)
        if node is None:
            return ""
        if not isinstance(node.value, str):
            self.desk.wrong(node, f"`{key}` must be a text", "write one text, in quotes if need be")
        return node.text.strip("\n")

    def word(self, key: str) -> str:
        """A name: letters, digits and underscores, a letter first."""
        text = self.text(key, required=True)
        if text:
            word(self.node.keys[key], self.desk, text)
        return text

    def flag(self, key: str) -> bool:
        """``true`` or ``false``; absent is false."""
        return self.one_of(key, {"true": True, "false": False}, False)

    def one_of(self, key: str, allowed: Mapping[str, T], default: T, *, required: bool = False) -> T:
        """What the word under a key stands for."""
        node = self.need(key) if required else self.get(key)
        if node is None:
            return default
        if node.text not in allowed:
            self.desk.wrong(node, f"`{key}` cannot be `{node.text}`", f"use one of: {', '.join(allowed)}")
            return default
        return allowed[node.text]

    def whole(self, key: str, *, low: int = 0) -> int | None:
        """A whole number, or None where absent or wrong."""
        node = self.get(key)
        return None if node is None else whole(node, self.desk, key=key, low=low)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A day written YYYY-MM-DD."""
        node = self.need(key) if required else self.get(key)
        if node is None or node.value == "":
            return None
        if not is_day(node.value):
            self.desk.wrong(node, f"`{key}: {node.text}` is not a day", "write a day of the calendar as YYYY-MM-DD")
            return None
        return date.fromisoformat(node.text)

    def list(self, key: str) -> tuple[Node, ...]:
        """The items of a list under a key."""
        node = self.get(key)
        if node is None:
            return ()
        if not isinstance(node.value, tuple):
            self.desk.wrong(node, f"`{key}` must be a list", "write `[...]` or lines that begin with `-`")
        return node.items

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        for item in self.list(key):
            if not item.text:
                self.desk.wrong(item, f"`{key}` must hold texts", "write one text an item, in quotes if need be")
        return tuple(item.text for item in self.list(key) if item.text)

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        numbers = (whole(item, self.desk, key=key) for item in self.list(key))
        return tuple(number for number in numbers if number is not None)

    def expression(self, key: str) -> Expression | None:
        """A condition, constraint or calculation."""
        node = self.get(key)
        if node is None:
            return None
        if not isinstance(node.value, str):
            self.desk.wrong(node, f"`{key}` must be a text", "put the condition into quotes")
            return None
        try:
            return parse(node.text)
        except ExpressionError as error:
            self.desk.wrong(node, error.wrong, error.remedy, offset=error.column - 1)
            return None

    def each(self, key: str, read: Callable[[Node], T | None]) -> tuple[T, ...]:
        """Every item of a list, read; items with a mistake that leaves nothing are left out."""
        return tuple(thing for thing in map(read, self.list(key)) if thing is not None)


def word(node: Node, desk: Desk, text: str) -> None:
    """Note a name that is not one."""
    if not _WORD.fullmatch(text):
        desk.wrong(node, f"`{text}` is not a name", "use at most 40 letters A to Z, digits and _, a letter first")


def is_whole(text: str) -> bool:
    """Whether a text is a whole number of at most nine ASCII digits; 012 is none, so that it is no 12 nor 10."""
    return _WHOLE.fullmatch(text) is not None


def whole(node: Node, desk: Desk, *, key: str, low: int = 0) -> int | None:
    """The whole number at a node."""
    if is_whole(node.text) and int(node.text) >= low:
        return int(node.text)
    wrong = f"`{key}` needs a whole number" + (f", not `{node.text}`" if node.text else "")
    desk.wrong(node, wrong, f"write a number from {low} to 999999999, without leading zeros")
    return None
