"""Reads from a study's analysis what its author says of each message."""

from kapsurvey.questionnaire.briefs import SAID, Brief
from kapsurvey.questionnaire.entries import Entry
from kapsurvey.questionnaire.source import Desk, Node, twins

_KEYS = " ".join(("outcome", *SAID, "facts", "smallest_change", "next_wave"))


def read_briefs(analysis: Entry, desk: Desk) -> tuple[Brief, ...]:
    """The briefs; an outcome has one."""
    found = [(_brief(node, desk), node) for node in analysis.list("briefs")]
    twins(((brief.outcome, node.keys.get("outcome", node)) for brief, node in found), desk, what="the brief of")
    for brief, node in found:
        desk.places.setdefault(f"brief.{brief.outcome}", node)
    return tuple(brief for brief, _ in found)


def _brief(node: Node, desk: Desk) -> Brief:
    entry = Entry.of(node, desk, what="a brief", keys=_KEYS)
    said = {name: entry.text(name, required=True) for name in SAID}
    entry.need("facts")
    entry.need("smallest_change")
    return Brief(
        outcome=entry.text("outcome", required=True),
        **said,
        facts=entry.texts("facts"),
        smallest_change=entry.whole("smallest_change", low=1) or 1,
        next_wave=entry.day("next_wave"),
    )
