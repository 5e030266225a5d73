"""Languages: their tags, own names and directions, and the choice of one for a reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from kapsurvey.errors import ConfigError

SOURCE = "en"
"""The language that studies and the interface are written in."""


@dataclass(frozen=True)
class Language:
    """One language: its CLDR code (``zh_Hans``), BCP 47 tag (``zh-Hans``), own name and direction."""

    code: str
    tag: str
    name: str
    direction: str

    @staticmethod
    @lru_cache(maxsize=64)
    def of(code: str) -> "Language":
        """The language of a CLDR code.

        Raises ConfigError where CLDR does not know it.
        """
        try:
            locale = Locale.parse(code)
        except (ValueError, UnknownLocaleError):
            raise ConfigError("language.unknown", language=code) from None
        name = locale.get_display_name(locale) or code
        return Language(code, code.replace("_", "-"), name[:1].upper() + name[1:], locale.text_direction)


def negotiate(accepted: Iterable[str], offered: Sequence[str]) -> str:
    """The offered language that a reader understands best; the first offered where none fits.

    Compares language and script after CLDR's likely subtags, so that zh-TW finds zh_Hant and zh-CN finds zh_Hans.
    Same language in another script comes second; another region never matters.
    """
    keys = {code: _language_and_script(code) for code in offered}
    for tag in accepted:
        wanted = _language_and_script(tag)
        found = next((code for code, key in keys.items() if key == wanted), None)
        found = found or next((code for code, key in keys.items() if key[0] == wanted[0]), None)
        if found is not None:
            return found
    return offered[0]


@lru_cache(maxsize=256)
def _language_and_script(tag: str) -> tuple[str, str]:
    parts = tag.replace("-", "_").split("_")
    # Old Android phones still say iw, in and tl where CLDR says he, id and fil.
    language = str(get_global("language_aliases").get(parts[0].lower(), parts[0].lower())).split("_")[0]
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in parts[1:] if len(part) == 2 and part.isalpha()), "")
    return language, script or _likely_script(language, region)


def _likely_script(language: str, region: str) -> str:
    likely = get_global("likely_subtags")
    full = likely.get(f"{language}_{region}") or likely.get(language) or ""
    return next((part for part in full.split("_")[1:] if len(part) == 4), "")
