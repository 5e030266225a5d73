"""Ways out of an interview: stop and send, the last page, leave; and the pictures and recordings of a study."""

import hashlib
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kapsurvey.fieldwork import interviews
from kapsurvey.questionnaire.model import Fact, Key, Question
from kapsurvey.web.desk import DECLINED, Desk
from kapsurvey.web.pages import paragraphs, spoken
from kapsurvey.web.room import Room
from kapsurvey.web.signing import VISIT

_FILE = re.compile(r"[A-Za-z0-9_-]+\.(?:png|jpg|jpeg|webp|svg|mp3|ogg|m4a)")
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
        return desk.choice(_("Stop here?"), lines, ways)

    def send(self, link: str) -> ResponseReturnValue:
        """Send what there is; or go on; or the same page in another language."""
        desk = Desk.at(self.room, link)
        sent = desk.envelope()
        if sent is None:
            return desk.sent_just_now() or self.room.failure("form")
        if sent.go != "send":
            return desk.other_way(sent.go, "stop")
        digest = hashlib.sha256(b"stop").digest()
        with self.room.database.transaction() as connection:
            result = interviews.stop(connection, desk.visit, digest=digest)
        return desk.to_thanks(result)

    def thanks(self, link: str) -> ResponseReturnValue:
        """The last page: receipt, the study's last words, the right answers."""
        desk = Desk.at(self.room, link)
        receipt = desk.cookie("receipt")
        if not receipt:
            return desk.to_start()
        took_part = receipt != DECLINED
        facts = list(self._facts(desk)) if took_part and not desk.wave.hide_right_answers else []
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
        return desk.other_way(sent.go if sent else "", "thanks")

    def leave(self, link: str) -> ResponseReturnValue:
        """Out, at once, to a neutral place; cookies and whatever the browser kept go with it."""
        response = redirect(self.room.wave(link).leave_to, 303)
        assert isinstance(response, Response)
        if request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITE:
            # Another site may send somebody here, but not make them lose their interview by it.
            return response
        self.room.cookies.clear(response, *self.room.cookies.all(request))
        # Never "storage": respondents' pages put nothing there; on an enumerator's phone it holds what was collected.
        # Nor all cookies where an enumerator is signed in, who could not sign in again without a network.
        signed_in = self.room.cookies.read(request, VISIT)
        response.headers["Clear-Site-Data"] = '"cache"' if signed_in else '"cache", "cookies"'
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


def _in_force(key: Key, fact: Fact | None, desk: Desk) -> bool:
    day = desk.visit.today
    start = key.start or (fact.valid_from if fact else None)
    until = key.until or (fact.valid_to if fact else None)
    return (start is None or start <= day) and (until is None or day <= until)


def _label(question: Question, code: int, desk: Desk) -> str:
    choice = question.choice(code)
    return spoken(choice.label, desk.voice.words, later=False) if choice else ""
