"""A PostgreSQL server (15 or newer) for one test run: local programs, a socket in a private folder, no port."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

_SUPERUSER = "kapsurvey"
# Not synced: a server that lives for one test run need not survive a power cut, and nothing here tests that it does.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "shared_buffers": "32MB",
    "log_min_error_statement": "panic",
}


@dataclass(frozen=True)
class Server:
    """A running server; ``folder`` holds its socket."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str = "postgres") -> str:
        """Where a database of this server is found; the first database is the server's own."""
        return f"postgresql://{_SUPERUSER}@/{name}?host={self.folder}"

    @contextmanager
    def database(self, *, template: str = "template1") -> Iterator[str]:
        """A new database, a copy of ``template``, for the block."""
        name = f"test_{next(self._numbers)}"
        # Four times as fast as the newer way of copying, as long as nothing is synced.
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield name
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


def programs() -> Path | None:
    """The folder with the server's programs, which Debian keeps off the path; the newest where there are several."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A fresh server for the block."""
    folder = Path(tempfile.mkdtemp(prefix="kapsurvey-postgres-"))
    try:
        if os.geteuid() == 0:
            user = _unprivileged()
            os.chown(folder, user.pw_uid, user.pw_gid)
        _start(programs, folder)
        try:
            yield Server(folder)
        finally:
            _run(programs / "pg_ctl", "stop", "-D", folder / "data", "-m", "immediate", "-w")
    finally:
        shutil.rmtree(folder)


def _start(programs: Path, folder: Path) -> None:
    data = folder / "data"
    _run(programs / "initdb", "-D", data, "-U", _SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"unix_socket_directories = '{folder}'\n")
        settings.writelines(f"{name} = '{value}'\n" for name, value in _SETTINGS.items())
    _run(programs / "pg_ctl", "start", "-D", data, "-l", folder / "log", "-w")


def _run(program: Path, *arguments: str | Path) -> None:
    # The server refuses to run as root, and a test run in a container is root.
    if os.geteuid() == 0:
        user = _unprivileged()
        subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/",
                       user=user.pw_uid, group=user.pw_gid, extra_groups=[])  # fmt: skip
    else:
        subprocess.run([program, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
