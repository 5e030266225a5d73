"""A study with its translations, for the commands that need both."""

from kapsurvey.cli.folders import folders_of
from kapsurvey.fieldwork.studies import Translated, translated_in


def translated(study: str) -> Translated:
    """The study of that name, or in that folder.

    Raises ConfigError where there is none, DefinitionError with every mistake in it.
    """
    (folder,) = folders_of(study)
    return translated_in(folder)
