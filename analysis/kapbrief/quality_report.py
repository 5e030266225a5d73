"""The files on scales, quality and response: tables for machines, and a page in every language of the release."""

from collections.abc import Mapping

from jinja2 import Environment

from kapbrief.files import quality_file
from kapbrief.quality_page import Checks, machine_tables, quality_page
from kapbrief.texts import Texts


def quality_files(found: Checks, templates: Environment) -> Mapping[str, str]:
    """Content by file name; the same release gives the same bytes."""
    template = templates.get_template("quality.html")
    return machine_tables(found) | {
        quality_file(language): template.render(page=quality_page(found, language), say=Texts(language).say)
        for language in found.results.languages
    }
