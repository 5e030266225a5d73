"""Bars of answers on a scale, laid out to both sides of its middle: to the left whoever leans one way, to the right
whoever leans the other."""

from dataclasses import dataclass

from kapbrief.charts.marks import WIDTH, Bar, Chart, Line, Mark, Words
from kapbrief.charts.palette import ON, STEPS
from kapbrief.charts.sheet import Block, Frame, KeyEntry, chart, key, paragraph, space, stacked
from kapbrief.charts.wrapping import width_of
from kapbrief.texts import Said, Texts

BAR = 20.0
SIZE = 11.0
GAP = 1.0
"""of paper between two steps"""


@dataclass(frozen=True)
class Part:
    """The share that is on one step."""

    share: float
    said: str


@dataclass(frozen=True)
class Item:
    """One question; words instead of its parts where it is withheld."""

    of: Said
    parts: tuple[Part, ...]
    why_not: str = ""

    @property
    def left(self) -> float:
        """The share on the left of the middle; a middle step lies half to each side."""
        half = len(self.parts) // 2
        middle = self.parts[half].share / 2 if len(self.parts) % 2 else 0.0
        return sum(part.share for part in self.parts[:half]) + middle

    @property
    def right(self) -> float:
        return sum(part.share for part in self.parts) - self.left


def likert_chart(frame: Frame, steps: tuple[Said, ...], items: tuple[Item, ...], texts: Texts) -> Chart:
    """Question above its bar; all bars to one measure, around one middle, as wide as they can be."""
    shown = [item for item in items if item.parts]
    left, right = (max((getattr(item, side) for item in shown), default=0.5) for side in ("left", "right"))
    unit = WIDTH / (left + right)
    paints = STEPS[len(steps)]
    return chart(frame, (_key(steps, paints), *(_item(item, paints, left * unit, unit) for item in items)), texts)


def _key(steps: tuple[Said, ...], paints: tuple[str, ...]) -> Block:
    entries = zip(steps, paints, strict=True)
    return key(tuple(KeyEntry((Bar(0, 2.5, 14, 10, paint),), step) for step, paint in entries))


def _item(item: Item, paints: tuple[str, ...], middle: float, unit: float) -> Block:
    head = stacked((space(8), paragraph(item.of), space(3)))
    if not item.parts:
        return stacked((head, paragraph(Said(item.why_not, ""), size=SIZE, paint="quiet")))
    marks: list[Mark] = [Line(middle, -2, middle, BAR + 2, "quiet")]
    x = middle - item.left * unit
    for part, paint in zip(item.parts, paints, strict=True):
        marks += _part(x, part, paint, unit)
        x += part.share * unit
    return stacked((head, Block(BAR + 2, tuple(marks))))


def _part(x: float, part: Part, paint: str, unit: float) -> tuple[Mark, ...]:
    """A bar, with its number where that fits into it."""
    width = part.share * unit
    bar = Bar(x + GAP / 2, 0, max(width - GAP, 0.0), BAR, paint)
    if width_of(part.said, SIZE) + 2 > bar.width:
        return (bar,)
    return (bar, Words(x + width / 2, BAR / 2 + SIZE * 0.36, part.said, ON[paint], SIZE, "middle"))
