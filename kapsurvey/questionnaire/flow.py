"""What is asked of one respondent: pages and questions in order, decided anew from the answers each time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from kapsurvey.questionnaire import order
from kapsurvey.questionnaire.expression import Expression, evaluate, holds
from kapsurvey.questionnaire.model import Answers, Choice, Page, Question, Questionnaire, Row, Value
from kapsurvey.questionnaire.question_types import other_name

Known = Mapping[str, Value]
"""What conditions may look at: answers of earlier pages, and ``today``, ``mode``, ``wave``, ``language``.

Beside these ``hand_over`` may stand around an interview: ``self`` or ``no_privacy``, whether an enumerator's device
was handed to the respondent for the pages that are not read out.
"""


@dataclass(frozen=True)
class Step:
    """One page that is asked, with those of its questions that are, and what was known on entering it.

    Random orders are worked out where they are looked at: most pages of a walk are only passed by.
    """

    page: Page
    asked: tuple[Question, ...]
    known: Known
    number: int
    end: str | None
    """The outcome if the answers on this page end the interview here."""
    calculated: Known = field(default_factory=dict)
    """The calculations of this page, and of pages without questions around it."""
    seed: str = ""
    """What the random orders of this respondent follow from."""

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that are asked, in the order shown."""
        asked = {question.name for question in self.asked}
        return tuple(q for q in order.questions(self.page, self.seed) if q.name in asked)

    def offers(self, choice: Choice) -> bool:
        """Whether a choice is offered here."""
        return _holds(choice.relevant, self.known)

    def choices(self, question: Question) -> tuple[Choice, ...]:
        """The choices of a question that are offered, in the order shown."""
        return tuple(choice for choice in order.choices(question, self.seed) if self.offers(choice))

    def rows(self, question: Question) -> tuple[Row, ...]:
        """The rows of a grid, in the order shown."""
        return order.rows(question, self.seed)


def walk(questionnaire: Questionnaire, answers: Answers, around: Known, seed: str) -> Iterator[Step]:
    """The pages asked, in this respondent's order, as far as the answers lead.

    A single forward pass is enough, since conditions look only at earlier pages. Answers to questions that are not
    asked (any more) are not known to later conditions: they stay in the draft and are dropped at the end.
    """
    known: dict[str, Value] = dict(around)
    calculated: dict[str, Value] = {}
    held: Step | None = None
    for page in order.pages(questionnaire, seed):
        if (page.self_only and _withheld(around)) or not _holds(page.relevant, known):
            continue
        asked = _asked(page, known)
        if asked and held is not None:
            # Held back until here, since a page of calculations alone belongs to the page before it.
            yield replace(held, calculated=calculated) if calculated else held
            calculated = {}
        if page.calculations:
            worked_out = _calculated(page.calculations, known)
            calculated = {**calculated, **worked_out}
            known.update(worked_out)
        if asked:
            end = _ending(page, asked, answers) if page.endings else None
            held = Step(page, asked, dict(known), held.number + 1 if held else 1, end, seed=seed)
            for name in page.answerable if asked is page.questions else _answerable(asked):
                known[name] = seen(answers.get(name))
            if end is not None:
                break
    if held is not None:
        yield replace(held, calculated=calculated) if calculated else held


def _withheld(around: Known) -> bool:
    """Whether such a page is left out, since an enumerator sits there who must not read it out."""
    return around.get("mode") == "assisted" and around.get("hand_over") == "no_privacy"


def _asked(page: Page, known: Known) -> tuple[Question, ...]:
    """The questions of a page that are asked."""
    if not (page.conditional or page.calculations):
        return page.questions
    return tuple(q for q in page.questions if q.type != "calculate" and _holds(q.relevant, known))


def _holds(condition: Expression | None, known: Known) -> bool:
    return condition is None or holds(condition, known)


def _calculated(questions: tuple[Question, ...], known: Known) -> dict[str, Value]:
    calculated: dict[str, Value] = {}
    for question in questions:
        if question.calculation is not None and _holds(question.relevant, known):
            value = evaluate(question.calculation.tree, {**known, **calculated})
            calculated[question.name] = None if isinstance(value, bool) else value
    return calculated


def _answerable(asked: tuple[Question, ...]) -> tuple[str, ...]:
    return tuple(question.name for question in asked if question.type != "note")


def seen(value: Value) -> Value:
    """An answer as conditions see it: a missing mark counts as none."""
    return None if isinstance(value, dict) and "missing" in value else value


def _ending(page: Page, asked: tuple[Question, ...], answers: Answers) -> str | None:
    for question in asked:
        ends = page.endings.get(question.name, {})
        value = answers.get(question.name)
        picked = value if isinstance(value, list) else [value]
        for name, outcome in ends.items():
            if name in picked:
                return outcome
    return None


def kept(steps: tuple[Step, ...], answers: Answers) -> dict[str, Value]:
    """The answers of a finished interview: those on the path, null where left blank; calculations included."""
    final: dict[str, Value] = {}
    for step in steps:
        final.update(step.calculated)
        for question in step.asked:
            if question.type != "note":
                final[question.name] = answers.get(question.name)
                _keep_other(question, answers, final)
    return final


def _keep_other(question: Question, answers: Answers, final: dict[str, Value]) -> None:
    name = other_name(question)
    value = answers.get(question.name)
    picked = value if isinstance(value, list) else [value]
    if name is not None and any(choice.other and choice.name in picked for choice in question.choices):
        final[name] = answers.get(name)
