"""Writes a wave's answers as a folder for the analysis."""

import argparse
import os
from contextlib import closing
from datetime import date
from pathlib import Path

from kapsurvey.cli.studies import translated
from kapsurvey.config import from_environment
from kapsurvey.fieldwork.release import Source, release
from kapsurvey.fieldwork.waves import wave_named
from kapsurvey.store.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which wave, and where to."""
    parser.add_argument("study", help="name of the study, or its folder")
    parser.add_argument("out", type=Path, help="the folder to write; an earlier release of the wave is replaced")
    parser.add_argument("--wave", help="name of the wave, where the study has several")


def run(arguments: argparse.Namespace) -> int:
    """Write it, and say what it holds."""
    planned = translated(arguments.study)
    with closing(Database(from_environment(os.environ).database)) as database, database.reading() as connection:
        wave = wave_named(connection, planned.name, arguments.wave)
        source = Source(wave, planned.study, planned.catalogues, date.today())
        released = release(connection, source, arguments.out)
    outcomes = ", ".join(f"{name} {n}" for name, n in released.outcomes.items()) or "none yet"
    print(f"{arguments.out}: {released.interviews} interviews of {wave.name} (outcomes: {outcomes})")
    for name in released.left_out:
        print(f"left out of the plan, since this wave never asked it: {name}")
    return 0
