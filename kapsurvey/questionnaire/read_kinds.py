"""Reads whom a rehearsal makes up from ``rehearsal.yaml``, which a study may have."""

from collections.abc import Mapping
from pathlib import Path

from kapsurvey.questionnaire.entries import Entry, is_whole, whole
from kapsurvey.questionnaire.kinds import Kind
from kapsurvey.questionnaire.source import Desk, Node, read_yaml, twins


def read_kinds(path: Path, desk: Desk, *, name: str) -> tuple[Kind, ...]:
    """The kinds; none where there is no file."""
    if not path.exists():
        return ()
    node = read_yaml(path, desk, name=name)
    if node is None:
        return ()
    entry = Entry.of(node, desk, what="the rehearsal", keys="kinds")
    desk.places["kinds"] = node
    found = [(_kind(item, desk), item) for item in entry.list("kinds")]
    twins(((kind.name, item) for kind, item in found), desk, what="the kind")
    return tuple(kind for kind, _ in found)


def _kind(node: Node, desk: Desk) -> Kind:
    entry = Entry.of(node, desk, what="a kind of people", keys="name share waves answers")
    answers = Entry.named_by_author(entry.need("answers"), desk, what="answers")
    kind = Kind(
        name=entry.word("name"),
        share=entry.whole("share") or 0,
        waves=entry.texts("waves"),
        answers={question: _frequencies(at, desk) for question, at in answers.node.keys.items()},
    )
    desk.places.setdefault(f"kind.{kind.name}", node)
    desk.places.update({f"kind.{kind.name}.{question}": at for question, at in answers.node.keys.items()})
    return kind


def _frequencies(node: Node, desk: Desk) -> Mapping[int, int]:
    """Percent by choice, as ``{1: 70, 2: 30}``."""
    found: dict[int, int] = {}
    if not node.keys:
        desk.wrong(node, "answers must be a mapping", "write how often each choice is given: {1: 70, 2: 30}")
    for code, at in node.keys.items():
        if not is_whole(code):
            desk.wrong(at.head, f"`{code}` is not the name of a choice", "write its number")
            continue
        found[int(code)] = whole(at, desk, key=code) or 0
    return found
