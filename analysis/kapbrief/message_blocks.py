"""What tables on the page of messages are made of."""

from dataclasses import dataclass

from kapbrief.texts import Said


@dataclass(frozen=True)
class Line:
    """One row: what it is of, then numbers as they are read, or why there are none."""

    of: Said
    answers: tuple[Said, ...]
    """of a belief: those that count"""
    remark: str
    numbers: tuple[str, ...]
    why_not: str


@dataclass(frozen=True)
class Block:
    """A table under what it is of."""

    id: str
    of: Said
    lead: str
    """what the answers are"""
    answers: tuple[Said, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    nothing: str
    """said where no line has numbers"""


@dataclass(frozen=True)
class Section:
    """Tables that were made alike, and how."""

    heading: str
    method: tuple[str, ...]
    blocks: tuple[Block, ...]
