"""What is behind the messages as tables for machines; the same rows withheld as on the page for people."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from kapbrief.findings import Finding
from kapbrief.gaining import BeliefRow, OutcomeRows, Told
from kapbrief.messages import Messages
from kapbrief.norms import GapRow
from kapbrief.reaching import Audience
from kapbrief.segments import LETTERS, Segment
from kapbrief.tables import written
from kapstats import Estimate

ABOUT = ("study", "wave", "pretest", "rehearsal")
FINDINGS = (*ABOUT, "decision", "state", "conditions", "message", "avoid", "indicator", "estimate", "low", "high", "n")
GAINS = (
    *ABOUT, "outcome", "belief", "family", "provisional", "n", "share", "overall", "held", "not_held",
    "gain", "se", "low", "high", "df", "moved", "alike", "alike_low", "alike_high",
    "correlation", "correlation_low", "correlation_high", "potential", "potential_low", "potential_high",
    "odds_ratio", "odds_ratio_low", "odds_ratio_high",
    "p_value", "benjamini_hochberg", "holm", "rank", "rank_low", "rank_high", "same_rank", "first", "raise",
    "doers", "doers_holding", "nondoers", "nondoers_holding", "relative_risk", "fisher_p", "languages", "status",
)  # fmt: skip
MESSENGERS = (*ABOUT, "not_holding", "question", "choice", "label", "estimate", "se", "low", "high", "n", "status")
NORM_GAPS = (
    *ABOUT, "perceived", "actual", "perceived_share", "actual_share", "n_perceived", "n_actual", "gap", "se", "low",
    "high", "status",
)  # fmt: skip
SEGMENTS = (*ABOUT, "segment", "of", "question", "estimate", "se", "low", "high", "people")
Cells = Sequence[str | int]


def findings_table(found: Messages) -> str:
    """A line for each indicator that a decision rests on; one without, where none may be shown."""
    lines = (cells for finding in found.findings for cells in _finding(finding))
    return _table(found, FINDINGS, lines)


def gains_table(found: Messages) -> str:
    """A line for each belief beside each outcome."""
    lines = (_gain(rows, row) for rows in found.outcomes for row in rows.rows)
    return _table(found, GAINS, lines)


def messengers_table(found: Messages) -> str:
    """A line for each messenger among people who do not hold a belief."""
    source = found.results.release.codebook.source_language
    lines = (cells for audience in found.audiences for cells in _audience(audience, source))
    return _table(found, MESSENGERS, lines)


def norm_gaps_table(found: Messages) -> str:
    """A line for each norm."""
    return _table(found, NORM_GAPS, (_norm_gap(row) for row in found.norm_gaps))


def segments_table(found: Messages) -> str:
    """A line for the share of each segment, for each of its beliefs and for each outcome that may be shown."""
    rows = found.segments.rows if found.segments else ()
    return _table(found, SEGMENTS, (line for place, row in enumerate(rows) for line in _segment(LETTERS[place], row)))


def _table(found: Messages, columns: Cells, lines: Iterable[Cells]) -> str:
    release, text = found.results.release, io.StringIO(newline="")
    about = (release.study, release.wave, int(release.pretest), int(release.rehearsal))
    table = csv.writer(text)
    table.writerow(columns)
    table.writerows([*about, *cells] for cells in lines)
    return text.getvalue()


def _finding(finding: Finding) -> list[Cells]:
    one = finding.decision
    conditions = "; ".join(f"{c.indicator} {c.sign} {c.line}" for c in one.conditions)
    told = (one.id, finding.state.name.lower(), conditions, one.message, one.avoid)
    found = [(*told, name, written(e.estimate), written(e.low), written(e.high), e.n) for name, e in finding.evidence]
    return list(found) or [(*told, *[""] * 5)]


def _gain(rows: OutcomeRows, row: BeliefRow) -> Cells:
    numbers = _told(row.told) if row.told else [""] * (len(GAINS) - len(ABOUT) - 6)
    names = rows.outcome.name, row.belief.name, row.belief.role, int(row.provisional)
    return [*names, *numbers, row.meaning.value, row.status.name.lower()]


def _told(told: Told) -> Cells:
    gain, barrier, rank = told.gain, told.barrier, told.rank
    parts = (gain.share, gain.overall, gain.held, gain.not_held)
    odds = gain.odds_ratio
    ranks = (rank.rank, rank.rank_low, rank.rank_high, written(rank.same), written(rank.first)) if rank else ("",) * 5
    return [
        gain.gain.n, *(written(part.estimate) for part in parts),
        *_limits(gain.gain), written(gain.gain.df), written(gain.moved.estimate), *_interval(told.alike),
        *_interval(told.determinant.correlation), *_interval(told.determinant.potential),
        written(odds.estimate), written(odds.low), written(odds.high),
        written(gain.p_value), written(told.adjusted.benjamini_hochberg), written(told.adjusted.holm), *ranks,
        told.raised.name.lower(),
        barrier.doers, barrier.doers_giving, barrier.nondoers, barrier.nondoers_giving,
        written(barrier.relative_risk), written(barrier.p_value),
    ]  # fmt: skip


def _interval(found: Estimate | None) -> tuple[str, ...]:
    return tuple(written(number) for number in (found.estimate, found.low, found.high)) if found else ("",) * 3


def _limits(found: Estimate) -> tuple[str, ...]:
    return tuple(written(number) for number in (found.estimate, found.se, found.low, found.high))


def _audience(audience: Audience, source: str) -> list[Cells]:
    return [
        (
            audience.belief.name, audience.question, row.choice.name, row.choice.label.get(source, ""),
            *(_limits(row.share) if row.share else [written(math.nan)] * 4), row.share.n if row.share else "",
            row.status.name.lower(),
        )
        for row in audience.rows
    ]  # fmt: skip


def _norm_gap(row: GapRow) -> Cells:
    names = row.gap.perceived, row.gap.actual.name
    if row.perceived is None or row.actual is None or row.difference is None:
        return [*names, *[""] * (len(NORM_GAPS) - len(ABOUT) - 3), row.status.name.lower()]
    shares = written(row.perceived.estimate), written(row.actual.estimate)
    return [*names, *shares, row.perceived.n, row.actual.n, *_limits(row.difference), row.status.name.lower()]


def _segment(letter: str, row: Segment) -> list[Cells]:
    shown = {name: share for name, share in row.outcomes.items() if share is not None}
    return [
        [letter, "share", "", *_limits(row.share), row.people],
        *([letter, "belief", name, *_limits(share), ""] for name, share in row.holds.items()),
        *([letter, "outcome", name, *_limits(share), ""] for name, share in shown.items()),
    ]
