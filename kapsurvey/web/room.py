"""What every view works with: the parts of the application, editions and languages, failures as pages."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import LanguageAccept
from werkzeug.exceptions import NotFound
from werkzeug.http import parse_accept_header

from kapsurvey.config import Config
from kapsurvey.errors import AccessError, InterviewError, KapsurveyError, StoreError
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.waves import Wave, wave_of
from kapsurvey.i18n import SOURCE, Language, negotiate, translator
from kapsurvey.paths import TRANSLATIONS
from kapsurvey.questionnaire.model import Questionnaire
from kapsurvey.questionnaire.portable import from_json
from kapsurvey.questionnaire.strings import translated
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.web.failures import FAILURES, FAILURES_OF_STAFF
from kapsurvey.web.pages import Pages
from kapsurvey.web.scripted import by_script, told
from kapsurvey.web.security import Cookies, Limiter
from kapsurvey.web.voice import Voice

_WRONG_CODES_AN_HOUR = 60
_MINUTE_SECONDS = 60
_WRONG_SIGN_INS_AN_HOUR = 30
# More than from one address, or a single stranger could keep somebody out whose number they know.
_WRONG_SIGN_INS_AT_ONE_AN_HOUR = 100
# Looking a wave up costs a tenth of the processor time of a page. The price: somebody may still begin within a second
# after a wave was closed.
_WAVE_SECONDS = 1.0
AT_STAFF = "/staff/"
"""Where the pages for staff begin; no wave has this link."""
_LINK = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True)
class Room:
    """The parts, handed to the views."""

    config: Config
    database: Database
    secret: Secret
    cookies: Cookies
    pages: Pages
    tries: Limiter
    """Codes that opened nothing, by address."""
    begun: Limiter
    """Interviews that began, by address."""
    now: Callable[[], float]
    slow: threading.Lock = field(default_factory=threading.Lock)
    """Held while a key is made from a resume code or a password: one at a time, since each takes 19 MiB."""
    clock: Callable[[], float] = time.time
    """Seconds since 1970, for visits of staff, which end by the clock."""
    guesses: Limiter = field(default_factory=lambda: Limiter(_WRONG_SIGN_INS_AN_HOUR))
    """Sign-ins that failed, by address."""
    guesses_at: Limiter = field(default_factory=lambda: Limiter(_WRONG_SIGN_INS_AT_ONE_AN_HOUR))
    """The same by the number that was tried."""
    _waves: dict[str, tuple[Wave, float]] = field(default_factory=dict)
    _editions: dict[tuple[str, str], Questionnaire] = field(default_factory=dict)
    _voices: dict[tuple[bytes, str], Voice] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        app: Flask,
        config: Config,
        database: Database,
        *,
        now: Callable[[], float] = time.monotonic,
        clock: Callable[[], float] = time.time,
    ) -> "Room":
        """The parts of an application."""
        secret, cookies, pages = Secret(config.secret), Cookies(config), Pages(app)
        tries = Limiter(_WRONG_CODES_AN_HOUR)
        begun = Limiter(config.begun_a_minute, _MINUTE_SECONDS, now)
        return cls(config, database, secret, cookies, pages, tries, begun, now, clock=clock)

    def today(self) -> date:
        """The day, where the server stands."""
        return date.today()

    def wave(self, link: str) -> Wave:
        """The wave at an address, open or closed, as it stood within the last second.

        Raises NotFound.
        """
        if not _LINK.fullmatch(link):
            raise NotFound
        wave, until = self._waves.get(link, (None, 0.0))
        if wave is None or self.now() >= until:
            wave = self._stored_wave(link)
            self._waves[link] = (wave, self.now() + _WAVE_SECONDS)
        return wave

    def _stored_wave(self, link: str) -> Wave:
        with self.database.looking() as connection:
            row = queries.wave_by_link(connection, link)
        if row is None:
            raise NotFound
        return wave_of(row)

    def questionnaire(self, wave: Wave, code: str) -> Questionnaire:
        """What a wave asks, in one language, read once."""
        self._read(wave, code)
        return self._editions[(wave.fingerprint, code)]

    def voice(self, wave: Wave) -> Voice:
        """The language of this reader: chosen before, or understood by the browser, or the wave's first."""
        chosen = self.cookies.read(request, "language")
        return self.voice_in(wave, chosen if chosen in wave.languages else _understood(wave.languages))

    def voice_in(self, wave: Wave, code: str) -> Voice:
        """One of the wave's languages."""
        self._read(wave, code)
        return self._voices[(wave.id, code)]

    def _read(self, wave: Wave, code: str) -> None:
        """An edition never changes: it is read when a language of it is first asked for."""
        if (wave.id, code) in self._voices:
            return
        with self.database.reading() as connection:
            row = queries.edition(connection, wave.fingerprint)
        assert row is not None, "a wave cannot be stored without its edition"
        edition = from_json(row.document)
        texts = edition.texts.get(code, {})
        words = {name: texts.get(f"word.{name}", text) for name, text in wave.words.items()}
        self._editions[(wave.fingerprint, code)] = translated(edition.questionnaire, texts)
        self._voices[(wave.id, code)] = Voice(Language.of(code), translator(TRANSLATIONS, code), words)

    def wrong_code(self) -> None:
        """Count a code that opened nothing.

        Raises InterviewError("slow") for an address that has brought too many of them; good codes from there still
        open, since a whole house or a whole network may share an address.
        """
        address = request.remote_addr or ""
        if self.tries.exhausted(address):
            raise InterviewError("slow")
        self.tries.count(address)

    def begin(self) -> None:
        """Count an interview that begins.

        Raises StoreError("busy") where too many have begun from this address within a minute: a phone tries again by
        itself, and what was answered stays on its page.
        """
        address = request.remote_addr or ""
        if self.begun.exhausted(address):
            raise StoreError("busy")
        self.begun.count(address)

    def interface(self) -> Voice:
        """The language of this reader, of those that the interface speaks: for pages that belong to no wave."""
        spoken, chosen = _spoken(), self.cookies.read(request, "language")
        code = chosen if chosen in spoken else _understood(spoken)
        return Voice(Language.of(code), translator(TRANSLATIONS, code), {})

    def failure(self, name: str, *, receipt: str = "") -> Response:
        """A failure as a page, in a language of the reader that the interface speaks, with the ways that are left.

        To a script the same is told as JSON.
        """
        at_staff = request.path.startswith(AT_STAFF)
        failure = FAILURES_OF_STAFF.get(name, FAILURES[name]) if at_staff else FAILURES[name]
        voice = self.interface()
        heading, text = map(voice.translator.gettext, (failure.heading, failure.text))
        if by_script():
            response = told(failure.status, failure=name, heading=heading, text=text, receipt=receipt)
        else:
            html = render_template(
                "failure.html",
                language=voice.language,
                gettext=voice.translator.gettext,
                staff=at_staff,
                title=heading,
                text=text,
                receipt=receipt,
                link="" if at_staff else self._link(),
                resumable=name in ("closed", "gone"),
            )
            response = Response(html, failure.status)
        if failure.status in (503, 507):
            response.headers["Retry-After"] = "10"
        return response

    def _link(self) -> str:
        """The link of the wave that was asked for, where there is one."""
        link = str((request.view_args or {}).get("link", ""))
        try:
            return self.wave(link).link
        except (NotFound, StoreError):
            return ""

    def failed(self, error: KapsurveyError) -> ResponseReturnValue:
        """One of our own errors as a page."""
        match error:
            case StoreError(code="full"):
                return self.failure("full")
            case StoreError():
                return self.failure("busy")
            case AccessError(code="signed_out") if "text/html" in request.headers.get("Accept", ""):
                return Response(status=303, headers={"Location": f"{request.script_root}{AT_STAFF}"})
            case AccessError(code=code) if code in FAILURES:
                return self.failure(code)
            case AccessError():
                return self.failure("unknown")
            case InterviewError(code=code) if code in FAILURES:
                return self.failure(code)
        return self.failure("error")


def _understood(offered: tuple[str, ...]) -> str:
    """The language of those offered that the browser's owner understands best."""
    return _negotiated(request.headers.get("Accept-Language", ""), offered)


@lru_cache(maxsize=256)
def _negotiated(accepted: str, offered: tuple[str, ...]) -> str:
    return negotiate(parse_accept_header(accepted, LanguageAccept).values(), offered)


def languages() -> list[Language]:
    """The languages of the interface."""
    return [Language.of(code) for code in _spoken()]


@lru_cache(maxsize=1)
def _spoken() -> tuple[str, ...]:
    """The languages of the interface: English, and those with a catalogue."""
    return (SOURCE, *sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/ui.po")))
