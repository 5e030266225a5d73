"""The envelope of a page: what travels with its answers, and proves that this visit's own page sent them."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapsurvey.fieldwork.sealing import Secret

PREFIX = "-"
"""Envelope fields begin with a hyphen, so that they never collide with the name of a question."""

_LONGEST = {"page": 80, "revision": 9, "shown": 12, "go": 40, "code": 200}


@dataclass(frozen=True)
class Envelope:
    """One envelope as it was sent; what it does not say is empty or zero."""

    page: str
    """The page that the answers belong to."""
    revision: int
    """How often that page had been written when its form was shown."""
    shown: int
    """When the form was shown, in seconds since 1970."""
    go: str
    """The button that was pressed."""
    code: str
    """A code that somebody typed."""


def envelope(secret: Secret, visit: str, sent: Mapping[str, str]) -> Envelope | None:
    """The envelope in a form, or None where it is not one of this visit's, or longer than any that we made."""
    fields = {name: sent.get(f"{PREFIX}{name}", "") for name in _LONGEST}
    ours = visit and secret.is_form_token(visit, sent.get(f"{PREFIX}csrf", ""))
    if not ours or any(len(text) > _LONGEST[name] for name, text in fields.items()):
        return None
    revision, shown = _number(fields.pop("revision")), _number(fields.pop("shown"))
    return Envelope(**fields, revision=revision, shown=shown)


def _number(text: str) -> int:
    """A whole number; zero where it is not one."""
    return int(text) if text.isascii() and text.isdigit() else 0
