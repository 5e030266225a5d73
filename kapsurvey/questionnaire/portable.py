"""An edition as JSON: the questionnaire and its texts kept whole, known by the fingerprint of its bytes."""

import dataclasses
import hashlib
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kapsurvey.questionnaire.expression import Expression, parse
from kapsurvey.questionnaire.model import Questionnaire

Json = typing.Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]  # noqa: UP007  # it names itself


@dataclass(frozen=True)
class Edition:
    """A questionnaire as it stood when its wave opened, with what it said in each language."""

    questionnaire: Questionnaire
    texts: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)
    """Language -> id -> sentence; the source language is the questionnaire itself."""


def to_json(edition: Edition) -> str:
    """The canonical text: sorted keys, no spaces, defaults left out, conditions as their authors wrote them."""
    document = {"questionnaire": _plain(edition.questionnaire), "texts": _plain(edition.texts)}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Edition:
    """The edition that ``to_json`` wrote."""
    document = json.loads(text)
    questionnaire = _read(Questionnaire, document["questionnaire"])
    assert isinstance(questionnaire, Questionnaire)
    return Edition(questionnaire, document["texts"])


def fingerprint(text: str) -> str:
    """SHA-256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> Json:
    match value:
        case Expression():
            return value.text
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case _ if dataclasses.is_dataclass(value):
            given = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
            defaults = {field.name: _default(field) for field in dataclasses.fields(value)}
            return {name: _plain(item) for name, item in given.items() if item != defaults[name]}
    assert value is None or isinstance(value, bool | int | float | str)
    return value


def _default(field: "dataclasses.Field[object]") -> object:
    made = field.default_factory
    return field.default if made is dataclasses.MISSING else made()


def _read(kind: object, value: Json) -> object:
    """The value as the annotation ``kind`` says."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if value is None or kind in (str, int, bool, float):
        return value
    if origin in (typing.Union, types.UnionType):
        return _read(next(one for one in arguments if one is not type(None)), value)
    if kind is Expression:
        return parse(str(value))
    if kind is date:
        return date.fromisoformat(str(value))
    if origin is tuple and isinstance(value, list):
        return tuple(_read(arguments[0], item) for item in value)
    if isinstance(value, dict) and origin is Mapping:
        return {key: _read(arguments[1], item) for key, item in value.items()}
    assert isinstance(kind, type) and dataclasses.is_dataclass(kind) and isinstance(value, dict)
    hints = typing.get_type_hints(kind)
    return kind(**{name: _read(hints[name], item) for name, item in value.items()})
