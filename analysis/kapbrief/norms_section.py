"""What people think of others beside what they do, as tables in one language."""

from kapbrief import message_words as words
from kapbrief.message_blocks import Block, Line, Section
from kapbrief.messages import Messages
from kapbrief.norms import GapRow
from kapbrief.texts import Said, Texts
from kapstats import Estimate


def norm_section(found: Messages, texts: Texts) -> Section:
    """A table for each norm of the plan."""
    blocks = (_block(place, row, found, texts) for place, row in enumerate(found.norm_gaps, start=1))
    return Section(texts.say("What people think of others, and what they do"), _method(texts), tuple(blocks))


def _method(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say(
            "Perceived less actual, each among those who answered its question. Where people think more of the others "
            "do it than say so of themselves, the real share may be a message; but only if other evidence agrees with "
            "it, since people may keep silent about themselves."
        ),
    )


def _block(place: int, row: GapRow, found: Messages, texts: Texts) -> Block:
    actual = row.gap.actual
    columns = (texts.say("Share"), texts.say("Estimate"), texts.say("Interval (95%)"), texts.say("People"))
    return Block(
        id=f"norm-{place}",
        of=words.question(row.gap.perceived, found, texts),
        lead=texts.say("Beside:"),
        answers=(words.question(actual.name, found, texts), *words.answers(actual, found, texts)),
        columns=columns,
        lines=_lines(row, found, texts),
        nothing=texts.say("This gap cannot be shown here."),
    )


def _lines(row: GapRow, found: Messages, texts: Texts) -> tuple[Line, ...]:
    difference = texts.say("Perceived less actual, in percentage points")
    if row.perceived is None or row.actual is None or row.difference is None:
        why_not = words.why_not(row.status, found, texts)
        return (Line(Said(difference, texts.tag), (), "", (), why_not),)
    gap = words.points(row.difference, texts), words.points_interval(row.difference, texts)
    return (
        _line(texts.say("Of the others, as people think"), _share(row.perceived, texts), row.perceived, texts),
        _line(texts.say("Of themselves, as they say"), _share(row.actual, texts), row.actual, texts),
        _line(difference, gap, row.difference, texts),
    )


def _share(found: Estimate, texts: Texts) -> tuple[str, str]:
    return words.percent(found, texts), words.interval(found, texts)


def _line(of: str, numbers: tuple[str, str], found: Estimate, texts: Texts) -> Line:
    return Line(Said(of, texts.tag), (), "", (*numbers, texts.number(found.n)), "")
