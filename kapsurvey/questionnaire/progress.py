"""How far an interview has come: which page may be opened, which comes next, which answers still stand."""

from collections.abc import Callable, Collection, Iterable, Sequence

from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Answers
from kapsurvey.questionnaire.page_reading import standing, unfit


def reachable(steps: Sequence[Step], turned: Collection[str]) -> int:
    """Number of the furthest page that may be opened: the first that was never turned, or the last."""
    for step in steps:
        if step.page.name not in turned:
            return step.number
    return len(steps)


def following(steps: Sequence[Step], here: Step, turned: Collection[str], answers: Answers) -> int | None:
    """The next page; after the last one a page that a change further up has opened or made wrong; else None.

    ``here`` was turned. The steps may end with the first page that was not: what comes after it matters to nobody yet.
    """
    if here.number < len(steps):
        return here.number + 1
    for step in steps:
        if step.page.name not in turned or not standing(step, answers):
            return step.number
    return None


def sound(answers: Answers, walked: Callable[[Answers], Iterable[Step]]) -> Answers:
    """The answers without those that a change further up made impossible.

    Who finishes has been led back to them; who stops half-way has not, and an answer that its question cannot take
    must not reach a release. Taking one away may change the path, so this is done until nothing changes.
    """
    while lost := {name for step in walked(answers) for name in unfit(step, answers)}:
        answers = {name: value for name, value in answers.items() if name.removesuffix(".other") not in lost}
    return answers
