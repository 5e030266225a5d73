"""Makes what a server needs, its secret and its database, or brings them up to date."""

import argparse
import os
from contextlib import closing
from pathlib import Path

from kapsurvey.config import from_environment, make_secret
from kapsurvey.store.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to say: the environment says it all."""


def run(arguments: argparse.Namespace) -> int:
    """Make the secret file where there is none, and bring the database up to date."""
    file = os.environ.get("KAPSURVEY_SECRET_FILE", "")
    if file:
        make_secret(Path(file))
    with closing(Database(from_environment(os.environ).database)) as database:
        database.upgrade()
    return 0
