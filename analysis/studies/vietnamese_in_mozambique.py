"""The Vietnamese community in Mozambique: a first weighted table of what people know, think and do.

    python analysis/studies/vietnamese_in_mozambique.py RELEASE REPORT

RELEASE is the folder that `kapsurvey release vietnamese-in-mozambique RELEASE` wrote. REPORT becomes a folder with
tables and, in each language, a page of indicators, one of messages, and one on scales, quality and response.
Indicators, groups, outcomes, beliefs, messengers, population and known totals come with the release, from the study's
own `analysis.yaml`, `fieldwork.yaml` and `margins.csv`. What is decided here:

- Everybody was to be asked. The interviews stand for the whole community, with a finite population correction, and are
  adjusted to known totals where the association has counted its people.
- Every indicator is shown among everybody and by one trait at a time, never by two.
- Groups of fewer people than the plan's smallest number are withheld, and what would give them away.
"""

import argparse
import sys
from pathlib import Path

from kapbrief.errors import ReleaseError, ReportError
from kapbrief.indicators import estimates
from kapbrief.release import Release, read_release
from kapbrief.report import write_report
from kapstats import DesignError, EstimationError

STUDY = "vietnamese-in-mozambique"
TRAITS = 2
"""No table crosses them; with more, rows of different tables could be held against each other."""


def main() -> int:
    """Reads the release, writes the report, says where it is; 1 with a sentence on what is wrong."""
    asked = _arguments()
    try:
        release = read_release(asked.release)
        _fits(release)
        for path in write_report(estimates(release), asked.report):
            print(path)
    except (ReleaseError, ReportError, DesignError, EstimationError) as problem:
        print(f"No report: {problem}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Weighted indicators of the Vietnamese community in Mozambique.")
    parser.add_argument("release", type=Path, metavar="RELEASE", help="folder written by `kapsurvey release`")
    parser.add_argument("report", type=Path, metavar="REPORT", help="folder to write the report to")
    return parser.parse_args()


def _fits(release: Release) -> None:
    if release.study != STUDY:
        remedy = "run the script of that study"
        raise ReleaseError("codebook.json", "study", f"is {release.study!r}, not {STUDY!r}", remedy)
    if len(release.plan.groups) > TRAITS:
        wrong = f"there are {len(release.plan.groups)} traits"
        raise ReleaseError("design.json", "plan.groups", wrong, f"keep to {TRAITS} in analysis.yaml")


if __name__ == "__main__":
    sys.exit(main())
