"""Charts as a browser draws them: every word inside its sheet, on a phone, in any language, alone or in a page."""

import pytest

from kapbrief.charts.axis import Axis, Tick
from kapbrief.charts.belief_map import Belief, belief_map
from kapbrief.charts.drawing import chart_files
from kapbrief.charts.funnel import Part as Kind
from kapbrief.charts.funnel import Stage, funnel
from kapbrief.charts.intervals import Group, Panel, Row, Span, interval_chart
from kapbrief.charts.likert import Item, Part, likert_chart
from kapbrief.charts.sheet import Frame
from kapbrief.findings import Raise
from kapbrief.report import templates
from kapbrief.texts import Said, Texts

pytestmark = pytest.mark.browser
LONG = {
    "en": "Thinks it likely that ivory or rhino horn would be found at Maputo airport, and WOULD SAY SO to anybody",
    "vi": "Cho rằng nhiều khả năng ngà voi hoặc sừng tê giác sẽ bị phát hiện ở sân bay Maputo khi kiểm tra",
    "pt": "Considera provável que marfim ou corno de rinoceronte fossem encontrados no aeroporto de Maputo",
    "ar": "يعتقد أنه من المرجح العثور على العاج أو قرن وحيد القرن في مطار مابوتو الدولي",
    "zh": "认为象牙或犀牛角很可能会在马普托机场被发现。而且那个人会被送进监狱。而且那个人会被送进监狱。",
}
OUTSIDE = """
() => [...document.querySelectorAll("svg text")]
  .map((text) => [text.textContent, text.getBBox()])
  .filter(([, box]) => box.x < -1 || box.x + box.width > 341)
  .map(([text, box]) => `${text}: ${box.x} to ${box.x + box.width}`)
"""
CROSSED = """
() => {
  const lines = [...document.querySelectorAll("svg text")]
    .map((line) => [line.textContent, line.getBBox(), Number(line.getAttribute("y"))]);
  const apart = ([, a, y], [, b, other]) => a.x + a.width <= b.x || b.x + b.width <= a.x || Math.abs(y - other) > 10;
  return lines.flatMap((one, place) =>
    lines.slice(place + 1).filter((other) => !apart(one, other)).map(([text]) => `${one[0]} | ${text}`));
}
"""
"""Scripts differ in how high their lines are; letters of ours stand ten units apart or more."""


def charts(language):
    """One of each kind, with long words everywhere."""
    said, texts = Said(LONG[language], language), Texts(language)
    frame = Frame("one", said.text, said.text, (said.text,), (said.text,))
    axis = Axis(0, 1, tuple(Tick(part / 4, f"{25 * part}%") for part in range(5)))
    rows = (Row(said, Span(0.5, 0.4, 0.6, "50.0%", sure=False)), Row(said, None, said.text))
    yield interval_chart(
        frame, (Panel(said, (said.text,), (Group(None, rows), Group(said, rows))),), axis, Texts(language)
    )
    items = (Item(said, tuple(Part(0.2, "20%") for _ in range(5))), Item(said, (), said.text))
    yield likert_chart(frame, (said,) * 5, items, texts)
    shares = ((0.1, Raise.RAISE), (0.11, Raise.OPEN), (0.98, Raise.DO_NOT))
    beliefs = tuple(Belief(said, said, share, 4, -3, 12, raised) for share, raised in shares)
    yield belief_map(frame, beliefs, texts, listed=True)
    people = ((Kind.ASKED, 12345, "12 345"), (Kind.LOST, 5000, "5 000"), (Kind.HELD, 9, "9"))
    stages = tuple(Stage(said, kind, n, told) for kind, n, told in people)
    yield funnel(frame, stages, texts)


@pytest.fixture(scope="module")
def page(browser):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LONG)
def test_words_stay_inside_the_sheet_and_apart(page, tmp_path, language):
    for chart in charts(language):
        (content,) = chart_files([chart], language, templates()).values()
        (tmp_path / "chart.svg").write_text(content, encoding="utf-8")
        page.goto((tmp_path / "chart.svg").as_uri())
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate(CROSSED) == []
