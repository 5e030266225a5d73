"""The report's own sentences, numbers and days in one language; the source is English.

Translations are gettext files, ``<locale>/LC_MESSAGES/report.po``, read into memory. What is not translated, or marked
fuzzy since its source changed, is said in English.
"""

import io
import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from kapbrief.codebook import Sentence

SOURCE_LANGUAGE = "en"
UNDEFINED = "\N{EN DASH}"
_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "_shipped" / "translations"
TRANSLATIONS = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parents[1] / "translations"


@dataclass(frozen=True)
class Said:
    """A text and the language it is in, as a BCP 47 tag."""

    text: str
    tag: str


@dataclass(frozen=True)
class Texts:
    """How one language says the report's sentences, numbers and days."""

    language: str

    @property
    def tag(self) -> str:
        """The language as pages name it: zh-Hant."""
        return self.language.replace("_", "-")

    @property
    def locale(self) -> Locale:
        """What is known of the language's numbers and days; English ones where nothing is."""
        try:
            return Locale.parse(self.language)
        except (UnknownLocaleError, ValueError):
            return Locale.parse(SOURCE_LANGUAGE)

    @property
    def own_name(self) -> str:
        name = str(self.locale.get_display_name(self.language) or self.language)
        return name[:1].upper() + name[1:]

    def say(self, sentence: str, **words: str) -> str:
        """A sentence in the language, with its words filled in."""
        return _catalogue(self.language).gettext(sentence).format(**words)

    def plural(self, one: str, many: str, n: int, /, **words: str) -> str:
        """A sentence on ``n`` things, in the form that the language has for as many."""
        return _catalogue(self.language).ngettext(one, many, n).format(**words)

    def of(self, sentence: Sentence, source_language: str) -> Said:
        """A study's own sentence: in the language where it has it, else in that of its source."""
        if self.language in sentence:
            return Said(sentence[self.language], self.tag)
        return Said(sentence.get(source_language, ""), source_language.replace("_", "-"))

    def percent(self, share: float, digits: int) -> str:
        """A share as a percentage; one that is above zero never reads as zero."""
        if math.isnan(share):
            return UNDEFINED
        pattern = "#,##0%" if digits == 0 else f"#,##0.{'0' * digits}%"
        least = 10 ** -(digits + 2)
        if 0 < share < least / 2:
            return "<" + str(format_percent(least, format=pattern, locale=self.locale))
        return str(format_percent(share, format=pattern, locale=self.locale))

    def range(self, low: str, high: str) -> str:
        """From one written number to another."""
        return UNDEFINED if UNDEFINED in (low, high) else f"{low}\N{EN DASH}{high}"

    def number(self, number: float, digits: int = 0) -> str:
        if math.isnan(number):
            return UNDEFINED
        pattern = "#,##0" if digits == 0 else f"#,##0.{'0' * digits}"
        return str(format_decimal(number, format=pattern, locale=self.locale))

    def day(self, day: date) -> str:
        return str(format_date(day, format="long", locale=self.locale))


def sentence(text: str) -> str:
    """Marks a text that stands in a table of the code as one to be translated."""
    return text


@cache
def _catalogue(language: str) -> NullTranslations:
    path = TRANSLATIONS / language / "LC_MESSAGES" / "report.po"
    if not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        # Without what is fuzzy. Only the compiled form knows which plural a number takes.
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return GNUTranslations(compiled)
