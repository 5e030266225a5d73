"""The files of the messages: tables for machines, and a page for people in every language of the release."""

from collections.abc import Mapping

from jinja2 import Environment

from kapbrief.brief_report import brief_files
from kapbrief.charts.drawing import chart_files, drawn
from kapbrief.charts.of_messages import message_charts
from kapbrief.files import messages_file
from kapbrief.message_tables import findings_table, gains_table, messengers_table, norm_gaps_table, segments_table
from kapbrief.messages import Messages
from kapbrief.messages_page import messages_page
from kapbrief.texts import Texts


def message_files(found: Messages, templates: Environment) -> Mapping[str, str]:
    """Content by file name; the same release gives the same bytes."""
    tables = {
        "findings.csv": findings_table(found),
        "gains.csv": gains_table(found),
        "messengers.csv": messengers_table(found),
        "norm_gaps.csv": norm_gaps_table(found),
        "segments.csv": segments_table(found),
    }
    pages: dict[str, str] = {}
    for language in found.results.languages:
        pages |= _in_language(found, language, templates)
    return {**tables, **pages, **brief_files(found, templates)}


def _in_language(found: Messages, language: str, templates: Environment) -> Mapping[str, str]:
    """The page, with its style and its charts in it: it opens without a network; and each chart alone."""
    texts = Texts(language)
    maps = message_charts(found, texts)
    insides = drawn([one.inside for one in maps.values()], language, templates)
    html = templates.get_template("messages.html").render(
        page=messages_page(found, language),
        maps=dict(zip(maps, zip(insides, maps.values(), strict=True), strict=True)),
        say=texts.say,
    )
    return {messages_file(language): html, **chart_files([one.alone for one in maps.values()], language, templates)}
