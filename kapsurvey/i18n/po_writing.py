"""Writes PO files; the same entries always give the same bytes."""

from collections.abc import Iterable, Iterator

from babel.messages.plurals import get_plural
from babel.messages.pofile import normalize

from kapsurvey.i18n.po import Message

_WIDTH = 120


def written(messages: Iterable[Message]) -> str:
    """The text of a PO file."""
    return "\n\n".join("\n".join(_lines(message)) for message in messages) + "\n"


def header(domain: str, language: str) -> Message:
    """The first entry of a new file."""
    fields = {
        "Project-Id-Version": domain,
        "Language": language,
        "Plural-Forms": get_plural(language).plural_forms,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return Message("", "".join(f"{name}: {value}\n" for name, value in fields.items()))


def _lines(message: Message) -> Iterator[str]:
    for sign, comments in (("#", message.comments), ("#.", message.notes), ("#:", message.references)):
        yield from (f"{sign} {comment}".rstrip() for comment in comments)
    if message.flags:
        yield f"#, {', '.join(message.flags)}"
    prefix = "#~ " if message.obsolete else ""
    if message.previous is not None:
        before = "#~| " if message.obsolete else "#| "
        yield f"{before}msgid {normalize(message.previous, prefix=before, width=_WIDTH)}"
    if message.context is not None:
        yield f"{prefix}msgctxt {normalize(message.context, prefix=prefix, width=_WIDTH)}"
    yield f"{prefix}msgid {normalize(message.source, prefix=prefix, width=_WIDTH)}"
    yield f"{prefix}msgstr {normalize(message.text, prefix=prefix, width=_WIDTH)}"
