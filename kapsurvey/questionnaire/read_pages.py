"""Reads scales, pages, questions and choices from YAML nodes into the model."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kapsurvey.questionnaire.model import (
    DONT_KNOW,
    REFUSE,
    ROLES,
    Choice,
    Kap,
    Key,
    Media,
    Page,
    Question,
    Row,
    Scale,
)
from kapsurvey.questionnaire.question_types import TYPES
from kapsurvey.questionnaire.source import Desk, Entry, Node, twins, whole

_PAGE = "name label relevant randomize shuffle self_only end questions"
_QUESTION = (
    "name type label hint choices rows required relevant constraint constraint_message calculation missing min max"
    " max_choices max_length pattern randomize fixed appearance media sensitive kap"
)
_CHOICE = "name label missing exclusive other fixed end relevant"
_KAP = "role indicator fact key reverse recall_months purpose"
_MISSING = {DONT_KNOW: DONT_KNOW, REFUSE: REFUSE}
_ENDS = {"refused": "refused", "ineligible": "ineligible"}
_FILE = re.compile(r"[A-Za-z0-9_-]+\.[a-z0-9]{2,4}")


@dataclass(frozen=True)
class PageReader:
    """Reads pages; every mistake goes to the desk, and reading goes on."""

    desk: Desk

    def scales(self, node: Node | None) -> dict[str, Scale]:
        """The named choice lists."""
        if node is None:
            return {}
        self.desk.places.update({f"scale.{name}": scale for name, scale in node.keys.items()})
        return {name: self._scale(name, scale) for name, scale in node.keys.items()}

    def _scale(self, name: str, node: Node) -> Scale:
        entry = Entry.of(node, self.desk, what="a scale", keys="ordered choices")
        return Scale(name, self._choices(entry, name), ordered=entry.flag("ordered"))

    def page(self, node: Node, scales: Mapping[str, Scale]) -> Page:
        """One page with its questions."""
        entry = Entry.of(node, self.desk, what="a page", keys=_PAGE)
        name = entry.word("name")
        self.desk.places[f"page.{name}"] = node
        self._place(f"page.{name}.relevant", entry, "relevant")
        return Page(
            name=name,
            questions=entry.each("questions", lambda item: self.question(item, scales)),
            label=entry.text("label"),
            relevant=entry.expression("relevant"),
            randomize=entry.flag("randomize"),
            shuffle=entry.text("shuffle") or None,
            self_only=entry.flag("self_only"),
            end=entry.flag("end"),
        )

    def question(self, node: Node, scales: Mapping[str, Scale]) -> Question:
        """One question."""
        entry = Entry.of(node, self.desk, what="a question", keys=_QUESTION)
        name = entry.word("name")
        self.desk.places.setdefault(name, node)
        for key in node.keys:
            self._place(f"{name}.{key}", entry, key)
        scale = self._scale_of(entry, scales)
        rows = entry.each("rows", lambda item: self._row(item, name))
        twins(((row.name, item) for row, item in zip(rows, entry.list("rows"), strict=True)), self.desk, what="the row")
        return Question(
            name=name,
            type=entry.one_of("type", {word: word for word in TYPES}, "note"),
            label=entry.text("label", required=entry.text("type") != "calculate"),
            hint=entry.text("hint"),
            choices=scale.choices if scale else self._choices(entry, name),
            scale=scale.name if scale else None,
            ordered=bool(scale and scale.ordered),
            rows=rows,
            required=entry.flag("required"),
            relevant=entry.expression("relevant"),
            constraint=entry.expression("constraint"),
            constraint_message=entry.text("constraint_message"),
            calculation=entry.expression("calculation"),
            missing=self._missing(entry),
            min=entry.text("min") or None,
            max=entry.text("max") or None,
            max_choices=entry.whole("max_choices", low=1),
            max_length=entry.whole("max_length", low=1) or 500,
            pattern=entry.text("pattern") or None,
            randomize=entry.flag("randomize"),
            fixed=entry.flag("fixed"),
            appearance=entry.one_of("appearance", {"buttons": "buttons"}, None),
            media=self._media(entry.get("media")),
            sensitive=entry.flag("sensitive"),
            kap=self._kap(entry.get("kap")),
        )

    def _place(self, name: str, entry: Entry, key: str) -> None:
        node = entry.get(key)
        if node is not None:
            self.desk.places.setdefault(name, node)

    def _scale_of(self, entry: Entry, scales: Mapping[str, Scale]) -> Scale | None:
        node = entry.get("choices")
        if node is None or not isinstance(node.value, str):
            return None
        if node.text not in scales:
            self.desk.wrong(node, f"there is no scale `{node.text}`", "name one under `scales:` or list the choices")
        return scales.get(node.text)

    def _choices(self, entry: Entry, owner: str) -> tuple[Choice, ...]:
        node = entry.get("choices")
        if node is None or isinstance(node.value, str):
            return ()
        nodes = entry.list("choices")
        choices = [(self._choice(item, owner), item) for item in nodes]
        twins(((str(choice.name), item) for choice, item in choices if choice), self.desk, what="the choice")
        return tuple(choice for choice, _ in choices if choice is not None)

    def _choice(self, node: Node, owner: str) -> Choice | None:
        entry = Entry.of(node, self.desk, what="a choice", keys=_CHOICE)
        named = entry.get("name")
        if named is None:
            self.desk.wrong(node, "a choice lacks `name`", "add `name:` with a whole number")
            return None
        name = whole(named, self.desk, key="name")
        if name is None:
            return None
        self.desk.places[f"{owner}.{name}"] = node
        self._place(f"{owner}.{name}.relevant", entry, "relevant")
        return Choice(
            name=name,
            label=entry.text("label", required=True),
            missing=entry.one_of("missing", _MISSING, None),
            exclusive=entry.flag("exclusive"),
            other=entry.flag("other"),
            fixed=entry.flag("fixed"),
            end=entry.one_of("end", _ENDS, None),
            relevant=entry.expression("relevant"),
        )

    def _row(self, node: Node, owner: str) -> Row:
        entry = Entry.of(node, self.desk, what="a row", keys="name label")
        name = entry.word("name")
        self.desk.places[f"{owner}.{name}"] = node
        return Row(name, entry.text("label", required=True))

    def _missing(self, entry: Entry) -> tuple[str, ...]:
        marks = []
        for item in entry.list("missing"):
            if item.text in _MISSING:
                marks.append(item.text)
            else:
                self.desk.wrong(item, f"`missing` cannot hold `{item.text}`", f"use {DONT_KNOW} or {REFUSE}")
        return tuple(marks)

    def _media(self, node: Node | None) -> Media | None:
        if node is None:
            return None
        entry = Entry.of(node, self.desk, what="media", keys="image alt audio")
        for key in ("image", "audio"):
            if entry.text(key) and not _FILE.fullmatch(entry.text(key)):
                self.desk.wrong(
                    node.keys[key], f"`{entry.text(key)}` is not a plain file name", "use a-z, 0-9, - and _"
                )
        if entry.text("image") and not entry.text("alt"):
            self.desk.wrong(node, "the picture has no description", "add `alt:` for those who cannot see it")
        return Media(entry.text("image") or None, entry.text("alt"), entry.text("audio") or None)

    def _kap(self, node: Node | None) -> Kap | None:
        if node is None:
            return None
        entry = Entry.of(node, self.desk, what="kap", keys=_KAP)
        if entry.get("role") is None:
            self.desk.wrong(node, "kap lacks `role`", f"add one of: {', '.join(ROLES)}")
        return Kap(
            role=entry.one_of("role", {role: role for role in ROLES}, "demographic"),
            indicator=entry.text("indicator") or None,
            fact=entry.text("fact") or None,
            key=self._key(entry),
            reverse=entry.flag("reverse"),
            recall_months=entry.whole("recall_months", low=1),
            purpose=entry.text("purpose") or None,
        )

    def _key(self, entry: Entry) -> tuple[Key, ...]:
        nodes = entry.list("key")
        if nodes and all(isinstance(node.value, str) for node in nodes):
            return (Key(entry.wholes("key")),)
        return tuple(self._dated_key(node) for node in nodes)

    def _dated_key(self, node: Node) -> Key:
        entry = Entry.of(node, self.desk, what="a key", keys="codes from until situation")
        if not entry.list("codes"):
            self.desk.wrong(node, "a key lacks `codes`", "add `codes: [...]` with the right answers")
        return Key(entry.wholes("codes"), entry.day("from"), entry.day("until"), entry.text("situation") or None)
