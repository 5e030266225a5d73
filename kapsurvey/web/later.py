"""Going on later or elsewhere: a code on wish, and the way back in with it."""

from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kapsurvey.errors import AccessError, InterviewError
from kapsurvey.fieldwork import drafts, resuming
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.sealing import grouped, new_token, plain_code
from kapsurvey.web.desk import Desk
from kapsurvey.web.forms import typed_code
from kapsurvey.web.room import Room

_FURTHEST = 9999


@dataclass(frozen=True)
class Later:
    """The views."""

    room: Room

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
        return desk.choice(_("Continue later"), lines, [("code", _("Show me a code")), ("continue", _("Go on now"))])

    def issue_code(self, link: str) -> ResponseReturnValue:
        """Make the code and show it, this once."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        sent = desk.envelope()
        if sent is None:
            return self.room.failure("form")
        if sent.go != "code" or draft is None:
            return desk.other_way(sent.go, "later")
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
        return desk.choice(_("Your code"), lines, [("continue", _("Go on now"))], code=grouped(code))

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
            return desk.other_way(sent.go, "resume")
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
