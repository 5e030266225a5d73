"""Members of staff: who is let in, and what is kept of what lets them in."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from scenes import SECRET
from sqlalchemy import select

from kapsurvey.errors import AccessError, KapsurveyError
from kapsurvey.fieldwork import staff
from kapsurvey.fieldwork.sealing import Secret, new_password, plain_password
from kapsurvey.fieldwork.staff import Access, Staff
from kapsurvey.store.tables import metadata

NOW = 1_800_000_000.0
ENUMERATOR, RESEARCHER = Staff(7, "Ana", "enumerator"), Staff(8, "Binh", "researcher")
NAUGHTY = json.loads((Path(__file__).parents[1] / "naughty.json").read_text(encoding="utf-8"))


def added(database, member: Staff) -> Access:
    with database.transaction() as connection:
        return staff.add(connection, SECRET, member)


def code_of(access: Access, now: float = NOW) -> str:
    return str(pyotp.parse_uri(access.second_factor).at(int(now)))


def let_in(database, number: int, password: str, code: str = "", now: float = NOW) -> Staff | None:
    """Somebody who signs in, as the web does it; None where they are refused."""
    with database.reading() as connection:
        found = staff.found(connection, number)
    if not staff.has_password(SECRET, found, password):
        return None
    try:
        with database.transaction() as connection:
            return staff.admit(connection, SECRET, found, code, now=now)
    except AccessError:
        return None


def test_a_password_has_over_100_bits_and_no_sign_that_is_taken_for_another():
    passwords = {new_password() for _ in range(200)}
    signs = set("".join(passwords)) - {"-"}
    assert len(passwords) == 200 and not signs & set("0o1il")
    assert 24 * math.log2(len(signs)) > 100 and all(len(plain_password(one)) == 24 for one in passwords)


def test_an_enumerator_comes_in_with_the_password_alone(database):
    access = added(database, ENUMERATOR)
    assert access.second_factor == ""
    assert let_in(database, 7, access.password) == ENUMERATOR
    assert let_in(database, 7, access.password.upper().replace("-", " ")) == ENUMERATOR


@pytest.mark.parametrize("password", ["", "x", "-" * 24, *NAUGHTY.values(), "\ud800" * 24, "a" * 24, "a" * 100_000])
def test_nothing_else_is_the_password(database, password):
    access = added(database, ENUMERATOR)
    assert let_in(database, 7, password) is None
    assert let_in(database, 7, access.password[:-1]) is None and let_in(database, 8, access.password) is None


def test_a_researcher_needs_the_code_as_well(database):
    access = added(database, RESEARCHER)
    assert let_in(database, 8, access.password) is None
    assert let_in(database, 8, access.password, "000000") is None
    assert let_in(database, 8, access.password, code_of(access)) == RESEARCHER


def test_a_code_is_good_once_and_so_is_every_earlier_one(database):
    access = added(database, RESEARCHER)
    earlier, code, later = (code_of(access, NOW + seconds) for seconds in (-30, 0, 30))
    assert let_in(database, 8, access.password, code) == RESEARCHER
    assert let_in(database, 8, access.password, code) is None
    assert let_in(database, 8, access.password, earlier) is None
    assert let_in(database, 8, access.password, later) == RESEARCHER


def test_a_code_with_a_wrong_password_is_not_used_up(database):
    access = added(database, RESEARCHER)
    assert let_in(database, 8, "wrong", code_of(access)) is None
    assert let_in(database, 8, access.password, code_of(access)) == RESEARCHER


def test_disabled_is_out_and_a_new_password_lets_in_again(database):
    access = added(database, ENUMERATOR)
    with database.transaction() as connection:
        staff.disable(connection, 7)
    assert let_in(database, 7, access.password) is None
    with database.transaction() as connection:
        renewed = staff.renew(connection, SECRET, 7)
    assert let_in(database, 7, access.password) is None
    assert let_in(database, 7, renewed.password) == ENUMERATOR


def test_renewing_gives_a_researcher_a_new_second_factor(database):
    access = added(database, RESEARCHER)
    assert let_in(database, 8, access.password, code_of(access)) == RESEARCHER
    with database.transaction() as connection:
        renewed = staff.renew(connection, SECRET, 8)
    assert let_in(database, 8, renewed.password, code_of(access)) is None
    assert let_in(database, 8, renewed.password, code_of(renewed)) == RESEARCHER


def test_whoever_is_disabled_between_password_and_code_does_not_come_in(database):
    access = added(database, ENUMERATOR)
    with database.reading() as connection:
        found = staff.found(connection, 7)
    assert staff.has_password(SECRET, found, access.password)
    with database.transaction() as connection:
        staff.disable(connection, 7)
        with pytest.raises(AccessError):
            staff.admit(connection, SECRET, found, "", now=NOW)


def test_what_lets_in_stands_nowhere_in_clear(database):
    access = added(database, RESEARCHER)
    with database.reading() as connection:
        [row] = connection.rows(select(metadata.tables["staff"]), {})
    kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    plain, secret = plain_password(access.password), pyotp.parse_uri(access.second_factor).secret
    assert not any(one.encode() in kept for one in (plain, access.password, secret))
    assert access.password not in repr(access) and secret not in repr(access)


def test_without_the_servers_secret_the_tables_let_nobody_in(database):
    access = added(database, RESEARCHER)
    with database.transaction() as connection:
        found = staff.found(connection, 8)
        assert not staff.has_password(Secret(b"another"), found, access.password)
        with pytest.raises(AccessError):
            staff.admit(connection, Secret(b"another"), found, code_of(access), now=NOW)


def test_a_second_factor_put_beside_another_number_does_not_open(database):
    access, other = added(database, RESEARCHER), added(database, replace(RESEARCHER, number=9))
    with database.transaction() as connection:
        table = metadata.tables["staff"]
        [(stolen,)] = connection.rows(select(table.c.second_factor).where(table.c.number == 8), {})
        connection.run(table.update().where(table.c.number == 9).values(second_factor=stolen), {})
    assert let_in(database, 9, other.password, code_of(access)) is None


@pytest.mark.parametrize("number", [0, -1, 1_000_000, 2**63])
def test_a_number_that_cannot_be_one_is_refused(database, number):
    with pytest.raises(KapsurveyError, match=r"staff\.number_unusable"):
        added(database, replace(ENUMERATOR, number=number))


@pytest.mark.parametrize("name", ["x" * 81, "two\nlines", "\0", "\u202e"])
def test_a_name_that_cannot_be_one_is_refused(database, name):
    with pytest.raises(KapsurveyError, match=r"staff\.name_unusable"):
        added(database, replace(ENUMERATOR, name=name))


def test_a_number_that_is_taken_stays_whose_it_is(database):
    access = added(database, ENUMERATOR)
    with pytest.raises(KapsurveyError, match=r"staff\.there"):
        added(database, replace(RESEARCHER, number=7))
    assert let_in(database, 7, access.password) == ENUMERATOR


@pytest.mark.parametrize("act", [staff.disable, staff.named])
def test_a_number_that_nobody_has_is_named(database, act):
    with database.transaction() as connection, pytest.raises(KapsurveyError, match=r"staff\.unknown"):
        act(connection, 9)


@pytest.mark.parametrize(
    ("typed", "number"), [("7", 7), (" 7 ", 7), ("№ \u0667", 7), ("", 0), ("x", 0), ("9" * 100, 0), ("-1", 1), ("½", 0)]
)
def test_a_number_is_read_however_it_is_typed(typed, number):
    assert staff.number_of(typed) == number
