"""Opens a wave of a study, or a pretest of every study that has none."""

import argparse
import os
from contextlib import closing
from datetime import date

from sqlalchemy import Connection

from kapsurvey.cli.studies import catalogues, names
from kapsurvey.config import from_environment
from kapsurvey.fieldwork.waves import Opening, open_wave
from kapsurvey.paths import QUESTIONNAIRES
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Study
from kapsurvey.store import queries
from kapsurvey.store.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which study, and how."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("study", nargs="?", help="name of the study")
    which.add_argument("--all", action="store_true", help="every study there is")
    parser.add_argument("--wave", help="name of the wave (default: today's date)")
    parser.add_argument("--link", help="word in the address (default: that of fieldwork.yaml)")
    parser.add_argument("--languages", help="languages of the wave, such as vi,pt (default: those of fieldwork.yaml)")
    parser.add_argument("--admission", choices=("open", "codes"), help="default: that of fieldwork.yaml")
    parser.add_argument("--pretest", action="store_true", help="open with unfinished texts; every page says so")
    parser.add_argument("--if-none", action="store_true", help="leave a study alone that has an open wave")


def run(arguments: argparse.Namespace) -> int:
    """Open, and say where."""
    with closing(Database(from_environment(os.environ).database)) as database:
        for name in names() if arguments.all else [arguments.study]:
            study = load(QUESTIONNAIRES / name)
            with database.transaction() as connection:
                if not (arguments.if_none and _has_open_wave(connection, name)):
                    wave = open_wave(
                        connection, study, catalogues(study), _opening(study, arguments), today=date.today()
                    )
                    print(f"{wave.study} {wave.name} is open at /{wave.link}/")
    return 0


def _has_open_wave(connection: Connection, study: str) -> bool:
    return any(row.state == "open" and not row.rehearsal for row in queries.waves(connection, study))


def _opening(study: Study, arguments: argparse.Namespace) -> Opening:
    today = date.today().isoformat()
    return Opening(
        name=arguments.wave or (f"pretest-{today}" if arguments.pretest else today),
        languages=tuple(arguments.languages.split(",")) if arguments.languages else study.fieldwork.languages,
        admission=arguments.admission or study.fieldwork.admission,
        link=arguments.link or study.fieldwork.link,
        pretest=arguments.pretest,
    )
