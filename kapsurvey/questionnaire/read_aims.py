"""Reads from a study's analysis what messages are weighed by."""

from kapsurvey.questionnaire.aims import Aims, Counted
from kapsurvey.questionnaire.entries import Entry
from kapsurvey.questionnaire.model import MEASURED
from kapsurvey.questionnaire.source import Desk, Node, twins


def read_aims(analysis: Entry, desk: Desk) -> Aims:
    """Outcomes, beliefs and messengers; a question is one of them, and once."""
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
    )


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
