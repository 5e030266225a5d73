"""A server for a real browser, with a pretest of the first study open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Operator, free_port
from surveys import Survey, hamlet_in, served

from kapsurvey.store.database import Database


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A server with a pretest of the first study open."""
    operator = Operator(tmp_path_factory.mktemp("server"), free_port())
    operator.run("upgrade")
    operator.run("open", "vietnamese-in-mozambique", "--pretest", "--trial-keys", str(operator.folder / "keys"))
    with operator.serving():
        yield operator


@pytest.fixture
def survey(sqlite_database: Database, tmp_path: Path) -> Iterator[Survey]:
    """A small survey, served; browsers see the same on every database."""
    with served(sqlite_database, hamlet_in(tmp_path), tmp_path) as survey:
        yield survey
