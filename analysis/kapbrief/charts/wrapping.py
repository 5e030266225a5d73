"""Texts broken into lines by the width that their letters are likely to take, in any script."""

import unicodedata
from collections.abc import Iterator
from functools import cache

NARROW, SLIM, WIDE = frozenset("iljI.,:;'|!`·"), frozenset('frt()[]{}/\\-" '), frozenset("mwMWGOQ@%&")
BOLD = 1.07
UNSPACED = ("THAI", "KHMER", "LAO", "MYANMAR")
"""scripts that write words together; a line may end anywhere between their signs"""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, rather too much than too little."""
    return sum(map(_em, text)) * size * (BOLD if bold else 1.0)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Lines of at most a width; what has no place to break is broken where it must."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width_of((line + piece).rstrip(), size, bold=bold) > width:
            lines.append(line.rstrip())
            line = ""
        for part in _fitting(piece, width, size, bold=bold):
            if line and part is not piece:
                lines.append(line)
                line = ""
            line += part
    return (*lines, line.rstrip()) if line.strip() or not lines else tuple(lines)


@cache
def _em(sign: str) -> float:
    """How wide one sign is, in letters' heights; marks above and below letters have no width of their own."""
    letter = unicodedata.normalize("NFD", sign)[0]
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return 1.0
    if letter in NARROW:
        return 0.29
    if letter in SLIM:
        return 0.39
    if letter in WIDE:
        return 0.88
    return 0.69 if letter.isupper() else 0.58


def _pieces(text: str) -> Iterator[str]:
    """What a line cannot be broken inside of: words with the blank behind them; single signs of scripts without."""
    piece = ""
    for sign in " ".join(text.split()):
        if piece and (piece.endswith((" ", "\u200b")) or _breaks_before(sign, piece)):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _breaks_before(sign: str, piece: str) -> bool:
    return (_unspaced(sign) or _unspaced(piece[-1])) and not _joined(sign) and sign != " "


def _unspaced(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) == "W" or unicodedata.name(sign, "").startswith(UNSPACED)


def _joined(sign: str) -> bool:
    """Signs that no line begins with: marks on a letter, and what closes a sentence or a bracket."""
    return unicodedata.category(sign) in ("Mn", "Mc", "Me", "Pe", "Pf", "Po")


def _fitting(piece: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """The piece, or parts of one that is wider than a line."""
    if width_of(piece.rstrip(), size, bold=bold) <= width:
        yield piece
        return
    part = ""
    for sign in piece:
        if part and not _joined(sign) and width_of(part + sign, size, bold=bold) > width:
            yield part
            part = ""
        part += sign
    yield part
