"""Training on enforcement and CITES, before and after: what participants knew, thought and did in each wave, and what
changed.

    python analysis/studies/training_before_and_after.py RELEASE [RELEASE ...] REPORT

Each RELEASE is the folder of one wave (baseline, endline, followup), opened by `kapsurvey unseal`. REPORT becomes a
folder with the report of the wave or, of two waves or more, with a folder for each and what changed between them.
Indicators, groups, smallest cell and the question on people's own code come with the releases. What is decided here:

- Everybody on the course was asked, and nobody has been counted beside them: every interview counts the same.
- Endline and follow-up are compared with the baseline, and not with each other.
- Whoever is found in both waves by their own code is told apart from everybody, and neither is called more than change.
"""

import sys
from collections.abc import Sequence

from kapbrief.cli import run
from kapbrief.errors import ReleaseError
from kapbrief.release import Release

STUDY = "training-before-and-after"
WAVES = ("baseline", "endline", "followup")


def fits(releases: Sequence[Release]) -> Sequence[Release]:
    """The releases in the order of the waves, if they are of this study and begin with the baseline."""
    for release in releases:
        if release.study != STUDY:
            remedy = "run the script of that study"
            raise ReleaseError("codebook.json", "study", f"is {release.study!r}, not {STUDY!r}", remedy)
        if release.wave not in WAVES:
            wrong = f"is {release.wave!r}, not {' or '.join(WAVES)}"
            raise ReleaseError("manifest.json", "wave", wrong, "open waves with these names: questions depend on them")
    ordered = sorted(releases, key=lambda release: WAVES.index(release.wave))
    if len(ordered) > 1 and ordered[0].wave != WAVES[0]:
        raise ReleaseError("manifest.json", "wave", "is baseline in no release", "give it too: changes begin there")
    return ordered


if __name__ == "__main__":
    sys.exit(run("What changed from before a training to its end and later.", fits))
