"""Opens a wave of a study, or a pretest of every study that has none."""

import argparse
import os
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from kapsurvey.cli.folders import names
from kapsurvey.cli.keys import write_private
from kapsurvey.cli.studies import translated
from kapsurvey.config import from_environment
from kapsurvey.errors import DefinitionError
from kapsurvey.fieldwork.studies import Translated
from kapsurvey.fieldwork.study_keys import keys_in, public_half
from kapsurvey.fieldwork.waves import Opening, Wave, open_wave, wave_of
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.translations import mistakes
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.database import Database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which study, and how."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("study", nargs="?", help="name of the study, or its folder")
    which.add_argument("--all", action="store_true", help="every study there is")
    parser.add_argument("--wave", help="name of the wave (default: today's date)")
    parser.add_argument("--link", help="word in the address (default: that of fieldwork.yaml)")
    parser.add_argument("--languages", help="languages of the wave, such as vi,pt (default: those of fieldwork.yaml)")
    parser.add_argument("--admission", choices=("open", "codes"), help="default: that of fieldwork.yaml")
    parser.add_argument("--pretest", action="store_true", help="open with unfinished texts; every page says so")
    parser.add_argument(
        "--trial-keys",
        type=Path,
        metavar="FOLDER",
        help="only to try it out: seal to a key made in this folder where a study has none of its own",
    )
    parser.add_argument("--if-none", action="store_true", help="leave a study alone that has an open wave")


def run(arguments: argparse.Namespace) -> int:
    """Open, and say where."""
    studies = [translated(word) for word in (names() if arguments.all else [arguments.study])]
    with closing(Database(from_environment(os.environ).database)) as database:
        for one in studies:
            with database.transaction() as connection:
                wave = _open_wave(connection, one.name) if arguments.if_none else None
                if wave is None:
                    opening = _opening(one.study, arguments)
                    _refuse_mistaken(one, opening)
                    study = _with_trial_key(one.study, arguments.trial_keys)
                    wave = open_wave(connection, study, one.catalogues, opening, today=date.today())
            print(f"{wave.study} {wave.name} is open at /{wave.link}/")
    return 0


def _with_trial_key(study: Study, folder: Path | None) -> Study:
    """Whoever tries the survey out on one machine need not make a key first; the private half then lies beside it."""
    if folder is None or study.recipients:
        return study
    file = folder / f"{study.questionnaire.study}.txt"
    if not file.exists():
        write_private(file)
    (private,) = keys_in(file.read_text(encoding="ascii"))
    return replace(study, recipients=(public_half(private),))


def _refuse_mistaken(one: Translated, opening: Opening) -> None:
    """A lost placeholder or a tag in a translation keeps a wave closed, unless it is there to find such things."""
    found = [
        mistake
        for language in opening.languages
        if language in one.catalogues and not opening.pretest
        for mistake in mistakes(one.study, language, one.catalogues[language], file=f"{one.name}.po ({language})")
    ]
    if found:
        raise DefinitionError(tuple(found))


def _open_wave(connection: Connection, study: str) -> Wave | None:
    rows = (row for row in queries.waves(connection, study) if row.state == "open" and not row.rehearsal)
    return next(map(wave_of, rows), None)


def _opening(study: Study, arguments: argparse.Namespace) -> Opening:
    today = date.today().isoformat()
    return Opening(
        name=arguments.wave or (f"pretest-{today}" if arguments.pretest else today),
        languages=tuple(arguments.languages.split(",")) if arguments.languages else study.fieldwork.languages,
        admission=arguments.admission or study.fieldwork.admission,
        link=arguments.link or study.fieldwork.link,
        pretest=arguments.pretest,
    )
