"""What a brief is laid out of: points, their items, and the author's own texts."""

from dataclasses import dataclass

from kapbrief import message_words as words
from kapbrief.brief import Brief
from kapbrief.messages import Messages
from kapbrief.plan import Indicator
from kapbrief.texts import Said, Texts
from kapstats import Estimate


@dataclass(frozen=True)
class Item:
    """What is said, of what, and what to keep in mind with it."""

    said: Said
    of: Said | None = None
    remark: str = ""
    answers: tuple[Said, ...] = ()
    """of a belief: those that count as holding it"""


@dataclass(frozen=True)
class Point:
    """One of the thirteen points; ``boxes``: each item is to be ticked."""

    heading: str
    items: tuple[Item, ...]
    boxes: bool = False


def item(said: str, texts: Texts, *, of: str = "", remark: str = "") -> Item:
    """An item in the report's own words."""
    return Item(Said(said, texts.tag), Said(of, texts.tag) if of else None, remark)


def authored(name: str, brief: Brief, found: Messages, texts: Texts, *, of: str = "") -> tuple[Item, ...]:
    """A text of the author's; nothing where there is no brief."""
    if brief.declared is None:
        return ()
    said = texts.of(brief.declared.said[name], found.results.release.codebook.source_language)
    return (Item(said, Said(of, texts.tag) if of else None),)


def of_belief(said: str, counted: Indicator, found: Messages, texts: Texts, *, remark: str = "") -> Item:
    """An item on a belief, with the answers that count as holding it."""
    of, answers = words.question(counted.name, found, texts), words.answers(counted, found, texts)
    return Item(Said(said, texts.tag), of, remark, answers)


def with_people(value: str, limits: str, found: Estimate, texts: Texts) -> str:
    """A number with its interval and the people behind it."""
    return texts.say("{value} ({interval}); people: {n}", value=value, interval=limits, n=texts.number(found.n))


def share(found: Estimate, texts: Texts) -> str:
    """A share with its interval and the people behind it."""
    return with_people(words.percent(found, texts), words.interval(found, texts), found, texts)
