"""What the columns of a release mean: questions, choices, right answers, facts, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kapbrief.parts import Part

Sentence = Mapping[str, str]
"""A sentence by language."""
TYPES = frozenset(
    {"select_one", "select_multiple", "rank", "integer", "decimal", "text", "code", "date", "integer_grid", "calculate"}
)


@dataclass(frozen=True)
class Choice:
    """One answer that could be picked; ``missing`` marks "don't know" (dk) and "prefer not to answer" (refuse)."""

    name: int
    label: Sentence
    missing: str | None


@dataclass(frozen=True)
class Key:
    """Right codes of a question for interviews between two days, both included, in one legal situation."""

    codes: frozenset[int]
    since: date | None
    until: date | None
    situation: str | None

    def in_force(self, day: date) -> bool:
        """Whether it is the key of an interview of that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Kap:
    """What a question is for the analysis."""

    role: str
    fact: str | None
    key: tuple[Key, ...]
    reverse: bool


@dataclass(frozen=True)
class Variable:
    """One column of answers; a question that gives several columns has a choice or a row in each."""

    name: str
    question: str
    type: str
    choice: int | None
    label: Sentence
    choices: tuple[Choice, ...]
    ordered: bool
    """the choices are steps of a scale"""
    kap: Kap | None

    @property
    def codes(self) -> tuple[int, ...]:
        """Choices that are an answer, in order."""
        return tuple(choice.name for choice in self.choices if choice.missing is None)


@dataclass(frozen=True)
class KnownFact:
    """A fact that right answers rest on, in the language of the source."""

    label: str
    signed_off_on: date | None
    """nothing where nobody answers for it"""


@dataclass(frozen=True)
class Codebook:
    """Everything that the answers of one edition of a questionnaire need to be understood."""

    study: str
    fingerprint: str
    pretest: bool
    rehearsal: bool
    source_language: str
    languages: tuple[str, ...]
    title: Sentence
    variables: tuple[Variable, ...]
    facts: Mapping[str, KnownFact]
    situations: Mapping[str, str | None]
    """by name: the condition under which it is a person's; nothing where it is everybody's"""

    @cached_property
    def signed_off(self) -> Mapping[str, bool]:
        """By fact: whether somebody answers for it."""
        return {name: fact.signed_off_on is not None for name, fact in self.facts.items()}

    @cached_property
    def questions(self) -> Mapping[str, tuple[Variable, ...]]:
        """The columns of each question's own answer, without what was typed beside it."""
        found: dict[str, list[Variable]] = {}
        for variable in self.variables:
            own = found.setdefault(variable.question, [])
            if not own or variable.type == own[0].type:
                own.append(variable)
        return {name: tuple(variables) for name, variables in found.items()}


def read_codebook(part: Part) -> Codebook:
    """The codebook of a release."""
    return Codebook(
        study=part["study"].text,
        fingerprint=part["fingerprint"].text,
        pretest=part["pretest"].truth,
        rehearsal=part["rehearsal"].truth,
        source_language=part["source_language"].text,
        languages=tuple(language.text for language in part["languages"]),
        title=read_sentence(part["title"]),
        variables=tuple(_variable(item) for item in part["variables"]),
        facts={fact["name"].text: _fact(fact) for fact in part["facts"]},
        situations={name: None if text.absent else text.text for name, text in part["situations"].items()},
    )


def read_sentence(part: Part) -> Sentence:
    """A sentence in its languages."""
    return {language: sentence.text for language, sentence in part.items()}


def _fact(part: Part) -> KnownFact:
    """A fact; it is signed off where somebody answers for it, by name and day."""
    label, signed = part.get("label"), part.get("signed_off")
    day = None if signed.absent or not signed["by"].text else signed["on"].day
    return KnownFact("" if label.absent else label.text, day)


def _variable(part: Part) -> Variable:
    if part["type"].text not in TYPES:
        raise part["type"].wrong(f"{part['type'].text!r} is no type of question")
    return Variable(
        name=part["name"].text,
        question=part["question"].text,
        type=part["type"].text,
        choice=None if part.get("choice").absent else part["choice"].whole,
        label=read_sentence(part["label"]),
        choices=() if part.get("choices").absent else tuple(_choice(choice) for choice in part["choices"]),
        ordered=False if part.get("ordered").absent else part["ordered"].truth,
        kap=None if part.get("kap").absent else _kap(part["kap"]),
    )


def _choice(part: Part) -> Choice:
    missing = part.get("missing")
    return Choice(part["name"].whole, read_sentence(part["label"]), None if missing.absent else missing.text)


def _kap(part: Part) -> Kap:
    return Kap(
        role=part["role"].text,
        fact=None if part.get("fact").absent else part["fact"].text,
        key=() if part.get("key").absent else tuple(_key(key) for key in part["key"]),
        reverse=False if part.get("reverse").absent else part["reverse"].truth,
    )


def _key(part: Part) -> Key:
    since, until, situation = part.get("from"), part.get("until"), part.get("situation")
    return Key(
        codes=frozenset(code.whole for code in part["codes"]),
        since=None if since.absent else since.day,
        until=None if until.absent else until.day,
        situation=None if situation.absent else situation.text,
    )
