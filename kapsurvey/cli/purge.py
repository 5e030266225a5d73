"""Destroys drafts, receipts and resume codes whose days are over; to be run every day."""

import argparse
import os
from contextlib import closing
from datetime import date

from kapsurvey.config import from_environment
from kapsurvey.fieldwork.retention import purge
from kapsurvey.store.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to say: each thing has its day."""


def run(arguments: argparse.Namespace) -> int:
    """Destroy them, and say how many there were."""
    with closing(Database(from_environment(os.environ).database)) as database, database.transaction() as connection:
        gone = purge(connection, today=date.today())
    print(", ".join(f"{name.replace('_', ' ')}: {n}" for name, n in gone.items()))
    return 0
