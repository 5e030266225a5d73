"""Languages: their tags, names and directions, translations from PO files, and the choice of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError, get_global
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from kapsurvey.errors import ConfigError

SOURCE = "en"
STATES = ("draft", "reviewed", "adjudicated", "pretested", "final")


@dataclass(frozen=True)
class Language:
    """One language: its CLDR code (``zh_Hans``), BCP 47 tag (``zh-Hans``), own name and direction."""

    code: str
    tag: str
    name: str
    direction: str

    @classmethod
    def of(cls, code: str) -> "Language":
        """The language of a CLDR code.

        Raises ConfigError where CLDR does not know it.
        """
        try:
            locale = Locale.parse(code)
        except (ValueError, UnknownLocaleError):
            raise ConfigError("language.unknown", language=code) from None
        name = locale.get_display_name(locale) or code
        return cls(code, code.replace("_", "-"), name[:1].upper() + name[1:], locale.text_direction)


@dataclass(frozen=True)
class Sentence:
    """One translated sentence: how far it has come, and whether its source still stands."""

    text: str
    source: str
    status: str
    fuzzy: bool
    line: int


@dataclass(frozen=True)
class Catalogue:
    """All sentences of one domain in one language, by id."""

    sentences: Mapping[str, Sentence] = field(default_factory=dict)

    def usable(self, key: str, source: str) -> str | None:
        """The translation, or None while there is none of just this source."""
        sentence = self.sentences.get(key)
        if sentence is None or not sentence.text or sentence.fuzzy or sentence.source != source:
            return None
        return sentence.text

    def final(self, key: str, source: str) -> bool:
        """Whether the translation of just this source is final."""
        return self.usable(key, source) is not None and self.sentences[key].status == "final"


def read_catalogue(path: Path) -> Catalogue:
    """The sentences of a PO file by ``msgctxt`` (by source text where there is none); empty where there is no file.

    Raises ConfigError where the file is not a PO file.
    """
    if not path.exists():
        return Catalogue()
    messages = (message for message in read_file(path) if message.id)
    return Catalogue({message.context or str(message.id): _sentence(message) for message in messages})


def read_file(path: Path) -> Catalog:
    """A PO file as Babel reads it.

    Raises ConfigError where it cannot.
    """
    try:
        with path.open("rb") as file:
            return read_po(file, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError("catalogue.unreadable", file=str(path), reason=str(error)) from None


def status_of(message: Message) -> str:
    """How far a translation has come, as its translator's comment ``status: ...`` says; ``draft`` without one."""
    stated = [comment.removeprefix("status:").strip() for comment in message.user_comments if "status:" in comment]
    return stated[-1] if stated and stated[-1] in STATES else STATES[0]


def _sentence(message: Message) -> Sentence:
    text = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
    return Sentence(text, str(message.id), status_of(message), message.fuzzy, message.lineno or 1)


@dataclass(frozen=True)
class Translator:
    """Interface texts in one language, in the two calls that Jinja's i18n extension makes."""

    sentences: Mapping[str, str]

    def gettext(self, source: str) -> str:
        """The sentence in this language, or the source."""
        return self.sentences.get(source, source)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The sentence for a number. The interface avoids counting nouns, so there is one form each."""
        return self.gettext(one if n == 1 else many)


@lru_cache(maxsize=64)
def translator(folder: Path, code: str) -> Translator:
    """Interface texts of a language, from ``<folder>/<code>/LC_MESSAGES/ui.po``; English needs none."""
    catalogue = read_catalogue(folder / code / "LC_MESSAGES" / "ui.po")
    usable = {s.source: s.text for s in catalogue.sentences.values() if s.text and not s.fuzzy}
    return Translator(usable)


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
    language = parts[0].lower()
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in parts[1:] if len(part) == 2 and part.isalpha()), "")
    return language, script or _likely_script(language, region)


def _likely_script(language: str, region: str) -> str:
    likely = get_global("likely_subtags")
    full = likely.get(f"{language}_{region}") or likely.get(language) or ""
    return next((part for part in full.split("_")[1:] if len(part) == 4), "")
