"""Kinds of people who hold beliefs alike, as a table in one language: a column for each kind."""

from kapbrief import message_words as words
from kapbrief.message_blocks import Block, Line, Section
from kapbrief.messages import Messages
from kapbrief.segments import LEAST, LETTERS, Segment, Segments
from kapbrief.texts import Said, Texts
from kapstats import Estimate


def segments_section(found: Messages, texts: Texts) -> Section:
    """One table, or why there is none; nothing where the plan asks for no segments."""
    heading = texts.say("Kinds of people to speak to")
    if found.segments is None:
        return Section(heading, (), ())
    return Section(heading, _method(found.segments, texts), (_block(found.segments, found, texts),))


def _method(of: Segments, texts: Texts) -> tuple[str, ...]:
    told = texts.say(
        "Latent classes of the beliefs that the plan names, weighted (pseudo-likelihood): as many as Bayes's "
        "information criterion asks for, each of at least {least} people. Intervals by a jackknife.",
        least=texts.number(LEAST),
    )
    if not of.rows:
        return (told,)
    return (
        told,
        texts.say(
            "Nobody's segment is certain (entropy {entropy}; 1 would be certain): describe segments by what they "
            "believe, and never sort people into them.",
            entropy=texts.number(of.entropy, 2),
        ),
        texts.say("The outcome is told of people by the segment that they most likely belong to."),
    )


def _block(of: Segments, found: Messages, texts: Texts) -> Block:
    columns = (texts.say("Segment"), *(texts.say("Segment {letter}", letter=LETTERS[n]) for n in range(len(of.rows))))
    beliefs = tuple(words.question(one.name, found, texts) for one in of.beliefs)
    told = texts.say("Of each segment, how many hold the belief or have the outcome, with the interval (95%).")
    return Block(
        id="segments",
        of=Said(texts.say("Segments by what they believe"), texts.tag),
        lead=told if of.rows else texts.say("Beliefs that were looked at:"),
        answers=() if of.rows else beliefs,
        columns=columns,
        lines=_lines(of, found, texts) if of.rows else (),
        nothing=texts.say("These beliefs tell no kinds of people apart: speak to everybody alike."),
    )


def _lines(of: Segments, found: Messages, texts: Texts) -> tuple[Line, ...]:
    def line(label: str, numbers: tuple[str, ...]) -> Line:
        return Line(Said(label, texts.tag), (), "", numbers, "")

    return (
        line(texts.say("Share of everybody"), tuple(_share(row.share, texts) for row in of.rows)),
        line(texts.say("People, by their most likely segment"), tuple(texts.number(row.people) for row in of.rows)),
        *(
            Line(
                words.question(one.name, found, texts), words.answers(one, found, texts), "",
                tuple(_share(row.holds[one.name], texts) for row in of.rows), "",
            )
            for one in of.beliefs
        ),
        *(
            Line(
                words.question(one.name, found, texts),
                (Said(texts.say("Outcome"), texts.tag), *words.answers(one, found, texts)), "",
                tuple(_outcome(row, one.name, texts) for row in of.rows), "",
            )
            for one in of.outcomes
        ),
    )  # fmt: skip


def _outcome(row: Segment, name: str, texts: Texts) -> str:
    found = row.outcomes[name]
    return texts.say("withheld") if found is None else _share(found, texts)


def _share(found: Estimate, texts: Texts) -> str:
    return f"{words.percent(found, texts)} ({words.interval(found, texts)})"
