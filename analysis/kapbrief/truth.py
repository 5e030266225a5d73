"""A rehearsal's estimates beside the truth: the same people and all the others, who were made up with the same seed."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from kapbrief.codebook import Choice
from kapbrief.errors import ReleaseError
from kapbrief.indicators import Results
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.tables import written
from kapstats import Estimate

TRUTH = "truth.csv"
COLUMNS = ("study", "wave", "indicator", "group", "level", "estimate", "low", "high", "truth", "inside")


@dataclass(frozen=True)
class Beside:
    """One estimate beside what is true of everybody."""

    indicator: Indicator
    group: str | None
    level: Choice | None
    estimate: Estimate
    truth: float

    @property
    def inside(self) -> bool:
        """The interval holds the truth; where nobody's answer varies, that it is the estimate itself."""
        return self.estimate.low - 1e-9 <= self.truth <= self.estimate.high + 1e-9


def beside_the_truth(found: Results, everybody: Results) -> tuple[Beside, ...]:
    """Each estimate that is shown of both.

    everybody  of a larger rehearsal with the same seed, as `kapsurvey rehearse --freely` holds it in a database of its
               own; its estimates are the truth.
    Raises ReleaseError for releases that are no rehearsals, or not of the same questionnaire and wave.
    """
    _comparable(found.release, everybody.release)
    return tuple(
        Beside(one.indicator, row.group, row.level, row.estimate, true.estimate.estimate)
        for one, all_of_it in zip(found.results, everybody.results, strict=True)
        for row, true in zip(one.rows, all_of_it.rows, strict=True)
        if row.estimate is not None and true.estimate is not None
    )


def _comparable(release: Release, everybody: Release) -> None:
    for one in (release, everybody):
        if not one.rehearsal:
            raise ReleaseError("manifest.json", "rehearsal", "is false", "the truth is known of rehearsals only")
    same = [(one.study, one.wave, one.fingerprint) for one in (release, everybody)]
    if same[0] != same[1]:
        wrong = f"is {everybody.wave!r} of {everybody.study!r}, or its questionnaire another one"
        raise ReleaseError("manifest.json", "wave", wrong, "rehearse everybody as the same wave of the same study")
    if everybody.interviews < release.interviews:
        wrong = f"are {everybody.interviews}, fewer than {release.interviews}"
        raise ReleaseError("manifest.json", "counts.interviews", wrong, "give the larger rehearsal as the truth")


def truth_table(found: Results, rows: Sequence[Beside]) -> str:
    """The rows as CSV."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for row in rows:
        level = row.level.name if row.level else ""
        limits = (row.estimate.estimate, row.estimate.low, row.estimate.high, row.truth)
        numbers = [written(number) for number in limits]
        about = (found.release.study, found.release.wave, row.indicator.name, row.group or "", level)
        table.writerow([*about, *numbers, int(row.inside)])
    return text.getvalue()
