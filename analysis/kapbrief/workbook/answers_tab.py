"""How people answered the questions of scales as a sheet: the shares that the bars of the page show."""

from kapbrief.charts.likert import Item
from kapbrief.charts.of_answers import Answers, answer_charts
from kapbrief.indicators import Results
from kapbrief.page import OTHER_ROLE, ROLES
from kapbrief.scale_answers import ScaleAnswers
from kapbrief.texts import Texts
from kapbrief.workbook.cells import NOTHING, Cell, Form, Tab, number, why_heading


def answers_tab(results: Results, answered: tuple[ScaleAnswers, ...], texts: Texts) -> tuple[Tab, ...]:
    """A row for each step of each question; no sheet where the plan has no scales."""
    rows = [
        (texts.say(ROLES.get(role, OTHER_ROLE)), *row)
        for role, scales in answer_charts(results, answered, texts).items()
        for scale in scales
        for item in scale.items
        for row in _rows(scale, item)
    ]
    headings = (texts.say("Section"), texts.say("Question"), texts.say("Choice"), texts.say("Share"))
    return (Tab(texts.say("Answers"), (*headings, why_heading(texts)), tuple(rows)),) if rows else ()


def _rows(scale: Answers, item: Item) -> list[tuple[Cell, ...]]:
    if item.why_not:
        return [(item.of.text, step.text, NOTHING, item.why_not) for step in scale.columns]
    return [
        (item.of.text, step.text, number(part.share, Form.WHOLE_SHARE), NOTHING)
        for step, part in zip(scale.columns, item.parts, strict=True)
    ]
