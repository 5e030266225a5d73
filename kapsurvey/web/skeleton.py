"""Pages rendered once per edition and language, with slots that each reply fills in.

Rendering a page of questions with Jinja takes a millisecond or two; filling its slots a few hundredths of one. A
template marks slots with ``{{ slot(...) }}``, which prints NUL-framed marks: NUL can come neither from a questionnaire
nor from a respondent, since both are refused where they are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import escape

_FRAME, _PART = "\0", "\x01"

Json = str | list["Json"]
"""A part as scripts read it: a text, or a slot as ``[kind, name]`` or ``[kind, name, [parts]]``."""


def slot(kind: str, name: str = "") -> str:
    """The mark of a slot.

    ``text`` is a value, escaped when filled, ``bdi`` the same with a direction of its own; ``if`` ... ``end`` is shown
    where it is named, ``group`` ... ``end`` holds items in an order of their own, each ``item`` ... ``end``.
    """
    return f"{_FRAME}{kind}{_PART}{name}{_FRAME}"


@dataclass(frozen=True)
class Filling:
    """What one reply puts into the slots."""

    texts: Mapping[str, str] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Group -> its items in order; an item that is not named is left out, a group not named keeps all."""

    @cached_property
    def named(self) -> frozenset[str]:
        """Every slot that something is put into."""
        return self.shown.union(self.texts, self.orders)


@dataclass(frozen=True)
class Skeleton:
    """A rendered page, cut at its slots."""

    parts: tuple[str | Slot, ...]

    @classmethod
    def of(cls, html: str) -> Skeleton:
        """Cut a rendered page."""
        return cls(_parts(iter(html.split(_FRAME)), in_text=True)[0])

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        named: dict[str, set[str]] = {}
        _collect(self.parts, named)
        return {kind: frozenset(names) for kind, names in named.items()}

    def names(self, kind: str) -> frozenset[str]:
        """The names of all slots of a kind."""
        return self._names.get(kind, frozenset())

    def portable(self) -> list[Json]:
        """The parts as JSON, for ``static/js/skeleton.js``, which fills them to the same text."""
        return _portable(self.parts)

    def fill(self, filling: Filling) -> str:
        """The page with its slots filled."""
        out: list[str] = []
        _fill(self.parts, filling, out)
        return "".join(out)


@dataclass(frozen=True)
class Slot:
    """One slot; ``parts`` stand between it and its ``end``."""

    kind: str
    name: str
    parts: tuple[str | Slot, ...] = ()

    @cached_property
    def items(self) -> Mapping[str, Slot]:
        """The items of a group by their names."""
        return {part.name: part for part in self.parts if isinstance(part, Slot) and part.kind == "item"}

    @cached_property
    def within(self) -> frozenset[str]:
        """The names of all slots in it."""
        named: dict[str, set[str]] = {}
        _collect(self.parts, named)
        return frozenset[str]().union(*named.values())

    @cached_property
    def blank(self) -> str:
        """What it shows where nothing is put into any of them."""
        out: list[str] = []
        _fill(self.parts, Filling(), out)
        return "".join(out)

    def portable(self) -> Json:
        """The slot as JSON."""
        return [self.kind, self.name, *([_portable(self.parts)] if self.parts else [])]


def _collect(parts: Sequence[str | Slot], named: dict[str, set[str]]) -> None:
    for part in parts:
        if isinstance(part, Slot):
            named.setdefault(part.kind, set()).add(part.name)
            _collect(part.parts, named)


def _portable(parts: Sequence[str | Slot]) -> list[Json]:
    return [part if isinstance(part, str) else part.portable() for part in parts]


def _parts(pieces: Iterator[str], *, in_text: bool) -> tuple[tuple[str | Slot, ...], bool]:
    """The parts up to the next ``end``, and whether the text goes on after it."""
    parts: list[str | Slot] = []
    for piece in pieces:
        if in_text:
            parts.append(piece)
        else:
            kind, _, name = piece.partition(_PART)
            if kind == "end":
                return tuple(part for part in parts if part != ""), True
            inner = () if kind in ("text", "bdi") else _parts(pieces, in_text=True)[0]
            parts.append(Slot(kind, name, inner))
        in_text = not in_text
    return tuple(part for part in parts if part != ""), in_text


def _fill(parts: Sequence[str | Slot], filling: Filling, out: list[str]) -> None:
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif part.kind == "if":
            # Most slots of a page: which of its boxes are ticked.
            if part.name in filling.shown:
                _fill(part.parts, filling, out)
        elif part.kind == "text":
            out.append(escape(filling.texts.get(part.name, "")))
        elif part.kind == "bdi":
            out.append(f"<bdi>{escape(filling.texts.get(part.name, ''))}</bdi>")
        elif part.kind == "group":
            _fill(_ordered(part, filling), filling, out)
        elif part.within.isdisjoint(filling.named):
            # A question that nobody has answered yet, as most are on a page that is opened.
            out.append(part.blank)
        else:
            _fill(part.parts, filling, out)


def _ordered(group: Slot, filling: Filling) -> Sequence[str | Slot]:
    """The items of a group in the order asked for; white space between them does not matter."""
    wanted = filling.orders.get(group.name)
    if wanted is None:
        return group.parts
    return [group.items[name] for name in wanted if name in group.items]
