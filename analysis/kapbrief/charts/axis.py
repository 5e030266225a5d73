"""From values to places along a line, and the lines and words that tell a reader where they are."""

from dataclasses import dataclass

from kapbrief.charts.marks import Line, Words


@dataclass(frozen=True)
class Tick:
    """A value that is named on an axis."""

    value: float
    said: str


@dataclass(frozen=True)
class Axis:
    """Values from ``low`` to ``high``, laid from one place to another."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def at(self, value: float, start: float, end: float) -> float:
        """Where a value falls; one beyond the axis falls on its end."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return start + share * (end - start)


def grid(axis: Axis, start: float, end: float, height: float) -> tuple[Line, ...]:
    """A thin upright line at each tick."""
    places = (axis.at(tick.value, start, end) for tick in axis.ticks)
    return tuple(Line(x, 0.0, x, height, "rule") for x in places)


def names(axis: Axis, start: float, end: float, y: float) -> tuple[Words, ...]:
    """What the ticks of a level axis are called."""
    return tuple(Words(axis.at(tick.value, start, end), y, tick.said, "quiet", 11.0, "middle") for tick in axis.ticks)
