"""Reads the public keys of those who may read a study's sealed answers."""

import re
from pathlib import Path

from kapsurvey.errors import Mistake
from kapsurvey.questionnaire.source import Desk, read_text

_PUBLIC = re.compile(r"age1[02-9ac-hj-np-z]{58}")


def read_recipients(path: Path, desk: Desk, *, name: str) -> tuple[str, ...]:
    """The keys, one a line; none where there is no such file. What follows ``#`` says whose key it is."""
    text = read_text(path, desk, name=name) if path.exists() else None
    found: list[str] = []
    for number, line in enumerate((text or "").splitlines(), start=1):
        key = line.partition("#")[0].strip()
        if key and not _PUBLIC.fullmatch(key):
            remedy = "write public keys only, which begin with age1; `kapsurvey keys` makes one"
            desk.mistakes.append(Mistake(name, number, 1, "this is no public key", remedy))
        elif key in found:
            desk.mistakes.append(Mistake(name, number, 1, "this key stands here twice", "write it once"))
        elif key:
            found.append(key)
    return tuple(found)
