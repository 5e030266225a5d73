"""A page as it was sent: stored and turned, kept as it stands, or shown again with what is wrong."""

from dataclasses import dataclass, replace

from flask import Response
from flask.typing import ResponseReturnValue

from kapsurvey.errors import AccessError, InterviewError, StoreError
from kapsurvey.fieldwork import drafts, interviews
from kapsurvey.fieldwork.interviews import Result, Stale, Stored, Turned, Unsound
from kapsurvey.web.desk import Desk
from kapsurvey.web.replies import Replies
from kapsurvey.web.room import Room
from kapsurvey.web.script_replies import ScriptReplies
from kapsurvey.web.scripted import by_script

AnyReplies = Replies | ScriptReplies


@dataclass(frozen=True)
class Answering:
    """The view; replies only after its transaction is committed."""

    room: Room

    def answer(self, link: str, number: int) -> ResponseReturnValue:
        """Take a page."""
        desk = Desk.at(self.room, link)
        sent = desk.envelope()
        if sent is None:
            return desk.sent_just_now() or self.room.failure("form")
        sending = desk.sending(sent)
        replies = ScriptReplies(desk, sending) if by_script() else Replies(desk, sending, number)
        try:
            return self._go(replies, sent.go or "next")
        except StoreError as error:
            return self._unsaved(replies, error)
        except AccessError:
            self.room.wrong_code()
            return replies.refused_code()
        except InterviewError as error:
            if error.code == "unreachable":
                return replies.unreachable()
            raise

    def _go(self, replies: AnyReplies, go: str) -> ResponseReturnValue:
        desk, sending = replies.desk, replies.sending
        if go.startswith("language:"):
            return self._in_language(replies, go.removeprefix("language:"))
        with self.room.database.transaction() as connection:
            if go in ("back", "later", "stop"):
                draft = interviews.keep(connection, desk.visit, sending, tell=go == "stop")
            else:
                result = interviews.answer(connection, desk.visit, sending, begin=self.room.begin)
        return replies.kept(draft, go) if go in ("back", "later", "stop") else _shown(replies, result)

    def _in_language(self, replies: AnyReplies, code: str) -> Response:
        """The same page in another language, with every word that was typed, stored or not."""
        desk = replies.desk
        if code not in desk.wave.languages:
            return replies.unreachable()
        visit = replace(desk.visit, language=code, questionnaire=self.room.questionnaire(desk.wave, code))
        with self.room.database.transaction() as connection:
            draft = interviews.keep(connection, visit, replies.sending)
        response = replies.in_language(draft)
        self.room.cookies.set(response, "language", code)
        return response

    def _unsaved(self, replies: AnyReplies, error: StoreError) -> ResponseReturnValue:
        desk = replies.desk
        with self.room.database.reading() as connection:
            draft = desk.draft(connection)
        draft = draft or drafts.begin(desk.wave, desk.visit.token, language=desk.visit.language)
        step = next((step for step in desk.visit.steps(draft) if step.page.name == replies.sending.page), None)
        if step is None:
            raise error
        return replies.unsaved(draft, step, full=error.code == "full")


def _shown(replies: AnyReplies, result: Result) -> ResponseReturnValue:
    match result:
        case Turned():
            return replies.turned(result)
        case Stored():
            return replies.stored(result)
        case Stale(draft, step, _):
            return replies.stale(draft, step)
        case Unsound(draft, step, answers):
            return replies.unsound(draft, step, answers)
