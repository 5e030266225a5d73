"""One rehearsed interview: a made-up person with a phone, who makes slips, goes back, changes the language, stops."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from kapsurvey.fieldwork import drafts, interviews
from kapsurvey.fieldwork.coverage import Goal, reached
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.interviews import Result, Sending, Stored, Turned, Unsound, Visit
from kapsurvey.fieldwork.made_up import MadeUp
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Answers, Choice, Question, Value
from kapsurvey.questionnaire.page_reading import read_page
from kapsurvey.questionnaire.question_types import other_name, type_of
from kapsurvey.store.connection import Connection

UNFINISHED, STUCK = "unfinished", "stuck"

_MOST_PAGES = 1000
_MOST_TRIES = 40
_BLANK_AFTER = 10
"""Tries after which a question that takes none of the answers is left blank, where it may be."""
_SLIP, _BACK, _ANOTHER_LANGUAGE, _CHANGES_MIND = 0.04, 0.05, 0.03, 0.3


@dataclass(frozen=True)
class Errand:
    """What somebody is sent for: a goal, and the answers that lead there."""

    goal: Goal | None = None
    way: Answers = field(default_factory=dict)

    def answer(self, question: Question) -> Mapping[str, Value]:
        """The answer that the errand asks for, if any."""
        if self.goal is not None and self.goal.question == question.name and self.goal.answer is not None:
            return {question.name: _as_value(question, self.goal.answer)}
        return {question.name: self.way[question.name]} if question.name in self.way else {}


def _as_value(question: Question, answer: int | str) -> Value:
    if isinstance(answer, str):
        return {"missing": answer}
    return [answer] if question.type in ("select_multiple", "rank") else answer


@dataclass
class Respondent:
    """Somebody who answers from the first page on; ``said`` and ``visit`` change on the way."""

    connection: Connection
    visit: Visit
    made_up: MadeUp
    errand: Errand
    wanted: Mapping[Goal, None]
    """What nobody has reached yet."""
    curiosity: float
    """Chance of each question to be given an answer that nobody has given yet."""
    code: str | None = None
    said: dict[str, Value] = field(default_factory=dict)
    reached: set[Goal] = field(default_factory=set)

    @property
    def random(self) -> Random:
        return self.made_up.random

    def interview(self) -> str:
        """Answer to the end, or until the person has had enough; the outcome."""
        number = 1
        for _ in range(_MOST_PAGES):
            draft = self._draft()
            steps = self.visit.steps(draft)
            step = steps[min(number, len(steps)) - 1]
            if draft.revision and not self._on_the_errand() and self.random.random() < self.made_up.person.haste:
                return self._ends(draft)
            if step.number > 1 and self.random.random() < _BACK:
                number = self._goes_back(step, draft)
                continue
            match self._sends(step, draft):
                case Turned(following):
                    number = following
                case Stored(outcome=outcome):
                    return outcome
                case _:
                    return STUCK
        return STUCK

    def _draft(self) -> Draft:
        visit = self.visit
        found = drafts.find(self.connection, visit.wave, visit.token, change=True)
        return found or drafts.begin(visit.wave, visit.token, language=visit.language, mode=visit.mode)

    def _on_the_errand(self) -> bool:
        return self.errand.goal is not None and self.errand.goal not in self.reached

    def _ends(self, draft: Draft) -> str:
        """Some stop and send what there is; others close the page."""
        if self.random.random() < 0.5:
            return UNFINISHED
        return interviews.stop(self.connection, self.visit, digest=bytes(32)).outcome

    def _goes_back(self, step: Step, draft: Draft) -> int:
        """Leave the page as it is and turn back; some change their mind there."""
        interviews.keep(self.connection, self.visit, self._sending(step, draft, self._fields(step)))
        back = self.random.randrange(1, step.number)
        for question in self.visit.steps(draft)[back - 1].questions:
            if self.random.random() < _CHANGES_MIND:
                self.said.pop(question.name, None)
        return back

    def _sends(self, step: Step, draft: Draft) -> Result | None:
        """Send the page until it is taken; None where no answer will do."""
        self._may_speak_another_language()
        slip = self.random.random() < _SLIP
        for tries in range(_MOST_TRIES):
            fields = self._fields(step)
            if slip and tries == 0:
                fields = self._slipped(step, fields)
            result = interviews.answer(self.connection, self.visit, self._sending(step, self._draft(), fields))
            if not isinstance(result, Unsound):
                self.reached.update(reached(step, read_page(step, fields).values))
                return result
            if not (slip and tries == 0):
                self._reconsider(step, set(result.answers.errors), tries)
        return None

    def _sending(self, step: Step, draft: Draft, fields: Mapping[str, list[str]]) -> Sending:
        seconds = round(self.random.lognormvariate(2.5, 0.5))
        return Sending(step.page.name, fields, draft.writes(step.page.name), seconds, self.code)

    def _may_speak_another_language(self) -> None:
        if "language" not in self.errand.way and self.random.random() < _ANOTHER_LANGUAGE:
            self.visit = replace(self.visit, language=self.random.choice(self.visit.wave.languages))

    def _slipped(self, step: Step, fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """The fields with a mistake such as people make: a word for a number, a question overlooked."""
        question = self.random.choice(step.questions)
        wrong = ["many"] if question.type in ("integer", "decimal", "date") else []
        return {name: values for name, values in {**fields, question.name: wrong}.items() if values}

    def _reconsider(self, step: Step, refused: set[str], tries: int) -> None:
        """Think again about what was refused, in the end even about what led to the errand's goal."""
        for question in step.questions:
            if question.name in refused:
                self.said.pop(question.name, None)
                if tries >= _BLANK_AFTER and not question.required:
                    self.said[question.name] = None

    def _fields(self, step: Step) -> dict[str, list[str]]:
        """The page as a browser sends it."""
        return {name: values for question in step.questions for name, values in self._filled_in(question, step)}

    def _filled_in(self, question: Question, step: Step) -> Iterator[tuple[str, list[str]]]:
        if question.type == "note":
            return
        value = self._say(question, step)
        for part, values in type_of(question).show(question, value).items():
            yield f"{question.name}{part}", values
        other = other_name(question)
        picked = value if isinstance(value, list) else [value]
        if other is not None and any(choice.other and choice.name in picked for choice in question.choices):
            yield other, [str(self.said.setdefault(other, self.made_up.phrase(question)))]

    def _say(self, question: Question, step: Step) -> Value:
        if question.name not in self.said:
            offered = tuple(choice for choice in question.choices if step.offers(choice))
            wished = self.errand.answer(question) or self._curious(question, offered)
            own = wished or {question.name: self.made_up.answer(question, self._going_on(offered))}
            self.said.update(own)
        return self.said[question.name]

    def _going_on(self, offered: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """On an errand nobody ends the interview before its goal."""
        return tuple(choice for choice in offered if not (choice.end and self._on_the_errand()))

    def _curious(self, question: Question, offered: tuple[Choice, ...]) -> Mapping[str, Value]:
        if self.random.random() >= self.curiosity:
            return {}
        going_on = {choice.name for choice in offered if not choice.end}
        new = [
            goal.answer
            for goal in self.wanted
            if goal.question == question.name and (goal.answer in going_on or goal.answer in question.missing)
        ]
        return {question.name: _as_value(question, self.random.choice(new))} if new else {}
