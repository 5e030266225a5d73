"""Training on enforcement and CITES, before and after: what participants knew, thought and did in each wave, and what
changed.

    python analysis/studies/training_before_and_after.py RELEASE [RELEASE ...] REPORT

Each RELEASE is the folder of one wave (baseline, endline, followup), opened by `kapsurvey unseal`. REPORT becomes a
folder with a report for each wave and, of two waves or more, `changes.csv` and a page of changes in each language.
Indicators, groups, smallest cell and the question on people's own code come with the releases. What is decided here:

- Everybody on the course was asked, and nobody has been counted beside them: every interview counts the same.
- Endline and follow-up are compared with the baseline, and not with each other.
- Whoever is found in both waves by their own code is told apart from everybody, and neither is called more than change.
"""

import argparse
import sys
from pathlib import Path

from kapbrief.changes import Comparison, changes
from kapbrief.changes_report import write_waves
from kapbrief.errors import ReleaseError, ReportError
from kapbrief.indicators import estimates
from kapbrief.linking import KINDS, told
from kapbrief.release import Release, read_release
from kapstats import DesignError, EstimationError

STUDY = "training-before-and-after"
WAVES = ("baseline", "endline", "followup")


def main() -> int:
    """Reads the releases, writes the report, says who was found in two waves; 1 with a sentence on what is wrong."""
    asked = _arguments()
    try:
        releases = sorted((_fitting(read_release(path)) for path in asked.releases), key=_place)
        _begins_with_the_baseline(releases)
        waves = [estimates(release) for release in releases]
        for path in write_waves(waves, asked.report):
            print(path)
        for comparison in changes(waves):
            print(_found(comparison))
    except (ReleaseError, ReportError, DesignError, EstimationError) as problem:
        print(f"No report: {problem}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What changed from before a training to its end and later.")
    parser.add_argument("releases", type=Path, nargs="+", metavar="RELEASE", help="folder of one wave's release")
    parser.add_argument("report", type=Path, metavar="REPORT", help="folder to write the report to")
    return parser.parse_args()


def _fitting(release: Release) -> Release:
    if release.study != STUDY:
        remedy = "run the script of that study"
        raise ReleaseError("codebook.json", "study", f"is {release.study!r}, not {STUDY!r}", remedy)
    if release.wave not in WAVES:
        wrong = f"is {release.wave!r}, not {' or '.join(WAVES)}"
        raise ReleaseError("manifest.json", "wave", wrong, "open waves with these names: questions depend on them")
    return release


def _place(release: Release) -> int:
    return WAVES.index(release.wave)


def _begins_with_the_baseline(releases: list[Release]) -> None:
    if len(releases) > 1 and releases[0].wave != WAVES[0]:
        raise ReleaseError("manifest.json", "wave", "is baseline in no release", "give it too: changes begin there")


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


if __name__ == "__main__":
    sys.exit(main())
