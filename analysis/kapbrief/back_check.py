"""Draws interviews to be checked back: a supervisor goes again to some people of each enumerator and asks whether, and
how, they were interviewed.

    python -m kapbrief.back_check RELEASE OUT.csv --share 0.1 --seed 7

The list names interviews, with enumerator, place and day; it holds no answer. It is for whoever supervises the
enumerators and for nobody else.
"""

import argparse
import csv
import hashlib
import io
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kapbrief.errors import ReleaseError, ReportError
from kapbrief.release import Release, read_release

COLUMNS = ("interview", "enumerator", "site", "date")


@dataclass(frozen=True)
class Drawn:
    """One interview to be checked."""

    interview: str
    enumerator: str
    site: str
    day: date


def draw(release: Release, share: float, seed: int) -> tuple[Drawn, ...]:
    """That share of the finished interviews of each enumerator, and at least one.

    Each interview has its place in the order of drawing by seed and name alone, so that nobody chooses, and the same
    release gives the same list. Interviews that came later take places between the others.
    Raises ReportError for a share that is none, and where no enumerator held an interview.
    """
    if not 0 < share <= 1:
        raise ReportError(f"--share: {share:g} is no share: give one above 0 and up to 1, such as 0.1")
    by_enumerator: dict[str, list[Drawn]] = {}
    for one in _assisted(release):
        by_enumerator.setdefault(one.enumerator, []).append(one)
    drawn: list[Drawn] = []
    for enumerator in sorted(by_enumerator, key=lambda number: (len(number), number)):
        theirs = sorted(by_enumerator[enumerator], key=lambda one: _place(one.interview, seed))
        # Rounded first: 0.7 of ten is seven, not the next number above 7.000000000000001.
        drawn += theirs[: math.ceil(round(share * len(theirs), 6))]
    if not drawn:
        raise ReportError("no interview of the release was held by an enumerator: there is nothing to check back")
    return tuple(drawn)


def listed(drawn: Sequence[Drawn]) -> str:
    """The list as CSV."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows((one.interview, one.enumerator, one.site, one.day.isoformat()) for one in drawn)
    return text.getvalue()


def main(words: Sequence[str] | None = None) -> int:
    """Reads the release, writes the list, says how many are on it; 1 with a sentence on what is wrong."""
    asked = _arguments(words)
    try:
        drawn = draw(read_release(asked.release), asked.share, asked.seed)
        _write(listed(drawn), asked.out)
    except (ReleaseError, ReportError) as problem:
        print(f"No list: {problem}", file=sys.stderr)
        return 1
    print(f"{asked.out}: {len(drawn)} interviews of {len({one.enumerator for one in drawn})} enumerators")
    return 0


def _assisted(release: Release) -> list[Drawn]:
    rows = zip(release.modes, release.ids, release.enumerators, release.sites, release.days, strict=True)
    return [Drawn(name, by, site, day) for mode, name, by, site, day in rows if mode == "assisted"]


def _place(interview: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {interview}".encode()).digest()


def _write(content: str, out: Path) -> None:
    """Only its owner can read it. A list that stands there is kept: whoever could draw again could choose."""
    try:
        out.touch(mode=0o600, exist_ok=False)
        out.write_text(content, encoding="utf-8", newline="")
    except FileExistsError as problem:
        raise ReportError(f"{out}: there is a list already: give another name") from problem
    except OSError as problem:
        raise ReportError(f"{out}: cannot be written ({problem.strerror}): give a folder of your own") from problem


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draws finished interviews of each enumerator to be checked back.")
    parser.add_argument("release", type=Path, metavar="RELEASE", help="folder written by `kapsurvey release`")
    parser.add_argument("out", type=Path, metavar="OUT.csv", help="the list, for the supervisor only")
    parser.add_argument("--share", type=float, default=0.1, help="of each enumerator's interviews (default 0.1)")
    parser.add_argument("--seed", type=int, required=True, help="any whole number; the same one draws the same list")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
