"""When the database takes nothing: the page again, every answer on it, and the truth about it."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from browsing import Respondent
from flask import Flask

from kapsurvey.config import Config
from kapsurvey.errors import StoreError
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app
from kapsurvey.web.room import Room


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


def test_a_flood_of_interviews_from_one_address_waits_on_its_first_page(
    database: Database, opened: Callable[..., Wave], config: Config
) -> None:
    app = create_app(replace(config, begun_a_minute=2), database)
    opened()
    crowd = [Respondent(app.test_client()).open().send({"C1": 1}) for _ in range(3)]
    assert [one.status for one in crowd] == [200, 200, 503]
    assert (crowd[2].page, "Not saved yet" in crowd[2].text) == ("consent", True)
    # Who has begun goes on; who comes from elsewhere begins.
    assert crowd[0].send({"N1": 7}).page == "words"
    assert crowd[1].send(go="back").page == "consent"
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert Respondent(elsewhere).open().send({"C1": 1}).page == "numbers"


def test_a_flood_is_over_when_the_minute_is(app: Flask, config: Config, database: Database) -> None:
    seconds = [0.0]
    room = Room.of(app, replace(config, begun_a_minute=1), database, now=lambda: seconds[-1])
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        room.begin()
        with pytest.raises(StoreError, match="busy"):
            room.begin()
        seconds.append(61.0)
        room.begin()


def _postgres(database: Database) -> bool:
    with database.reading() as connection:
        return connection.kind == "postgresql"
