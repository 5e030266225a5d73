"""Rehearses a study: made-up people answer it, and what nobody could reach is named."""

import argparse
import os
from contextlib import closing
from datetime import date

from kapsurvey.cli.studies import translated
from kapsurvey.config import from_environment
from kapsurvey.fieldwork.rehearsal import Report, rehearse
from kapsurvey.store.database import Database
from kapsurvey.store.upgrading import upgrade


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which study, how many people, and which people."""
    parser.add_argument("study", help="name of the study, or its folder")
    parser.add_argument("--interviews", type=int, default=150, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same number rehearses the same (default: %(default)s)")
    parser.add_argument(
        "--wave",
        help="what the wave is named, where conditions look at that; no other wave can have the name in this database",
    )
    parser.add_argument(
        "--freely",
        action="store_true",
        help="send nobody for answers not given yet: they are as common as rehearsal.yaml makes them, and larger "
        "rehearsals with the same seed have the same people and more, so that one of everybody is the truth",
    )
    parser.add_argument(
        "--database", help="a database of its own for the rehearsal, such as sqlite:///rehearsal.sqlite"
    )


def run(arguments: argparse.Namespace) -> int:
    """Rehearse, and say what was reached; 1 where something was not."""
    rehearsed = translated(arguments.study)
    with closing(Database(arguments.database or from_environment(os.environ).database)) as database:
        if arguments.database:
            upgrade(database)
        report = rehearse(
            database.transaction,
            rehearsed.study,
            rehearsed.catalogues,
            n=max(arguments.interviews, 0),
            seed=abs(arguments.seed),
            today=date.today(),
            wave=arguments.wave,
            freely=arguments.freely,
        )
    return _tell(report, freely=arguments.freely)


def _tell(report: Report, *, freely: bool) -> int:
    outcomes = ", ".join(f"{name.replace('_', '-')} {n}" for name, n in sorted(report.outcomes.items())) or "none"
    print(f"{report.wave.study}: {report.wave.name}: {sum(report.outcomes.values())} interviews ({outcomes})")
    if freely:
        return 0
    for goal in report.elsewhere:
        print(f"not in this wave or on this day: {goal}")
    for goal in report.never:
        print(f"never reached: {goal}")
    if report.never:
        return 1
    print("every page, question and answer was reached")
    return 0
