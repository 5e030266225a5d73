"""One respondent at the desk: wave, language, visit, envelope of this one request."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, render_template, request

from kapsurvey.fieldwork import drafts, interviews
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.finishing import ENDS
from kapsurvey.fieldwork.interviews import Sending, Stored, Visit
from kapsurvey.fieldwork.sealing import is_token, new_token
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.i18n import Language
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.page_reading import read_page
from kapsurvey.store.connection import Connection
from kapsurvey.web.failures import sentences
from kapsurvey.web.forms import PREFIX, Envelope, envelope
from kapsurvey.web.pages import Shown, stored_fields
from kapsurvey.web.plain import Whole
from kapsurvey.web.room import Room
from kapsurvey.web.voice import Voice

DECLINED = "declined"
"""Stands in the receipt's cookie for those who did not take part: they get no receipt and see no answers."""


@dataclass(frozen=True)
class Marks:
    """What a page shows beside what is stored: fields as typed, errors by question, notices."""

    typed: Mapping[str, Sequence[str]] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    notices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Desk:
    """What a view knows about the respondent before it does anything."""

    room: Room
    wave: Wave
    voice: Voice
    visit: Visit
    new: bool
    """Whether the visit token was made for this reply and its cookie must still be set."""

    @classmethod
    def at(cls, room: Room, link: str) -> "Desk":
        """The desk of the wave at a link.

        Raises NotFound where there is no such wave.
        """
        wave = room.wave(link)
        voice = room.voice(wave)
        code = voice.language.code
        token = room.cookies.read(request, f"visit-{link}")
        known = is_token(token)
        visit = Visit(
            wave=wave,
            questionnaire=room.questionnaire(wave, code),
            token=token if known else new_token(),
            language=code,
            today=room.today(),
            secret=room.secret,
        )
        return cls(room, wave, voice, visit, not known)

    def envelope(self) -> Envelope | None:
        """The envelope that was sent, or None where the form is not one of this visit's."""
        return envelope(self.room.secret, "" if self.new else self.visit.token, request.form)

    def cookie(self, word: str) -> str:
        """A cookie of this wave; two waves on one server know nothing of each other."""
        return self.room.cookies.read(request, f"{word}-{self.wave.link}")

    def keep(self, response: Response, word: str, value: str) -> None:
        """Set a cookie of this wave."""
        self.room.cookies.set(response, f"{word}-{self.wave.link}", value)

    def forget(self, response: Response, *words: str) -> None:
        """Take cookies of this wave away."""
        self.room.cookies.clear(response, *(f"{word}-{self.wave.link}" for word in words))

    def csrf(self) -> str:
        """A form token for this reply."""
        return self.room.secret.form_token(self.visit.token)

    def sending(self, sent: Envelope) -> Sending:
        """The page that was sent."""
        fields = {name: values for name, values in request.form.lists() if not name.startswith(PREFIX)}
        return Sending(
            page=sent.page,
            fields=fields,
            revision=sent.revision,
            seconds=sent.seconds or (int(time.time()) - sent.shown if sent.shown else 0),
            code=self.cookie("code") or None,
        )

    def draft(self, connection: Connection) -> Draft | None:
        """This visit's draft, to look at."""
        return None if self.new else drafts.find(connection, self.wave, self.visit.token, change=False)

    def sent(self, connection: Connection) -> Stored | None:
        """The interview, where this visit has sent it already."""
        return None if self.new else interviews.sent(connection, self.visit)

    def typed(self, draft: Draft, step: Step) -> Marks | None:
        """What was typed on a page and could not be stored as answers yet, with its mistakes once they were told."""
        fields = draft.typed.get(step.page.name)
        if fields is None:
            return None
        errors = read_page(step, fields).errors if step.page.name in draft.told else {}
        return Marks(fields, sentences(errors, self.voice))

    def page(self, draft: Draft, step: Step, marks: Marks | None = None, *, of: int | None = None) -> str:
        """A page as HTML, one of so many: with what is stored, or with what was typed in this request."""
        marks = marks or Marks()
        shown = Shown(
            step=step,
            total=max(of or len(self.visit.steps(draft)), step.number),
            fields=stored_fields(step, draft.answers) if marks.typed is None else marks.typed,
            envelope={
                "csrf": self.csrf(),
                "revision": str(draft.writes(step.page.name)),
                "shown": str(int(time.time())),
            },
            errors=marks.errors,
            notices=marks.notices,
        )
        return self.room.pages.html(self.wave, self.visit.questionnaire, self.voice, shown)

    def frame(self) -> dict[str, object]:
        """What the frame of every page of a wave shows."""
        return {
            "wave": self.wave,
            "language": self.voice.language,
            "languages": [Language.of(code) for code in self.wave.languages],
            "gettext": self.voice.translator.gettext,
            "csrf": self.csrf(),
            "title": self.visit.questionnaire.title,
        }

    def reply(self, body: str | Response, status: int = 200) -> Response:
        """A reply that carries the visit's cookie where it is new."""
        response = body if isinstance(body, Response) else Whole(body, status)
        if self.new:
            self.keep(response, "visit", self.visit.token)
        return response

    def to(self, number: int) -> Response:
        """On to a page."""
        return self.to_view(str(number))

    def to_start(self) -> Response:
        """Back to the beginning."""
        return self.to_view("")

    def to_view(self, name: str) -> Response:
        """On to another view of this wave, by the last part of its address."""
        # Flask's own redirect writes a page as well, which no browser shows; its url_for looks through all routes.
        return Whole(b"", 303, {"Location": f"{request.script_root}/{self.wave.link}/{name}"})

    def to_thanks(self, sent: Stored) -> Response:
        """To the last page."""
        response = self.to_view("thanks")
        self.close(response, sent)
        return response

    def close(self, response: Response, sent: Stored) -> None:
        """End the visit on this phone: its cookies go; the receipt, of those who took part, stays for the last page.

        So does the mark of the form that was sent last, until somebody begins anew or leaves.
        """
        self.forget(response, "visit", "code")
        took_part = sent.outcome not in ENDS
        self.keep(response, "receipt", sent.receipt if took_part else DECLINED)
        if mark := _mark_of_form():
            self.keep(response, "ended", mark)

    def sent_just_now(self) -> Response | None:
        """On to the last page, where this very form has ended the visit: of two clicks, the second brings it again."""
        return self.to_view("thanks") if self.new and self.cookie("ended") == _mark_of_form() != "" else None

    def choice(self, heading: str, lines: list[str], ways: list[tuple[str, str]], **more: str | bool) -> Response:
        """A page that asks which way to go, each way a button; ``more`` may hold ``code``, ``equal`` and ``begun``."""
        shown = {"code": "", "default": ways[-1][0], **more}
        html = render_template("respond/choice.html", **self.frame(), heading=heading, lines=lines, ways=ways, **shown)
        return self.reply(html)

    def other_way(self, go: str, view: str) -> Response:
        """Back to the interview, or the same view again in a chosen language."""
        code = go.removeprefix("language:")
        if code not in self.wave.languages:
            return self.on()
        response = self.to_view(view)
        self.room.cookies.set(response, "language", code)
        return response

    def on(self) -> Response:
        """On with the interview, as far as it came."""
        with self.room.database.looking() as connection:
            draft = self.draft(connection)
        if draft is None:
            return self.to_start()
        return self.to(interviews.reachable(self.visit.steps(draft), draft))


def _mark_of_form() -> str:
    """By what a form is known again once its visit is over, or empty where there is none."""
    token = request.form.get(f"{PREFIX}csrf", "")
    return hashlib.sha256(token.encode()).hexdigest()[:16] if token else ""
