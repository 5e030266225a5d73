"""The page on changes between waves in one language, before it is laid out: plain texts and nothing to decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from kapbrief.changes import Change, Changed, Comparison, Told
from kapbrief.files import changes_file, indicators_file
from kapbrief.indicators import Results
from kapbrief.linking import COLLIDING, FOUND, NOT_FOUND, WITHOUT, told
from kapbrief.message_words import points, points_interval, whole_points
from kapbrief.method import Fact, caveats, provenance
from kapbrief.page import OTHER_ROLE, ROLES
from kapbrief.sheets import FEW, Figure, Row, Section, Sheet, count, withheld
from kapbrief.texts import UNDEFINED, Said, Texts, sentence
from kapstats import Estimate

WHY_NOT = {
    Told.WITHHELD: sentence("Withheld: fewer than {smallest} people, or it would give them away"),
    Told.UNSIGNED: sentence("Not scored: nobody has signed off the right answers"),
    Told.SEALED: sentence("Sealed: open the release with the study's key first"),
    Told.DIFFERENT: sentence("Not compared: made of other questions in the other wave"),
}
PEOPLE = {
    FOUND: sentence("Found in both waves by their own code"),
    NOT_FOUND: sentence("Not found in the other wave"),
    COLLIDING: sentence("Not found: somebody else has the same code"),
    WITHOUT: sentence("Not found: gave no code"),
}


@dataclass(frozen=True)
class ChangesPage:
    """The whole page."""

    tag: str
    direction: str
    title: Said
    others: tuple[tuple[str, Said], ...]
    """the same page in the other languages: file name, the language's own name"""
    waves: tuple[tuple[str, str], ...]
    """of each wave: file of its indicators, its name"""
    caveats: tuple[str, ...]
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    provenance: tuple[tuple[str, tuple[Fact, ...]], ...]
    """of each wave"""


def languages(waves: Sequence[Results]) -> tuple[str, ...]:
    """Those of every wave."""
    first, *later = (wave.languages for wave in waves)
    return tuple(language for language in first if all(language in others for others in later))


def changes_page(waves: Sequence[Results], found: Sequence[Comparison], language: str) -> ChangesPage:
    """The page in one of the languages of all waves."""
    texts, codebook = Texts(language), waves[0].release.codebook
    others = [Texts(other) for other in languages(waves) if other != language]
    names = [wave.release.wave for wave in waves]
    return ChangesPage(
        tag=texts.tag,
        direction=texts.locale.text_direction,
        title=texts.of(codebook.title, codebook.source_language),
        others=tuple((changes_file(other.language), Said(other.own_name, other.tag)) for other in others),
        waves=tuple((f"{name}/{indicators_file(language)}", name) for name in names),
        caveats=_caveats(waves, found, texts),
        sections=tuple(_section(one, texts) for one in found),
        method=(*_method(found[0].smallest, texts), *_of_effects(found, texts)),
        provenance=tuple((wave.release.wave, provenance(wave, texts)) for wave in waves),
    )


def _caveats(waves: Sequence[Results], found: Sequence[Comparison], texts: Texts) -> tuple[str, ...]:
    """What must be read before any number, each once."""
    change = texts.say(
        "The numbers tell what changed. They do not tell what brought the change: for that, compare with people who "
        "took no part."
    )
    if _with_effects(found):
        change = texts.say(
            "Changes do not tell what brought them. An effect does, if those who took part would have changed as the "
            "others did had they not taken part: say why that is likely before you quote it."
        )
    return tuple(dict.fromkeys([*(one for wave in waves for one in caveats(wave, texts)), change]))


def _section(comparison: Comparison, texts: Texts) -> Section:
    names = {"earlier": comparison.earlier.release.wave, "later": comparison.later.release.wave}
    roles: dict[str, list[Changed]] = {}
    for one in comparison.changed:
        roles.setdefault(ROLES.get(one.indicator.role, OTHER_ROLE), []).append(one)
    sheets = [_sheet(comparison, role, number, ones, texts) for number, (role, ones) in enumerate(roles.items())]
    return Section(texts.say("From {earlier} to {later}", **names), (*people_sheet(comparison, texts), *sheets))


def people_sheet(comparison: Comparison, texts: Texts) -> tuple[Sheet, ...]:
    """Who is found in both waves."""
    if comparison.linked is None:
        return ()
    before, after = told(comparison.linked, comparison.smallest)
    waves = (comparison.earlier.release.wave, comparison.later.release.wave)
    rows = tuple(
        Row(kind, Said(texts.say(name), texts.tag), tuple(_count(one[kind], texts) for one in (before, after)))
        for kind, name in PEOPLE.items()
    )
    heading = Said(texts.say("The same people in both waves"), texts.tag)
    return (Sheet(f"people-{waves[1]}", heading, tuple((wave, wave) for wave in waves), rows),)


def _count(number: int | None, texts: Texts) -> Figure:
    return withheld(texts) if number is None else count(number, texts)


def _sheet(comparison: Comparison, role: str, number: int, changed: Sequence[Changed], texts: Texts) -> Sheet:
    earlier, later = comparison.earlier.release, comparison.later.release
    columns: tuple[tuple[str, str], ...] = (
        ("before", texts.say("Before")),
        ("after", texts.say("After")),
        ("everybody", texts.say("Change among everybody (95% interval)")),
        ("same_people", texts.say("Change among the same people (95% interval)")),
        ("people", texts.say("The same people")),
    )
    if any(one.effect for one in changed):
        columns = (*columns, ("effect", texts.say("Effect: change beyond that of others (95% interval)")))
    source = earlier.codebook.source_language
    rows = tuple(
        Row(one.indicator.name, texts.of(one.indicator.label, source), _figures(one, comparison.smallest, texts))
        for one in changed
    )
    return Sheet(f"{later.wave}-{number}", Said(texts.say(role), texts.tag), columns, rows)


def _figures(one: Changed, smallest: int, texts: Texts) -> tuple[Figure, ...]:
    share, same = one.indicator.kind != "index", one.same_people
    levels = (one.before, one.after) if one.everybody.estimate else (None, None)
    return (
        *(Figure(_level(level, texts, share=share), "") for level in levels),
        Figure(_change(one.everybody, smallest, texts, share=share), ""),
        Figure(_change(same, smallest, texts, share=share), ""),
        Figure(texts.number(same.estimate.n) if same.estimate else UNDEFINED, ""),
        *([Figure(_change(one.effect, smallest, texts, share=share), "")] if one.effect else []),
    )


def _level(found: Estimate | None, texts: Texts, *, share: bool) -> str:
    if found is None:
        return UNDEFINED
    return texts.percent(found.estimate, 0 if found.n < FEW else 1) if share else texts.number(found.estimate, 2)


def _change(change: Change, smallest: int, texts: Texts, *, share: bool) -> str:
    """The change with its interval, of shares in percentage points; or why there is none."""
    found = change.estimate
    if found is None:
        return texts.say(WHY_NOT[change.status], smallest=texts.number(smallest))
    if share:
        number, interval = points(found, texts), points_interval(found, texts)
        return texts.plural(
            "{number} point ({interval})",
            "{number} points ({interval})",
            whole_points(found),
            number=number,
            interval=interval,
        )
    low, high = (UNDEFINED if limit != limit else texts.number(limit, 2) for limit in (found.low, found.high))
    interval = UNDEFINED if UNDEFINED in (low, high) else texts.say("{low} to {high}", low=low, high=high)
    return f"{texts.number(found.estimate, 2)} ({interval})"


def _with_effects(found: Sequence[Comparison]) -> bool:
    return any(one.effect for comparison in found for one in comparison.changed)


def _of_effects(found: Sequence[Comparison], texts: Texts) -> tuple[str, ...]:
    if not _with_effects(found):
        return ()
    return (
        texts.say(
            "Effect: what changed among those who took part less what changed among the others (difference in "
            "differences), withheld where any of the four groups has fewer than {smallest} people.",
            smallest=texts.number(found[0].smallest),
        ),
    )


def _method(smallest: int, texts: Texts) -> tuple[str, ...]:
    return (
        texts.say("Change: the later estimate less the earlier one; of shares and right answers in percentage points."),
        texts.say(
            "Everybody: all who answered in either wave. Where people's own codes tell who is in both, these count as "
            "one person each and the interval is narrower; otherwise the waves count as independent samples."
        ),
        texts.say(
            "The same people: the mean of what changed in each person who was found in both waves. Those who were not "
            "found may have changed otherwise."
        ),
        texts.say(
            "Where fewer than {smallest} of the same people went one way between no and yes, all intervals are those "
            "of independent samples, and too wide: narrower ones would tell how many they are.",
            smallest=texts.number(smallest),
        ),
        texts.say(
            "A code is compared by its letters and digits. A code that two people of a wave share finds nobody. "
            "Intervals are Student's t (95%), without correction for a finite population or known totals, "
            "so rather too wide."
        ),
        texts.say(
            "Nothing is told of fewer than {smallest} people in either wave, nor of the same people where fewer stand "
            "outside them: theirs could be worked out.",
            smallest=texts.number(smallest),
        ),
    )
