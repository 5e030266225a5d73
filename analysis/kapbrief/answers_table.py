"""How everybody answered each question of a scale, for machines: a line a step, withheld as in the chart."""

import csv
import io

from kapbrief.disclosure import Status
from kapbrief.release import Release
from kapbrief.scale_answers import ScaleAnswers
from kapbrief.tables import written

COLUMNS = ("study", "wave", "pretest", "rehearsal", "role", "question", "answers", "share", "status")


def answers_table(release: Release, scales: tuple[ScaleAnswers, ...]) -> str:
    """As CSV; answers that stand together are separated by a blank."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    about = [release.study, release.wave, int(release.pretest), int(release.rehearsal)]
    for scale in scales:
        steps = [" ".join(str(choice.name) for choice in step) for step in scale.steps]
        for item in scale.items:
            shares = item.shares if item.status is Status.SHOWN else [None] * len(steps)
            for step, share in zip(steps, shares, strict=True):
                cell = "" if share is None else written(share)
                table.writerow([*about, scale.role, item.question, step, cell, item.status.name.lower()])
    return text.getvalue()
