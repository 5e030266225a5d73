"""Languages: their tags, names and directions, translations from PO files, and the choice of one."""

from kapsurvey.i18n.catalogues import STATES, Catalogue, Sentence, Translator, read_catalogue, translator
from kapsurvey.i18n.languages import SOURCE, Language, negotiate

__all__ = [
    "SOURCE",
    "STATES",
    "Catalogue",
    "Language",
    "Sentence",
    "Translator",
    "negotiate",
    "read_catalogue",
    "translator",
]
