"""A map of beliefs: to the right those that more people hold, higher those with more to gain."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from kapbrief.charts.axis import Axis, Tick, grid, names
from kapbrief.charts.marks import Anchor, Chart, Dot, Line, Mark, Words
from kapbrief.charts.sheet import Block, Frame, KeyEntry, chart, key, paragraph, space, stacked
from kapbrief.charts.wrapping import width_of
from kapbrief.findings import Raise
from kapbrief.texts import Said, Texts, sentence

LEFT, RIGHT, HEIGHT = 30.0, 322.0, 240.0
SIZE = 11.0
RADIUS = 3.5
STEPS = (1, 2, 5, 10, 20, 25, 50)
MOST_TICKS = 7
PAINT = {Raise.RAISE: "mark", Raise.OPEN: "quiet", Raise.DO_NOT: "loss"}
MEANING = {
    Raise.RAISE: sentence("to raise: the interval is above zero"),
    Raise.OPEN: sentence("open: the interval reaches zero"),
    Raise.DO_NOT: sentence("do not raise"),
}
Place = tuple[float, float, float, float]
"""a box: left, top, right, bottom"""


@dataclass(frozen=True)
class Belief:
    """One belief: shares from 0 to 1, the gain and its limits in percentage points."""

    of: Said
    answers: Said
    share: float
    gain: float
    low: float
    high: float
    raised: Raise


def belief_map(frame: Frame, beliefs: tuple[Belief, ...], texts: Texts, *, listed: bool) -> Chart:
    """The map, and below it where ``listed`` what its numbers stand for; the first belief is number one."""
    entries = (_entry(number, belief) for number, belief in enumerate(beliefs, start=1))
    content = (
        _key(beliefs, texts),
        paragraph(Said(texts.say("Percentage to gain, in points"), texts.tag), size=SIZE, paint="quiet"),
        space(8),
        _map(beliefs, texts),
        *((space(8), *entries) if listed else ()),
    )
    return chart(frame, content, texts)


def points_axis(beliefs: tuple[Belief, ...], texts: Texts) -> Axis:
    """From below the lowest limit to above the highest, with zero, at whole steps."""
    lowest = min(0.0, *(belief.low for belief in beliefs))
    highest = max(0.0, *(belief.high for belief in beliefs))
    step = next((step for step in STEPS if (highest - lowest) / step <= MOST_TICKS - 2), STEPS[-1])
    low, high = math.floor(lowest / step), math.ceil(highest / step)
    ticks = tuple(Tick(place * step, texts.number(place * step)) for place in range(low, max(high, low + 1) + 1))
    return Axis(ticks[0].value, ticks[-1].value, ticks)


def _key(beliefs: tuple[Belief, ...], texts: Texts) -> Block:
    there = [raised for raised in MEANING if any(belief.raised is raised for belief in beliefs)]
    return key(tuple(KeyEntry((_dot(7, 7.5, one),), Said(texts.say(MEANING[one]), texts.tag)) for one in there))


def _dot(x: float, y: float, raised: Raise) -> Dot:
    hollow = raised is Raise.OPEN
    return Dot(x, y, RADIUS, PAINT[raised], hollow, "diamond" if raised is Raise.DO_NOT else "circle")


def _map(beliefs: tuple[Belief, ...], texts: Texts) -> Block:
    shares = Axis(0, 1, tuple(Tick(part / 4, texts.percent(part / 4, 0)) for part in range(5)))
    gains = points_axis(beliefs, texts)
    marks: list[Mark] = [*grid(shares, LEFT, RIGHT, HEIGHT), *_levels(gains)]
    dots = [_dot(shares.at(one.share, LEFT, RIGHT), gains.at(one.gain, HEIGHT, 0), one.raised) for one in beliefs]
    lines = [
        _interval(dot.x, gains.at(one.low, HEIGHT, 0), gains.at(one.high, HEIGHT, 0), dot.paint)
        for dot, one in zip(dots, beliefs, strict=True)
    ]
    marks += (line for three in lines for line in three)
    marks += dots
    marks += _numbers(dots, [three[0] for three in lines])
    title = texts.say("Share who hold the belief")
    marks += names(shares, LEFT, RIGHT, HEIGHT + 16)
    marks.append(Words((LEFT + RIGHT) / 2, HEIGHT + 32, title, "quiet", SIZE, "middle"))
    return Block(HEIGHT + 38, tuple(marks))


def _levels(gains: Axis) -> Iterator[Mark]:
    """A level line at each tick; the one at zero cannot be overlooked."""
    for tick in gains.ticks:
        y = gains.at(tick.value, HEIGHT, 0)
        yield Line(LEFT, y, RIGHT, y, "rule" if tick.value else "ink")
        yield Words(LEFT - 5, y + SIZE * 0.36, tick.said, "quiet", SIZE, "end")


def _interval(x: float, low: float, high: float, paint: str) -> tuple[Line, ...]:
    """The line, and a cap at each end."""
    caps = (Line(x - 2.5, y, x + 2.5, y, paint, 1.2) for y in (low, high))
    return Line(x, low, x, high, paint, 1.2), *caps


def _numbers(dots: list[Dot], intervals: list[Line]) -> Iterator[Words]:
    """Beside each dot its number, where it covers least of what else is there."""
    taken = [_around(dot) for dot in dots]
    taken += [(line.x1 - 2, line.y2, line.x1 + 2, line.y1) for line in intervals]
    for number, (dot, line) in enumerate(zip(dots, intervals, strict=True), start=1):
        places = [_placed(str(number), *place) for place in _beside(dot, line)]
        best = min(places, key=lambda words: sum(_covers(_box(words), other) for other in taken))
        taken.append(_box(best))
        yield best


def _around(dot: Dot) -> Place:
    return dot.x - RADIUS - 1, dot.y - RADIUS - 1, dot.x + RADIUS + 1, dot.y + RADIUS + 1


def _beside(dot: Dot, line: Line) -> tuple[tuple[float, float, Anchor], ...]:
    """Right, left, above and below the dot, and at both ends of its interval."""
    x, y = dot.x, dot.y
    return (
        *((x + 6, y + down, "start") for down in (4.0, -4.0, 12.0)),
        *((x - 6, y + down, "end") for down in (4.0, -4.0, 12.0)),
        (x, line.y2 - 3, "middle"),
        (x, line.y1 + 11, "middle"),
    )


def _placed(text: str, x: float, y: float, anchor: Anchor) -> Words:
    return Words(x, y, text, size=SIZE, anchor=anchor, bold=True)


def _box(words: Words) -> Place:
    wide = width_of(words.text, words.size, bold=True)
    left = words.x - {"start": 0.0, "middle": wide / 2, "end": wide}[words.anchor]
    return left, words.y - words.size * 0.8, left + wide, words.y + 1


def _covers(one: Place, other: Place) -> float:
    """The area that two boxes share."""
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)


def _entry(number: int, belief: Belief) -> Block:
    of = paragraph(belief.of, start=22, width=318, size=SIZE + 0.5)
    answers = paragraph(belief.answers, start=22, width=318, size=SIZE, paint="quiet")
    mark = Block(0.0, (Words(16, SIZE + 0.5, str(number), size=SIZE, anchor="end", bold=True),))
    return stacked((mark, of, answers, space(4)))
