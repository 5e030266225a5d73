"""Databases for tests: an empty one of each kind, ready to use, as production opens it; and what makes a run quick."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import postgres
import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from programs import without

from kapsurvey.store.database import Database
from kapsurvey.store.upgrading import upgrade

pytest_plugins = ["phones", "enumerators"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each of several workers begins with its share of the long tests in browsers: what is left in the end is short,
    and is done by whoever has nothing to do.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("browser")]
    short = [item for item in items if not item.get_closest_marker("browser")]

    def shares(of: list[pytest.Item]) -> list[list[pytest.Item]]:
        return [of[len(of) * n // workers : len(of) * (n + 1) // workers] for n in range(workers)]

    items[:] = [item for both in zip(shares(long), shares(short), strict=True) for part in both for item in part]


def pytest_collection_finish() -> None:
    """Thousands of collected tests need not be looked through whenever Python, or statsmodels, collects garbage."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Templates are compiled once, not by each of a thousand applications."""
    options = Flask.jinja_options
    Flask.jinja_options = {**options, "bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("jinja")))}
    yield
    Flask.jinja_options = options


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database; a test that takes it, or what depends on it, runs once for each."""
    return str(request.param)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str) -> str:
    """Where an empty, upgraded database is found; once for each kind."""
    return str(request.getfixturevalue(f"{kind}_database_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, upgraded database; once for each kind."""
    with closing(Database(database_url)) as database:
        yield database


@pytest.fixture
def sqlite_database(sqlite_database_url: str) -> Iterator[Database]:
    """An empty, upgraded SQLite database, for tests to which the kind does not matter."""
    with closing(Database(sqlite_database_url)) as database:
        yield database


@pytest.fixture
def sqlite_database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Where an empty, upgraded SQLite database is found."""
    shutil.copy(sqlite_template, tmp_path / "kapsurvey.sqlite")
    return f"sqlite:///{tmp_path}/kapsurvey.sqlite"


@pytest.fixture
def postgres_database_url(postgres_server: postgres.Server, postgres_template: str) -> Iterator[str]:
    """Where an empty, upgraded PostgreSQL database is found."""
    with postgres_server.database(template=postgres_template) as name:
        yield postgres_server.url(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "kapsurvey.sqlite"
    with closing(Database(f"sqlite:///{path}")) as database:
        upgrade(database)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> Iterator[str]:
    with postgres_server.database() as name:
        with closing(Database(postgres_server.url(name))) as database:
            upgrade(database)
        yield name


@pytest.fixture(scope="session")
def postgres_url(postgres_server: postgres.Server) -> str:
    """Where this run's PostgreSQL server is found: its own first database, to make others from."""
    return postgres_server.url()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL server for this test run; each worker of pytest-xdist has its own."""
    programs = postgres.programs()
    if programs is None:
        without("PostgreSQL's server programs are not installed")
    with postgres.running(programs) as server:
        yield server
