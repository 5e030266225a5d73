"""YAML with places: every value is text, every mistake has file, line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import yaml

from kapsurvey.errors import ExpressionError, Mistake
from kapsurvey.questionnaire.expression import Expression, parse

T = TypeVar("T")

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_CHARACTERS = 2_000_000
_DEEPEST = 40
# A byte-order mark, NUL, other C0 controls and lone surrogates have no place in a sentence; tab and newline do.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass
class Desk:
    """Where mistakes are gathered while the files of one study are read."""

    mistakes: list[Mistake] = field(default_factory=list)
    places: dict[str, Node] = field(default_factory=dict)

    def wrong(self, node: Node, wrong: str, remedy: str, *, column: int = 0) -> None:
        """Note one mistake at a node; ``column`` counts further into its text."""
        self.mistakes.append(Mistake(node.file, node.line, node.column + column, wrong, remedy))


@dataclass(frozen=True)
class Node:
    """One YAML value with its place (counted from 1): a text, a list of nodes or a mapping of nodes."""

    file: str
    line: int
    column: int
    value: str | tuple[Node, ...] | Mapping[str, Node]

    @property
    def text(self) -> str:
        """The value where it is a text, else empty."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def items(self) -> tuple[Node, ...]:
        """The values where it is a list, else none."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def keys(self) -> Mapping[str, Node]:
        """The values where it is a mapping, else none."""
        return self.value if isinstance(self.value, Mapping) else {}


def read_yaml(path: Path, desk: Desk, *, name: str) -> Node | None:
    """The file as nodes, or None after noting why it cannot be read."""
    top = Node(name, 1, 1, "")
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        desk.wrong(top, "the file is missing", "create it; questionnaires/README.md describes it")
        return None
    except UnicodeDecodeError as error:
        desk.wrong(top, f"byte {error.start} is not UTF-8", "save the file as UTF-8")
        return None
    if len(text) > _MOST_CHARACTERS:
        desk.wrong(top, "the file is too large", f"keep it under {_MOST_CHARACTERS:,} characters")
        return None
    return _nodes(text, desk, name)


def _nodes(text: str, desk: Desk, name: str) -> Node | None:
    try:
        problem = _first_refused(text, name)
        if problem is not None:
            desk.mistakes.append(problem)
            return None
        composed = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = error.problem or "this is not YAML"
        desk.mistakes.append(Mistake(name, line, column, what, "correct the YAML at this place"))
        return None
    except (yaml.YAMLError, ValueError) as error:
        desk.mistakes.append(Mistake(name, 1, 1, str(error).splitlines()[0], "remove the character"))
        return None
    if composed is None:
        desk.mistakes.append(Mistake(name, 1, 1, "the file is empty", "write the study into it"))
        return None
    return _node(composed, desk, name)


def _first_refused(text: str, name: str) -> Mistake | None:
    """Aliases and bottomless nesting are found in the event stream, before any tree is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return Mistake(name, line, column, "anchors and aliases are not allowed", "write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return Mistake(name, line, column, "the nesting is too deep", f"stay under {_DEEPEST} levels")
    return None


def _node(composed: yaml.Node, desk: Desk, name: str) -> Node:
    line, column = composed.start_mark.line + 1, composed.start_mark.column + 1
    if isinstance(composed, yaml.ScalarNode):
        node = Node(name, line, column, composed.value)
        if _CONTROLS.search(composed.value):
            desk.wrong(node, "the text holds a control character", "remove it")
        return node
    if isinstance(composed, yaml.SequenceNode):
        return Node(name, line, column, tuple(_node(item, desk, name) for item in composed.value))
    keys: dict[str, Node] = {}
    for key, value in composed.value:
        at = Node(name, key.start_mark.line + 1, key.start_mark.column + 1, "")
        word = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not word:
            desk.wrong(at, "a key must be a word", "write `key: value`")
        elif word in keys:
            desk.wrong(at, f"the key `{word}` stands twice", "keep one of them")
        else:
            keys[word] = _node(value, desk, name)
    return Node(name, line, column, keys)


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
            desk.wrong(node, f"{what} must be a mapping", f"write `key: value` lines with {', '.join(known)}")
        for key, value in node.keys.items():
            if key not in known:
                desk.wrong(value, f"{what} has no key `{key}`", f"use one of: {', '.join(known)}")
        return cls(node, desk, what)

    def get(self, key: str) -> Node | None:
        """The node under a key, or None."""
        return self.node.keys.get(key)

    def text(self, key: str, *, required: bool = False) -> str:
        """The text under a key."""
        node = self.get(key)
        if node is None or (required and node.value == ""):
            if required:
                self.desk.wrong(node or self.node, f"{self.what} lacks `{key}`", f"add `{key}:`")
            return ""
        if not isinstance(node.value, str):
            self.desk.wrong(node, f"`{key}` must be a text", "write one text, in quotes if need be")
        return node.text.strip("\n")

    def word(self, key: str) -> str:
        """A name: letters, digits and underscores, a letter first."""
        text = self.text(key, required=True)
        if text and not _WORD.fullmatch(text):
            self.desk.wrong(self.node.keys[key], f"`{text}` is not a name", "use letters, digits and _, a letter first")
        return text

    def flag(self, key: str) -> bool:
        """``true`` or ``false``; absent is false."""
        return self.one_of(key, {"true": True, "false": False}, False)

    def one_of(self, key: str, allowed: Mapping[str, T], default: T) -> T:
        """What the word under a key stands for."""
        node = self.get(key)
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

    def day(self, key: str) -> date | None:
        """A day written YYYY-MM-DD."""
        node = self.get(key)
        if node is None or node.value == "":
            return None
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            self.desk.wrong(node, f"`{key}: {node.text}` is not a day", "write it as YYYY-MM-DD")
            return None

    def list(self, key: str) -> tuple[Node, ...]:
        """The items of a list under a key."""
        node = self.get(key)
        if node is None:
            return ()
        if not isinstance(node.value, tuple):
            self.desk.wrong(node, f"`{key}` must be a list", "write `[...]` or lines that begin with `-`")
        return node.items

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        numbers = (whole(item, self.desk, key=key) for item in self.list(key))
        return tuple(number for number in numbers if number is not None)

    def expression(self, key: str) -> Expression | None:
        """A condition, constraint or calculation."""
        node = self.get(key)
        if node is None:
            return None
        try:
            return parse(node.text)
        except ExpressionError as error:
            # The YAML text starts behind its quote, if it has one; the place of the word itself is near enough.
            self.desk.wrong(node, error.wrong, error.remedy, column=error.column - 1)
            return None

    def each(self, key: str, read: Callable[[Node], T | None]) -> tuple[T, ...]:
        """Every item of a list, read; items with a mistake that leaves nothing are left out."""
        return tuple(thing for thing in map(read, self.list(key)) if thing is not None)


def whole(node: Node, desk: Desk, *, key: str, low: int = 0) -> int | None:
    """The whole number at a node (ASCII digits, no leading zero, so that 012 is not taken for 12 or 10)."""
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,8})", node.text) and int(node.text) >= low:
        return int(node.text)
    desk.wrong(
        node, f"`{key}` needs a whole number, not `{node.text}`", f"write a number from {low} on, without leading zeros"
    )
    return None


def twins(named: Iterator[tuple[str, Node]], desk: Desk, *, what: str) -> None:
    """Note every name that stands a second time."""
    first: dict[str, Node] = {}
    for name, node in named:
        if name and name in first:
            desk.wrong(node, f"{what} `{name}` stands twice", f"rename it; the first is in line {first[name].line}")
        first.setdefault(name, node)
