"""The maps of the page of messages: one for each outcome."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from kapbrief import message_words as words
from kapbrief.charts.about import frame
from kapbrief.charts.belief_map import Belief, belief_map
from kapbrief.charts.marks import Chart
from kapbrief.findings import Raise
from kapbrief.gaining import BeliefRow, OutcomeRows, Told
from kapbrief.languages import Meaning
from kapbrief.messages import Messages
from kapbrief.texts import Said, Texts


@dataclass(frozen=True)
class Map:
    """The beliefs beside one outcome: a page lists them as its own text, a file inside the chart."""

    inside: Chart
    alone: Chart
    beliefs: tuple[Belief, ...]


def message_charts(found: Messages, texts: Texts) -> dict[str, Map]:
    """By the place of the outcome on the page; none where no belief of it may be shown."""
    maps = {}
    for place, rows in enumerate(found.outcomes, start=1):
        beliefs = tuple(_belief(row, told, found, texts) for row, told in sorted(_shown(rows), key=_lower))
        if beliefs:
            maps[f"gain-{place}"] = _map(rows, beliefs, found, texts)
    return maps


def _shown(rows: OutcomeRows) -> Iterator[tuple[BeliefRow, Told]]:
    """What the page tells too; a belief that does not mean the same in every language has no place beside others."""
    for row in rows.rows:
        comparable = row.meaning is not Meaning.DIFFERS
        if row.told and comparable and math.isfinite(row.told.gain.gain.low):
            yield row, row.told


def _lower(pair: tuple[BeliefRow, Told]) -> float:
    return -pair[1].gain.gain.low


def _belief(row: BeliefRow, told: Told, found: Messages, texts: Texts) -> Belief:
    gain, answers = told.gain.gain, words.answers(row.belief, found, texts)
    counted = " · ".join(answer.text for answer in answers)
    remark = f" ({texts.say('Provisional: key not signed off')})" if row.provisional else ""
    return Belief(
        of=words.question(row.belief.name, found, texts),
        answers=Said(counted + remark, answers[0].tag if answers else texts.tag),
        share=told.gain.share.estimate,
        gain=100 * gain.estimate,
        low=100 * gain.low,
        high=100 * gain.high,
        raised=told.raised,
    )


def _map(rows: OutcomeRows, beliefs: tuple[Belief, ...], found: Messages, texts: Texts) -> Map:
    outcome = words.question(rows.outcome.name, found, texts).text
    counted = " · ".join(answer.text for answer in words.answers(rows.outcome, found, texts))
    raised = [belief.of.text for belief in beliefs if belief.raised is Raise.RAISE]
    summary = texts.say(
        "Each belief by the share who hold it, and by its percentage to gain with an interval. Above zero with their "
        "whole interval: {beliefs}. The tables below hold all numbers.",
        beliefs="; ".join(raised) or texts.say("none"),
    )
    around = frame(
        found.results.release,
        f"beliefs-{rows.outcome.name}",
        texts.say("What goes with the outcome: {question}", question=outcome),
        summary,
        texts,
        texts.say("Outcome: {answers}.", answers=counted),
        texts.say("What goes together is not what causes: test a message before it is used."),
    )
    inside, alone = (belief_map(around, beliefs, texts, listed=listed) for listed in (False, True))
    return Map(inside, alone, beliefs)
