"""A village study with an open wave, and somebody at its first page."""

from pathlib import Path

import pytest
from definitions import every_type_in, study_in
from scenes import Person, opened, person

from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire.model import Study
from kapsurvey.store.database import Database


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """The village study."""
    return study_in(tmp_path / "questionnaires")


@pytest.fixture
def wave(database: Database, study: Study) -> Wave:
    """Its open wave; once in each kind of database."""
    return opened(database, study)


@pytest.fixture
def somebody(database: Database, wave: Wave) -> Person:
    """A person who has answered nothing yet."""
    return person(database, wave)


@pytest.fixture
def town(tmp_path: Path) -> Study:
    """A study with every type."""
    return every_type_in(tmp_path / "town")


@pytest.fixture
def town_wave(database: Database, town: Study) -> Wave:
    """Its wave."""
    return opened(database, town)
