"""A study as its files are now, with its translations."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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


def translated_in(folder: Path) -> Translated:
    """The study in a folder.

    Raises DefinitionError with every mistake in it.
    """
    loaded = load(folder)
    languages = (code for code in loaded.fieldwork.languages if code != SOURCE)
    return Translated(loaded, {code: read_catalogue(translation_of(folder, code)) for code in languages})


def translation_of(folder: Path, language: str) -> Path:
    """The file that translates a study: ``translations/`` stands beside the folder that holds the studies."""
    home = folder.resolve().parent.parent / "translations"
    return home / language / "LC_MESSAGES" / f"{folder.resolve().name}.po"
