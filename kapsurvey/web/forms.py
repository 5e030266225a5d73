"""The envelope of a page, which proves that this visit's own page was sent, and the form for typed codes.

Questions read themselves. The envelope is five short texts on every page and is read plainly: a form of six field
objects took ten times as long. What people type into a form of its own is a WTForm.
"""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length

from kapsurvey.fieldwork.sealing import Secret

PREFIX = "-"
"""Envelope fields begin with a hyphen, so that they never collide with the name of a question."""

_LONGEST = {"page": 80, "revision": 9, "shown": 12, "seconds": 9, "go": 40}


class CodeForm(Form):
    """A code that somebody types: sixteen digits, however they are parted."""

    code = StringField(validators=[InputRequired(), Length(max=80)])


@dataclass(frozen=True)
class Envelope:
    """One envelope as it was sent; what it does not say is empty or zero."""

    page: str
    """The page that the answers belong to."""
    revision: int
    """How often that page had been written when its form was shown."""
    shown: int
    """When the form was shown, in seconds since 1970."""
    seconds: int
    """How long it was on the screen, where a script has counted: it may have waited long for the network since."""
    go: str
    """The button that was pressed."""


def typed_code(sent: MultiDict[str, str]) -> str | None:
    """The code that was typed, or None where there is none that could be one."""
    form = CodeForm(sent, prefix=PREFIX)
    return str(form.code.data) if form.validate() else None


def envelope(secret: Secret, visit: str, form: MultiDict[str, str]) -> Envelope | None:
    """The envelope in a form, or None where it is not one of this visit's, or longer than any that we made."""
    sent = form.to_dict()
    fields = {name: sent.get(f"{PREFIX}{name}", "") for name in _LONGEST}
    ours = visit and secret.is_form_token(visit, sent.get(f"{PREFIX}csrf", ""))
    if not ours or any(len(text) > _LONGEST[name] for name, text in fields.items()):
        return None
    revision, shown, seconds = (_number(fields[name]) for name in ("revision", "shown", "seconds"))
    return Envelope(fields["page"], revision, shown, seconds, fields["go"])


def _number(text: str) -> int:
    """A whole number; zero where it is not one."""
    return int(text) if text.isascii() and text.isdigit() else 0
