"""Translations in memory: which can be used, and how far each has come."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from kapsurvey.i18n import po
from kapsurvey.i18n.po import Message

STATES = ("draft", "reviewed", "adjudicated", "pretested", "final")
DRAFT, FINAL = STATES[0], STATES[-1]

_STATUS = "status:"
_FILLED = re.compile(r"\$\{[^}]*\}?|%\([^)]*\)s?")


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
        """The translation, or None while there is none of just this source with all that is put into it."""
        sentence = self.sentences.get(key)
        if sentence is None or not sentence.text or sentence.fuzzy or sentence.source != source:
            return None
        return sentence.text if fillings(sentence.text) == fillings(source) else None

    def final(self, key: str, source: str) -> bool:
        """Whether the translation of just this source is final."""
        return self.usable(key, source) is not None and self.sentences[key].status == FINAL


def fillings(text: str) -> frozenset[str]:
    """What is put into a sentence: ``${NAME}`` in those of a study, ``%(name)s`` in those of the interface."""
    return frozenset(_FILLED.findall(text))


def formats_like(source: str, text: str) -> bool:
    """Whether a sentence of the interface can be filled in as its source can: a stray per cent sign breaks a page."""
    return _formats(text) or not _formats(source)


class _Anything(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def _formats(text: str) -> bool:
    try:
        text % _Anything()
    except (ValueError, TypeError):
        return False
    return True


def read_catalogue(path: Path) -> Catalogue:
    """The sentences of a PO file by ``msgctxt`` (by source text where there is none); empty where there is no file.

    Raises ConfigError where the file is not a PO file.
    """
    if not path.exists():
        return Catalogue()
    messages = (message for message in po.read(path) if message.key and not message.obsolete)
    return Catalogue({message.key: _sentence(message) for message in messages})


def _sentence(message: Message) -> Sentence:
    return Sentence(message.text, message.source, status_of(message), message.fuzzy, message.line)


def status_of(message: Message) -> str:
    """How far a translation has come, in the words of its translator's comment ``status: ...``; else a draft."""
    stated = [comment.removeprefix(_STATUS).strip() for comment in message.comments if comment.startswith(_STATUS)]
    return stated[-1] if stated else DRAFT


def with_status(message: Message, status: str | None) -> Message:
    """The entry with this status, or with its own where None, in one comment."""
    stated = f"{_STATUS} {status or status_of(message)}"
    others = [comment for comment in message.comments if not comment.startswith(_STATUS)]
    place = next((n for n, comment in enumerate(message.comments) if comment.startswith(_STATUS)), len(others))
    return replace(message, comments=(*others[:place], stated, *others[place:]))


@dataclass(frozen=True)
class Translator:
    """Interface texts in one language; they avoid counting nouns, so that each has one form."""

    sentences: Mapping[str, str]

    def gettext(self, source: str) -> str:
        """The sentence in this language, or the source."""
        return self.sentences.get(source, source)


@lru_cache(maxsize=64)
def translator(folder: Path, code: str) -> Translator:
    """Interface texts of a language, from ``<folder>/<code>/LC_MESSAGES/ui.po``; English needs none."""
    catalogue = read_catalogue(folder / code / "LC_MESSAGES" / "ui.po")
    usable = ((source, catalogue.usable(source, source)) for source in catalogue.sentences)
    return Translator({source: text for source, text in usable if text is not None and formats_like(source, text)})
