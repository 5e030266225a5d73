"""One respondent before the verbs of an interview: who comes (by token), where to, and what was sent."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire import flow
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Answers, Questionnaire
from kapsurvey.questionnaire.page_reading import Sent


@dataclass(frozen=True)
class Visit:
    """One respondent at one wave, today; ``questionnaire`` is that of the draft's edition where there is a draft."""

    wave: Wave
    questionnaire: Questionnaire
    token: str = field(repr=False)
    language: str
    today: date
    secret: Secret
    mode: str = "self"

    def steps(self, draft: Draft) -> tuple[Step, ...]:
        """The pages on this respondent's path, as the answers stand."""
        return self.steps_with(draft, draft.answers)

    def steps_with(self, draft: Draft, answers: Answers) -> tuple[Step, ...]:
        """The pages on the path as it would be with other answers."""
        return tuple(self._walk(draft, answers))

    def opened(self, draft: Draft) -> tuple[Step, ...]:
        """The pages that may be opened: up to the first that was never turned, or all; the rest is not walked."""
        opened = []
        for step in self._walk(draft, draft.answers):
            opened.append(step)
            if step.page.name not in draft.turned:
                break
        return tuple(opened)

    def open_step(self, draft: Draft, page: str) -> Step | None:
        """A page, if it may be answered now: it is on the path, and all before it were turned."""
        for step in self._walk(draft, draft.answers):
            if step.page.name == page:
                return step
            if step.page.name not in draft.turned:
                return None
        return None

    def _walk(self, draft: Draft, answers: Answers) -> Iterator[Step]:
        return flow.walk(self.questionnaire, answers, draft.around(self.wave.name, self.today), draft.seed)


@dataclass(frozen=True)
class Sending:
    """One page as it was sent: which, what, on top of which revision of it, after how many seconds."""

    page: str
    fields: Sent = field(repr=False)
    revision: int = 0
    seconds: int = 0
    code: str | None = field(default=None, repr=False)
    """Admission code, where this is the first page of a wave that asks for one."""

    @property
    def digest(self) -> bytes:
        """What tells a repeated request from a different one."""
        content = json.dumps([self.page, sorted((name, list(values)) for name, values in self.fields.items())])
        return hashlib.sha256(content.encode()).digest()
