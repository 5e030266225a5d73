"""One brief: what follows from the answers for the message of one outcome, or why it is held back."""

import math
from dataclasses import dataclass
from enum import StrEnum

from kapbrief.codebook import KnownFact
from kapbrief.declared import Declared
from kapbrief.disclosure import Status
from kapbrief.findings import Finding, Raise, State
from kapbrief.gaining import BeliefRow, OutcomeRows
from kapbrief.grade import Grade, grade
from kapbrief.indicators import Result, Results
from kapbrief.messages import LEADING, Messages
from kapbrief.next_wave import NextWave, next_wave
from kapbrief.plan import Indicator
from kapbrief.reaching import Audience
from kapstats import Estimate

MOST = 5
"""Indicators on one brief."""


class Block(StrEnum):
    """Why a brief recommends nothing."""

    UNWRITTEN = "the study says nothing of it"
    NO_BELIEFS = "the plan has no belief beside the outcome"
    WITHHELD = "no belief may be shown beside the outcome"
    INCOMPARABLE = "the leading belief, or the outcome, does not mean the same in every language"
    NO_GAIN = "no belief goes with more of the outcome"
    UNSIGNED = "a fact behind the promise is not signed off"


@dataclass(frozen=True)
class Fact:
    """A fact behind the promise; nothing is known of one that the questionnaire of the wave did not rest on."""

    name: str
    known: KnownFact | None

    @property
    def signed_off(self) -> bool:
        return self.known is not None and self.known.signed_off_on is not None


@dataclass(frozen=True, eq=False)
class Brief:
    """What one page says of one outcome, before it is put into words."""

    outcome: Indicator
    declared: Declared | None
    blocks: tuple[Block, ...]
    statuses: tuple[Status, ...]
    """why beliefs are withheld, each reason once"""
    baseline: Estimate | None
    leading: tuple[BeliefRow, ...]
    """the first ranked with a gain; the first of them is the leading belief"""
    left: tuple[BeliefRow, ...]
    """not to be raised"""
    withheld: int
    """beliefs of which nothing may be told"""
    indicators: tuple[Result, ...]
    findings: tuple[Finding, ...]
    """those that hold"""
    audiences: tuple[Audience, ...]
    """people who do not hold the leading belief"""
    facts: tuple[Fact, ...]
    next_wave: NextWave | None
    grade: Grade


def briefs(found: Messages) -> tuple[Brief, ...]:
    """A brief for every outcome of the plan."""
    return tuple(_brief(rows, found) for rows in found.outcomes)


def _brief(rows: OutcomeRows, found: Messages) -> Brief:
    results = found.results
    declared = results.release.plan.briefs.get(rows.outcome.name)
    told = [row for row in rows.ranked if row.told and row.told.raised is not Raise.DO_NOT]
    leading = tuple(told[:LEADING])
    facts = _facts(declared, results)
    baseline = _baseline(rows)
    held = tuple(one for one in found.findings if one.state is State.HOLDS)
    return Brief(
        outcome=rows.outcome,
        declared=declared,
        blocks=_blocks(rows, leading, declared, facts, results),
        statuses=tuple(dict.fromkeys(row.status for row in rows.rows if row.told is None)),
        baseline=baseline,
        leading=leading,
        left=tuple(row for row in rows.rows if row.told and row.told.raised is Raise.DO_NOT),
        withheld=sum(row.told is None for row in rows.rows),
        indicators=_indicators(held, leading, results),
        findings=held,
        audiences=tuple(one for one in found.audiences if leading and one.belief.name == leading[0].belief.name),
        facts=facts,
        next_wave=_next_wave(baseline, declared, results),
        grade=grade(results, leading),
    )


def _baseline(rows: OutcomeRows) -> Estimate | None:
    """The share with the outcome, as it stands beside the first belief that is told of: no further number is given."""
    return next((row.told.gain.overall for row in rows.rows if row.told), None)


def _facts(declared: Declared | None, results: Results) -> tuple[Fact, ...]:
    known = results.release.codebook.facts
    return tuple(Fact(name, known.get(name)) for name in declared.facts) if declared else ()


def _blocks(
    rows: OutcomeRows,
    leading: tuple[BeliefRow, ...],
    declared: Declared | None,
    facts: tuple[Fact, ...],
    results: Results,
) -> tuple[Block, ...]:
    told = any(row.told for row in rows.rows)
    unsigned = results.release.in_earnest and not all(fact.signed_off for fact in facts)
    holds = {
        Block.UNWRITTEN: declared is None,
        Block.NO_BELIEFS: not rows.rows,
        Block.WITHHELD: bool(rows.rows) and not told,
        Block.INCOMPARABLE: _leads_apart(rows, leading),
        Block.NO_GAIN: told and not leading and not rows.apart,
        Block.UNSIGNED: unsigned,
    }
    return tuple(block for block, blocked in holds.items() if blocked)


def _leads_apart(rows: OutcomeRows, leading: tuple[BeliefRow, ...]) -> bool:
    """Whether a belief would lead that does not mean the same in every language: others are no better for it."""
    apart, others = ([row.told.gain.gain.low for row in some if row.told] for some in (rows.apart, leading))
    return bool(apart) and apart[0] >= max(others, default=-math.inf)


def _indicators(
    held: tuple[Finding, ...], leading: tuple[BeliefRow, ...], results: Results
) -> tuple[Result, ...]:  # fmt: skip
    """Those that findings rest on, then those with a leading belief among their questions."""
    by_name = {one.indicator.name: one for one in results.results}
    names = [name for finding in held for name, _ in finding.evidence]
    beliefs = {row.belief.name for row in leading}
    names += [name for name, one in by_name.items() if beliefs & set(one.indicator.questions)]
    return tuple(by_name[name] for name in dict.fromkeys(names) if name in by_name)[:MOST]


def _next_wave(baseline: Estimate | None, declared: Declared | None, results: Results) -> NextWave | None:
    if baseline is None or declared is None or results.weighted is None:
        return None
    release = results.release
    return next_wave(
        baseline,
        declared.smallest_change,
        interviews=release.interviews,
        population=release.plan.sampling.population or math.inf,
        kish=results.weighted.design.lineage[-1].kish,
    )
