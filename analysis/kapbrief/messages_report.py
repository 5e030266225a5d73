"""The files of the messages: tables for machines, and a page for people in every language of the release."""

from collections.abc import Mapping

from jinja2 import Environment

from kapbrief.brief_report import brief_files
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
    pages = {messages_file(language): messages_html(found, language, templates) for language in found.results.languages}
    return {**tables, **pages, **brief_files(found, templates)}


def messages_html(found: Messages, language: str, templates: Environment) -> str:
    """The page in one language, with its style in it: it opens without a network."""
    return templates.get_template("messages.html").render(page=messages_page(found, language), say=Texts(language).say)
