"""Which outcome an interview has, after AAPOR's groups."""

from collections.abc import Sequence

from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Answers

COMPLETE, PARTIAL, BREAK_OFF = "complete", "partial", "break_off"
AAPOR = {
    "refused": "2.1",
    "not_at_home": "2.2",
    "unable": "2.32",
    "language": "2.33",
    "other": "2.36",
    "not_found": "3",
    "ineligible": "4",
}
"""Attempts that led to no interview, by the final disposition codes of AAPOR's Standard Definitions."""
_COMPLETE_FROM, _PARTIAL_FROM = 0.8, 0.5


def outcome(steps: Sequence[Step], answers: Answers) -> str:
    """Complete from 80 % of the questions shown, partial from 50 %, else a break-off (AAPOR Standard Definitions).

    Every question on the path counts as shown, also those after the page on which somebody stopped; "don't know" and
    "prefer not to answer" are answers.
    """
    shown = [q.name for step in steps for q in step.asked if q.type != "note"]
    given = sum(answers.get(name) is not None for name in shown)
    share = given / len(shown) if shown else 1.0
    if share >= _COMPLETE_FROM:
        return COMPLETE
    return PARTIAL if share >= _PARTIAL_FROM else BREAK_OFF
