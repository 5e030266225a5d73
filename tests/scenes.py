"""A small study in the field, and people who answer it through the verbs of fieldwork."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from kapsurvey.fieldwork import drafts, interviews, study_keys
from kapsurvey.fieldwork.admission import Coupon, issue
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.interviews import Result, Sending, Stored, Visit
from kapsurvey.fieldwork.sealing import Secret, new_token
from kapsurvey.fieldwork.study_keys import new_key
from kapsurvey.fieldwork.waves import Opening, Wave, open_wave
from kapsurvey.i18n import Catalogue
from kapsurvey.questionnaire.model import Questionnaire, Study
from kapsurvey.questionnaire.portable import from_json
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import ConflictRow, InterviewRow

TODAY = date(2026, 3, 1)
SECRET = Secret(b"a secret for tests, and only for them")
PRIVATE, PUBLIC = new_key()
"""The researchers' key of every study here."""


def pretest(study: Study, **changes: object) -> Opening:
    """An opening with the study's own settings, declared a pretest."""
    fieldwork = study.fieldwork
    opening = Opening("first", fieldwork.languages, fieldwork.admission, fieldwork.link, pretest=True)
    return replace(opening, **changes)  # type: ignore[arg-type]  # names come from the tests


def opened(
    database: Database,
    study: Study,
    *,
    catalogues: Mapping[str, Catalogue] | None = None,
    recipients: tuple[str, ...] = (PUBLIC,),
    **changes: object,
) -> Wave:
    """A wave of the study, open since today, sealed to the researchers' key."""
    study = replace(study, recipients=recipients)
    with database.transaction() as connection:
        return open_wave(connection, study, catalogues or {}, pretest(study, **changes), today=TODAY)


def coupons(database: Database, wave: Wave, n: int) -> tuple[Coupon, ...]:
    """New admission codes of a wave."""
    with database.transaction() as connection:
        return issue(connection, SECRET, wave, n)


@dataclass
class Person:
    """Somebody with a phone: each page is a request of its own, committed before the next."""

    database: Database
    wave: Wave
    questionnaire: Questionnaire
    token: str = field(default_factory=new_token)
    language: str = "en"
    today: date = TODAY
    code: str | None = None

    @property
    def visit(self) -> Visit:
        return Visit(self.wave, self.questionnaire, self.token, self.language, self.today, SECRET)

    def sending(self, page: str, *, revision: int | None = None, seconds: int = 5, **fields: object) -> Sending:
        """A page as a browser sends it; ``A__x="1"`` stands for the field ``A.x``, a list for several values."""
        sent = {name.replace("__", "."): _values(value) for name, value in fields.items()}
        if revision is None:
            draft = self.draft
            revision = draft.writes(page) if draft else 0
        return Sending(page, sent, revision, seconds, self.code)

    def answer(self, page: str, *, revision: int | None = None, seconds: int = 5, **fields: object) -> Result:
        return self.send(self.sending(page, revision=revision, seconds=seconds, **fields))

    def send(self, sending: Sending) -> Result:
        with self.database.transaction() as connection:
            return interviews.answer(connection, self.visit, sending)

    def keep(self, page: str, *, revision: int | None = None, **fields: object) -> Draft | None:
        sending = self.sending(page, revision=revision, **fields)
        with self.database.transaction() as connection:
            return interviews.keep(connection, self.visit, sending)

    def stop(self) -> Stored:
        with self.database.transaction() as connection:
            return interviews.stop(connection, self.visit, digest=b"\0" * 32)

    def receipt(self) -> str | None:
        with self.database.reading() as connection:
            return interviews.receipt(connection, self.visit)

    @property
    def draft(self) -> Draft | None:
        with self.database.reading() as connection:
            return drafts.find(connection, self.wave, self.token, change=False)

    def consent(self) -> Result:
        return self.answer("consent", CONSENT="1")

    def until(self, page: str) -> None:
        """Answer every page before this one, without an offer."""
        for name, fields in CALM.items():
            if name == page:
                return
            self.answer(name, **fields)

    def everything(self) -> Result:
        """The whole interview, without an offer."""
        results = [self.answer(name, **fields) for name, fields in CALM.items()]
        return results[-1]

    def resumed(self, token: str) -> "Person":
        """The same person on another phone."""
        return replace(self, token=token)


CALM: Mapping[str, Mapping[str, object]] = {
    "consent": {"CONSENT": "1"},
    "people": {"AGE": "40", "KNOWN": "10", "TALKED": "3"},
    "offers": {"OFFERED": ["6"]},
    "opinions": {"HARM": "3", "GIFT": "1", "TRUST": "2"},
    "last": {"SINCE": "1/2/1990", "REMARKS": "none"},
}


def _values(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def person(database: Database, wave: Wave, **changes: object) -> Person:
    """Somebody who meets the wave's edition, as stored."""
    with database.reading() as connection:
        row = queries.edition(connection, wave.fingerprint)
    assert row is not None
    someone = Person(database, wave, from_json(row.document).questionnaire)
    return replace(someone, **changes)  # type: ignore[arg-type]  # names come from the tests


def stored(database: Database, wave: Wave) -> list[InterviewRow]:
    """The finished interviews of a wave as the researchers read them: what was sealed is opened."""
    return [replace(row, document=unsealed(row.document)) for row in stored_as_is(database, wave)]


def stored_as_is(database: Database, wave: Wave) -> list[InterviewRow]:
    """The finished interviews of a wave as the server keeps them."""
    with database.reading() as connection:
        return list(queries.interviews(connection, wave.id))


def unsealed(document: str) -> str:
    """A stored document as the researchers read it."""
    envelope = json.loads(document).get("envelope")
    opened = None if envelope is None else study_keys.unseal([PRIVATE], envelope)
    return document if opened is None else opened.decode()


def conflicts(database: Database, wave: Wave) -> tuple[ConflictRow, ...]:
    """What was kept for review, as the researchers read it."""
    with database.reading() as connection:
        rows = queries.conflicts(connection, wave.id)
    return tuple(replace(row, document=unsealed(row.document)) for row in rows)
