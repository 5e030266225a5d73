"""One language as pages speak it: its texts, and the wave's words in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapsurvey.i18n import Language, Translator


@dataclass(frozen=True)
class Voice:
    """A language, its interface texts, and what ``${...}`` stands for in it."""

    language: Language
    translator: Translator
    words: Mapping[str, str]
