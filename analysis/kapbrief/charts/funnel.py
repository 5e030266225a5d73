"""Bars of people, from all who were to be asked down to those with an interview; hollow ones are who was lost."""

from dataclasses import dataclass
from enum import Enum

from kapbrief.charts.marks import WIDTH, Bar, Chart, Words
from kapbrief.charts.sheet import Block, Frame, KeyEntry, chart, key, paragraph, space, stacked
from kapbrief.charts.wrapping import width_of
from kapbrief.texts import Said, Texts, sentence

BAR = 14.0
SIZE = 11.5


class Part(Enum):
    """What a stage is of the whole."""

    ASKED = "quiet"
    LOST = "loss"
    HELD = "mark"


MEANING = {
    Part.ASKED: sentence("to be asked"),
    Part.LOST: sentence("no interview"),
    Part.HELD: sentence("interview"),
}


@dataclass(frozen=True)
class Stage:
    """People at one point of the way; words where their number is withheld."""

    of: Said
    part: Part
    people: int | None
    said: str


def funnel(frame: Frame, stages: tuple[Stage, ...], texts: Texts) -> Chart:
    """Stage below stage, all bars to one measure from one edge."""
    most = max((stage.people for stage in stages if stage.people), default=1)
    room = WIDTH - 6 - max((width_of(stage.said, SIZE) for stage in stages if stage.people), default=0.0)
    there = [part for part in Part if any(stage.part is part and stage.people for stage in stages)]
    entries = (KeyEntry((_bar(1, 3, 12, 9, part),), Said(texts.say(MEANING[part]), texts.tag)) for part in there)
    return chart(frame, (key(tuple(entries)), space(4), *(_stage(stage, room / most) for stage in stages)), texts)


def _bar(x: float, y: float, width: float, height: float, part: Part) -> Bar:
    return Bar(x, y, width, height, part.value, hollow=part is Part.LOST)


def _stage(stage: Stage, unit: float) -> Block:
    head = stacked((paragraph(stage.of, size=SIZE), space(2)))
    if not stage.people:
        return stacked((head, paragraph(Said(stage.said, ""), size=SIZE, paint="quiet"), space(6)))
    width = max(stage.people * unit, 1.0)
    bar = _bar(0.75, 0.75, width - 0.75, BAR - 1.5, stage.part)
    number = Words(width + 5, BAR / 2 + SIZE * 0.36, stage.said, size=SIZE)
    return stacked((head, Block(BAR, (bar, number)), space(8)))
