"""The files on scales, quality and response: tables for machines, and a page in every language of the release."""

from collections.abc import Mapping
from itertools import chain

from jinja2 import Environment

from kapbrief.charts.drawing import chart_files, drawn
from kapbrief.charts.of_response import response_charts
from kapbrief.files import quality_file
from kapbrief.quality_page import Checks, machine_tables, quality_page
from kapbrief.texts import Texts


def quality_files(found: Checks, templates: Environment) -> Mapping[str, str]:
    """Content by file name; the same release gives the same bytes."""
    files: dict[str, str] = machine_tables(found)
    for language in found.results.languages:
        files |= _in_language(found, language, templates)
    return files


def _in_language(found: Checks, language: str, templates: Environment) -> Mapping[str, str]:
    """The page, with its style and its charts in it: it opens without a network; and each chart alone."""
    texts = Texts(language)
    charts = response_charts(found.results.release, texts)
    html = templates.get_template("quality.html").render(
        page=quality_page(found, language),
        charts={sheet: drawn(above, language, templates) for sheet, above in charts.items()},
        say=texts.say,
    )
    return {quality_file(language): html, **chart_files(chain(*charts.values()), language, templates)}
