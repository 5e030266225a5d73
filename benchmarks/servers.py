"""Starts what is measured: databases from nothing, the survey with an open wave, the bare view beside it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

# The tests know how to start a PostgreSQL of their own.
sys.path.append(str(Path(__file__).parent.parent / "tests"))

import postgres

from kapsurvey.config import make_secret
from kapsurvey.fieldwork.study_keys import new_key
from kapsurvey.fieldwork.waves import Opening, Wave, open_wave
from kapsurvey.i18n import read_catalogue
from kapsurvey.paths import TRANSLATIONS
from kapsurvey.questionnaire.model import Study
from kapsurvey.store.database import Database
from kapsurvey.store.upgrading import upgrade

PRIVATE, PUBLIC = new_key()
"""Of whoever may read what is sealed."""
_START_SECONDS = 30
_BARE = Path(__file__).with_name("bare.py")


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, its first process, and all first processes that work for it."""

    port: int
    pid: int
    roots: tuple[int, ...]


@contextmanager
def postgres_database() -> Iterator[tuple[str, int]]:
    """Address of an empty database of a new PostgreSQL cluster that keeps its word, and the cluster's process."""
    programs = postgres.programs()
    if programs is None:
        raise SystemExit("PostgreSQL's server programs are not installed: choose --databases sqlite")
    with postgres.running(programs) as server:
        _keep_word(server)
        with server.database() as name:
            yield server.url(name), int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def _keep_word(server: postgres.Server) -> None:
    """Sync every commit to the disk; the tests' cluster does not."""
    server.run("ALTER SYSTEM SET fsync = on")
    server.run("SELECT pg_reload_conf()")
    with closing(postgres.psycopg.connect(server.url(), autocommit=True)) as connection:
        deadline = time.monotonic() + _START_SECONDS
        while connection.execute("SHOW fsync").fetchone() != ("on",):
            if time.monotonic() > deadline:
                raise SystemExit("PostgreSQL would not turn fsync on")


def open_on(url: str, study: Study) -> Wave:
    """Bring a new database up to date and open a wave in all languages of the study."""
    name, languages = study.questionnaire.study, study.fieldwork.languages
    catalogues = {code: read_catalogue(TRANSLATIONS / code / "LC_MESSAGES" / f"{name}.po") for code in languages}
    opening = Opening("benchmark", languages, "open", study.fieldwork.link, pretest=True)
    with closing(Database(url)) as database:
        upgrade(database)
        with database.transaction() as connection:
            return open_wave(connection, replace(study, recipients=(PUBLIC,)), catalogues, opening, today=date.today())


@contextmanager
def survey(url: str, folder: Path, *, also: tuple[int, ...] = ()) -> Iterator[Server]:
    """``kapsurvey serve`` on a database, two workers; ``also`` are processes that work for it too."""
    secret = folder / "secret"
    make_secret(secret)
    settings = {"KAPSURVEY_DATABASE": url, "KAPSURVEY_SECRET_FILE": str(secret), "KAPSURVEY_HTTPS": "0"}
    # All respondents of a benchmark come from one address, more of them in a minute than fit into any hall.
    settings["KAPSURVEY_BEGUN_A_MINUTE"] = "9999"
    command = [str(Path(sys.executable).with_name("kapsurvey")), "serve"]
    with _running(command, settings, also) as server:
        yield server


@contextmanager
def bare(url: str, *, also: tuple[int, ...] = ()) -> Iterator[Server]:
    """The bare view on the same database, under the same settings of gunicorn."""
    with _running([sys.executable, str(_BARE), url], {}, also) as server:
        yield server


@contextmanager
def _running(command: list[str], settings: dict[str, str], also: tuple[int, ...]) -> Iterator[Server]:
    port = _free_port()
    process = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], env={**os.environ, **settings})
    try:
        _await(process, port)
        yield Server(port, process.pid, (process.pid, *also))
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"the server did not start: {process.args!r}")
