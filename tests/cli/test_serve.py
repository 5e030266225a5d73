"""The server's start: its database is brought up to date first, by a process that leaves nothing behind."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from serving import KAPSURVEY, Operator, free_port

from kapsurvey.config import make_secret
from kapsurvey.store import queries
from kapsurvey.store.database import Database


def test_serving_loads_nothing_that_only_other_commands_need():
    program = "import sys, kapsurvey.cli.serve; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    unneeded = {"alembic", "yaml", "segno", "babel.messages", "sqlalchemy.dialects.postgresql"}
    assert unneeded & set(done.stdout.split()) == set()


def test_a_server_brings_an_empty_database_up_to_date(tmp_path: Path) -> None:
    operator = Operator(tmp_path, free_port())
    make_secret(tmp_path / "secret")
    with (
        operator.serving(),
        closing(Database(operator.environment["KAPSURVEY_DATABASE"])) as database,
        database.reading() as connection,
    ):
        assert queries.waves(connection) == ()


def test_a_database_that_cannot_be_reached_stops_the_start(tmp_path: Path) -> None:
    operator = Operator(tmp_path, free_port())
    make_secret(tmp_path / "secret")
    elsewhere = {**operator.environment, "KAPSURVEY_DATABASE": f"postgresql://nobody@/nothing?host={tmp_path}"}
    done = subprocess.run([KAPSURVEY, "serve"], env=elsewhere, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "database" in done.stderr
