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
class NormGap:
    """What people think that others do, beside what they say of themselves."""

    perceived: str
    """question on how many others do it"""
    shares: tuple[int, ...]
    """percent that each of its answers stands for, in the order of its choices"""
    actual: Counted
    """their own answers that count as doing it"""


@dataclass(frozen=True)
class Aims:
    """What the analysis weighs messages by."""

    outcomes: tuple[Counted, ...] = ()
    beliefs: tuple[Counted, ...] = ()
    messengers: tuple[str, ...] = ()
    """questions on whom people trust and where they hear news"""
    segments: tuple[str, ...] = ()
    """questions of beliefs by which kinds of people are told apart; none: they are not"""
    norm_gaps: tuple[NormGap, ...] = ()
    took_part: Counted | None = None
    """people who got what the study is about; those with other answers are compared with them"""

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions of which answers are counted."""
        return (*(one.question for one in (*self.outcomes, *self.beliefs)), *self.messengers)

    def of(self, asked: set[str]) -> "Aims":
        """As far as these questions were asked."""
        outcomes, beliefs = (
            tuple(one for one in counted if one.question in asked) for counted in (self.outcomes, self.beliefs)
        )
        return Aims(
            outcomes,
            beliefs,
            messengers=tuple(name for name in self.messengers if name in asked),
            segments=self.segments if asked.issuperset(self.segments) else (),
            norm_gaps=tuple(gap for gap in self.norm_gaps if asked >= {gap.perceived, gap.actual.question}),
            took_part=self.took_part if self.took_part and self.took_part.question in asked else None,
        )
