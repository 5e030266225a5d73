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

import sys
from collections.abc import Sequence

from kapbrief.cli import run
from kapbrief.errors import ReleaseError
from kapbrief.release import Release

STUDY = "vietnamese-in-mozambique"
TRAITS = 2
"""No table crosses them; with more, rows of different tables could be held against each other."""


def fits(releases: Sequence[Release]) -> Sequence[Release]:
    """The releases, if they are of this study and keep to its plan."""
    for release in releases:
        if release.study != STUDY:
            remedy = "run the script of that study"
            raise ReleaseError("codebook.json", "study", f"is {release.study!r}, not {STUDY!r}", remedy)
        if len(release.plan.groups) > TRAITS:
            wrong = f"there are {len(release.plan.groups)} traits"
            raise ReleaseError("design.json", "plan.groups", wrong, f"keep to {TRAITS} in analysis.yaml")
    return releases


if __name__ == "__main__":
    sys.exit(run("Weighted indicators of the Vietnamese community in Mozambique.", fits))
