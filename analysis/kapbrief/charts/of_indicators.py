"""The charts of the page of indicators: in each section one for its shares, and one for its averages on a scale."""

import math
from collections.abc import Iterator, Mapping
from itertools import groupby

from kapbrief.charts.about import frame
from kapbrief.charts.axis import Axis, Tick
from kapbrief.charts.intervals import Group, Panel, Span, interval_chart, parted
from kapbrief.charts.intervals import Row as ChartRow
from kapbrief.charts.marks import Chart
from kapbrief.indicators import Result, Results, Row
from kapbrief.languages import Meaning
from kapbrief.page import FEW, OTHER_ROLE, ROLES, WITHHELD, level_said, remarks, section_role
from kapbrief.texts import Texts
from kapstats import Estimate, Verdict

Range = tuple[int, int]
"""the lowest and the highest code of a scale"""


def indicator_charts(
    results: Results, meanings: Mapping[str, Meaning], texts: Texts
) -> Mapping[str, tuple[Chart, ...]]:
    """By role, in the order of the plan; none where nothing may be shown."""
    if results.weighted is None:
        return {}
    found: dict[str, dict[Range | None, list[Result]]] = {}
    for result in results.results:
        found.setdefault(section_role(result), {}).setdefault(_range(results, result), []).append(result)
    return {
        role: tuple(
            chart
            for scale, chosen in by_scale.items()
            for chart in _charts(results, role, scale, tuple(chosen), meanings, texts)
        )
        for role, by_scale in found.items()
    }


def _range(results: Results, result: Result) -> Range | None:
    """Of an index; a share has none."""
    if result.indicator.kind != "index":
        return None
    codes = [code for name in result.items for code in results.release.codebook.questions[name][0].codes]
    return min(codes), max(codes)


def _charts(
    results: Results,
    role: str,
    scale: Range | None,
    chosen: tuple[Result, ...],
    meanings: Mapping[str, Meaning],
    texts: Texts,
) -> Iterator[Chart]:
    """One of each scale, more where one would be longer than a page, and none where no number may be shown."""
    name, title = _called(role, scale, texts)
    panels = {_panel(results, one, meanings.get(one.indicator.name), texts): one for one in chosen}
    if not any(row.span for panel in panels for row in panel.rows):
        return
    axis = _axis(scale, texts)
    parts = parted(tuple(panels), axis, texts)
    for number, part in enumerate(parts, start=1):
        of = "" if len(parts) == 1 else f" ({texts.number(number)}/{texts.number(len(parts))})"
        file = name if number == 1 else f"{name}-{number}"
        summary = _summary(results, tuple(panels[panel] for panel in part), texts)
        yield interval_chart(frame(results.release, file, title + of, summary, texts), part, axis, texts)


def _called(role: str, scale: Range | None, texts: Texts) -> tuple[str, str]:
    """Name and title."""
    section = texts.say(ROLES.get(role, OTHER_ROLE))
    if scale is None:
        return f"{role}-shares", texts.say("{section}, in percent", section=section)
    low, high = map(texts.number, scale)
    title = texts.say("{section}, averages from {low} to {high}", section=section, low=low, high=high)
    return f"{role}-averages-{scale[0]}-{scale[1]}", title


def _axis(scale: Range | None, texts: Texts) -> Axis:
    if scale is None:
        return Axis(0, 1, tuple(Tick(part / 4, texts.percent(part / 4, 0)) for part in range(5)))
    low, high = scale
    return Axis(low, high, tuple(Tick(code, texts.number(code)) for code in range(low, high + 1)))


def _panel(results: Results, result: Result, meaning: Meaning | None, texts: Texts) -> Panel:
    codebook = results.release.codebook
    groups = tuple(
        Group(
            texts.of(codebook.questions[group][0].label, codebook.source_language) if group else None,
            tuple(_row(results, result, row, texts) for row in rows),
        )
        for group, rows in groupby(result.rows, key=lambda row: row.group)
    )
    return Panel(texts.of(result.indicator.label, codebook.source_language), remarks(result, meaning, texts), groups)


def _row(results: Results, result: Result, row: Row, texts: Texts) -> ChartRow:
    of = level_said(row.level, results, texts)
    if row.estimate is None:
        smallest = texts.number(results.release.plan.smallest_cell)
        return ChartRow(of, None, texts.say(WITHHELD[row.status], smallest=smallest))
    said = _said(result, row.estimate, texts)
    if not all(math.isfinite(limit) for limit in (row.estimate.low, row.estimate.high)):
        return ChartRow(of, None, texts.say("{estimate}, without an interval", estimate=said))
    sure = row.precision is None or row.precision.verdict is not Verdict.SUPPRESS
    return ChartRow(of, Span(row.estimate.estimate, row.estimate.low, row.estimate.high, said, sure))


def _said(result: Result, found: Estimate, texts: Texts) -> str:
    if result.indicator.kind == "index":
        return texts.number(found.estimate, 2)
    return texts.percent(found.estimate, 0 if found.n < FEW else 1)


def _summary(results: Results, chosen: tuple[Result, ...], texts: Texts) -> str:
    """Every estimate of everybody, in the order of the chart."""
    source = results.release.codebook.source_language
    told = [
        f"{texts.of(result.indicator.label, source).text}: {_said(result, row.estimate, texts)}"
        for result in chosen
        for row in result.rows
        if row.group is None and row.estimate is not None
    ]
    return texts.say(
        "Dots with lines for their intervals, among everybody and by group. Everybody: {estimates}. The tables below "
        "hold all numbers.",
        estimates="; ".join(told) or texts.say("no estimate"),
    )
