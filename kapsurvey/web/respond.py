"""Respondents' pages: begin, answer, go back, change the language."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kapsurvey.errors import AccessError, InterviewError, StoreError
from kapsurvey.fieldwork import admission, drafts, interviews
from kapsurvey.fieldwork.interviews import Result, Sending, Stale, Stored, Turned, Unsound
from kapsurvey.fieldwork.waves import wave_of
from kapsurvey.i18n import Language
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.page_reading import PageAnswers, field_names
from kapsurvey.store import queries
from kapsurvey.web.desk import Desk, Marks
from kapsurvey.web.endings import Endings
from kapsurvey.web.failures import sentence
from kapsurvey.web.forms import Envelope, typed_code
from kapsurvey.web.later import Later
from kapsurvey.web.room import Room


@dataclass(frozen=True)
class Respond:
    """The views; each opens its own transaction and replies only after it is committed."""

    room: Room

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("respond", __name__)
        endings, later = Endings(self.room), Later(self.room)
        routes: list[tuple[str, str, Callable[..., ResponseReturnValue]]] = [
            ("GET", "/", self.waves),
            ("GET", "/<link>", self.without_slash),
            ("GET", "/<link>/", self.start),
            ("POST", "/<link>/", self.enter),
            ("GET", "/<link>/<int(max=9999):number>", self.page),
            ("POST", "/<link>/<int(max=9999):number>", self.answer),
            ("GET", "/<link>/resume", later.resume),
            ("POST", "/<link>/resume", later.take_up),
            ("GET", "/<link>/stop", endings.stop),
            ("POST", "/<link>/stop", endings.send),
            ("GET", "/<link>/later", later.later),
            ("POST", "/<link>/later", later.issue_code),
            ("GET", "/<link>/thanks", endings.thanks),
            ("POST", "/<link>/thanks", endings.language_after),
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
            desk.forget(response, "receipt")
        return response

    def _refused(self, desk: Desk) -> Response | None:
        """The page that asks for a code, unless the one that was brought is good so far."""
        code = desk.cookie("code")
        if not code:
            return desk.reply(self._code_page(desk))
        with self.room.database.reading() as connection:
            good = admission.good(connection, self.room.secret, desk.wave, code)
        return None if good else self._refused_code(desk)

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
            desk.forget(response, "visit", "code", "receipt")
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

    def _code_page(self, desk: Desk, error: str = "") -> str:
        _ = desk.voice.translator.gettext
        return render_template(
            "respond/code.html",
            **desk.frame(),
            heading=_("Welcome"),
            lines=[_("You need a code to take part. It is on your slip of paper.")],
            label=_("Your code"),
            error=error,
            typed="",
            default="next",
            way=(url_for("respond.resume", link=desk.wave.link), _("Go on with an interview begun earlier")),
        )

    def _begun(self, desk: Desk) -> Response:
        _ = desk.voice.translator.gettext
        ways = [("anew", _("Somebody else answers now")), ("continue", _("Go on with it"))]
        lines = [_("An interview was begun on this phone.")]
        return desk.choice(_("Welcome back"), lines, ways, default="", equal=True)

    def page(self, link: str, number: int) -> ResponseReturnValue:
        """One page with what is stored."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
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
        return desk.page(draft, step, desk.typed(draft, step), of=len(steps))

    def answer(self, link: str, number: int) -> ResponseReturnValue:
        """A page as sent: stored and turned, or shown again with what is wrong."""
        desk = Desk.at(self.room, link)
        sent = desk.envelope()
        if sent is None:
            return self.room.failure("form")
        sending = desk.sending(sent)
        try:
            return self._go(desk, sent.go or "next", sending, number)
        except StoreError as error:
            return self._unsaved(desk, sending, error)
        except AccessError:
            return self._refused_code(desk)
        except InterviewError as error:
            if error.code == "unreachable":
                return desk.to_start()
            raise

    def _refused_code(self, desk: Desk) -> Response:
        self.room.wrong_code()
        _ = desk.voice.translator.gettext
        response = desk.reply(self._code_page(desk, _("This code cannot be used. Please check it.")), 422)
        desk.forget(response, "code")
        return response

    def _go(self, desk: Desk, go: str, sending: Sending, number: int) -> ResponseReturnValue:
        if go.startswith("language:"):
            return self._in_language(desk, sending, number, go.removeprefix("language:"))
        if go in ("back", "later", "stop"):
            with self.room.database.transaction() as connection:
                draft = interviews.keep(connection, desk.visit, sending, tell=go == "stop")
            if go == "back":
                return desk.to(max(number - 1, 1))
            if go == "stop" and draft is not None and sending.page in draft.typed:
                # What cannot be read would be left out of what is sent: that should be seen once before.
                return desk.to(number)
            return redirect(url_for(f"respond.{go}", link=desk.wave.link), 303)
        with self.room.database.transaction() as connection:
            result = interviews.answer(connection, desk.visit, sending)
        return self._shown(desk, result, sending)

    def _shown(self, desk: Desk, result: Result, sending: Sending) -> ResponseReturnValue:
        match result:
            case Turned(number):
                return desk.to(number)
            case Stored(same=True):
                return desk.to_thanks(result)
            case Stored(receipt):
                return self.room.failure("again", receipt=receipt)
            case Stale(draft, step, _):
                return desk.page(draft, step, Marks(notices=frozenset({"notice:stale"}))), 409
            case Unsound(draft, step, answers):
                if step.page.name in draft.typed and not answers.strangers:
                    return desk.to(step.number)
                return desk.reply(desk.page(draft, step, self._marks(desk, step, answers, sending)), 422)

    def _marks(self, desk: Desk, step: Step, answers: PageAnswers, sending: Sending) -> Marks:
        errors = {name: sentence(error, desk.voice) for name, error in answers.errors.items()}
        notices = frozenset({"notice:strangers"}) if answers.strangers else frozenset()
        return Marks(typed(step, sending), errors, notices)

    def _in_language(self, desk: Desk, sending: Sending, number: int, code: str) -> ResponseReturnValue:
        """The same page in another language, with every word that was typed, stored or not."""
        if code not in desk.wave.languages:
            return desk.to_start()
        visit = replace(desk.visit, language=code, questionnaire=self.room.questionnaire(desk.wave, code))
        with self.room.database.transaction() as connection:
            draft = interviews.keep(connection, visit, sending)
        response = desk.to_start() if draft is None else desk.to(number)
        self.room.cookies.set(response, "language", code)
        return response

    def _unsaved(self, desk: Desk, sending: Sending, error: StoreError) -> ResponseReturnValue:
        """The database takes nothing now: the page again, with every answer on it and word that it is not saved."""
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        draft = draft or drafts.begin(desk.wave, desk.visit.token, language=desk.visit.language)
        step = next((step for step in desk.visit.steps(draft) if step.page.name == sending.page), None)
        if step is None:
            raise error
        full = error.code == "full"
        marks = Marks(typed(step, sending), notices=frozenset({"notice:full" if full else "notice:busy"}))
        response = desk.reply(desk.page(draft, step, marks), 507 if full else 503)
        response.headers["Retry-After"] = "10"
        return response


def typed(step: Step, sending: Sending) -> dict[str, list[str]]:
    """What was sent in the fields of a page."""
    names = {name for question in step.asked for name in field_names(question)}
    return {name: list(values) for name, values in sending.fields.items() if name in names}
