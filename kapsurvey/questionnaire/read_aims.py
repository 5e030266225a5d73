"""Reads from a study's analysis what messages are weighed by."""

from kapsurvey.questionnaire.aims import Aims, Counted, NormGap
from kapsurvey.questionnaire.entries import Entry
from kapsurvey.questionnaire.model import MEASURED
from kapsurvey.questionnaire.source import Desk, Node, twins


def read_aims(analysis: Entry, desk: Desk) -> Aims:
    """Outcomes, beliefs and messengers, of which a question is one, and once; and what is told of them together."""
    outcomes = _each(analysis, desk, "outcomes", what="an outcome", keys="question codes among")
    beliefs = _each(analysis, desk, "beliefs", what="a belief", keys="question codes family")
    asked = [(one.question, node.keys.get("question", node)) for one, node in (*outcomes, *beliefs)]
    asked += [(node.text, node) for node in analysis.list("messengers")]
    twins(iter(asked), desk, what="the question")
    for question, node in asked:
        desk.places.setdefault(f"aim.{question}", node)
    for one, node in (*outcomes, *beliefs):
        for key in node.keys:
            desk.places.setdefault(f"aim.{one.question}.{key}", node.keys[key])
    return Aims(
        outcomes=tuple(one for one, _ in outcomes),
        beliefs=tuple(one for one, _ in beliefs),
        messengers=analysis.texts("messengers"),
        segments=_segments(analysis, desk),
        norm_gaps=tuple(_norm_gap(node, desk) for node in analysis.list("norm_gaps")),
        took_part=_took_part(analysis.get("took_part"), desk),
    )


def _took_part(node: Node | None, desk: Desk) -> Counted | None:
    if node is None:
        return None
    for key in ("", *node.keys):
        desk.places[f"took_part.{key}"] = node.keys.get(key, node)
    return _counted(node, desk, what="`took_part`", keys="question codes")


def _segments(analysis: Entry, desk: Desk) -> tuple[str, ...]:
    nodes = analysis.list("segments")
    twins(((node.text, node) for node in nodes), desk, what="the question")
    for node in nodes:
        desk.places.setdefault(f"segment.{node.text}", node)
    if len(nodes) == 1:
        desk.wrong(nodes[0], "one question tells no kinds of people apart", "name two beliefs or more")
    return analysis.texts("segments")


def _norm_gap(node: Node, desk: Desk) -> NormGap:
    """The gap of one norm; its places are told by the question on the others."""
    entry = Entry.of(node, desk, what="a norm gap", keys="perceived shares actual codes")
    gap = NormGap(
        perceived=entry.text("perceived", required=True),
        shares=entry.wholes("shares"),
        actual=Counted(entry.text("actual", required=True), entry.wholes("codes")),
    )
    for key in ("", *node.keys):
        desk.places.setdefault(f"norm_gap.{gap.perceived}.{key}", node.keys.get(key, node))
    return gap


def _each(analysis: Entry, desk: Desk, key: str, *, what: str, keys: str) -> list[tuple[Counted, Node]]:
    return [(_counted(node, desk, what=what, keys=keys), node) for node in analysis.list(key)]


def _counted(node: Node, desk: Desk, *, what: str, keys: str) -> Counted:
    entry = Entry.of(node, desk, what=what, keys=keys)
    family = "family" in keys.split()
    return Counted(
        question=entry.text("question", required=True),
        codes=entry.wholes("codes"),
        among=entry.wholes("among"),
        family=entry.one_of("family", {role: role for role in MEASURED}, "", required=True) if family else "",
    )
