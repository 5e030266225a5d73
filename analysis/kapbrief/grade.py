"""How good the evidence behind a brief is, and why it is no better."""

from dataclasses import dataclass
from enum import StrEnum

from kapbrief.findings import Raise
from kapbrief.gaining import BeliefRow
from kapbrief.indicators import Results
from kapstats import Estimate

PRIVACY = "PRIVACY_FELT"
"""Indicator of people who are sure that nobody can find out how they answered."""
PRIVATE = 0.7
"""Under this share of them, practices are read with care."""
HEARD = 0.5


class Weakness(StrEnum):
    """Why evidence is low."""

    MADE_UP = "not in earnest"
    FEW_HEARD = "fewer than half were heard"
    PRIVACY_UNKNOWN = "felt privacy is unknown"
    PRIVACY_LOW = "felt privacy is low"
    NO_CLEAR_GAIN = "no leading belief is clear of zero"


@dataclass(frozen=True)
class Grade:
    """Moderate without a weakness; one wave alone never gives more."""

    weaknesses: tuple[Weakness, ...]
    heard: float
    """interviews as a share of the people who were to be asked"""
    privacy: Estimate | None

    @property
    def moderate(self) -> bool:
        return not self.weaknesses


def grade(results: Results, leading: tuple[BeliefRow, ...]) -> Grade:
    """The grade of what a brief says of these beliefs."""
    release = results.release
    heard = release.interviews / release.plan.sampling.people
    privacy = next((one.rows[0].estimate for one in results.results if one.indicator.name == PRIVACY), None)
    told = {
        Weakness.MADE_UP: not release.in_earnest,
        # Where nobody has counted the people, nobody knows that half of them were heard.
        Weakness.FEW_HEARD: not heard >= HEARD,
        Weakness.PRIVACY_UNKNOWN: privacy is None,
        Weakness.PRIVACY_LOW: privacy is not None and privacy.estimate < PRIVATE,
        Weakness.NO_CLEAR_GAIN: not any(row.told and row.told.raised is Raise.RAISE for row in leading),
    }
    return Grade(tuple(weakness for weakness, holds in told.items() if holds), heard, privacy)
