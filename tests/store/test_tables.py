"""What the tables keep, and what they can never hold."""

from dataclasses import fields, replace

import pytest
from samples import (
    ATTEMPT,
    BREAK_OFF,
    CONFLICT,
    COUPON,
    DEVICE,
    DRAFT,
    EDITION,
    INTEGRITY_ERRORS,
    INTERVIEW,
    OF_ALL_TABLES,
    RECEIPT,
    RESUME_CODE,
    STAFF,
    STAFF_VISIT,
    WAVE,
)
from sqlalchemy import DateTime, Interval, Time, insert

from kapsurvey.store.database import Database
from kapsurvey.store.tables import MODES, OF_RESPONDENTS, OUTCOMES, metadata

TABLES = list(metadata.tables.values())
TELLING = {"ip", "address", "agent", "device", "time", "at", "timestamp", "latitude", "longitude", "location", "phone"}


def refused(row, **changes):
    return pytest.param(row, changes, id=f"{type(row).__name__}-{'-'.join(changes)}")


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_time_finer_than_a_day_is_kept(table):
    assert not [column.name for column in table.columns if isinstance(column.type, DateTime | Time | Interval)]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_column_could_hold_what_tells_who_or_where(table):
    assert not [column.name for column in table.columns if TELLING & set(column.name.split("_"))]


def test_every_table_but_those_of_studies_and_staff_counts_as_one_of_respondents():
    others = {table.name for table in TABLES} - {table.name for table in OF_RESPONDENTS}
    assert others == {"editions", "waves", "staff", "staff_visits", "devices"}


def test_tables_of_respondents_have_no_rowid(sqlite_database):
    with sqlite_database.reading() as connection:
        listed = connection.driver.execute("SELECT name, wr FROM pragma_table_list WHERE type = 'table'").fetchall()
    without_rowid = {name for name, wr in listed if wr}
    assert without_rowid == {"staff_visits", "devices", *(table.name for table in OF_RESPONDENTS)}


def test_nothing_leads_from_a_coupon_or_a_resume_code_to_a_respondent():
    referred = {
        table.name: {key.column.table.name for key in table.foreign_keys}
        for table in OF_RESPONDENTS
        if table.name in ("coupons", "resume_codes")
    }
    assert referred == {"coupons": {"waves"}, "resume_codes": set()}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_rows_have_the_columns_in_their_order(table):
    row = OF_ALL_TABLES[table.name]
    assert [field.name for field in fields(row)] == [column.name for column in table.columns]


@pytest.mark.parametrize("row", [DRAFT, INTERVIEW, CONFLICT, RESUME_CODE, STAFF], ids=lambda row: type(row).__name__)
def test_a_row_in_a_log_does_not_show_what_the_respondent_said_nor_what_lets_staff_in(row):
    secret = "tôi không muốn ai biết"
    names = {"document", "ciphertext", "salt", "wrapped", "password_hash", "second_factor"} & {
        field.name for field in fields(row)
    }
    assert names and secret not in repr(replace(row, **dict.fromkeys(names, secret)))


@pytest.mark.usefixtures("wave", "researcher")
@pytest.mark.parametrize(
    ("row", "changes"),
    [
        refused(EDITION, fingerprint="f" * 63),
        refused(WAVE, id=b"short"),
        refused(WAVE, id=b"2" * 16, link="other", name="other", fingerprint="0" * 64),
        refused(WAVE, id=b"2" * 16, link="other"),
        refused(WAVE, id=b"2" * 16, name="other"),
        refused(WAVE, id=b"2" * 16, link="other", name="other", admission="closed"),
        refused(WAVE, id=b"2" * 16, link="other", name="other", state="paused"),
        refused(WAVE, id=b"2" * 16, link="other", name="other", state="closed"),
        refused(COUPON, code_hash=b"c" * 31),
        refused(COUPON, token_hash=b"t" * 33),
        refused(COUPON, wave_id=b"0" * 16),
        refused(DRAFT, id=b"d" * 16),
        refused(DRAFT, revision=-1),
        refused(DRAFT, wave_id=b"0" * 16),
        refused(DRAFT, fingerprint="0" * 64),
        refused(DRAFT, page=None),
        refused(RESUME_CODE, handle_hash=b""),
        refused(RESUME_CODE, draft_id=b"d" * 31),
        refused(INTERVIEW, id=b"i" * 17),
        refused(INTERVIEW, content_hash=b"#"),
        refused(INTERVIEW, mode="telephone"),
        refused(INTERVIEW, outcome="break-off"),
        refused(INTERVIEW, outcome=None),
        refused(INTERVIEW, wave_id=b"0" * 16),
        refused(INTERVIEW, hand_over="perhaps"),
        refused(ATTEMPT, id=b"a"),
        refused(ATTEMPT, wave_id=b"0" * 16),
        refused(ATTEMPT, enumerator=None),
        refused(ATTEMPT, outcome="complete"),
        refused(ATTEMPT, content_hash=b"@"),
        refused(DEVICE, made=-1),
        refused(DEVICE, unsent=-1),
        refused(DEVICE, heard_on=None),
        refused(RECEIPT, visit=b"v"),
        refused(RECEIPT, proof=b"#" * 64),
        refused(RECEIPT, last_step=b""),
        refused(RECEIPT, outcome="unknown"),
        refused(CONFLICT, id=b"x"),
        refused(CONFLICT, wave_id=b"0" * 16),
        refused(BREAK_OFF, n=0),
        refused(BREAK_OFF, wave_id=b"0" * 16),
        refused(STAFF, number=0),
        refused(STAFF, number=8, role="recruiter"),
        refused(STAFF, number=8, role="enumerator"),
        refused(STAFF, number=8, second_factor=None),
        refused(STAFF, number=8, password_hash=b"short"),
        refused(STAFF, number=8, name=None),
        refused(STAFF_VISIT, visit=b"v"),
        refused(STAFF_VISIT, number=8),
    ],
)
def test_the_database_itself_refuses_a_row_that_must_not_be(database: Database, row, changes):
    table = next(table for name, table in metadata.tables.items() if OF_ALL_TABLES[name] is row)
    with pytest.raises(INTEGRITY_ERRORS), database.transaction() as connection:
        connection.run(insert(table), vars(replace(row, **changes)))


@pytest.mark.usefixtures("wave", "researcher")
@pytest.mark.parametrize("name", [name for name in OF_ALL_TABLES if name not in ("editions", "waves", "staff")])
def test_the_database_takes_the_row_that_the_refused_ones_differ_from(database: Database, name):
    with database.transaction() as connection:
        connection.run(insert(metadata.tables[name]), vars(OF_ALL_TABLES[name]))
    with database.reading() as connection:
        [found] = connection.rows(metadata.tables[name].select(), {})
    assert tuple(found) == tuple(vars(OF_ALL_TABLES[name]).values())


@pytest.mark.usefixtures("wave")
def test_the_database_takes_every_mode_and_outcome(database: Database):
    kinds = [(mode, outcome) for mode in MODES for outcome in OUTCOMES]
    with database.transaction() as connection:
        for number, (mode, outcome) in enumerate(kinds):
            row = replace(INTERVIEW, id=number.to_bytes(16), mode=mode, outcome=outcome)
            connection.run(insert(metadata.tables["interviews"]), vars(row))
    with database.reading() as connection:
        assert len(connection.rows(metadata.tables["interviews"].select(), {})) == len(kinds)
