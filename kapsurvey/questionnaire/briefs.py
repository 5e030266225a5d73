"""What a study's author says beforehand of the message that should bring an outcome about."""

from dataclasses import dataclass
from datetime import date

SAID = (
    *("behaviour", "audience", "not_audience"),
    *("promise", "tone", "timing", "language", "call", "test"),
)
"""Its texts, in the order of a brief; each is translated."""


@dataclass(frozen=True)
class Brief:
    """One brief as far as no answer tells it."""

    outcome: str
    """the question of the outcome that it is for"""
    behaviour: str
    audience: str
    not_audience: str
    promise: str
    tone: str
    timing: str
    language: str
    call: str
    test: str
    facts: tuple[str, ...]
    """what the promise rests on"""
    smallest_change: int
    """percentage points of the outcome; less would not matter"""
    next_wave: date | None = None

    @property
    def sentences(self) -> dict[str, str]:
        """Each text by its id in the translations."""
        return {self.key(name): getattr(self, name) for name in SAID}

    def key(self, name: str) -> str:
        """The id of one of the texts."""
        return f"brief.{self.outcome}.{name}"
