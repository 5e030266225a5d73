"""The folder of a release: written beside its place, moved there whole, never over anything that we did not write."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from kapsurvey.errors import KapsurveyError
from kapsurvey.questionnaire.portable import Json

RESPONSES, CODEBOOK, DESIGN, MANIFEST = "responses.csv", "codebook.json", "design.json", "manifest.json"
ATTEMPTS = "attempts.csv"
"""Whom enumerators looked for in vain, a line each."""
ENVELOPES, EDITIONS = "envelopes.jsonl", "editions.jsonl"
"""What is sealed, a line an interview, and the editions of the questionnaire that it is to be read by."""
OURS = frozenset({RESPONSES, ATTEMPTS, CODEBOOK, DESIGN, MANIFEST, ENVELOPES, EDITIONS})


@contextmanager
def folder(out: Path, study: str, wave: str) -> Iterator[Path]:
    """A new folder that stands at ``out`` once the block has ended well, in place of an earlier release of the wave.

    Raises KapsurveyError where something else stands there.
    """
    out = out.absolute()
    _refuse_occupied(out, study, wave)
    out.parent.mkdir(parents=True, exist_ok=True)
    # On the same disk, so that moving it is one step; mkdtemp lets nobody but its owner look inside.
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        yield new
        _move(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """A new text file that only its owner can read, on the disk when the block ends; line ends stay as written."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        yield file
        file.flush()
        os.fsync(handle)


def sums(path: Path) -> dict[str, Json]:
    """What the manifest says of a file."""
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _refuse_occupied(out: Path, study: str, wave: str) -> None:
    if not out.exists():
        return
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        earlier = (manifest["study"], manifest["wave"]) == (study, wave)
        ours = {path.name for path in out.iterdir()} <= OURS
    except (OSError, ValueError, TypeError, KeyError):
        earlier = ours = False
    if not (earlier and ours):
        raise KapsurveyError("release.occupied", out=str(out), study=study, wave=wave)


def _move(new: Path, out: Path) -> None:
    if not out.exists():
        new.rename(out)
        return
    # Two steps, since a folder with files in it cannot be renamed over; between them the earlier release still stands
    # beside its place.
    old = new.with_name(f"{new.name}-earlier")
    out.rename(old)
    try:
        new.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old)
