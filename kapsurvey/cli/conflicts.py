"""Writes what is kept for review of a study: what came twice with other content, or could not stand."""

import argparse
import os
from contextlib import closing
from pathlib import Path

from kapsurvey.config import from_environment
from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.review import CONFLICTS, write_conflicts
from kapsurvey.fieldwork.waves import Wave, wave_of
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which waves, and where to."""
    parser.add_argument("study", help="name of the study")
    parser.add_argument("out", type=Path, help="the folder to write; an earlier one of conflicts is replaced")
    parser.add_argument("--wave", help="name of the wave (default: all of the study)")


def run(arguments: argparse.Namespace) -> int:
    """Write them, and say how many there are and why."""
    with closing(Database(from_environment(os.environ).database)) as database, database.reading() as connection:
        reasons = write_conflicts(connection, _waves(connection, arguments), arguments.out)
    told = ", ".join(f"{reason} {n}" for reason, n in sorted(reasons.items())) or "none"
    print(f"{arguments.out / CONFLICTS}: {sum(reasons.values())} kept for review (reasons: {told})")
    return 0


def _waves(connection: Connection, arguments: argparse.Namespace) -> list[Wave]:
    rows = queries.waves(connection, arguments.study)
    found = [wave_of(row) for row in rows if arguments.wave in (None, row.name)]
    if not found:
        names = ", ".join(row.name for row in rows) or "-"
        raise KapsurveyError("wave.unknown", study=arguments.study, names=names)
    return found
