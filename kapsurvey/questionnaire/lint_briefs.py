"""Mistakes in what is said of messages: outcomes that are none, facts that no release would carry."""

from kapsurvey.questionnaire.briefs import Brief
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.source import Desk

ALL = 100
"""Percentage points."""


def lint_briefs(study: Study, desk: Desk) -> None:
    """Note every brief that is for no outcome, rests on a fact that nothing asks about or waits for too much."""
    outcomes = {one.question for one in study.plan.aims.outcomes}
    carried = {question.kap.fact for _, question in study.questionnaire.questions() if question.kap}
    for brief in study.plan.briefs:
        _lint_brief(brief, outcomes, carried, desk)


def _lint_brief(brief: Brief, outcomes: set[str], carried: set[str | None], desk: Desk) -> None:
    keys = desk.places[f"brief.{brief.outcome}"].keys
    if brief.outcome and brief.outcome not in outcomes:
        desk.wrong(keys["outcome"], f"`{brief.outcome}` is no outcome", "name a question listed under `outcomes:`")
    for item in keys["facts"].items if "facts" in keys else ():
        if item.text and item.text not in carried:
            remedy = "a promise rests on facts of this study's own questions; name one of them"
            desk.wrong(item, f"no knowledge question rests on `{item.text}`", remedy)
    if "facts" in keys and isinstance(keys["facts"].value, tuple) and not keys["facts"].items:
        desk.wrong(keys["facts"], "the promise rests on no fact", "name at least one")
    if brief.smallest_change >= ALL:
        desk.wrong(keys["smallest_change"], "no share changes by so much", "write percentage points, such as 10")
