"""The files of the indicators: tables for machines, and in every language a page for people and its charts."""

from collections.abc import Mapping
from itertools import chain

from jinja2 import Environment

from kapbrief.answers_table import answers_table
from kapbrief.charts.drawing import chart_files, drawn
from kapbrief.charts.of_answers import answer_charts
from kapbrief.charts.of_indicators import indicator_charts
from kapbrief.files import indicators_file
from kapbrief.indicators import Results
from kapbrief.meanings import of_indicators
from kapbrief.page import page
from kapbrief.scale_answers import ScaleAnswers
from kapbrief.scales import Scale
from kapbrief.tables import machine_table
from kapbrief.texts import Texts


def indicator_files(
    results: Results, tested: tuple[Scale, ...], answered: tuple[ScaleAnswers, ...], templates: Environment
) -> Mapping[str, str]:
    """Content by file name; the same release gives the same bytes."""
    found = {"indicators.csv": machine_table(results), "answers.csv": answers_table(results.release, answered)}
    for language in results.languages:
        found |= _in_language(results, tested, answered, language, templates)
    return found


def _in_language(
    results: Results,
    tested: tuple[Scale, ...],
    answered: tuple[ScaleAnswers, ...],
    language: str,
    templates: Environment,
) -> Mapping[str, str]:
    """The page, with its style and its charts in it: it opens without a network; and each chart alone."""
    texts, meanings = Texts(language), of_indicators(tested)
    charts, answers = indicator_charts(results, meanings, texts), answer_charts(results, answered, texts)
    html = templates.get_template("page.html").render(
        page=page(results, language, meanings),
        charts={role: drawn(found, language, templates) for role, found in charts.items()},
        answers={
            role: tuple(zip(found, drawn([one.chart for one in found], language, templates), strict=True))
            for role, found in answers.items()
        },
        say=texts.say,
    )
    every = [*chain(*charts.values()), *(one.chart for one in chain(*answers.values()))]
    return {indicators_file(language): html, **chart_files(every, language, templates)}
