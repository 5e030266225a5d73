"""The thirteen points of a brief in words: the author's texts beside what follows from the answers."""

from dataclasses import replace

from kapbrief import message_words as words
from kapbrief.brief import Brief
from kapbrief.brief_evaluation import of_evaluation
from kapbrief.brief_evidence import of_evidence
from kapbrief.brief_words import Item, Point, authored, item, of_belief, share, with_people
from kapbrief.findings import Raise
from kapbrief.gaining import BeliefRow, Told
from kapbrief.indicators import Result
from kapbrief.messages import Messages
from kapbrief.reaching import Audience
from kapbrief.texts import Said, Texts, sentence

NO_HARM = (
    sentence("No prices of species, no places of sale, no way of hiding anything"),
    sentence("No real persons, and no picture that advertises"),
    sentence("No nationality named as the culprit"),
    sentence("Relations with the hosts have been thought of"),
)
FIRST = 3
"""Messengers and channels of each question."""


def points(brief: Brief, found: Messages, texts: Texts) -> tuple[Point, ...]:
    """All points, in their order."""

    def own(heading: str, name: str) -> Point:
        return Point(heading, authored(name, brief, found, texts))

    return (
        of_behaviour(brief, found, texts),
        _audience(brief, found, texts),
        _known(brief, found, texts),
        _lever(brief, found, texts),
        of_promise(brief, found, texts),
        own(texts.say("Tone"), "tone"),
        _messengers(brief, found, texts),
        own(texts.say("Language"), "language"),
        Point(texts.say("Do no harm"), tuple(item(texts.say(one), texts) for one in NO_HARM), boxes=True),
        own(texts.say("Call to action"), "call"),
        own(texts.say("Test"), "test"),
        of_evaluation(brief, found, texts),
        of_evidence(brief, found, texts),
    )


def of_behaviour(brief: Brief, found: Messages, texts: Texts) -> Point:
    return Point(texts.say("Behaviour"), authored("behaviour", brief, found, texts))


def of_promise(brief: Brief, found: Messages, texts: Texts) -> Point:
    """The promise, with the facts behind it and who answers for them."""
    source = found.results.release.codebook.source_language.replace("_", "-")
    facts = []
    for fact in brief.facts:
        day = fact.known.signed_off_on if fact.known else None
        remark = texts.say("Signed off on {day}", day=texts.day(day)) if day else texts.say("Not signed off")
        facts.append(Item(Said(fact.known.label if fact.known else "", source), Said(fact.name, source), remark))
    return Point(texts.say("Promise and support"), (*authored("promise", brief, found, texts), *facts))


def _audience(brief: Brief, found: Messages, texts: Texts) -> Point:
    items = [*authored("audience", brief, found, texts)]
    items += authored("not_audience", brief, found, texts, of=texts.say("Not the audience"))
    if brief.baseline:
        whole = brief.baseline
        without = replace(whole, estimate=1 - whole.estimate, low=1 - whole.high, high=1 - whole.low)
        items.append(item(share(without, texts), texts, of=texts.say("Without the outcome so far")))
    return Point(texts.say("Audience"), tuple(items))


def _known(brief: Brief, found: Messages, texts: Texts) -> Point:
    items = [_indicator(one, found, texts) for one in brief.indicators]
    if brief.withheld:
        items.append(item(texts.number(brief.withheld), texts, of=texts.say("Unknown: beliefs without numbers")))
    days = found.results.release.days
    span = "\N{EN DASH}".join(texts.day(day) for day in sorted({min(days), max(days)})) if days else ""
    return Point(
        texts.say("What they know, think and fear"), (*items, item(span, texts, of=texts.say("Days of interviews")))
    )


def _indicator(one: Result, found: Messages, texts: Texts) -> Item:
    label = texts.of(one.indicator.label, found.results.release.codebook.source_language)
    row = one.rows[0]
    remark = texts.say("Provisional: key not signed off") if one.provisional and row.estimate else ""
    if row.estimate is None:
        return Item(Said(words.why_not(row.status, found, texts), texts.tag), label)
    if one.indicator.kind != "index":
        return Item(Said(share(row.estimate, texts), texts.tag), label, remark)
    value, low, high = (
        texts.number(number, 2) for number in (row.estimate.estimate, row.estimate.low, row.estimate.high)
    )
    return Item(Said(with_people(value, texts.range(low, high), row.estimate, texts), texts.tag), label, remark)


def _lever(brief: Brief, found: Messages, texts: Texts) -> Point:
    items = []
    for finding in brief.findings:
        card = words.card(finding, found, texts)
        items.append(item(card.message, texts, of=card.state))
        items.append(item(f"{texts.say('Do not:')} {card.avoid}", texts))
    items += [_belief(row, row.told, texts.say("Raise"), found, texts) for row in brief.leading if row.told]
    items += [_belief(row, row.told, texts.say("Do not raise"), found, texts) for row in brief.left if row.told]
    return Point(texts.say("Barrier and lever"), tuple(items))


def _belief(row: BeliefRow, told: Told, what: str, found: Messages, texts: Texts) -> Item:
    gain = told.gain.gain
    number = with_people(words.points(gain, texts), words.points_interval(gain, texts), gain, texts)
    remarks = [texts.say("Not clear of zero")] if told.raised is Raise.OPEN else []
    remarks += words.remarks(row, texts)
    said = texts.say("{what}: percentage to gain {number}", what=what, number=number)
    return of_belief(said, row.belief, found, texts, remark=" · ".join(remarks))


def _messengers(brief: Brief, found: Messages, texts: Texts) -> Point:
    items = [entry for one in brief.audiences for entry in _choices(one, found, texts)]
    if brief.leading:
        asked = texts.say("Asked of people who do not hold the leading belief")
        items.insert(0, of_belief(asked, brief.leading[0].belief, found, texts))
    timing = authored("timing", brief, found, texts, of=texts.say("Timing"))
    return Point(texts.say("Messenger and channel"), (*items, *timing))


def _choices(audience: Audience, found: Messages, texts: Texts) -> list[Item]:
    """The first choices of one question."""
    source = found.results.release.codebook.source_language
    shown = [(row.choice, row.share) for row in audience.rows if row.share][:FIRST]
    if not shown:
        nothing = texts.say("No choice can be shown here.")
        return [Item(Said(nothing, texts.tag), words.question(audience.question, found, texts))]
    return [Item(Said(share(one, texts), texts.tag), texts.of(choice.label, source)) for choice, one in shown]
