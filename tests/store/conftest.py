"""A database with a wave in it, and a second way to the same database."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from samples import DRAFT, EDITION, STAFF, WAVE

from kapsurvey.store import queries, staff_queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import DraftRow, StaffRow, WaveRow


@pytest.fixture
def wave(database: Database) -> WaveRow:
    """An open wave in the database."""
    with database.transaction() as connection:
        queries.add_edition(connection, EDITION.fingerprint, EDITION.study, EDITION.document)
        queries.add_wave(connection, WAVE)
    return WAVE


@pytest.fixture
def draft(database: Database, wave: WaveRow) -> DraftRow:
    """A draft of that wave."""
    with database.transaction() as connection:
        queries.add_draft(connection, DRAFT)
    return DRAFT


@pytest.fixture
def researcher(database: Database) -> StaffRow:
    """A member of staff."""
    with database.transaction() as connection:
        staff_queries.add_staff(connection, STAFF)
    return STAFF


@pytest.fixture
def impatient(database_url: str) -> Iterator[Database]:
    """A second way to the same database, one that does not wait long."""
    with closing(Database(database_url, patience_seconds=0.2)) as database:
        yield database
