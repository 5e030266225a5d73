"""Finds the place in a file where one character of a YAML text stands, behind quotes, escapes and line folds."""

import re
from collections.abc import Iterator

_BLANKS = " \t\r\n"
_PLAIN = re.compile(r"[^ \t\r\n]")
_SINGLE = re.compile(r"''|[^ \t\r\n]")
_DOUBLE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|[\s\S])|[^ \t\r\n]")
_BLANK_ESCAPES = re.compile(r"\\(?:[tnr\s]|\r\n|(?:x|u00|U000000)(?:09|0[aA]|0[dD]|20))")


def place_within(raw: str, text: str, offset: int) -> tuple[int, int]:
    """Line ends before a character of ``text`` in ``raw`` (the text as it stands in the file), and columns after them.

    Folding changes only blanks and line ends. So the n-th other character of the text is the n-th of the file, and
    none of the rules of folding need be known here. A blank is placed where the next other character stands.
    """
    n = sum(character not in _BLANKS for character in text[:offset])
    end = 0
    for count, (start, stop) in enumerate(_characters(raw)):
        end = stop
        if count == n:
            end = start
            break
    before = raw[:end]
    return before.count("\n"), len(before) - (before.rfind("\n") + 1)


def _characters(raw: str) -> Iterator[tuple[int, int]]:
    """From where to where each character of the text stands, without blanks."""
    match raw[:1]:
        case "'":
            yield from _spans(_SINGLE, raw, 1, len(raw) - 1)
        case '"':
            yield from (span for span in _spans(_DOUBLE, raw, 1, len(raw) - 1) if not _blank(raw, span))
        case "|" | ">":
            yield from _spans(_PLAIN, raw, raw.find("\n") + 1, len(raw))
        case _:
            yield from _spans(_PLAIN, raw, 0, len(raw))


def _spans(pattern: re.Pattern[str], raw: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    return (found.span() for found in pattern.finditer(raw, start, stop))


def _blank(raw: str, span: tuple[int, int]) -> bool:
    return _BLANK_ESCAPES.fullmatch(raw, *span) is not None
