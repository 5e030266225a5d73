"""Brings translations up to date with their sources, and loses no translator's work by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from kapsurvey.i18n.catalogues import DRAFT, with_status
from kapsurvey.i18n.po import FUZZY, Message

_ALIKE = 0.75
_FORMAT = "python-format"


@dataclass(frozen=True)
class Source:
    """A sentence as the source has it now; where it has no id, it is its own."""

    text: str
    context: str | None = None

    @property
    def key(self) -> str:
        """What its entry is found by."""
        return self.text if self.context is None else self.context


@dataclass(frozen=True)
class Merged:
    """The entries of a file brought up to date, and what had to be done for it."""

    messages: tuple[Message, ...]
    added: int
    changed: int
    removed: int


def merge(before: Sequence[Message], sources: Iterable[Source], header: Message) -> Merged:
    """Entries for just these sources, in their order.

    A new sentence is empty and a draft. A changed one keeps its translation, which is fuzzy and a draft until a
    translator has seen it. One that is gone stays at the end of the file, and comes back with its sentence.
    """
    sources = list(sources)
    known = {message.key: message for message in before if message.key and not message.obsolete}
    buried = {message.key: message for message in before if message.key and message.obsolete}
    found = {source.key: known.pop(source.key, None) or buried.pop(source.key, None) for source in sources}
    found.update(_renamed([source for source in sources if found[source.key] is None], known))
    entries = [_up_to_date(found[source.key], source) for source in sources]
    # A sentence that nobody had translated leaves nothing to keep.
    gone = {key: replace(message, obsolete=True) for key, message in known.items() if message.text}
    top = next((message for message in before if not message.key and not message.obsolete), header)
    return Merged(
        messages=(top, *entries, *(buried | gone).values()),
        added=sum(found[source.key] is None for source in sources),
        changed=sum(old is not None and old.source != source.text for source in sources for old in [found[source.key]]),
        removed=len(known),
    )


def _renamed(sources: Sequence[Source], known: dict[str, Message]) -> dict[str, Message]:
    """For sentences without an id: the entry that was one of much the same wording, taken out of ``known``."""
    found = {}
    for source in sources:
        translated = [key for key, message in known.items() if message.context is None and message.text]
        alike = get_close_matches(source.text, translated, n=1, cutoff=_ALIKE) if source.context is None else []
        if alike:
            found[source.key] = known.pop(alike[0])
    return found


def _up_to_date(old: Message | None, source: Source) -> Message:
    if old is None:
        flags = (_FORMAT,) if source.context is None and "%(" in source.text else ()
        return Message(source.text, "", source.context, (f"status: {DRAFT}",), flags=flags)
    entry = replace(old, source=source.text, flags=_other_flags(old), obsolete=False)
    fuzzy = replace(entry, flags=(FUZZY, *entry.flags))
    if old.source == source.text:
        return with_status(fuzzy if old.fuzzy and old.text else replace(entry, previous=None), None)
    if not old.text or (old.fuzzy and old.previous == source.text):
        # It changed and changed back before a translator came: the translation fits, though nobody looked at it.
        return with_status(replace(entry, previous=None), DRAFT)
    translated_from = old.previous if old.fuzzy and old.previous is not None else old.source
    return with_status(replace(fuzzy, previous=translated_from), DRAFT)


def _other_flags(message: Message) -> tuple[str, ...]:
    """The flags that stay. Babel takes ``${NAME}`` for a format of Python's, and editors then warn of it."""
    return tuple(flag for flag in message.flags if flag not in (FUZZY, "python-brace-format"))
