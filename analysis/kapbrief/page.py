"""What the page for people says, in one language, before it is laid out: plain texts and nothing to decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from kapbrief.codebook import Choice
from kapbrief.disclosure import Status
from kapbrief.files import indicators_file, messages_file, quality_file
from kapbrief.indicators import Result, Results, Row
from kapbrief.languages import Meaning
from kapbrief.method import Fact, caveats, method, provenance, weight_columns, weight_steps
from kapbrief.texts import Said, Texts, sentence
from kapstats import Estimate, Verdict

ROLES = {
    "knowledge": sentence("Knowledge"),
    "attitude": sentence("Attitudes"),
    "norm": sentence("Norms"),
    "efficacy": sentence("Self-efficacy"),
    "risk": sentence("Perceived risk"),
    "practice": sentence("Practices"),
    "message": sentence("Channels and messages"),
    "close": sentence("Trust in the survey"),
}
OTHER_ROLE = sentence("Other")
WITHHELD = {
    Status.WITHHELD: sentence("Withheld: fewer than {smallest} people, or it would give them away"),
    Status.UNSIGNED: sentence("Not scored: nobody has signed off the right answers"),
    Status.SEALED: sentence("Sealed: open the release with the study's key first"),
}
PRECISION = {
    Verdict.PRESENT: sentence("enough"),
    Verdict.FOOTNOTE: sentence("enough for the share, not for its complement"),
    Verdict.SUPPRESS: sentence("too little to quote"),
}
MEANINGS = {
    Meaning.DIFFERS: sentence("Not comparable between languages"),
    Meaning.UNTESTABLE: sentence("Between languages: not testable"),
}
FEW = 200
"""Under so many people percentages are rounded to whole numbers: more would be a precision that is not there."""


@dataclass(frozen=True)
class Line:
    """One row: numbers as they are read, or why there are none."""

    of: Said
    numbers: tuple[str, ...]
    why_not: str


@dataclass(frozen=True)
class Split:
    """The rows of one trait, under its question; everybody stands under none."""

    heading: Said | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Block:
    """One indicator."""

    label: Said
    name: str
    remarks: tuple[str, ...]
    columns: tuple[str, ...]
    splits: tuple[Split, ...]


@dataclass(frozen=True)
class Section:
    """The indicators of one role."""

    role: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Page:
    """The whole page."""

    tag: str
    direction: str
    title: Said
    messages: str
    """file of the page on messages"""
    quality: str
    """file of the page on scales, quality and response"""
    others: tuple[tuple[str, Said], ...]
    """the same page in the other languages: file name, the language's own name"""
    caveats: tuple[str, ...]
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    step_columns: tuple[str, ...]
    steps: tuple[tuple[str, ...], ...]
    provenance: tuple[Fact, ...]


def page(results: Results, language: str, meanings: Mapping[str, Meaning]) -> Page:
    """The page in one of the release's languages; ``meanings`` of the indicators that are scales."""
    texts, release = Texts(language), results.release
    others = [Texts(other) for other in results.languages if other != language]
    return Page(
        tag=texts.tag,
        direction=texts.locale.text_direction,
        title=texts.of(release.codebook.title, release.codebook.source_language),
        messages=messages_file(language),
        quality=quality_file(language),
        others=tuple((indicators_file(other.language), Said(other.own_name, other.tag)) for other in others),
        caveats=caveats(results, texts),
        sections=_sections(results, meanings, texts),
        method=method(results, texts),
        step_columns=weight_columns(texts),
        steps=weight_steps(results, texts),
        provenance=provenance(results, texts),
    )


def _sections(results: Results, meanings: Mapping[str, Meaning], texts: Texts) -> tuple[Section, ...]:
    """Indicators by role, roles in the order of the plan."""
    found: dict[str, list[Block]] = {}
    for result in results.results:
        block = _block(results, result, meanings.get(result.indicator.name), texts)
        found.setdefault(section_role(result), []).append(block)
    return tuple(Section(role, texts.say(ROLES.get(role, OTHER_ROLE)), tuple(blocks)) for role, blocks in found.items())


def section_role(result: Result) -> str:
    """The role that an indicator's section is of; all that are rarely asked for share one."""
    return result.indicator.role if result.indicator.role in ROLES else "other"


def _block(results: Results, result: Result, meaning: Meaning | None, texts: Texts) -> Block:
    codebook = results.release.codebook
    splits = groupby(result.rows, key=lambda row: row.group)
    return Block(
        label=texts.of(result.indicator.label, codebook.source_language),
        name=result.indicator.name,
        remarks=remarks(result, meaning, texts),
        columns=_columns(result, texts),
        splits=tuple(
            Split(
                texts.of(codebook.questions[group][0].label, codebook.source_language) if group else None,
                tuple(_line(results, result, row, texts) for row in rows),
            )
            for group, rows in splits
        ),
    )


def remarks(result: Result, meaning: Meaning | None, texts: Texts) -> tuple[str, ...]:
    """What must be known of an indicator before its numbers."""
    told = []
    if result.provisional:
        told.append(texts.say("Provisional: key not signed off"))
    elif result.unsigned and result.items:
        names = ", ".join(result.unsigned)
        told.append(texts.say("Without {questions}: nobody has signed off the right answers", questions=names))
    if meaning in MEANINGS:
        told.append(texts.say(MEANINGS[meaning]))
    return tuple(told)


def _columns(result: Result, texts: Texts) -> tuple[str, ...]:
    columns: tuple[str, ...] = (
        texts.say("Group"),
        texts.say("Estimate"),
        texts.say("Interval (95%)"),
        texts.say("Standard error"),
        texts.say("People"),
        texts.say("Degrees of freedom"),
    )
    if result.indicator.kind != "index":
        columns = (*columns, texts.say("Effective number"), texts.say("Precision"))
    return (*columns, texts.say("“Don't know”")) if result.indicator.kind == "knowledge" else columns


def _line(results: Results, result: Result, row: Row, texts: Texts) -> Line:
    of = level_said(row.level, results, texts)
    if row.estimate is None:
        smallest = texts.number(results.release.plan.smallest_cell)
        return Line(of, (), texts.say(WITHHELD[row.status], smallest=smallest))
    precise: tuple[str, ...] = ()
    if row.precision is not None:
        precise = (texts.number(row.precision.n_effective), texts.say(PRECISION[row.precision.verdict]))
    unsure = (_unsure(row, row.estimate, texts),) if result.indicator.kind == "knowledge" else ()
    return Line(of, (*_numbers(row.estimate, texts, share=result.indicator.kind != "index"), *precise, *unsure), "")


def _unsure(row: Row, found: Estimate, texts: Texts) -> str:
    return texts.say("withheld") if row.dont_know is None else texts.percent(row.dont_know, _digits(found))


def level_said(level: Choice | None, results: Results, texts: Texts) -> Said:
    """Whom a row is of."""
    if level is None:
        return Said(texts.say("Everybody"), texts.tag)
    return texts.of(level.label, results.release.codebook.source_language)


def _numbers(found: Estimate, texts: Texts, *, share: bool) -> tuple[str, ...]:
    digits = _digits(found)
    value, error, low, high = (
        texts.percent(number, digits) if share else texts.number(number, 2)
        for number in (found.estimate, found.se, found.low, found.high)
    )
    return value, texts.range(low, high), error, texts.number(found.n), texts.number(found.df)


def _digits(found: Estimate) -> int:
    return 0 if found.n < FEW else 1
