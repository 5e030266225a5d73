"""Reads PO files, whole: Babel's reader loses what a sentence was before (``#|``) and passes over damage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kapsurvey.errors import ConfigError

FUZZY = "fuzzy"

_KEYWORD = re.compile(r"(msgctxt|msgid|msgstr)\s*(\".*)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_CHARSET = re.compile(r"charset=([^\s;]+)")


@dataclass(frozen=True)
class Message:
    """One entry: a sentence, its translation, and all that is noted about them."""

    source: str
    text: str = ""
    context: str | None = None
    comments: tuple[str, ...] = ()
    """What translators noted (``# ...``)."""
    notes: tuple[str, ...] = ()
    """What authors noted for translators (``#. ...``)."""
    references: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    previous: str | None = None
    """The sentence of which this is the translation, where the source has changed since."""
    obsolete: bool = False
    line: int = 1
    """Where the translation stands in its file."""

    @property
    def key(self) -> str:
        """What tells one entry from another: its id, or the sentence itself where there is none."""
        return self.source if self.context is None else self.context

    @property
    def fuzzy(self) -> bool:
        """Whether the translation is of another source than this one."""
        return FUZZY in self.flags


def read(path: Path) -> tuple[Message, ...]:
    """The entries of a PO file in order; the header is the entry of the empty sentence.

    Raises ConfigError("catalogue.unreadable") with file, line and reason at the first damage.
    """
    try:
        return parse(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        reason = f"byte {error.start} is not UTF-8"
        raise ConfigError("catalogue.unreadable", file=str(path), line=1, reason=reason) from None
    except _DamageError as damage:
        reason = f"line {damage.line}: {damage.reason}"
        raise ConfigError("catalogue.unreadable", file=str(path), line=damage.line, reason=reason) from None


def parse(text: str) -> tuple[Message, ...]:
    """The entries of a text in PO's form."""
    messages: list[Message] = []
    first: dict[tuple[bool, str], int] = {}
    for message in _messages(text):
        twin = first.setdefault((message.obsolete, message.key), message.line)
        if twin != message.line and not message.obsolete:
            raise _DamageError(message.line, f"`{message.key}` stands twice, first in line {twin}")
        messages.append(message)
    header = next((message.text for message in messages if message.key == ""), "")
    charset = _CHARSET.search(header)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise _DamageError(1, f"the header names the charset {charset[1]}; only UTF-8 is read")
    return tuple(messages)


class _DamageError(Exception):
    def __init__(self, line: int, reason: str):
        super().__init__(line, reason)
        self.line, self.reason = line, reason


@dataclass
class _Draft:
    """An entry while its lines come in."""

    parts: dict[str, str] = field(default_factory=dict)
    comments: dict[str, list[str]] = field(default_factory=lambda: {"": [], ".": [], ":": [], ",": []})
    obsolete: bool = False
    line: int = 1
    last: str = ""

    def message(self, line: int) -> Message:
        """The entry, which ends before this line."""
        for keyword in ("msgid", "msgstr"):
            if keyword not in self.parts:
                raise _DamageError(line, f"the entry before has no {keyword}")
        return Message(
            source=self.parts["msgid"],
            text=self.parts["msgstr"],
            context=self.parts.get("msgctxt"),
            comments=tuple(self.comments[""]),
            notes=tuple(self.comments["."]),
            references=tuple(self.comments[":"]),
            flags=tuple(flag.strip() for line_ in self.comments[","] for flag in line_.split(",")),
            previous=self.parts.get("|msgid"),
            obsolete=self.obsolete,
            line=self.line,
        )


def _messages(text: str) -> Iterator[Message]:
    draft = _Draft()
    number = 0
    for number, raw in enumerate(text.split("\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        if "msgstr" in draft.parts and not _continues(line, draft):
            yield draft.message(number)
            draft = _Draft()
        _take(line, number, draft)
    if draft.parts:
        yield draft.message(number)


def _continues(line: str, draft: _Draft) -> bool:
    """Whether a line behind the translation still belongs to it."""
    return line.startswith('"') or (draft.obsolete and line.startswith("#~") and line[2:].lstrip().startswith('"'))


def _take(line: str, number: int, draft: _Draft) -> None:
    body = line
    if body.startswith("#~"):
        draft.obsolete, body = True, body[2:].lstrip()
    previous = body.startswith(("#|", "|")) and (draft.obsolete or body.startswith("#|"))
    if previous:
        body = body.lstrip("#|").lstrip()
    elif body.startswith("#"):
        kind = body[1:2] if body[1:2] in (".", ":", ",") else ""
        draft.comments[kind].append(body[1 + len(kind) :].removeprefix(" "))
        return
    found = _KEYWORD.fullmatch(body)
    if found:
        _begin("|" * previous + found[1], number, draft)
    elif not body.startswith('"') or not draft.last:
        raise _DamageError(number, _unknown(body))
    draft.parts[draft.last] += _unquoted(found[2] if found else body, number)


def _begin(keyword: str, number: int, draft: _Draft) -> None:
    if keyword in draft.parts:
        raise _DamageError(number, f"a second {keyword.lstrip('|')} stands in one entry")
    draft.parts[keyword], draft.last = "", keyword
    if keyword == "msgstr":
        draft.line = number


def _unknown(body: str) -> str:
    if body.startswith(("msgid_plural", "msgstr[")):
        return "forms for several numbers are not used here"
    return "this is neither a comment, msgctxt, msgid, msgstr nor a text in quotes"


def _unquoted(text: str, number: int) -> str:
    quoted = _QUOTED.fullmatch(text)
    if quoted is None:
        raise _DamageError(number, "the quotes of this text do not match")
    return _ESCAPE.sub(lambda found: _escape(found[1], number), quoted[1])


def _escape(letter: str, number: int) -> str:
    if letter not in _ESCAPES:
        raise _DamageError(number, f"\\{letter} cannot be read")
    return _ESCAPES[letter]
