"""How the next wave will tell whether a message did anything, and what would show that its brief was wrong."""

from kapbrief import message_words as words
from kapbrief.brief import Brief
from kapbrief.brief_words import Item, Point, item, of_belief, share
from kapbrief.messages import Messages
from kapbrief.next_wave import NextWave
from kapbrief.texts import UNDEFINED, Said, Texts

POINTS = 100


def of_evaluation(brief: Brief, found: Messages, texts: Texts) -> Point:
    """The twelfth point."""
    items = []
    if brief.baseline:
        items.append(item(share(brief.baseline, texts), texts, of=texts.say("Outcome in this wave")))
    if brief.declared:
        change, day = brief.declared.smallest_change, brief.declared.next_wave
        n = round(POINTS * change)
        said = texts.plural("{n} percentage point", "{n} percentage points", n, n=texts.number(n))
        items.append(item(said, texts, of=texts.say("Smallest change that matters")))
        items.append(item(texts.day(day) if day else UNDEFINED, texts, of=texts.say("Day of the next wave")))
        items.append(item(_size(brief.next_wave, found, texts), texts, of=texts.say("Interviews in the next wave")))
    alone = texts.say("Without a comparison group it will tell a change, and not what brought it.")
    return Point(texts.say("Evaluation"), (*items, item(alone, texts), *_wrong(brief, found, texts)))


def _size(wave: NextWave | None, found: Messages, texts: Texts) -> str:
    if wave is None:
        return texts.say("None would do: the outcome cannot rise by so much.")
    n, answering = texts.number(wave.size.invited), texts.number(wave.size.n)
    if wave.possible:
        return texts.say(
            "{n}, of them {answering} with an answer on the outcome (power 80%, level 95%)", n=n, answering=answering
        )
    people = texts.number(found.results.release.plan.sampling.people)
    more = texts.say("{n} would be needed, more than the {people} people there are.", n=n, people=people)
    if wave.tellable is None:
        return more
    points = round(POINTS * wave.tellable)
    told = texts.plural(
        "If everybody answers, a change of {points} point can be told.",
        "If everybody answers, a change of {points} points can be told.",
        points,
        points=texts.number(points),
    )
    return f"{more} {told}"


def _wrong(brief: Brief, found: Messages, texts: Texts) -> list[Item]:
    """What would make us stop."""
    stop = texts.say("Wrong if its gain is at or below zero in the next wave")
    items = [of_belief(stop, row.belief, found, texts) for row in brief.leading]
    for finding in brief.findings:
        for one in words.card(finding, found, texts).evidence:
            said = texts.say("Wrong if it crosses its line: {stands}", stands=one.stands)
            items.append(Item(Said(said, texts.tag), one.label))
    return items
