"""What a message may be about: outcomes it should bring, beliefs it could raise, whom people would hear it from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """Answers to one question that count; without ``codes`` it is right answers that do."""

    question: str
    codes: tuple[int, ...] = ()
    among: tuple[int, ...] = ()
    """of an outcome: only people with one of these are looked at"""
    family: str = ""
    """of a belief: its tests are corrected together with those of the same family"""


@dataclass(frozen=True)
class Aims:
    """What the analysis weighs messages by."""

    outcomes: tuple[Counted, ...] = ()
    beliefs: tuple[Counted, ...] = ()
    messengers: tuple[str, ...] = ()
    """questions on whom people trust and where they hear news"""

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions that are needed."""
        return (*(one.question for one in (*self.outcomes, *self.beliefs)), *self.messengers)

    def of(self, asked: set[str]) -> "Aims":
        """As far as these questions were asked."""
        outcomes, beliefs = (
            tuple(one for one in counted if one.question in asked) for counted in (self.outcomes, self.beliefs)
        )
        return Aims(outcomes, beliefs, tuple(name for name in self.messengers if name in asked))
