"""The forms around a page: its envelope, and the codes that people type. Questions read themselves."""

from typing import Any  # WTForms types its unbound fields so

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, StringField, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import Length, Optional

from kapsurvey.fieldwork.sealing import Secret

PREFIX = "-"
"""Envelope fields begin with a hyphen, so that they never collide with the name of a question."""


class VisitCSRF(CSRF):
    """Form tokens made from the visit's own token: nothing to store, nothing that expires before the visit."""

    def setup_form(self, form: BaseForm) -> "list[tuple[str, UnboundField[Any]]]":
        context = form.meta.csrf_context
        assert context is not None
        self.secret: Secret = context[0]
        self.visit: str = context[1]
        return super().setup_form(form)

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        return self.secret.form_token(self.visit)

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        if not self.visit or not self.secret.is_form_token(self.visit, field.data or ""):
            raise ValidationError


class Guarded(Form):
    """A form that only this visit's own page can send."""

    class Meta(DefaultMeta):
        csrf = True
        csrf_class = VisitCSRF
        csrf_field_name = "csrf"


class Envelope(Guarded):
    """What travels with the answers of a page."""

    page = HiddenField(validators=[Optional(), Length(max=80)])
    revision = HiddenField(validators=[Optional(), Length(max=9)])
    shown = HiddenField(validators=[Optional(), Length(max=12)])
    go = HiddenField(validators=[Optional(), Length(max=40)])
    code = StringField(validators=[Optional(), Length(max=200)])

    def number(self, field: Field) -> int:
        """A field as a whole number; zero where it is not one."""
        text = field.data or ""
        return int(text) if text.isascii() and text.isdigit() else 0


def envelope(secret: Secret, visit: str, sent: MultiDict[str, str] | None = None) -> Envelope:
    """The envelope of a page, empty or as sent."""
    return Envelope(sent, prefix=PREFIX, meta={"csrf_context": (secret, visit)})
