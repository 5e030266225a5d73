"""Reads what a question is for, and the pictures and sounds that go with it."""

import re

from kapsurvey.questionnaire.entries import Entry
from kapsurvey.questionnaire.model import ROLES, Kap, Key, Media
from kapsurvey.questionnaire.source import Desk, Node

_KAP = "role indicator fact key reverse recall_months purpose"
_FILE = re.compile(r"[A-Za-z0-9_-]+\.[a-z0-9]{2,4}")


def read_media(node: Node | None, desk: Desk) -> Media | None:
    """Picture and recording of a question."""
    if node is None:
        return None
    entry = Entry.of(node, desk, what="media", keys="image alt audio")
    for key in ("image", "audio"):
        file = entry.text(key)
        if file and not _FILE.fullmatch(file):
            desk.wrong(
                node.keys[key], f"`{file}` is not a plain file name", "use letters, digits, - and _, and one point"
            )
    if entry.text("image") and not entry.text("alt"):
        desk.wrong(node, "the picture has no description", "add `alt:` for those who cannot see it")
    return Media(entry.text("image") or None, entry.text("alt"), entry.text("audio") or None)


def read_kap(node: Node | None, desk: Desk) -> Kap | None:
    """What a question is for the analysis."""
    if node is None:
        return None
    entry = Entry.of(node, desk, what="kap", keys=_KAP)
    role = entry.one_of("role", {role: role for role in ROLES}, None, required=True)
    if role is None:
        return None
    return Kap(
        role=role,
        indicator=entry.text("indicator") or None,
        fact=entry.text("fact") or None,
        key=_key(entry, desk),
        reverse=entry.flag("reverse"),
        recall_months=entry.whole("recall_months", low=1),
        purpose=entry.text("purpose") or None,
    )


def _key(entry: Entry, desk: Desk) -> tuple[Key, ...]:
    nodes = entry.list("key")
    if nodes and all(isinstance(node.value, str) for node in nodes):
        return (Key(entry.wholes("key")),)
    return tuple(_dated_key(node, desk) for node in nodes)


def _dated_key(node: Node, desk: Desk) -> Key:
    entry = Entry.of(node, desk, what="a key", keys="codes from until situation")
    if "codes" in node.keys and not entry.list("codes"):
        desk.wrong(node.keys["codes"], "the key lists no code", "add `codes: [...]` with the right answers")
    entry.need("codes")
    return Key(entry.wholes("codes"), entry.day("from"), entry.day("until"), entry.text("situation") or None)
