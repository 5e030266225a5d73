"""Opens the envelopes of one interview, and puts together what is in them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kapsurvey.fieldwork import study_keys
from kapsurvey.fieldwork.documents import PARTS

Content = Mapping[str, Any]
_END = "-----END AGE ENCRYPTED FILE-----"


@dataclass(frozen=True)
class Refused:
    """An interview whose envelopes were left closed, or whose content cannot stand."""

    interview: str
    why: str
    """``locked``: no key opens it; ``strange``: it is of another interview, or no interview; ``different``: it says
    something else than what stands in the open, or than the envelope beside it; ``unsound``: the questionnaire does not
    take such answers."""
    names: tuple[str, ...] = ()
    """Questions or columns that it is about."""


def whole_of(line: Content, private: Sequence[str], interview: str) -> Content | Refused:
    """The whole of an interview: what its envelope holds, and what the respondent answered alone beside it."""
    contents = [_content(study_keys.unseal(private, envelope)) for envelope in _envelopes(line)]
    read = [content for content in contents if content is not None]
    if len(read) < len(contents):
        return Refused(interview, "locked")
    if not all(content.get("interview") == interview and _is_document(content) for content in read):
        return Refused(interview, "strange")
    twice = tuple(sorted(set(_told_twice(read))))
    return Refused(interview, "different", twice) if twice else _together(read)


def _envelopes(line: Content) -> Iterator[str]:
    """The one that every interview has, and one for each time that the phone was handed over."""
    yield line["envelope"]
    for block in str(line.get("block", "")).split(_END)[:-1]:
        yield block.lstrip() + _END + "\n"


def _content(plain: bytes | None) -> Content | None:
    try:
        content = None if plain is None else json.loads(plain)
    except ValueError:
        return {}
    return content if content is None or isinstance(content, dict) else {}


def _is_document(content: Content) -> bool:
    return all(isinstance(content.get(part), dict) for part in PARTS)


def _told_twice(contents: Sequence[Content]) -> Iterator[str]:
    """Names that one envelope says something else of than another."""
    for part in PARTS:
        said: dict[str, object] = {}
        for content in contents:
            yield from (name for name, value in content[part].items() if said.setdefault(name, value) != value)


def _together(contents: Sequence[Content]) -> Content:
    return {part: {name: value for content in contents for name, value in content[part].items()} for part in PARTS}
