"""What a chart is made of: lines, dots, bars and words at places of a sheet, and the sheet itself."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

WIDTH = 340.0
"""units across every sheet: on a phone of 360 points one is nearly a point"""
Anchor = Literal["start", "middle", "end"]
Shape = Literal["circle", "square", "diamond"]


@dataclass(frozen=True)
class Line:
    """A straight line."""

    form: ClassVar[str] = "line"
    x1: float
    y1: float
    x2: float
    y2: float
    paint: str
    width: float = 1.0
    dashed: bool = False

    def moved(self, right: float, down: float) -> "Line":
        return replace(self, x1=self.x1 + right, x2=self.x2 + right, y1=self.y1 + down, y2=self.y2 + down)

    def mirrored(self) -> "Line":
        return replace(self, x1=WIDTH - self.x1, x2=WIDTH - self.x2)


@dataclass(frozen=True)
class Dot:
    """A mark around a point; a hollow one shows the paper inside."""

    form: ClassVar[str] = "dot"
    x: float
    y: float
    radius: float
    paint: str
    hollow: bool = False
    shape: Shape = "circle"

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Of a square or a diamond, as large as the circle to the eye."""
        if self.shape == "square":
            r = self.radius * 0.89
            around = ((-r, -r), (r, -r), (r, r), (-r, r))
        else:
            r = self.radius * 1.25
            around = ((0.0, -r), (r, 0.0), (0.0, r), (-r, 0.0))
        return tuple((self.x + right, self.y + down) for right, down in around)

    def moved(self, right: float, down: float) -> "Dot":
        return replace(self, x=self.x + right, y=self.y + down)

    def mirrored(self) -> "Dot":
        return replace(self, x=WIDTH - self.x)


@dataclass(frozen=True)
class Bar:
    """An upright rectangle; a hollow one shows the paper inside."""

    form: ClassVar[str] = "bar"
    x: float
    y: float
    width: float
    height: float
    paint: str
    hollow: bool = False

    def moved(self, right: float, down: float) -> "Bar":
        return replace(self, x=self.x + right, y=self.y + down)

    def mirrored(self) -> "Bar":
        return replace(self, x=WIDTH - self.x - self.width)


@dataclass(frozen=True)
class Words:
    """One line of text; ``y`` is where its letters stand, ``tag`` its language where it is not the chart's."""

    form: ClassVar[str] = "words"
    x: float
    y: float
    text: str
    paint: str = "ink"
    size: float = 12.0
    anchor: Anchor = "start"
    bold: bool = False
    tag: str = ""

    def moved(self, right: float, down: float) -> "Words":
        return replace(self, x=self.x + right, y=self.y + down)

    def mirrored(self) -> "Words":
        """Where letters run from right to left, a line's start is its right end: the anchor stays."""
        return replace(self, x=WIDTH - self.x)


Mark = Line | Dot | Bar | Words


@dataclass(frozen=True)
class Chart:
    """A sheet with its marks; later ones lie on earlier ones."""

    name: str
    """its file, and what it is called inside a page: no two on a page are alike"""
    title: str
    summary: str
    """what is to be seen, for whoever hears the page"""
    height: float
    marks: tuple[Mark, ...]
    tag: str
    direction: str

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Line))

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Dot))

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Bar))

    @property
    def words(self) -> tuple[Words, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Words))
