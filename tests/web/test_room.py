"""What the server remembers between requests, and for how long."""

from datetime import date

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from kapsurvey.config import Config
from kapsurvey.fieldwork.waves import Wave, close_wave
from kapsurvey.store.database import Database
from kapsurvey.web.room import Room


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(config: Config, sqlite_database: Database, clock: Clock) -> Room:
    return Room.of(Flask("room"), config, sqlite_database, now=clock)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The kind of database does not matter here."""
    return sqlite_database


def test_a_closed_wave_is_known_to_be_closed_a_second_later(room: Room, database: Database, opened, clock: Clock):
    wave: Wave = opened()
    assert room.wave(wave.link).is_open
    with database.transaction() as connection:
        close_wave(connection, wave, today=date(2026, 3, 2))
    clock.seconds += 1
    assert not room.wave(wave.link).is_open


def test_an_unknown_link_is_found_as_soon_as_its_wave_is_opened(room: Room, opened):
    with pytest.raises(NotFound):
        room.wave("community")
    opened()
    assert room.wave("community").is_open
