"""YAML with places: every value is text, every mistake has file, line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

import yaml

from kapsurvey.errors import Mistake
from kapsurvey.questionnaire.places import place_within

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A study of 300 questions has about 100,000 characters and 10,000 values; beyond these it is no study.
_MOST_BYTES = 2_000_000
_MOST_VALUES = 60_000
_MOST_CONTROLS = 20
_DEEPEST = 40
# Controls, byte-order marks within the text and lone surrogates have no place in a sentence; tab and line end do.
# YAML ends a line at U+0085, U+2028 and U+2029, which editors do not show: lines would be counted differently.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
_ALIGN = "align the line with its neighbours, or put the whole text into quotes"
_TROUBLES = {
    "quoted scalar, found unexpected end": ("this quote is never closed", "close it"),
    "mapping values are not allowed": ("there is a second colon here", 'put a text that holds ": " into quotes'),
    "could not find expected ':'": ("this is neither `key: value` nor `- value`", "write it so, or indent it as text"),
    "did not find expected key": ("this does not belong here", _ALIGN),
    "did not find expected '-'": ("this does not belong here", _ALIGN),
    "flow sequence": ("this list is not read to its end", "separate its values with commas, and close it with ]"),
    "flow mapping": ("this mapping is not read to its end", "write {key: value, key: value}"),
    "flow node": ("this list or mapping is never closed", "close it with ] or }"),
    "escape": ("this backslash cannot be read", "use single quotes, in which a backslash is just a backslash"),
    "single document": ("a second document begins here", "write one study a file, without lines of `---` or `...`"),
}
_NO_TOKEN = "cannot start any token"


class _Mark(Protocol):
    """A place as either of PyYAML's two readers tells it."""

    line: int
    column: int
    index: int


@dataclass
class Desk:
    """Where mistakes are gathered while the files of one study are read."""

    mistakes: list[Mistake] = field(default_factory=list)
    places: dict[str, Node] = field(default_factory=dict)

    def wrong(self, node: Node, wrong: str, remedy: str, *, offset: int | None = None) -> None:
        """Note one mistake at a node, or at the character of its text that ``offset`` counts."""
        line, column = (node.line, node.column) if offset is None else node.place(offset)
        self.mistakes.append(Mistake(node.file, line, column, wrong, remedy))


@dataclass(frozen=True)
class Node:
    """One YAML value with its place (counted from 1): a text, a list of nodes or a mapping of nodes."""

    file: str
    line: int
    column: int
    value: str | tuple[Node, ...] | Mapping[str, Node]
    raw: str = ""
    """A text as it stands in the file, with its quotes and line ends."""
    key: Node | None = None
    """The key before it, where it stands in a mapping."""

    @property
    def head(self) -> Node:
        """The key where there is one, else the value itself: for what is wrong with the key."""
        return self.key or self

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

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of one character of the text."""
        lines, columns = place_within(self.raw, self.text, offset)
        return self.line + lines, columns + (self.column if lines == 0 else 1)


def read_yaml(path: Path, desk: Desk, *, name: str) -> Node | None:
    """The file as nodes, or None after noting why it cannot be read."""
    text = read_text(path, desk, name=name)
    composed = None if text is None else _composed(text, desk, name)
    if text is None or composed is None:
        return None
    return _node(composed, text, desk, name)


def read_text(path: Path, desk: Desk, *, name: str) -> str | None:
    """The file as text, or None after noting why it cannot be read. Controls are noted and become blanks."""
    try:
        content = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
    except OSError:
        _wrong(desk, name, (1, 1), "the file is missing", "create it; questionnaires/README.md describes it")
        return None
    if content is None:
        _wrong(desk, name, (1, 1), "the file is too large", f"keep it under {_MOST_BYTES:,} bytes")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        _wrong(desk, name, _end(before), "this is not UTF-8", "save the file as UTF-8")
        return None
    for found in islice(_CONTROLS.finditer(text), _MOST_CONTROLS):
        wrong = f"the character U+{ord(found[0]):04X} cannot be seen and has no place here"
        _wrong(desk, name, _end(text[: found.start()]), wrong, "remove it")
    return _CONTROLS.sub(" ", text)


def _wrong(desk: Desk, name: str, place: tuple[int, int], wrong: str, remedy: str) -> None:
    desk.mistakes.append(Mistake(name, *place, wrong, remedy))


def _end(text: str) -> tuple[int, int]:
    """Line and column of the character that follows a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _composed(text: str, desk: Desk, name: str) -> yaml.Node | None:
    try:
        refused = _refused(text)
        if refused is not None:
            _wrong(desk, name, *refused)
            return None
        composed: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        _wrong(desk, name, *_explained(error, text))
        return None
    if composed is None:
        _wrong(desk, name, (1, 1), "the file is empty", "questionnaires/README.md says what belongs into it")
    return composed


def _explained(error: yaml.MarkedYAMLError, text: str) -> tuple[tuple[int, int], str, str]:
    """YAML's own complaint in an author's words."""
    said = ", ".join(str(part) for part in (error.context, error.problem) if part)
    mark = error.problem_mark or error.context_mark
    if _NO_TOKEN in said and mark is not None:
        character = text[mark.index : mark.index + 1]
        if character == "\t":
            return _place(mark), "a tab stands where a value should begin", "indent with spaces"
        return _place(mark), f"a text cannot begin with `{character}`", "put it into quotes"
    if mark is not None and (mark.index >= len(text.rstrip()) or "could not find expected ':'" in said):
        # What is never closed, or no key, is better shown where it begins.
        mark = error.context_mark or mark
    known = (words for part, words in _TROUBLES.items() if part in said)
    wrong, remedy = next(known, (f"this is not YAML ({said})", "look at this place and just before"))
    return _place(mark), wrong, remedy


def _place(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refused(text: str) -> tuple[tuple[int, int], str, str] | None:
    """What must not even be composed is found in the stream of events: aliases, bottomless nesting, floods."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        place = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            return place, "anchors and aliases are not allowed", "write the value out, or put a text into quotes"
        if getattr(event, "tag", None):
            return place, "tags such as `!!str` are not allowed", "write the value alone, or put a text into quotes"
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            return place, "the nesting is too deep", f"stay under {_DEEPEST} levels"
        if count > _MOST_VALUES:
            return place, f"the file holds more than {_MOST_VALUES:,} values", "split the study"
    return None


def _node(composed: yaml.Node, text: str, desk: Desk, name: str) -> Node:
    line, column = _place(composed.start_mark)
    if isinstance(composed, yaml.ScalarNode):
        raw = text[composed.start_mark.index : composed.end_mark.index]
        node = Node(name, line, column, composed.value, raw)
        if _CONTROLS.search(composed.value):
            desk.wrong(node, "the text holds a control character", "remove it")
        return node
    if isinstance(composed, yaml.SequenceNode):
        return Node(name, line, column, tuple(_node(item, text, desk, name) for item in composed.value))
    keys: dict[str, Node] = {}
    for key, value in composed.value:
        at = _node(key, text, desk, name)
        if not at.text:
            desk.wrong(at, "a key must be a word", "write `key: value`")
        elif at.text in keys:
            desk.wrong(at, f"the key `{at.text}` stands twice", "keep one of them")
        else:
            keys[at.text] = replace(_node(value, text, desk, name), key=at)
    return Node(name, line, column, keys)


def twins(named: Iterator[tuple[str, Node]], desk: Desk, *, what: str) -> None:
    """Note every name that stands a second time."""
    first: dict[str, Node] = {}
    for name, node in named:
        if name and name in first:
            desk.wrong(node, f"{what} `{name}` stands twice", f"rename it; the first is in line {first[name].line}")
        first.setdefault(name, node)
