"""Text comes back byte for byte, whatever it is, from every place that holds text."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from samples import OF_ALL_TABLES
from sqlalchemy import Text, insert, select

from kapsurvey.store.tables import metadata

# Written with escapes, so that no editor straightens it out.
NAUGHTY = json.loads((Path(__file__).parent.parent / "naughty.json").read_text())
LONG = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(33_334))

# These stand in an index, where PostgreSQL takes no more than some 2,700 bytes; an author writes them, no respondent.
INDEXED = {("waves", "study"), ("waves", "name"), ("waves", "link"), ("break_offs", "page")}
# The database takes a few words only.
FIXED = {"fingerprint", "admission", "state", "mode", "outcome", "hand_over", "role"}

SLOTS = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Text) and column.name not in FIXED
]


def back(database, table_name, changes):
    table = metadata.tables[table_name]
    row = replace(OF_ALL_TABLES[table_name], **changes)
    with database.transaction() as connection:
        connection.run(table.delete(), {})
        connection.run(insert(table), vars(row))
    with database.reading() as connection:
        [found] = connection.rows(select(table), {})
    return type(row)(*found), row


@pytest.fixture
def place(database, request, slot):
    """A database where the slot's table is empty and may be written to."""
    if slot[0] not in ("editions", "waves"):
        request.getfixturevalue("wave")
    if slot[0] == "waves":
        with database.transaction() as connection:
            connection.run(insert(metadata.tables["editions"]), vars(OF_ALL_TABLES["editions"]))
    return database


def test_every_text_of_a_respondent_or_an_author_is_tried():
    assert {name for _, name in SLOTS} == {
        "study",
        "document",
        "name",
        "link",
        "languages",
        "settings",
        "page",
        "language",
        "site",
    }
    assert len(LONG.encode()) > 100_000


@pytest.mark.parametrize("slot", SLOTS, ids=".".join)
def test_naughty_text_comes_back_byte_for_byte(place, slot):
    for kind, text in NAUGHTY.items():
        found, kept = back(place, slot[0], {slot[1]: text})
        assert found == kept, kind


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if slot not in INDEXED], ids=".".join)
def test_100_kilobytes_come_back_byte_for_byte(place, slot):
    found, kept = back(place, slot[0], {slot[1]: LONG})
    assert found == kept


@pytest.mark.parametrize(
    "slot",
    [
        ("drafts", "ciphertext"),
        ("resume_codes", "salt"),
        ("resume_codes", "wrapped"),
        ("staff", "salt"),
        ("staff", "second_factor"),
    ],
    ids=".".join,
)
@pytest.mark.parametrize("sealed", [b"", b"\x00", bytes(range(256)) * 400], ids=["none", "NUL", "100 kB"])
def test_sealed_bytes_come_back_as_they_were(place, slot, sealed):
    found, kept = back(place, slot[0], {slot[1]: sealed})
    assert found == kept


def test_texts_that_only_look_alike_are_two_links(database, wave):
    waves = metadata.tables["waves"]
    with database.transaction() as connection:
        for number, link in enumerate([NAUGHTY["composed"], NAUGHTY["decomposed"], "MAR", "mar "]):
            connection.run(insert(waves), vars(replace(wave, id=bytes([number]) * 16, name=link, link=link)))
        assert len(connection.rows(select(waves), {})) == 5


def test_rows_hold_nothing_but_what_a_column_gives():
    assert all(
        isinstance(getattr(row, field.name), bytes | str | int | bool) or field.name.endswith("_on")
        for row in OF_ALL_TABLES.values()
        for field in fields(row)
    )
