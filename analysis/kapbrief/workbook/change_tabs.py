"""What changed between waves as sheets."""

from collections.abc import Sequence

from kapbrief.changes import Change, Changed, Comparison
from kapbrief.changes_page import WHY_NOT, people_sheet
from kapbrief.page import OTHER_ROLE, ROLES
from kapbrief.sheets import Section
from kapbrief.texts import Texts
from kapbrief.workbook.cells import (
    NOTHING,
    Cell,
    Form,
    Numbers,
    Tab,
    count,
    limit_headings,
    number,
    points,
    share,
    why_heading,
)
from kapbrief.workbook.sheet_tabs import sheet_tab
from kapstats import Estimate


def change_tabs(found: Sequence[Comparison], texts: Texts) -> tuple[Tab, ...]:
    """The changes of every later wave, then who is found in both."""
    headings = (
        *(texts.say("Waves"), texts.say("Section"), texts.say("Indicator"), texts.say("Of people")),
        *(texts.say("Before"), texts.say("After"), texts.say("Change")),
        *(*limit_headings(texts), texts.say("People"), why_heading(texts)),
    )
    rows = [row for comparison in found for one in comparison.changed for row in _rows(comparison, one, texts)]
    linked = tuple(sheet for one in found for sheet in people_sheet(one, texts))
    tabs = (Tab(texts.say("Changes between waves"), headings, tuple(rows)),)
    return (*tabs, sheet_tab(Section(texts.say("The same people"), linked), texts)) if linked else tabs


def _rows(comparison: Comparison, one: Changed, texts: Texts) -> list[tuple[Cell, ...]]:
    """Among everybody, with both levels as on the page; then among the same people; then what is called an effect."""
    earlier, later = comparison.earlier.release, comparison.later.release
    about = (
        texts.say("From {earlier} to {later}", earlier=earlier.wave, later=later.wave),
        texts.say(ROLES.get(one.indicator.role, OTHER_ROLE)),
        texts.of(one.indicator.label, earlier.codebook.source_language).text,
    )
    levels = (one.before, one.after) if one.everybody.estimate else (None, None)
    as_share = one.indicator.kind != "index"

    def row(among: str, levels: Sequence[Estimate | None], change: Change) -> tuple[Cell, ...]:
        why_not = NOTHING
        if change.estimate is None:
            why_not = texts.say(WHY_NOT[change.status], smallest=texts.number(comparison.smallest))
        return (
            *(*about, among, *(_level(level, as_share=as_share) for level in levels)),
            *(*_change(change.estimate, as_share=as_share), why_not),
        )

    rows = [
        row(texts.say("Everybody"), levels, one.everybody),
        row(texts.say("The same people"), (None, None), one.same_people),
    ]
    if one.effect:
        rows.append(row(texts.say("Effect: change beyond that of others (95% interval)"), (None, None), one.effect))
    return rows


def _level(found: Estimate | None, *, as_share: bool) -> Cell:
    if found is None:
        return NOTHING
    return share(found.estimate, found.n) if as_share else number(found.estimate, Form.DECIMAL)


def _change(found: Estimate | None, *, as_share: bool) -> Numbers:
    """Of shares in percentage points."""
    if found is None:
        return (NOTHING,) * 4
    if as_share:
        return (*points(found), count(found.n))
    return (*(number(one, Form.DECIMAL) for one in (found.estimate, found.low, found.high)), count(found.n))
