"""What comes back for a page that a script sent: how it was taken, as JSON; pages and sentences the script has."""

from dataclasses import dataclass

from flask import Response, url_for

from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.interviews import Sending, Stored, Turned
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.page_reading import PageAnswers
from kapsurvey.web.desk import Desk
from kapsurvey.web.failures import NOTICES, sentences
from kapsurvey.web.scripted import told


@dataclass(frozen=True)
class ScriptReplies:
    """Replies to a script: the same steps as in ``Replies``."""

    desk: Desk
    sending: Sending

    def turned(self, result: Turned) -> Response:
        """Stored; the interview goes on at a page."""
        return told(number=result.number, page=result.page, revision=result.revision)

    def stored(self, stored: Stored) -> Response:
        """The interview is sent."""
        if not stored.same:
            return self.desk.room.failure("again", receipt=stored.receipt)
        address = self._address("thanks")
        response = told(receipt=stored.receipt, outcome=stored.outcome, thanks=address)
        self.desk.close(response, stored)
        return response

    def stale(self, draft: Draft, step: Step) -> Response:
        """Another window answered this page differently."""
        notice = NOTICES["notice:stale"]
        return told(409, notice=self.desk.voice.translator.gettext(notice), revision=draft.writes(step.page.name))

    def unsound(self, draft: Draft, step: Step, answers: PageAnswers) -> Response:
        """Something on the page cannot stand."""
        errors = sentences(answers.errors, self.desk.voice)
        strangers, revision = bool(answers.strangers), draft.writes(step.page.name)
        return self.desk.reply(told(422, errors=errors, strangers=strangers, revision=revision))

    def kept(self, draft: Draft | None, go: str) -> Response:
        """Kept as it stands; with the address to go on at, where that is another view."""
        revision = self._revision(draft)
        if go == "back" or (go == "stop" and draft is not None and self.sending.page in draft.typed):
            return told(revision=revision)
        return told(revision=revision, address=self._address(go))

    def in_language(self, draft: Draft | None) -> Response:
        """Kept; the document can be had in the language that was chosen."""
        return told(revision=self._revision(draft))

    def unsaved(self, draft: Draft, step: Step, *, full: bool) -> Response:
        """The database takes nothing now."""
        return self.desk.room.failure("full" if full else "busy")

    def unreachable(self) -> Response:
        """A page that is not open yet: the interview goes on elsewhere."""
        return told(409, address=self._address("start"))

    def refused_code(self) -> Response:
        """A code that admits nobody."""
        response = self.desk.room.failure("refused_code")
        self.desk.forget(response, "code")
        return response

    def _revision(self, draft: Draft | None) -> int:
        return draft.writes(self.sending.page) if draft else 0

    def _address(self, view: str) -> str:
        return url_for(f"respond.{view}", link=self.desk.wave.link)
