"""The page on scales, quality and response in one language, and its tables for machines."""

from dataclasses import dataclass

from kapbrief.files import indicators_file, messages_file, quality_file
from kapbrief.grade import PRIVACY
from kapbrief.indicators import Results
from kapbrief.method import Fact, caveats, provenance
from kapbrief.quality_sheets import Quality, quality, quality_section
from kapbrief.response_sheets import response_section
from kapbrief.scale_sheets import scale_section
from kapbrief.scales import Scale
from kapbrief.sheets import Section, folded, machine_sheets
from kapbrief.texts import SOURCE_LANGUAGE, Said, Texts

SCALES_TABLE, QUALITY_TABLE = "scales.csv", "quality.csv"
ENOUGH = 0.7
"""of people who are sure of their privacy, from which answers to sensitive questions are taken as they are"""


@dataclass(frozen=True, eq=False)
class Checks:
    """What is told on the page, counted once for all languages."""

    results: Results
    scales: tuple[Scale, ...]
    quality: Quality | None
    """nothing where there are too few interviews"""


@dataclass(frozen=True)
class QualityPage:
    """The whole page."""

    tag: str
    direction: str
    title: Said
    others: tuple[tuple[str, Said], ...]
    indicators: str
    messages: str
    """files of the other pages in the language"""
    caveats: tuple[str, ...]
    sections: tuple[Section, ...]
    folded: str
    """stands above the names of rows without numbers"""
    withheld: str
    provenance: tuple[Fact, ...]


def checks(results: Results, scales: tuple[Scale, ...]) -> Checks:
    """Scales and quality of a release, whose scales were tested before."""
    enough = results.release.interviews >= results.release.plan.smallest_cell
    return Checks(results, scales, quality(results) if enough else None)


def machine_tables(found: Checks) -> dict[str, str]:
    """The tables by file."""
    texts, release = Texts(SOURCE_LANGUAGE), found.results.release
    first, *others = sections(found, texts)
    return {SCALES_TABLE: machine_sheets(release, (first,)), QUALITY_TABLE: machine_sheets(release, tuple(others))}


def quality_page(found: Checks, language: str) -> QualityPage:
    """The page in one of the release's languages."""
    results, texts = found.results, Texts(language)
    release = results.release
    others = [Texts(other) for other in results.languages if other != language]
    smallest = texts.number(release.plan.smallest_cell)
    return QualityPage(
        tag=texts.tag,
        direction=texts.locale.text_direction,
        title=texts.of(release.codebook.title, release.codebook.source_language),
        others=tuple((quality_file(other.language), Said(other.own_name, other.tag)) for other in others),
        indicators=indicators_file(language),
        messages=messages_file(language),
        caveats=(*caveats(results, texts), *_privacy(results, texts)),
        sections=tuple(folded(section) for section in sections(found, texts)),
        folded=texts.say("Withheld: fewer than {smallest} people, or it would give them away", smallest=smallest),
        withheld=texts.say(
            "Numbers of fewer than {smallest} people are withheld, and with them others from which they could be "
            "worked out.",
            smallest=smallest,
        ),
        provenance=provenance(results, texts),
    )


def sections(found: Checks, texts: Texts) -> tuple[Section, ...]:
    """All tables, with every row of them."""
    response = response_section(found.results.release, texts)
    scale = scale_section(found.results, found.scales, texts)
    if found.quality is None:
        return scale, response
    return scale, response, quality_section(found.results, found.quality, texts)


def _privacy(results: Results, texts: Texts) -> tuple[str, ...]:
    """A warning where many do not feel that nobody can find out how they answered."""
    felt = [
        row.estimate
        for result in results.results
        for row in result.rows
        if result.indicator.name == PRIVACY and row.group is None and row.estimate is not None
    ]
    if not felt or felt[0].estimate >= ENOUGH:
        return ()
    limit, share = texts.percent(ENOUGH, 0), texts.percent(felt[0].estimate, 0)
    return (
        texts.say(
            "Only {share} are sure of their privacy, fewer than {limit}: take results on sensitive questions with "
            "care.",
            share=share,
            limit=limit,
        ),
    )
