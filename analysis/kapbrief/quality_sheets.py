"""What is told of the answers themselves: unanswered questions, durations, careless interviews, privacy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kapbrief.careless import Flagged, effects, fast, lines, marks, repeated
from kapbrief.counts import shown_counts
from kapbrief.durations import Duration, durations
from kapbrief.flagged_sheet import flagged_sheet
from kapbrief.grade import PRIVACY
from kapbrief.indicators import Results
from kapbrief.quality import InterviewerEffect
from kapbrief.sheets import Figure, Row, Section, Sheet, count, decimal, estimate, share, withheld
from kapbrief.tables import written
from kapbrief.texts import Said, Texts, sentence
from kapbrief.unanswered import Unanswered, unanswered
from kapbrief.without_flagged import Comparison, without_flagged

MODES = {
    "self": sentence("Answered alone"),
    "assisted": sentence("Asked by an enumerator"),
    "paper": sentence("On paper"),
}
HAND_OVERS = {
    "self": sentence("Answered the hidden part alone"),
    "no_privacy": sentence("Hidden part left out: no privacy"),
}


@dataclass(frozen=True, eq=False)
class Quality:
    """Everything that is told, counted once for all languages."""

    unanswered: tuple[Unanswered, ...]
    durations: tuple[Duration, ...]
    fast: Flagged
    lines: Mapping[str, Flagged]
    same: Flagged
    near: Flagged
    effects: Mapping[str, InterviewerEffect | None]
    without_flagged: Comparison


def quality(results: Results) -> Quality:
    """What is told of a release."""
    release = results.release
    marked = marks(release)
    same, near = repeated(release, marked)
    return Quality(
        unanswered=unanswered(release),
        durations=durations(release),
        fast=fast(release, marked),
        lines=lines(release, marked),
        same=same,
        near=near,
        effects=effects(results),
        without_flagged=without_flagged(results, marked),
    )


def quality_section(results: Results, found: Quality, texts: Texts) -> Section:
    """Tables of what is flagged; nothing is dropped for it."""
    sheets = (
        _unanswered(results, found, texts),
        _durations(found, texts),
        _flags(results, found, texts),
        flagged_sheet(results.release, found.without_flagged, texts),
        _effects(results, found, texts),
        _privacy(results, texts),
        _felt(results, texts),
    )
    remark = texts.say(
        "Interviews are flagged, never dropped: every result counts them all. Counts of people are not weighted."
    )
    return Section(texts.say("Quality of the answers"), sheets, (remark,))


def _sheet(
    code: str, heading: str, columns: tuple[tuple[str, str], ...], rows: list[Row], texts: Texts, *, beside: str = ""
) -> Sheet:
    """A table; in words where it has no row."""
    said = Said(heading, texts.tag)
    if not rows:
        return Sheet(code, said, (), (), remarks=(texts.say("None."),))
    return Sheet(code, said, columns, tuple(rows), beside=frozenset({beside}))


def _unanswered(results: Results, found: Quality, texts: Texts) -> Sheet:
    columns = (
        ("asked", texts.say("Asked")),
        ("without", texts.say("No answer")),
        ("dk", texts.say("“Don't know”")),
        ("refuse", texts.say("Preferred not to answer")),
        ("blank", texts.say("Left blank")),
    )
    source = results.release.codebook.source_language
    rows = [
        Row(
            one.question,
            texts.of(one.label, source),
            (_number(one.asked, texts), *(_part(n, one.asked, texts) for n in (one.without, *one.counts))),
        )
        for one in found.unanswered
    ]
    sheet = _sheet(
        "unanswered", texts.say("Questions that somebody did not answer"), columns, rows, texts, beside="asked"
    )
    remark = texts.say(
        "How many people gave no answer to a question may follow from the numbers of people on other pages, also where "
        "it is withheld here. How many of them did not know, preferred not to answer or left it blank does not follow "
        "where they are few."
    )
    return replace(sheet, remarks=(remark,)) if rows else sheet


def _durations(found: Quality, texts: Texts) -> Sheet:
    columns = (
        ("n", texts.say("People")),
        ("median", texts.say("Minutes (median)")),
        ("quartiles", texts.say("Middle half")),
    )
    rows = []
    for one in found.durations:
        name = f"{one.by}.{one.level}".rstrip(".")
        rows.append(Row(name, _level(one, texts), (_number(one.n, texts), *_minutes(one, texts))))
    return _sheet("durations", texts.say("How long it took"), columns, rows, texts)


def _level(one: Duration, texts: Texts) -> Said:
    if one.by == "language":
        language = Texts(one.level)
        return Said(language.own_name, language.tag)
    if one.by == "mode" and one.level in MODES:
        return Said(texts.say(MODES[one.level]), texts.tag)
    return Said(one.level or texts.say("Everybody"), texts.tag)


def _minutes(one: Duration, texts: Texts) -> tuple[Figure, Figure]:
    if one.quartiles is None:
        return withheld(texts), withheld(texts)
    low, middle, high = (round(number, 1) for number in one.quartiles)
    said = texts.range(texts.number(low, 1), texts.number(high, 1))
    return decimal(middle, 1, texts), Figure(said, "", written(low), written(high))


def _flags(results: Results, found: Quality, texts: Texts) -> Sheet:
    source, said = results.release.codebook.source_language, [
        ("fast", Said(texts.say("Took less than a third of the usual time"), texts.tag), found.fast),
        ("same", Said(texts.say("All answers as in another interview"), texts.tag), found.same),
        ("near", Said(texts.say("At least 85% of answers as in another interview"), texts.tag), found.near),
    ]  # fmt: skip
    labels = {one.name: texts.of(one.label, source).text for one in results.release.plan.indicators}
    for name, flagged in found.lines.items():
        heading = texts.say("The same answer all through: {indicator}", indicator=labels[name])
        said.append((f"line.{name}", Said(heading, texts.tag), flagged))
    rows = [Row(code, label, (_part(one.flagged, one.of, texts), _number(one.of, texts))) for code, label, one in said]
    columns = (("flagged", texts.say("Flagged")), ("of", texts.say("Of people")))
    return _sheet("flags", texts.say("Hurried, repeated and uniform answers"), columns, rows, texts, beside="of")


def _effects(results: Results, found: Quality, texts: Texts) -> Sheet:
    columns = (("icc", texts.say("Likeness within an enumerator")), ("deff", texts.say("Design effect")))
    source = results.release.codebook.source_language
    labels = {one.name: one.label for one in results.release.plan.indicators}
    rows = [
        Row(name, texts.of(labels[name], source), _effect(one, texts)) for name, one in found.effects.items() if one
    ]
    return _sheet("enumerators", texts.say("Effect of enumerators"), columns, rows, texts)


def _effect(one: InterviewerEffect, texts: Texts) -> tuple[Figure, Figure]:
    value, low, high = (texts.number(number, 2) for number in (one.icc, one.low, one.high))
    icc = Figure(f"{value} ({texts.range(low, high)})", written(one.icc), written(one.low), written(one.high))
    return icc, decimal(one.deff, 2, texts)


def _privacy(results: Results, texts: Texts) -> Sheet:
    release = results.release
    counts = {name: release.hand_overs.count(name) for name in ("", *HAND_OVERS)}
    told = shown_counts(counts, release.interviews, release.plan.smallest_cell)
    rows = [
        Row(name, Said(texts.say(said), texts.tag), (_number(told[name], texts),))
        for name, said in HAND_OVERS.items()
        if told[name] != 0
    ]
    return _sheet("hand_over", texts.say("Privacy with an enumerator"), (("n", texts.say("People")),), rows, texts)


def _felt(results: Results, texts: Texts) -> Sheet:
    """As it stands on the page of indicators."""
    columns = (("estimate", texts.say("Estimate and interval (95%)")),)
    source = results.release.codebook.source_language
    rows = []
    for one in results.results:
        if one.indicator.name == PRIVACY:
            found = one.rows[0].estimate
            figure = withheld(texts) if found is None else estimate(found, texts, as_share=True)
            rows.append(Row(PRIVACY, texts.of(one.indicator.label, source), (figure,)))
    return _sheet("felt_privacy", texts.say("Felt privacy"), columns, rows, texts)


def _number(n: int | None, texts: Texts) -> Figure:
    return withheld(texts) if n is None else count(n, texts)


def _part(n: int | None, of: int | None, texts: Texts) -> Figure:
    """A number of people, with its share of those it is out of."""
    if n is None:
        return withheld(texts)
    if not of:
        return count(n, texts)
    part = share(n / of, of, texts)
    return Figure(f"{texts.number(n)} ({part.said})", written(n))
