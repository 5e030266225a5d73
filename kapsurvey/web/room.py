"""What every view works with: the parts of the application, editions and languages, failures as pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from kapsurvey.config import Config
from kapsurvey.errors import AccessError, InterviewError, KapsurveyError, StoreError
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.waves import Wave, wave_of
from kapsurvey.i18n import SOURCE, Language, negotiate, translator
from kapsurvey.paths import TRANSLATIONS
from kapsurvey.questionnaire.model import Questionnaire
from kapsurvey.questionnaire.portable import Edition, from_json
from kapsurvey.questionnaire.strings import translated
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.web.failures import FAILURES
from kapsurvey.web.pages import Pages, Voice
from kapsurvey.web.security import Cookies, Limiter

_CODE_TRIES_AN_HOUR = 30


@dataclass(frozen=True)
class Room:
    """The parts, handed to the views."""

    config: Config
    database: Database
    secret: Secret
    cookies: Cookies
    pages: Pages
    tries: Limiter
    _editions: dict[tuple[str, str], Questionnaire] = field(default_factory=dict)
    _texts: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask, config: Config, database: Database) -> "Room":
        """The parts of an application."""
        return cls(config, database, Secret(config.secret), Cookies(config), Pages(app), Limiter(_CODE_TRIES_AN_HOUR))

    def today(self) -> date:
        """The day, where the server stands."""
        return datetime.now().astimezone().date()

    def wave(self, connection: Connection, link: str) -> Wave:
        """The wave at an address, open or closed.

        Raises NotFound.
        """
        row = queries.wave_by_link(connection, link)
        if row is None:
            raise NotFound
        return wave_of(row)

    def questionnaire(self, connection: Connection, fingerprint: str, language: str) -> Questionnaire:
        """An edition in one language, read once."""
        key = (fingerprint, language)
        if key not in self._editions:
            edition = self._edition(connection, fingerprint)
            texts = edition.texts.get(language, {})
            self._texts[key] = texts
            self._editions[key] = translated(edition.questionnaire, texts)
        return self._editions[key]

    def _edition(self, connection: Connection, fingerprint: str) -> Edition:
        row = queries.edition(connection, fingerprint)
        assert row is not None, "a wave cannot be stored without its edition"
        return from_json(row.document)

    def voice(self, connection: Connection, wave: Wave) -> Voice:
        """The language of this reader: chosen before, or understood by the browser, or the wave's first."""
        chosen = self.cookies.read(request, "language")
        return self.voice_in(connection, wave, chosen if chosen in wave.languages else self._accepted(wave))

    def voice_in(self, connection: Connection, wave: Wave, code: str) -> Voice:
        """One of the wave's languages."""
        self.questionnaire(connection, wave.fingerprint, code)
        texts = self._texts[(wave.fingerprint, code)]
        words = {name: texts.get(f"word.{name}", text) for name, text in wave.words.items()}
        return Voice(_language(code), translator(TRANSLATIONS, code), words)

    def _accepted(self, wave: Wave) -> str:
        return negotiate([tag for tag, _ in request.accept_languages], wave.languages)

    def failure(self, name: str, *, receipt: str = "", back: str = "") -> ResponseReturnValue:
        """A failure as a page, in a language of the reader that the interface speaks."""
        failure = FAILURES[name]
        spoken = _spoken()
        chosen = self.cookies.read(request, "language")
        code = chosen if chosen in spoken else negotiate([tag for tag, _ in request.accept_languages], spoken)
        gettext = translator(TRANSLATIONS, code).gettext
        html = render_template(
            "failure.html",
            language=_language(code),
            gettext=gettext,
            title=gettext(failure.heading),
            text=gettext(failure.text),
            receipt=receipt,
            back=back,
        )
        response = Response(html, failure.status)
        if failure.status in (503, 507):
            response.headers["Retry-After"] = "10"
        return response

    def failed(self, error: KapsurveyError) -> ResponseReturnValue:
        """One of our own errors as a page."""
        match error:
            case StoreError(code="full"):
                return self.failure("full")
            case StoreError():
                return self.failure("busy")
            case AccessError():
                return self.failure("unknown")
            case InterviewError(code=code) if code in FAILURES:
                return self.failure(code)
        return self.failure("error")


@lru_cache(maxsize=64)
def _language(code: str) -> Language:
    return Language.of(code)


@lru_cache(maxsize=1)
def _spoken() -> tuple[str, ...]:
    """The languages of the interface: English, and those with a catalogue."""
    return (SOURCE, *sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/ui.po")))
