"""Ways out of an interview and back into it: stop and send, continue later, resume, thanks, leave; and its media."""

import hashlib
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kapsurvey.errors import AccessError, InterviewError
from kapsurvey.fieldwork import drafts, interviews, resuming
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.sealing import grouped, new_token, plain_code
from kapsurvey.questionnaire.model import Fact, Key, Question
from kapsurvey.web.desk import DECLINED, Desk
from kapsurvey.web.forms import typed_code
from kapsurvey.web.pages import paragraphs, spoken
from kapsurvey.web.room import Room

_FILE = re.compile(r"[A-Za-z0-9_-]+\.(?:png|jpg|jpeg|webp|svg|mp3|ogg|m4a)")
_FURTHEST = 9999
_OWN_SITE = ("same-origin", "none")
_LANGUAGE = re.compile(r"[A-Za-z_]{2,12}")


@dataclass(frozen=True)
class KnownFact:
    """One knowledge question with its right answers, for the last page."""

    question: str
    answers: list[str]
    confirmed: bool


@dataclass(frozen=True)
class Endings:
    """The views."""

    room: Room

    def stop(self, link: str) -> ResponseReturnValue:
        """Ask once before sending what there is."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        if draft is None:
            return desk.to_start()
        _ = desk.voice.translator.gettext
        lines = [_("Your answers so far will be stored and counted. You cannot go on with this interview afterwards.")]
        ways = [("send", _("Send my answers")), ("continue", _("Go on answering"))]
        return self._choice(desk, _("Stop here?"), lines, ways)

    def send(self, link: str) -> ResponseReturnValue:
        """Send what there is; or go on; or the same page in another language."""
        desk = Desk.at(self.room, link)
        sent = desk.envelope()
        if sent is None:
            return self.room.failure("form")
        if sent.go != "send":
            return self._other_way(desk, sent.go, "stop")
        digest = hashlib.sha256(b"stop").digest()
        with self.room.database.transaction() as connection:
            result = interviews.stop(connection, desk.visit, digest=digest)
        return desk.to_thanks(result)

    def _other_way(self, desk: Desk, go: str, endpoint: str) -> ResponseReturnValue:
        """Back to the interview, or this page again in a chosen language."""
        code = go.removeprefix("language:")
        if code not in desk.wave.languages:
            return self._on(desk)
        response = desk.to_view(endpoint)
        self.room.cookies.set(response, "language", code)
        return response

    def _on(self, desk: Desk) -> ResponseReturnValue:
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        if draft is None:
            return desk.to_start()
        return desk.to(interviews.reachable(desk.visit.steps(draft), draft))

    def later(self, link: str) -> ResponseReturnValue:
        """Offer a code to go on with elsewhere: on wish, never forced."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        if draft is None:
            return desk.to_start()
        _ = desk.voice.translator.gettext
        lines = [
            _("Your answers are saved. With a code you can go on later, on this phone or another one."),
            _("Whoever has the code can read your answers until you send them. Keep it to yourself."),
        ]
        return self._choice(
            desk, _("Continue later"), lines, [("code", _("Show me a code")), ("continue", _("Go on now"))]
        )

    def issue_code(self, link: str) -> ResponseReturnValue:
        """Make the code and show it, this once."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        sent = desk.envelope()
        if sent is None:
            return self.room.failure("form")
        if sent.go != "code" or draft is None:
            return self._other_way(desk, sent.go, "later")
        token, expires_on = desk.visit.token, drafts.expiry(desk.wave, desk.visit.today)
        with self.room.database.reading() as connection:
            code = resuming.free_code(connection, self.room.secret, token, request.form.get("-csrf", ""))
        with self.room.slow:
            row = resuming.wrapped(self.room.secret, code, token, expires_on=expires_on)
        with self.room.database.transaction() as connection:
            resuming.keep(connection, row)
        _ = desk.voice.translator.gettext
        lines = [
            _("Write this code down. It works for %(days)s days; a code shown to you earlier does not work any more.")
            % {"days": desk.wave.draft_days},
            _("To go on: open the survey, choose “Go on with an interview begun earlier”, and type the code."),
        ]
        return self._choice(desk, _("Your code"), lines, [("continue", _("Go on now"))], code=grouped(code))

    def resume(self, link: str) -> ResponseReturnValue:
        """Ask for a resume code."""
        desk = Desk.at(self.room, link)
        return self._resume_page(desk)

    def _resume_page(self, desk: Desk, error: str = "", typed: str = "") -> Response:
        _ = desk.voice.translator.gettext
        html = render_template(
            "respond/code.html",
            **desk.frame(),
            heading=_("Go on with an interview begun earlier"),
            lines=[_("Type the sixteen digits that you wrote down.")],
            label=_("Your code"),
            error=error,
            typed=typed,
            default="next",
            way=(url_for("respond.start", link=desk.wave.link), _("Back to the first page")),
        )
        return desk.reply(html, 422 if error else 200)

    def take_up(self, link: str) -> ResponseReturnValue:
        """Go on with the draft behind a code, under a new visit token."""
        desk = Desk.at(self.room, link)
        sent = desk.envelope()
        if sent is None:
            return self.room.failure("form")
        if sent.go.startswith("language:"):
            return self._other_way(desk, sent.go, "resume")
        try:
            token, draft = self._moved(desk, plain_code(typed_code(request.form) or ""))
        except AccessError:
            self.room.wrong_code()
            _ = desk.voice.translator.gettext
            return self._resume_page(
                desk, _("This code cannot be used. Please check it."), request.form.get("-code", "")
            )
        response = desk.to(_FURTHEST)
        desk.keep(response, "visit", token)
        self.room.cookies.set(response, "language", draft.language)
        return response

    def _moved(self, desk: Desk, code: str) -> tuple[str, Draft]:
        """The draft behind a code and its new token; keys are made while nobody waits for the database."""
        secret, token = self.room.secret, new_token()
        with self.room.database.reading() as connection:
            row = resuming.found(connection, secret, code)
        if row is None and self.room.tries.exhausted(request.remote_addr or ""):
            raise InterviewError("slow")
        with self.room.slow:
            old = resuming.unwrapped(secret, code, row)
            renewed = resuming.wrapped(secret, code, token, expires_on=drafts.expiry(desk.wave, desk.visit.today))
        with self.room.database.transaction() as connection:
            resuming.move(connection, desk.wave, old, token, renewed)
            draft = drafts.find(connection, desk.wave, token, change=False)
        assert draft is not None, "it was moved in this transaction"
        return token, draft

    def thanks(self, link: str) -> ResponseReturnValue:
        """The last page: receipt, the study's last words, the right answers."""
        desk = Desk.at(self.room, link)
        receipt = desk.cookie("receipt")
        if not receipt:
            return desk.to_start()
        took_part = receipt != DECLINED
        facts = list(self._facts(desk)) if took_part else []
        html = render_template(
            "respond/thanks.html",
            **desk.frame(),
            receipt=receipt if took_part else "",
            lines=self._last_words(desk) if took_part else [],
            facts=facts,
            unconfirmed=any(not fact.confirmed for fact in facts),
        )
        return desk.reply(html)

    def _last_words(self, desk: Desk) -> list[str]:
        page = desk.visit.questionnaire.end_page
        notes = page.questions if page else ()
        return [line for note in notes for line in paragraphs(note.label, desk.voice.words, later=False)]

    def _facts(self, desk: Desk) -> Iterator[KnownFact]:
        """Every knowledge question with the answers that are right today."""
        questionnaire = desk.visit.questionnaire
        facts = {fact.name: fact for fact in questionnaire.facts}
        for _, question in questionnaire.questions():
            if question.kap is None or question.kap.role != "knowledge":
                continue
            fact = facts.get(question.kap.fact or "")
            codes = [code for key in question.kap.key if _in_force(key, fact, desk) for code in key.codes]
            answers = [_label(question, code, desk) for code in dict.fromkeys(codes)]
            label = " ".join(paragraphs(question.label, desk.voice.words, later=False))
            if answers:
                yield KnownFact(label, answers, bool(fact and fact.signed_off_on))

    def language_after(self, link: str) -> ResponseReturnValue:
        """The last page in another language."""
        desk = Desk.at(self.room, link)
        sent = desk.envelope()
        return self._other_way(desk, sent.go if sent else "", "thanks")

    def leave(self, link: str) -> ResponseReturnValue:
        """Out, at once, to a neutral place; cookies and whatever the browser kept go with it."""
        response = redirect(self.room.wave(link).leave_to, 303)
        assert isinstance(response, Response)
        if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
            # Another site may send somebody here, but not make them lose their interview by it.
            return response
        self.room.cookies.clear(response, *self.room.cookies.all(request))
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response

    def media(self, link: str, language: str, name: str) -> ResponseReturnValue:
        """A picture or recording: the one of this language, else the study's."""
        wave = self.room.wave(link)
        folder = self.room.config.questionnaires / wave.study / "media"
        if not _FILE.fullmatch(name) or not _LANGUAGE.fullmatch(language):
            raise NotFound
        path = next((path for path in (folder / language / name, folder / name) if path.is_file()), None)
        if path is None:
            raise NotFound
        # Not send_file: it would let the browser keep a copy, and nothing of the survey may stay on the phone.
        return Response(path.read_bytes(), mimetype=mimetypes.guess_type(name)[0])

    def _choice(
        self, desk: Desk, heading: str, lines: list[str], ways: list[tuple[str, str]], *, code: str = ""
    ) -> ResponseReturnValue:
        html = render_template(
            "respond/choice.html",
            **desk.frame(),
            heading=heading,
            lines=lines,
            ways=ways,
            code=code,
            default=ways[-1][0],
        )
        return desk.reply(html)


def _in_force(key: Key, fact: Fact | None, desk: Desk) -> bool:
    day = desk.visit.today
    start = key.start or (fact.valid_from if fact else None)
    until = key.until or (fact.valid_to if fact else None)
    return (start is None or start <= day) and (until is None or day <= until)


def _label(question: Question, code: int, desk: Desk) -> str:
    choice = question.choice(code)
    return spoken(choice.label, desk.voice.words, later=False) if choice else ""
