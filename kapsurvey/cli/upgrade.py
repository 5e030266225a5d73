"""Makes what a server needs, its secret and its database, or brings them up to date."""

import argparse
import os
from contextlib import closing
from pathlib import Path

from kapsurvey.config import from_environment, make_secret
from kapsurvey.store.database import Database
from kapsurvey.store.upgrading import upgrade


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to say: the environment says it all."""


def run(arguments: argparse.Namespace) -> int:
    """Make the secret file where there is none, and bring the database up to date."""
    file = os.environ.get("KAPSURVEY_SECRET_FILE", "")
    if file:
        make_secret(Path(file))
    address = from_environment(os.environ).database
    _make_folder(address)
    with closing(Database(address)) as database:
        upgrade(database)
    return 0


def _make_folder(address: str) -> None:
    """A SQLite file needs a folder to stand in."""
    file = address.removeprefix("sqlite:///")
    if file != address:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
