"""Who invited whom in a respondent-driven sample: seeds above, each wave below the one before.

A dot is a person, with a line to whoever invited them, and holds nothing else that is known of them: no trait, no
answer. Releases have no column on recruitment yet, so no page asks for this chart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from kapbrief.charts.marks import WIDTH, Chart, Dot, Line, Mark, Words
from kapbrief.charts.sheet import Block, Frame, KeyEntry, chart, key, space
from kapbrief.texts import Said, Texts, sentence

LEFT, RIGHT = 58.0, 336.0
"""where people stand; the names of the waves are before them"""
ROW, TOP = 34.0, 8.0
SIZE = 11.0
LARGEST, SMALLEST = 4.5, 1.2
"""radius of a dot, by how many people have to stand side by side"""


class Outcome(Enum):
    """What came of an invitation that was taken up."""

    INTERVIEW = "complete"
    PARTIAL = "partial"
    NONE = "none"


MEANING = {
    Outcome.INTERVIEW: sentence("complete interview"),
    Outcome.PARTIAL: sentence("partial interview"),
    Outcome.NONE: sentence("no interview"),
}
ANYBODY = sentence("a person who took part")


@dataclass(frozen=True)
class Node:
    """One person of the sample; a seed has no parent and is of wave 0."""

    id: str
    parent: str | None
    wave: int
    outcome: Outcome


@dataclass(frozen=True)
class Placed:
    """A person and how far from the start of the row they stand, in places."""

    node: Node
    place: float


def recruitment_tree(frame: Frame, nodes: Sequence[Node], smallest: int, texts: Texts) -> Chart | None:
    """The chart; nothing of fewer people than ``smallest``, and one sign for all where fewer have the same outcome."""
    if len(nodes) < smallest:
        return None
    counts = {outcome: sum(node.outcome is outcome for node in nodes) for outcome in Outcome}
    alike = any(0 < n < smallest for n in counts.values())
    there = () if alike else tuple(outcome for outcome, n in counts.items() if n)
    return chart(frame, (_key(there, texts), space(4), _forest(placed(nodes), texts, alike=alike)), texts)


def placed(nodes: Sequence[Node]) -> tuple[Placed, ...]:
    """Everybody above the middle of those they invited; the longest chains of invitations first."""
    children: dict[str | None, list[Node]] = {}
    known = {node.id for node in nodes}
    for node in nodes:
        children.setdefault(node.parent if node.parent in known else None, []).append(node)
    found: list[Placed] = []
    free = 0.0
    for seed in _in_order(children.get(None, []), children):
        free = _lay(seed, children, free, found)
    return tuple(found)


def _lay(node: Node, children: Mapping[str | None, list[Node]], free: float, found: list[Placed]) -> float:
    """Lays a person and all who follow from them, from the first free place; the next one that is free."""
    invited = _in_order(children.get(node.id, []), children)
    if not invited:
        found.append(Placed(node, free))
        return free + 1
    ends: list[float] = []
    for one in invited:
        free = _lay(one, children, free, found)
        ends.append(found[-1].place)
    found.append(Placed(node, (ends[0] + ends[-1]) / 2))
    return free


def _in_order(nodes: list[Node], children: Mapping[str | None, list[Node]]) -> list[Node]:
    return sorted(nodes, key=lambda node: (-_people(node, children), node.id))


def _people(node: Node, children: Mapping[str | None, list[Node]]) -> int:
    return 1 + sum(_people(one, children) for one in children.get(node.id, []))


def _key(outcomes: tuple[Outcome, ...], texts: Texts) -> Block:
    told = [(outcome, MEANING[outcome]) for outcome in outcomes] or [(Outcome.INTERVIEW, ANYBODY)]
    return key(tuple(KeyEntry((_dot(7, 7.5, LARGEST, one),), Said(texts.say(text), texts.tag)) for one, text in told))


def _forest(everybody: tuple[Placed, ...], texts: Texts, *, alike: bool) -> Block:
    places = max(one.place for one in everybody) + 1
    step = (RIGHT - LEFT) / places
    radius = min(max(step * 0.38, SMALLEST), LARGEST)
    at = {one.node.id: (LEFT + (one.place + 0.5) * step, TOP + one.node.wave * ROW) for one in everybody}
    marks: list[Mark] = [*_waves(everybody, texts)]
    for one in everybody:
        if one.node.parent in at:
            (x, y), (above, higher) = at[one.node.id], at[one.node.parent]
            marks.append(Line(above, higher, x, y, "quiet"))
    for one in everybody:
        marks.append(_dot(*at[one.node.id], radius, Outcome.INTERVIEW if alike else one.node.outcome))
    return Block(max(y for _, y in at.values()) + TOP, tuple(marks))


def _waves(everybody: tuple[Placed, ...], texts: Texts) -> Iterator[Mark]:
    for wave in sorted({one.node.wave for one in everybody}):
        said = texts.say("Seeds") if wave == 0 else texts.say("Wave {number}", number=texts.number(wave))
        y = TOP + wave * ROW
        yield Line(LEFT - 4, y, WIDTH, y, "rule")
        yield Words(0, y + SIZE * 0.36, said, "quiet", SIZE)


def _dot(x: float, y: float, radius: float, outcome: Outcome) -> Dot:
    if outcome is Outcome.NONE:
        return Dot(x, y, radius, "loss", shape="diamond")
    return Dot(x, y, radius, "mark", hollow=outcome is Outcome.PARTIAL)
