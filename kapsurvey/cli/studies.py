"""A study with its translations, for the commands that need both."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapsurvey.cli.folders import folders_of, translation_of
from kapsurvey.i18n import SOURCE, Catalogue, read_catalogue
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Study


@dataclass(frozen=True)
class Translated:
    """A study and, for each of its languages but the source, as much as is translated."""

    study: Study
    catalogues: Mapping[str, Catalogue]

    @property
    def name(self) -> str:
        """The study's name, whatever path led to it."""
        return self.study.questionnaire.study


def translated(study: str) -> Translated:
    """The study of that name, or in that folder.

    Raises ConfigError where there is none, DefinitionError with every mistake in it.
    """
    (folder,) = folders_of(study)
    loaded = load(folder)
    languages = (code for code in loaded.fieldwork.languages if code != SOURCE)
    return Translated(loaded, {code: read_catalogue(translation_of(folder, code)) for code in languages})
