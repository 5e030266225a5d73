"""The commands of the operator and the author: ``kapsurvey check``, ``serve``, ``release`` ..."""

import argparse
import importlib
import sys
from collections.abc import Mapping, Sequence

from kapsurvey.cli.sentences import sentence
from kapsurvey.errors import KapsurveyError

COMMANDS: Mapping[str, str] = {
    "check": "name every mistake in a study's files",
    "strings": "bring a study's translations up to date with its source",
    "upgrade": "create the database or bring it up to date",
    "serve": "serve the open waves",
    "open": "open a wave of a study",
    "close": "close a wave",
    "codes": "make single-use admission codes and a sheet to print",
    "keys": "make a study's key pair, for the answers that only its researchers may read",
    "release": "write a wave's answers as a folder for the analysis",
    "unseal": "open what is sealed in a release, with the study's private key",
    "conflicts": "write what is kept for review, and why",
    "rehearse": "answer a study as people would, to see that every path works",
    "staff": "add, list and disable members of staff, give them new passwords",
    "purge": "destroy drafts, receipts and visits whose days are over",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; its module alone is loaded, so that ``check`` need not wait for the web."""
    words = sys.argv[1:] if words is None else words
    parser = argparse.ArgumentParser(prog="kapsurvey", description="Surveys among people who must be careful.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=purpose.capitalize() + ".")
        if name in words[:1]:
            module = importlib.import_module(f"kapsurvey.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except KapsurveyError as error:
        print(sentence(error), file=sys.stderr)
        return 1
