"""Kinds of people whom a rehearsal makes up, so that its truth is known: how common each is, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """People who answer alike; what is not said of them is made up as for anybody."""

    name: str
    share: int
    """of everybody, in percent"""
    waves: tuple[str, ...]
    """those in which they are like this; none named: in every wave"""
    answers: Mapping[str, Mapping[int, int]]
    """by question: how often each choice is given, in percent; of several choices each on its own"""


def in_wave(kinds: Sequence[Kind], wave: str) -> tuple[Kind, ...]:
    """The kinds there are in a wave."""
    return tuple(kind for kind in kinds if not kind.waves or wave in kind.waves)


def kind_at(kinds: Sequence[Kind], place: float) -> Kind | None:
    """The kind of the person at a place from 0 to 1 along the shares; None without kinds."""
    reached = 0.0
    for kind in kinds:
        reached += kind.share / 100
        if place < reached:
            return kind
    return kinds[-1] if kinds else None
