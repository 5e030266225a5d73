"""The briefs as files: a page of each outcome in every language of the release."""

from collections.abc import Mapping

from jinja2 import Environment

from kapbrief.brief import Brief, briefs
from kapbrief.brief_page import brief_page
from kapbrief.files import brief_file
from kapbrief.messages import Messages
from kapbrief.texts import Texts


def brief_files(found: Messages, templates: Environment) -> Mapping[str, str]:
    """Content by file name; the same release gives the same bytes."""
    return {
        brief_file(brief.outcome.name, language): brief_html(brief, found, language, templates)
        for brief in briefs(found)
        for language in found.results.languages
    }


def brief_html(brief: Brief, found: Messages, language: str, templates: Environment) -> str:
    """The page in one language, with its style in it: it opens without a network."""
    return templates.get_template("brief.html").render(page=brief_page(brief, found, language), say=Texts(language).say)
