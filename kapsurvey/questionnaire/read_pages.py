"""Reads scales, pages, questions and choices from YAML nodes into the model."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kapsurvey.questionnaire.entries import Entry, whole
from kapsurvey.questionnaire.model import DONT_KNOW, REFUSE, Choice, Page, Question, Row, Scale
from kapsurvey.questionnaire.names import RESERVED, RESERVED_ROWS
from kapsurvey.questionnaire.question_types import TYPES
from kapsurvey.questionnaire.read_purposes import read_kap, read_media
from kapsurvey.questionnaire.source import Desk, Node, twins

_PAGE = "name label relevant randomize shuffle self_only end questions"
_QUESTION = (
    "name type label hint choices rows required relevant constraint constraint_message calculation missing min max"
    " max_choices max_length pattern randomize fixed appearance media sensitive kap"
)
_CHOICE = "name label missing exclusive other fixed end relevant"
_MISSING = {DONT_KNOW: DONT_KNOW, REFUSE: REFUSE}
_ENDS = {"refused": "refused", "ineligible": "ineligible"}


@dataclass(frozen=True)
class PageReader:
    """Reads pages; every mistake goes to the desk, and reading goes on.

    The desk keeps the place of everything under a name of its own, so that later checks can point to it. A page or
    question whose name is taken goes on under that name with an apostrophe, which no author can write.
    """

    desk: Desk

    def scales(self, node: Node | None) -> dict[str, Scale]:
        """The named choice lists."""
        entry = Entry.named_by_author(node, self.desk, what="scales")
        self.desk.places.update({f"scale.{name}": scale for name, scale in entry.node.keys.items()})
        return {name: self._scale(name, scale) for name, scale in entry.node.keys.items()}

    def _scale(self, name: str, node: Node) -> Scale:
        entry = Entry.of(node, self.desk, what="a scale", keys="ordered choices")
        return Scale(name, self._choices(entry, name), ordered=entry.flag("ordered"))

    def page(self, node: Node, scales: Mapping[str, Scale]) -> Page:
        """One page with its questions."""
        entry = Entry.of(node, self.desk, what="a page", keys=_PAGE)
        name = self._fresh("page", entry, prefix="page.")
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
        name = self._name_of_question(entry)
        self.desk.places[name] = node
        for key in node.keys:
            self._place(f"{name}.{key}", entry, key)
        scale = self._scale_of(entry, scales)
        question = Question(
            name=name,
            type=entry.one_of("type", {word: word for word in TYPES}, "note", required=True),
            label=entry.text("label", required=entry.text("type") != "calculate"),
            hint=entry.text("hint"),
            choices=scale.choices if scale else self._choices(entry, name),
            scale=scale.name if scale else None,
            ordered=bool(scale and scale.ordered),
            rows=self._rows(entry, name),
            required=entry.flag("required"),
            relevant=entry.expression("relevant"),
            constraint=entry.expression("constraint"),
            constraint_message=entry.text("constraint_message"),
            calculation=entry.expression("calculation"),
            randomize=entry.flag("randomize"),
            fixed=entry.flag("fixed"),
            appearance=entry.one_of("appearance", {"buttons": "buttons"}, None),
            media=read_media(entry.get("media"), self.desk),
            sensitive=entry.flag("sensitive"),
            kap=read_kap(entry.get("kap"), self.desk),
        )
        return self._limited(question, entry)

    def _limited(self, question: Question, entry: Entry) -> Question:
        """The question with what bounds its answers."""
        return replace(
            question,
            missing=self._missing(entry),
            min=entry.text("min") or None,
            max=entry.text("max") or None,
            max_choices=entry.whole("max_choices", low=1),
            max_length=entry.whole("max_length", low=1) or question.max_length,
            pattern=entry.text("pattern") or None,
        )

    def _name_of_question(self, entry: Entry) -> str:
        name = self._fresh("question", entry, prefix="")
        node = entry.get("name")
        if node is None or not name or name.endswith("'"):
            return name
        if name.lower() in RESERVED:
            self.desk.wrong(node, f"no question can be named `{name}`", "the word is taken; choose another")
        elif f"scale.{name}" in self.desk.places:
            self.desk.wrong(node, f"`{name}` is a scale already", "choose another name")
        else:
            return name
        return f"{name}'"

    def _fresh(self, what: str, entry: Entry, *, prefix: str) -> str:
        name = entry.word("name")
        first = self.desk.places.get(f"{prefix}{name}")
        if name and first is not None:
            node = entry.node.keys["name"]
            self.desk.wrong(node, f"the {what} `{name}` stands twice", f"rename it; the first is in line {first.line}")
        while f"{prefix}{name}" in self.desk.places:
            name += "'"
        return name

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
        first: dict[int, Choice] = {}
        for choice, _ in choices:
            if choice is not None:
                first.setdefault(choice.name, choice)
        return tuple(first.values())

    def _choice(self, node: Node, owner: str) -> Choice | None:
        entry = Entry.of(node, self.desk, what="a choice", keys=_CHOICE)
        named = entry.need("name")
        name = None if named is None else whole(named, self.desk, key="name")
        if name is None:
            return None
        self.desk.places.setdefault(f"{owner}.{name}", node)
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

    def _rows(self, entry: Entry, owner: str) -> tuple[Row, ...]:
        rows = entry.each("rows", lambda item: self._row(item, owner))
        twins(((row.name, item) for row, item in zip(rows, entry.list("rows"), strict=True)), self.desk, what="the row")
        return rows

    def _row(self, node: Node, owner: str) -> Row:
        entry = Entry.of(node, self.desk, what="a row", keys="name label fixed")
        name = entry.word("name")
        if name in RESERVED_ROWS:
            self.desk.wrong(node.keys["name"], f"no row can be named `{name}`", "the word is taken; choose another")
        self.desk.places.setdefault(f"{owner}.{name}", node)
        return Row(name, entry.text("label", required=True), fixed=entry.flag("fixed"))

    def _missing(self, entry: Entry) -> tuple[str, ...]:
        marks = []
        for item in entry.list("missing"):
            if item.text in _MISSING and item.text not in marks:
                marks.append(item.text)
            else:
                self.desk.wrong(item, f"`missing` cannot hold `{item.text}`", f"use {DONT_KNOW} or {REFUSE}, once each")
        return tuple(marks)
