"""Makes single-use admission codes and writes the sheet to print; the codes stand there and nowhere else in clear."""

import argparse
import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TextIO

from kapsurvey.config import from_environment
from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.admission import issue
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.sheet import Tongue, sheet
from kapsurvey.fieldwork.waves import Wave, edition, wave_named
from kapsurvey.i18n import Language, translator
from kapsurvey.paths import TRANSLATIONS
from kapsurvey.store.connection import Connection
from kapsurvey.store.database import Database

_LOCAL = "http://127.0.0.1:8000"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~/-]*)?")
_MOST = 20_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which wave, how many, and where people reach it."""
    parser.add_argument("study", help="name of the study")
    parser.add_argument("n", type=int, metavar="NUMBER", help="how many codes")
    parser.add_argument("--wave", help="name of the wave, where the study has several")
    parser.add_argument("--address", default=_LOCAL, help="the server as people reach it, such as https://example.org")
    parser.add_argument("--out", type=Path, help="the sheet (default: codes-LINK-TODAY.html)")


def run(arguments: argparse.Namespace) -> int:
    """Write the sheet, then keep the codes; without the one there is not the other."""
    address = arguments.address.rstrip("/")
    if not _ADDRESS.fullmatch(address):
        raise KapsurveyError("codes.address", address=arguments.address)
    if not 1 <= arguments.n <= _MOST:
        raise KapsurveyError("codes.number", most=_MOST)
    config = from_environment(os.environ)
    with closing(Database(config.database)) as database:
        with database.reading() as connection:
            wave = wave_named(connection, arguments.study, arguments.wave)
            tongues = _tongues(connection, wave)
        _refuse_without_codes(wave)
        out = arguments.out or Path(f"codes-{wave.link}-{date.today().isoformat()}.html")
        with _new(out) as file, database.transaction() as connection:
            coupons = issue(connection, Secret(config.secret), wave, arguments.n)
            file.write(sheet(coupons, tongues, address=f"{address}/{wave.link}/"))
            file.flush()
    print(f"{out}: {arguments.n} codes for {wave.study} {wave.name}. They stand nowhere else; keep the sheet safe.")
    if address == _LOCAL:
        print(f"They lead to {_LOCAL}, this machine alone; for the field, say --address https://...")
    return 0


def _tongues(connection: Connection, wave: Wave) -> list[Tongue]:
    asked = edition(connection, wave.fingerprint)
    titles = {code: asked.texts.get(code, {}).get("title", asked.questionnaire.title) for code in wave.languages}
    return [Tongue(Language.of(code), title, translator(TRANSLATIONS, code)) for code, title in titles.items()]


def _refuse_without_codes(wave: Wave) -> None:
    if not wave.is_open or wave.admission == "open":
        code = "codes.open_wave" if wave.is_open else "codes.closed_wave"
        raise KapsurveyError(code, study=wave.study, wave=wave.name)


@contextmanager
def _new(out: Path) -> Iterator[TextIO]:
    """A new file for its owner's eyes, gone again if the block fails: codes count as issued once their sheet stands.

    Never another sheet in its place, whose codes could not be made again.
    """
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KapsurveyError("codes.sheet_there", out=str(out)) from None
    except OSError as error:
        raise KapsurveyError("codes.sheet_unwritable", out=str(out), reason=error.strerror) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            yield file
    except BaseException:
        out.unlink()
        raise
