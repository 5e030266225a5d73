"""What comes back for a page that was sent: the next one by a redirect, or the same again with what is wrong."""

from dataclasses import dataclass

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.interviews import Sending, Stored, Turned
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.page_reading import PageAnswers, field_names
from kapsurvey.web.code_page import code_page
from kapsurvey.web.desk import Desk, Marks
from kapsurvey.web.failures import sentences


@dataclass(frozen=True)
class Replies:
    """Replies to a browser without a script."""

    desk: Desk
    sending: Sending
    number: int
    """Of the page that was sent, as its address says."""

    def turned(self, result: Turned) -> ResponseReturnValue:
        """On to the next page."""
        return self.desk.to(result.number)

    def stored(self, stored: Stored) -> ResponseReturnValue:
        """The interview is sent."""
        if stored.same:
            return self.desk.to_thanks(stored)
        return self.desk.room.failure("again", receipt=stored.receipt)

    def stale(self, draft: Draft, step: Step) -> ResponseReturnValue:
        """Another window answered this page differently."""
        return self.desk.page(draft, step, Marks(notices=frozenset({"notice:stale"}))), 409

    def unsound(self, draft: Draft, step: Step, answers: PageAnswers) -> ResponseReturnValue:
        """Something on the page cannot stand: by a redirect where the draft holds what was typed."""
        if step.page.name in draft.typed and not answers.strangers:
            return self.desk.to(step.number)
        errors = sentences(answers.errors, self.desk.voice)
        notices = frozenset({"notice:strangers"}) if answers.strangers else frozenset()
        return self.desk.reply(self.desk.page(draft, step, Marks(self._typed(step), errors, notices)), 422)

    def kept(self, draft: Draft | None, go: str) -> ResponseReturnValue:
        """Back, later or stop: the page is kept as it stands."""
        if go == "back":
            return self.desk.to(max(self.number - 1, 1))
        if go == "stop" and draft is not None and self.sending.page in draft.typed:
            # What cannot be read would be left out of what is sent: that should be seen once before.
            return self.desk.to(self.number)
        return redirect(url_for(f"respond.{go}", link=self.desk.wave.link), 303)

    def in_language(self, draft: Draft | None) -> Response:
        """The same page in another language."""
        return self.desk.to_start() if draft is None else self.desk.to(self.number)

    def unsaved(self, draft: Draft, step: Step, *, full: bool) -> Response:
        """The database takes nothing now: the page again, with every answer on it and word that it is not saved."""
        marks = Marks(self._typed(step), notices=frozenset({"notice:full" if full else "notice:busy"}))
        response = self.desk.reply(self.desk.page(draft, step, marks), 507 if full else 503)
        response.headers["Retry-After"] = "10"
        return response

    def unreachable(self) -> Response:
        """A page that is not open yet."""
        return self.desk.to_start()

    def refused_code(self) -> Response:
        """A code that admits nobody."""
        return code_page(self.desk, self.desk.voice.translator.gettext("This code cannot be used. Please check it."))

    def _typed(self, step: Step) -> dict[str, list[str]]:
        """What was sent in the fields of a page."""
        names = {name for question in step.asked for name in field_names(question)}
        return {name: list(values) for name, values in self.sending.fields.items() if name in names}
