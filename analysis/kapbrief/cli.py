"""The command ``kapbrief``: from the releases of any study to its report. The script of a study is the same command
with that study's own decisions.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kapbrief.changes import Comparison, changes
from kapbrief.changes_report import write_waves
from kapbrief.errors import ReleaseError, ReportError
from kapbrief.indicators import Results, estimates
from kapbrief.linking import KINDS, told
from kapbrief.paper import MISSING, Printer, printer
from kapbrief.progress import Doing, Progress, later
from kapbrief.release import MANIFEST, Release, read_release
from kapbrief.report import write_report
from kapbrief.truth import TRUTH, beside_the_truth, truth_table
from kapstats import DesignError, EstimationError

Fits = Callable[[Sequence[Release]], Sequence[Release]]
"""Takes the releases as they were given, refuses what a study cannot use, and puts them in order."""
EXIT = "Exit codes: 0 the report is written, 1 it is not (the last line says why, and what to do), 2 unknown words."


def main(words: Sequence[str] | None = None) -> int:
    """The command for any study."""
    about = (
        "Writes the report of a study from its releases: of one release its tables, pages and briefs; of the releases "
        "of several waves, each wave's report in a folder of its own and what changed since the first one given."
    )
    return run(about, list, words, name="kapbrief")


def run(about: str, fits: Fits, words: Sequence[str] | None = None, *, name: str | None = None) -> int:
    """Reads the releases, writes the report, says where it is; 1 with a sentence on what is wrong."""
    asked = _arguments(about, name, words)
    progress = Progress(sys.stderr, later)
    prints = printer() if asked.pdf else None
    try:
        said = _report(asked, fits, progress.doing, prints)
    except (ReleaseError, ReportError, DesignError, EstimationError) as problem:
        progress.done()
        print(f"No report: {problem}", file=sys.stderr)
        return 1
    progress.done()
    print("\n".join(said))
    if asked.pdf and prints is None:
        print(MISSING, file=sys.stderr)
    return 0


@dataclass(frozen=True)
class _Asked:
    """What was asked for."""

    releases: tuple[Path, ...]
    report: Path
    languages: tuple[str, ...]
    truth: Path | None
    pdf: bool


def _arguments(about: str, name: str | None, words: Sequence[str] | None) -> _Asked:
    parser = argparse.ArgumentParser(prog=name, description=about, epilog=EXIT)
    parser.add_argument(
        "releases", type=Path, nargs="+", metavar="RELEASE",
        help="folder that `kapsurvey release` wrote, opened by `kapsurvey unseal` where answers are sealed; "
        "of several waves the earliest first",
    )  # fmt: skip
    parser.add_argument("report", type=Path, metavar="OUT", help="folder to write the report to; it is made if needed")
    parser.add_argument(
        "--language", action="append", default=[], dest="languages", metavar="CODE",
        help="write pages in this language only, such as vi; give it again for more. Without it: every language of "
        "the study, and English",
    )  # fmt: skip
    parser.add_argument(
        "--truth", type=Path, metavar="RELEASE",
        help="of one rehearsal: a larger one of the same seed and wave, in which everybody took part (`kapsurvey "
        "rehearse --freely`); truth.csv says which intervals hold what is true of them",
    )  # fmt: skip
    parser.add_argument("--no-pdf", action="store_false", dest="pdf", help="leave out the PDFs, which take longest")
    given = parser.parse_args(words)
    if given.truth and len(given.releases) > 1:
        parser.error("--truth goes with one RELEASE")
    return _Asked(tuple(given.releases), given.report, tuple(given.languages), given.truth, given.pdf)


def _report(asked: _Asked, fits: Fits, doing: Doing, prints: Printer | None) -> list[str]:
    """Writes it; what is said of it, a line each."""
    if (asked.report / MANIFEST).exists():
        raise ReportError(f"{asked.report}: is a release: give a folder for the report after the releases")
    waves = []
    for release in fits([_read(path, doing) for path in asked.releases]):
        doing(f"{release.wave}: estimating")
        waves.append(estimates(release, asked.languages))
    if len(waves) == 1:
        truth, said = _truth(asked, waves[0], doing)
        return [*map(str, write_report(waves[0], asked.report, more=truth, doing=doing, prints=prints)), *said]
    found = changes(waves)
    written = write_waves(waves, found, asked.report, doing=doing, prints=prints)
    return [*map(str, written), *map(_found, found)]


def _read(path: Path, doing: Doing) -> Release:
    doing(f"reading {path}")
    return read_release(path)


def _truth(asked: _Asked, found: Results, doing: Doing) -> tuple[dict[str, str], list[str]]:
    """The table that holds a rehearsal against its truth, and what it comes to; nothing where none was given."""
    if asked.truth is None:
        return {}, []
    rows = beside_the_truth(found, estimates(_read(asked.truth, doing), asked.languages))
    inside = sum(row.inside for row in rows)
    return {TRUTH: truth_table(found, rows)}, [f"{inside} of {len(rows)} intervals (95%) hold the truth"]


def _found(comparison: Comparison) -> str:
    """Who is in both waves."""
    earlier, later = comparison.earlier.release.wave, comparison.later.release.wave
    if comparison.linked is None:
        return f"{earlier} and {later}: too few interviews to compare"
    sides = (
        f"{wave}: " + ", ".join(f"{kind} {'withheld' if one[kind] is None else one[kind]}" for kind in KINDS)
        for wave, one in zip((earlier, later), told(comparison.linked, comparison.smallest), strict=True)
    )
    return "; ".join(sides)
