"""When the database takes nothing: the page again, every answer on it, and the truth about it."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from browsing import Respondent
from flask import Flask

from kapsurvey.config import Config
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app


@pytest.fixture
def app(database_url: str, opened: Callable[..., Wave], config: Config) -> Iterator[Flask]:
    """An application that soon loses patience."""
    opened()
    with closing(Database(database_url, patience_seconds=0.2)) as impatient:
        yield create_app(config, impatient)


def test_locked_database_is_told_and_loses_nothing_that_was_typed(begun: Respondent, database: Database) -> None:
    with database.transaction() as holder:
        holder.driver.execute("UPDATE drafts SET page = page")
        begun.send({"N1": 7, "N3": "not a number"})
    assert begun.status == 503
    assert begun.reply is not None
    assert begun.reply.headers["Retry-After"] == "10"
    assert "Not saved yet" in begun.text
    assert begun.form.fields["N1"] == ["7"]
    assert begun.form.fields["N3"] == ["not a number"]
    assert begun.send({"N1": 7, "N3": ""}).page == "words"


def test_locked_database_at_the_first_page_is_told_too(respondent: Respondent, database: Database) -> None:
    respondent.open()
    with database.transaction() as holder:
        holder.driver.execute(
            "LOCK TABLE drafts IN EXCLUSIVE MODE" if _postgres(database) else "UPDATE drafts SET page = 1"
        )
        respondent.send({"C1": 1})
    assert respondent.status == 503
    assert respondent.send({"C1": 1}).page == "numbers"


def _postgres(database: Database) -> bool:
    with database.reading() as connection:
        return connection.kind == "postgresql"
