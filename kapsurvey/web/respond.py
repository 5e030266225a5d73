"""Respondents' pages: begin, a page as it stands, the routes of all views."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kapsurvey.errors import InterviewError
from kapsurvey.fieldwork import admission, drafts, interviews
from kapsurvey.fieldwork.waves import wave_of
from kapsurvey.i18n import Language
from kapsurvey.store import queries
from kapsurvey.web.answering import Answering
from kapsurvey.web.code_page import code_page
from kapsurvey.web.desk import Desk
from kapsurvey.web.document import Documents
from kapsurvey.web.endings import Endings
from kapsurvey.web.forms import Envelope, typed_code
from kapsurvey.web.later import Later
from kapsurvey.web.plain import Whole
from kapsurvey.web.room import Room
from kapsurvey.web.withdraw import Withdraw


@dataclass(frozen=True)
class Respond:
    """The views; each opens its own transaction and replies only after it is committed."""

    room: Room

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("respond", __name__)
        answering, documents = Answering(self.room), Documents(self.room)
        endings, later, withdraw = Endings(self.room), Later(self.room), Withdraw(self.room)
        routes: list[tuple[str, str, Callable[..., ResponseReturnValue]]] = [
            ("GET", "/", self.waves),
            ("GET", "/<link>", self.without_slash),
            ("GET", "/<link>/", self.start),
            ("POST", "/<link>/", self.enter),
            ("GET", "/<link>/<int(max=9999):number>", self.page),
            ("POST", "/<link>/<int(max=9999):number>", answering.answer),
            ("GET", "/<link>/document", documents.document),
            ("GET", "/<link>/state", documents.state),
            ("GET", "/<link>/resume", later.resume),
            ("POST", "/<link>/resume", later.take_up),
            ("GET", "/<link>/stop", endings.stop),
            ("POST", "/<link>/stop", endings.send),
            ("GET", "/<link>/later", later.later),
            ("POST", "/<link>/later", later.issue_code),
            ("GET", "/<link>/thanks", endings.thanks),
            ("POST", "/<link>/thanks", endings.language_after),
            ("GET", "/<link>/withdraw", withdraw.withdraw),
            ("POST", "/<link>/withdraw", withdraw.take_back),
            ("GET", "/<link>/leave", endings.leave),
            ("GET", "/<link>/media/<language>/<name>", endings.media),
        ]
        for method, rule, view in routes:
            blueprint.add_url_rule(rule, view.__name__, view, methods=[method])
        return blueprint

    def waves(self) -> ResponseReturnValue:
        """The open waves, on a machine where they may be listed."""
        if not self.room.config.show_waves:
            raise NotFound
        with self.room.database.reading() as connection:
            rows = [wave_of(row) for row in queries.waves(connection)]
        open_waves = [wave for wave in rows if wave.is_open]
        return render_template(
            "waves.html", language=Language.of("en"), title="kapsurvey", gettext=str, waves=open_waves
        )

    def start(self, link: str) -> ResponseReturnValue:
        """The first page; a code in the address moves to a cookie, an interview begun here is offered first."""
        if request.args.get("code"):
            return self._take_code(link)
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            sent, draft = desk.sent(connection), desk.draft(connection)
        if sent is not None:
            return desk.to_thanks(sent)
        if draft is not None:
            return self._begun(desk)
        if not desk.wave.is_open:
            raise InterviewError("closed")
        refused = self._refused(desk) if desk.wave.admission == "codes" else None
        return refused or self._first_page(desk)

    def _first_page(self, desk: Desk) -> Response:
        """The first page; of an interview that was sent from this phone nothing is left from here on."""
        draft = drafts.begin(desk.wave, desk.visit.token, language=desk.visit.language)
        steps = desk.visit.steps(draft)
        response = desk.reply(desk.page(draft, steps[0], of=len(steps)))
        if desk.cookie("receipt"):
            desk.forget(response, "receipt", "ended")
        return response

    def _refused(self, desk: Desk) -> Response | None:
        """The page that asks for a code, unless the one that was brought is good so far."""
        code = desk.cookie("code")
        if not code:
            return code_page(desk)
        with self.room.database.reading() as connection:
            good = admission.good(connection, self.room.secret, desk.wave, code)
        if good:
            return None
        self.room.wrong_code()
        return code_page(desk, desk.voice.translator.gettext("This code cannot be used. Please check it."))

    def _take_code(self, link: str) -> ResponseReturnValue:
        """A secret leaves the address at once, so that it stays in no history and no log further on."""
        desk = Desk.at(self.room, link)
        response = desk.to_start()
        with self.room.database.reading() as connection:
            begun = desk.draft(connection) is not None
        if not begun:
            desk.keep(response, "code", request.args["code"][:80])
        return response

    def without_slash(self, link: str) -> ResponseReturnValue:
        """An address typed without its last stroke."""
        return redirect(url_for("respond.start", link=link), 303)

    def enter(self, link: str) -> ResponseReturnValue:
        """What the start page's own forms send: an admission code, a language, go on or start anew."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        sent = desk.envelope()
        if sent is None:
            return self.room.failure("form")
        response = desk.to_start()
        if sent.go == "continue" and draft is not None:
            return desk.on()
        if sent.go == "anew":
            desk.forget(response, "visit", "code", "receipt", "ended")
        elif not self.chosen_language(desk, sent, response):
            desk.keep(response, "code", typed_code(request.form) or "-")
        return response

    def chosen_language(self, desk: Desk, sent: Envelope, response: Response) -> bool:
        """Keep a chosen language; whether one was chosen."""
        word, _, code = sent.go.partition(":")
        if word != "language" or code not in desk.wave.languages:
            return False
        self.room.cookies.set(response, "language", code)
        return True

    def _begun(self, desk: Desk) -> Response:
        _ = desk.voice.translator.gettext
        ways = [("anew", _("Somebody else answers now")), ("continue", _("Go on with it"))]
        lines = [_("An interview was begun on this phone.")]
        return desk.choice(_("Welcome back"), lines, ways, default="", equal=True, begun=True)

    def page(self, link: str, number: int) -> ResponseReturnValue:
        """One page with what is stored."""
        desk = Desk.at(self.room, link)
        # Nearly always one statement; where a draft has become an interview in between, the second finds that.
        with self.room.database.looking() as connection:
            draft = desk.draft(connection)
            sent = desk.sent(connection) if draft is None else None
        if sent is not None:
            return desk.to_thanks(sent)
        if draft is None:
            return desk.to_start()
        steps = desk.visit.steps(draft)
        furthest = interviews.reachable(steps, draft)
        if not 1 <= number <= furthest:
            return desk.to(furthest)
        step = steps[number - 1]
        return Whole(desk.page(draft, step, desk.typed(draft, step), of=len(steps)))
