"""What the page of a brief says, in one language, before it is laid out: plain texts and nothing to decide."""

from dataclasses import dataclass

from kapbrief import message_words as words
from kapbrief.brief import Block, Brief
from kapbrief.brief_evidence import of_evidence
from kapbrief.brief_points import of_behaviour, of_promise, points
from kapbrief.brief_words import Point
from kapbrief.files import brief_file, indicators_file, messages_file
from kapbrief.message_method import message_caveats
from kapbrief.messages import Messages
from kapbrief.method import Fact, provenance
from kapbrief.texts import Said, Texts, sentence

BLOCKS = {
    Block.UNWRITTEN: sentence(
        "The study has not yet said whom this brief is for, what it promises and how it is tested."
    ),
    Block.NO_BELIEFS: sentence("The study names no belief that a message could raise."),
    Block.WITHHELD: sentence("Nothing may be shown of what goes with the outcome."),
    Block.INCOMPARABLE: sentence("What would lead, or the outcome, does not mean the same in every language."),
    Block.NO_GAIN: sentence("No belief goes with more of the outcome."),
    Block.UNSIGNED: sentence("The answers are in earnest, and a fact behind the promise is not signed off."),
}


@dataclass(frozen=True)
class BriefPage:
    """The whole page."""

    tag: str
    direction: str
    title: Said
    outcome: Said
    answers: tuple[Said, ...]
    """those that count as the outcome"""
    others: tuple[tuple[str, Said], ...]
    """the same page in the other languages: file name, the language's own name"""
    links: tuple[tuple[str, str], ...]
    """other pages in this language: file name, what it is"""
    verdict: str
    blocks: tuple[str, ...]
    """why nothing is recommended; empty where something is"""
    caveats: tuple[str, ...]
    points: tuple[Point, ...]
    provenance: tuple[Fact, ...]


def brief_page(brief: Brief, found: Messages, language: str) -> BriefPage:
    """The page of a brief in one of the release's languages."""
    texts, codebook = Texts(language), found.results.release.codebook
    others = [Texts(other) for other in found.results.languages if other != language]
    name = brief.outcome.name
    return BriefPage(
        tag=texts.tag,
        direction=texts.locale.text_direction,
        title=texts.of(codebook.title, codebook.source_language),
        outcome=words.question(name, found, texts),
        answers=words.answers(brief.outcome, found, texts),
        others=tuple((brief_file(name, other.language), Said(other.own_name, other.tag)) for other in others),
        links=(
            (messages_file(language), texts.say("Which message to test")),
            (indicators_file(language), texts.say("Results by indicator")),
        ),
        verdict=texts.say("Blocked: no recommendation") if brief.blocks else texts.say("A message to test"),
        blocks=_blocks(brief, found, texts),
        caveats=message_caveats(found, texts),
        points=_held_back(brief, found, texts) if brief.blocks else points(brief, found, texts),
        provenance=provenance(found.results, texts),
    )


def _blocks(brief: Brief, found: Messages, texts: Texts) -> tuple[str, ...]:
    told = [texts.say(BLOCKS[block]) for block in brief.blocks]
    if Block.WITHHELD in brief.blocks:
        told += [words.why_not(status, found, texts) for status in brief.statuses]
    return tuple(told)


def _held_back(brief: Brief, found: Messages, texts: Texts) -> tuple[Point, ...]:
    """What may be read of a brief that recommends nothing: what it is for, and what is to be signed off."""
    evidence = of_evidence(brief, found, texts)
    if brief.declared is None:
        return (evidence,)
    told = [of_behaviour(brief, found, texts)]
    if Block.UNSIGNED in brief.blocks:
        told.append(of_promise(brief, found, texts))
    return (*told, evidence)
