"""What the page of messages says, in one language, before it is laid out: plain texts and nothing to decide."""

from dataclasses import dataclass

from kapbrief import message_words as words
from kapbrief.files import brief_file, indicators_file, messages_file, quality_file
from kapbrief.findings import Raise
from kapbrief.gaining import BeliefRow, OutcomeRows, Told
from kapbrief.message_blocks import Block, Line, Section
from kapbrief.message_method import message_caveats, of_doers, of_findings, of_gains, of_leaving, of_messengers
from kapbrief.messages import Messages
from kapbrief.method import Fact, provenance
from kapbrief.norms_section import norm_section
from kapbrief.page import OTHER_ROLE, ROLES
from kapbrief.reaching import Audience
from kapbrief.segments_section import segments_section
from kapbrief.texts import UNDEFINED, Said, Texts


@dataclass(frozen=True)
class MessagesPage:
    """The whole page."""

    tag: str
    direction: str
    title: Said
    others: tuple[tuple[str, Said], ...]
    """the same page in the other languages: file name, the language's own name"""
    indicators: str
    """the page of the indicators in this language"""
    quality: str
    """the page on scales, quality and response in it"""
    briefs: tuple[tuple[str, Said], ...]
    """file and outcome of each brief in this language"""
    caveats: tuple[str, ...]
    cards: tuple[words.Card, ...]
    cards_method: tuple[str, ...]
    sections: tuple[Section, ...]
    provenance: tuple[Fact, ...]


def messages_page(found: Messages, language: str) -> MessagesPage:
    """The page in one of the release's languages."""
    texts, codebook = Texts(language), found.results.release.codebook
    others = [Texts(other) for other in found.results.languages if other != language]
    sections = (
        _ranking(found, texts),
        _leaving(found, texts),
        norm_section(found, texts),
        segments_section(found, texts),
        _messengers(found, texts),
        _doers(found, texts),
    )
    return MessagesPage(
        tag=texts.tag,
        direction=texts.locale.text_direction,
        title=texts.of(codebook.title, codebook.source_language),
        others=tuple((messages_file(other.language), Said(other.own_name, other.tag)) for other in others),
        indicators=indicators_file(language),
        quality=quality_file(language),
        briefs=tuple(
            (brief_file(one.outcome.name, language), words.question(one.outcome.name, found, texts))
            for one in found.outcomes
        ),
        caveats=message_caveats(found, texts),
        cards=tuple(words.card(finding, found, texts) for finding in found.findings),
        cards_method=of_findings(texts),
        sections=tuple(section for section in sections if section.blocks),
        provenance=provenance(found.results, texts),
    )


def _ranking(found: Messages, texts: Texts) -> Section:
    blocks = []
    for place, rows in enumerate(found.outcomes, start=1):
        raised = [row for row in rows.ranked if row.told and row.told.raised is not Raise.DO_NOT]
        withheld = [row for row in rows.rows if row.told is None]
        unranked = texts.say("Not ranked: not comparable between languages")
        apart = [_belief(row, (), unranked, found, texts) for row in rows.apart]
        lines = (*(_gain(row, found, texts) for row in (*raised, *withheld)), *apart)
        blocks.append(_outcome(f"gain-{place}", rows, found, texts, _gain_columns(texts), lines))
    return Section(texts.say("What goes with the outcome: beliefs to raise"), of_gains(found, texts), tuple(blocks))


def _leaving(found: Messages, texts: Texts) -> Section:
    blocks = []
    for place, rows in enumerate(found.outcomes, start=1):
        left = [row for row in rows.rows if row.told and row.told.raised is Raise.DO_NOT]
        lines = tuple(_gain(row, found, texts) for row in left)
        blocks.append(_outcome(f"leave-{place}", rows, found, texts, _gain_columns(texts), lines))
    return Section(texts.say("Do not raise"), of_leaving(texts), tuple(blocks))


def _doers(found: Messages, texts: Texts) -> Section:
    columns = (
        texts.say("Belief"),
        texts.say("Hold it, with the outcome"),
        texts.say("Hold it, without the outcome"),
        texts.say("Times as often"),
        texts.say("Fisher's p-value"),
        texts.say("People"),
    )
    blocks = []
    for place, rows in enumerate(found.outcomes, start=1):
        lines = tuple(_doer(row, row.told, found, texts) for row in rows.rows if row.told)
        blocks.append(_outcome(f"doers-{place}", rows, found, texts, columns, lines))
    return Section(texts.say("People with the outcome beside people without it"), of_doers(texts), tuple(blocks))


def _messengers(found: Messages, texts: Texts) -> Section:
    columns = (texts.say("Choice"), texts.say("Estimate"), texts.say("Interval (95%)"), texts.say("People"))
    blocks = tuple(
        Block(
            id=f"reach-{place}",
            of=words.question(one.question, found, texts),
            lead=texts.say("Belief not held:"),
            answers=(words.question(one.belief.name, found, texts), *words.answers(one.belief, found, texts)),
            columns=columns,
            lines=_choices(one, found, texts),
            nothing=texts.say("No choice can be shown here."),
        )
        for place, one in enumerate(found.audiences, start=1)
    )
    return Section(
        texts.say("Whom to send, and where: people who do not hold the belief"), of_messengers(texts), blocks
    )


def _outcome(
    name: str, rows: OutcomeRows, found: Messages, texts: Texts, columns: tuple[str, ...], lines: tuple[Line, ...]
) -> Block:  # fmt: skip
    of, counted = words.question(rows.outcome.name, found, texts), words.answers(rows.outcome, found, texts)
    return Block(name, of, texts.say("Outcome:"), counted, columns, lines, texts.say("No belief can be shown here."))


def _gain_columns(texts: Texts) -> tuple[str, ...]:
    return (
        texts.say("Belief"),
        texts.say("Percentage to gain"),
        texts.say("Interval (95%)"),
        texts.say("Gain, like for like"),
        texts.say("Rank"),
        texts.say("Range of ranks"),
        texts.say("Hold it"),
        texts.say("Outcome, of those who hold it"),
        texts.say("Outcome, of those who do not"),
        texts.say("Corrected p-value"),
        texts.say("People"),
    )


def _gain(row: BeliefRow, found: Messages, texts: Texts) -> Line:
    told = row.told
    if told is None:
        return _belief(row, (), words.why_not(row.status, found, texts), found, texts)
    gain, rank = told.gain, told.rank
    numbers = (
        words.points(gain.gain, texts),
        words.points_interval(gain.gain, texts),
        words.points(told.alike, texts) if told.alike else UNDEFINED,
        texts.number(rank.rank) if rank else UNDEFINED,
        texts.range(texts.number(rank.rank_low), texts.number(rank.rank_high)) if rank else UNDEFINED,
        words.percent(gain.share, texts),
        words.percent(gain.held, texts),
        words.percent(gain.not_held, texts),
        words.p_value(told.adjusted.benjamini_hochberg, texts),
        texts.number(gain.gain.n),
    )
    return _belief(row, numbers, "", found, texts)


def _doer(row: BeliefRow, told: Told, found: Messages, texts: Texts) -> Line:
    barrier = told.barrier
    numbers = (
        texts.percent(barrier.share_doers, 0),
        texts.percent(barrier.share_nondoers, 0),
        words.times(barrier.relative_risk, texts),
        words.p_value(barrier.p_value, texts),
        texts.number(barrier.doers + barrier.nondoers),
    )
    return _belief(row, numbers, "", found, texts)


def _belief(row: BeliefRow, numbers: tuple[str, ...], why_not: str, found: Messages, texts: Texts) -> Line:
    family = texts.say(ROLES.get(row.belief.role, OTHER_ROLE))
    remarks = [] if why_not else words.remarks(row, texts)
    answers = (*words.answers(row.belief, found, texts), Said(family, texts.tag))
    return Line(words.question(row.belief.name, found, texts), answers, " · ".join(remarks), numbers, why_not)


def _choices(audience: Audience, found: Messages, texts: Texts) -> tuple[Line, ...]:
    source = found.results.release.codebook.source_language
    lines = []
    for row in audience.rows:
        numbers: tuple[str, ...] = ()
        if row.share:
            share = row.share
            numbers = (words.percent(share, texts), words.interval(share, texts), texts.number(share.n))
        why_not = "" if row.share else words.why_not(row.status, found, texts)
        lines.append(Line(texts.of(row.choice.label, source), (), "", numbers, why_not))
    return tuple(lines)
