"""Closes a wave: nobody begins any more, who has begun may finish."""

import argparse
import os
from contextlib import closing
from datetime import date

from kapsurvey.config import from_environment
from kapsurvey.fieldwork.waves import close_wave, wave_named
from kapsurvey.store.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which wave."""
    parser.add_argument("study", help="name of the study")
    parser.add_argument("--wave", help="name of the wave, where the study has several")


def run(arguments: argparse.Namespace) -> int:
    """Close it."""
    with closing(Database(from_environment(os.environ).database)) as database, database.transaction() as connection:
        wave = wave_named(connection, arguments.study, arguments.wave)
        close_wave(connection, wave, today=date.today())
    print(f"{wave.study} {wave.name} is closed")
    return 0
