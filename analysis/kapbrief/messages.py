"""From estimates to messages: which to test, which beliefs to raise or to leave, whom to send."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapbrief.findings import Finding, Raise, State, decisions, findings
from kapbrief.gaining import OutcomeRows, gaining
from kapbrief.indicators import Results
from kapbrief.languages import Meaning
from kapbrief.meanings import of_indicators, of_questions
from kapbrief.norms import GapRow, norm_gaps
from kapbrief.plan import Indicator
from kapbrief.reaching import Audience, reaching
from kapbrief.scales import Scale
from kapbrief.segments import Segments, segments

LEADING = 3
"""Beliefs of each outcome, the first ranked of those with a gain, whose audience is told of."""
ORDER = (State.HOLDS, State.OPEN, State.UNKNOWN, State.FAILS)


@dataclass(frozen=True, eq=False)
class Messages:
    """What may be said, and to whom; behind it the estimates of every indicator."""

    results: Results
    findings: tuple[Finding, ...]
    """those that hold first, then those that are open, unknown, and fail"""
    outcomes: tuple[OutcomeRows, ...]
    audiences: tuple[Audience, ...]
    norm_gaps: tuple[GapRow, ...]
    segments: Segments | None
    """None where the plan asks for none"""
    meanings: Mapping[str, Meaning]
    """of indicators that are scales, between languages"""

    @property
    def provisional(self) -> bool:
        """Something rests on right answers that nobody has signed off."""
        rows = (row.provisional for rows in self.outcomes for row in rows.rows)
        return any(rows) or (self.segments is not None and self.segments.provisional)


def messages(results: Results, scales: tuple[Scale, ...]) -> Messages:
    """The messages of a release, whose indicators were estimated before, and whose scales were tested.

    Indicators that may not be shown are no evidence.
    """
    everybody = {one.indicator.name: one.rows[0].estimate for one in results.results}
    shown = {name: estimate for name, estimate in everybody.items() if estimate is not None}
    found = sorted(findings(shown, decisions()), key=lambda finding: ORDER.index(finding.state))
    outcomes = gaining(results.release, of_questions(scales))
    release = results.release
    audiences = reaching(release, _leading(outcomes))
    return Messages(
        results=results,
        findings=tuple(found),
        outcomes=outcomes,
        audiences=audiences,
        norm_gaps=norm_gaps(release),
        segments=segments(release),
        meanings=of_indicators(scales),
    )


def _leading(outcomes: tuple[OutcomeRows, ...]) -> tuple[Indicator, ...]:
    """Beliefs that messages may be about: of each outcome the first ranked that gain, each once."""
    found: dict[str, Indicator] = {}
    for rows in outcomes:
        gained = [row for row in rows.ranked if row.told and row.told.raised is not Raise.DO_NOT]
        found |= {row.belief.name: row.belief for row in gained[:LEADING]}
    return tuple(found.values())
