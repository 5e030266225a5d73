"""Charts printed as SVG: inside a page, whose scheme they follow, or as a file of their own, which is always light."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import Environment
from markupsafe import Markup

from kapbrief.charts.marks import WIDTH, Chart
from kapbrief.charts.palette import PAINTS
from kapbrief.files import chart_file

FONTS = (
    "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans Khmer', 'Noto Sans Thai', 'Noto Sans CJK SC', sans-serif"
)

MARGIN = 12.0
"""of paper around a chart that stands alone"""


@dataclass(frozen=True)
class Drawn:
    """A chart as a part of a page, and the file that holds it alone."""

    svg: Markup
    file: str


def drawn(charts: Iterable[Chart], language: str, templates: Environment) -> tuple[Drawn, ...]:
    """Charts for a page of a language."""
    # The template escapes all that it is given.
    return tuple(
        Drawn(Markup(_printed(chart, templates, alone=False)), chart_file(chart.name, language)) for chart in charts
    )


def chart_files(charts: Iterable[Chart], language: str, templates: Environment) -> Mapping[str, str]:
    """Whole documents by file name."""
    return {chart_file(chart.name, language): _printed(chart, templates, alone=True) for chart in charts}


def _printed(chart: Chart, templates: Environment, *, alone: bool) -> str:
    template = templates.get_template("charts/chart.svg")
    return template.render(
        chart=chart, alone=alone, paints=PAINTS, width=WIDTH, margin=MARGIN, fonts=FONTS, number=number
    )


def number(value: float) -> str:
    """A place on the sheet: two decimals, the same on every machine."""
    # Adding zero turns a negative zero into a plain one.
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
