"""Sign in, stay signed in as long as one may, sign out: what the server says, keeps and forgets."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import Respondent
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from flask import Flask
from sqlalchemy import select
from staffing import Clock, Member, add, code_of

from kapsurvey.config import Config
from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork import sealing, staff
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.staff import Access
from kapsurvey.store.database import Database
from kapsurvey.store.tables import metadata
from kapsurvey.web.app import create_app

NAUGHTY = json.loads((Path(__file__).parents[1] / "naughty.json").read_text(encoding="utf-8"))
HOUR = 3600


@pytest.fixture
def ana(database: Database, config: Config) -> Access:
    """What lets enumerator 7 in."""
    return add(database, 7, "enumerator", secret=Secret(config.secret), name="Ana <b>")


@pytest.fixture
def binh(database: Database, config: Config) -> Access:
    """What lets researcher 8 in."""
    return add(database, 8, "researcher", secret=Secret(config.secret), name="Bình")


@pytest.fixture
def member(app: Flask) -> Member:
    return Member.of(app)


@pytest.fixture
def enumerator(member: Member, ana: Access) -> Member:
    """Somebody signed in as 7."""
    assert member.sign_in(7, ana.password).status_code == 303
    return member


@pytest.fixture
def researcher(app: Flask, binh: Access, clock: Clock) -> Member:
    """Somebody signed in as 8."""
    member = Member.of(app)
    assert member.sign_in(8, binh.password, code_of(binh, clock)).status_code == 303
    return member


def visits(database: Database) -> list[bytes]:
    with database.reading() as connection:
        return [bytes(row[0]) for row in connection.rows(select(metadata.tables["staff_visits"]), {})]


def signed_in(member: Member) -> bool:
    """Whether the browser, asked anew, gets the page behind the door."""
    return member.client.get("/staff/home", headers=member.headers).status_code == 200


def test_an_enumerator_signs_in_and_is_told_who_is_signed_in(enumerator: Member) -> None:
    assert "Signed in: 7" in enumerator.text and "Ana &lt;b&gt;" in enumerator.text
    assert 'href="app"' in enumerator.text and 'href="hand-in"' in enumerator.text
    assert enumerator.open("/staff/").request.path == "/staff/home"


def test_a_researcher_signs_in_with_a_code_that_is_good_once(app: Flask, binh: Access, clock: Clock) -> None:
    code = code_of(binh, clock)
    assert Member.of(app).sign_in(8, binh.password).status_code == 422
    assert Member.of(app).sign_in(8, binh.password, code).status_code == 303
    assert Member.of(app).sign_in(8, binh.password, code).status_code == 422
    clock.seconds += 30
    assert Member.of(app).sign_in(8, binh.password, code_of(binh, clock)).status_code == 303


def test_every_refusal_reads_the_same(app: Flask, ana: Access, binh: Access, clock: Clock, database: Database) -> None:
    with database.transaction() as connection:
        staff.disable(connection, 7)
    tries = [(7, ana.password, ""), (8, binh.password, ""), (8, "x", code_of(binh, clock)), (9, "x", ""), (8, "", "")]
    replies = [Member.of(app).sign_in(*tried) for tried in tries]
    assert {reply.status_code for reply in replies} == {422}
    assert len({_without_what_was_typed(reply.get_data(as_text=True)) for reply in replies}) == 1


def _without_what_was_typed(html: str) -> str:
    return "".join(line for line in html.splitlines() if "-csrf" not in line and 'id="number"' not in line)


@pytest.mark.parametrize(
    ("number", "password"),
    [("7", "wrong"), ("9", "wrong"), ("", ""), ("x", "x" * 300), ("9" * 50, "wrong"), ("7", None)],
)
def test_every_sign_in_costs_one_key(
    member: Member, ana: Access, monkeypatch, number: str, password: str | None
) -> None:
    made: list[dict[str, object]] = []
    monkeypatch.setattr(sealing, "Argon2id", lambda **cost: made.append(cost) or Argon2id(**cost))
    member.sign_in(number, ana.password if password is None else password)
    assert [{**cost, "salt": b""} for cost in made] == [
        {"salt": b"", "length": 32, "iterations": 2, "lanes": 1, "memory_cost": 19 * 1024}
    ]


def test_each_sign_in_has_a_new_token_and_ends_the_visit_before_it(member: Member, ana: Access, database) -> None:
    member.sign_in(7, ana.password)
    first, kept = member.cookie("staff"), visits(database)
    member.client.post("/staff/", data=_typed(member, ana.password), headers=member.headers)
    assert member.cookie("staff").split(".")[0] != first.split(".")[0]
    assert len(visits(database)) == 1 and visits(database) != kept


def _typed(member: Member, password: str) -> dict[str, str]:
    """The form of the door, which a browser may still show in another window."""
    other = Member(member.client.application.test_client())
    other.open("/staff/")
    member.client.set_cookie("door", other.cookie("door"))
    return {"-csrf": other.form_token(), "-number": "7", "-password": password}


def test_a_token_planted_before_signing_in_is_not_taken_over(app: Flask, member: Member, ana: Access) -> None:
    member.client.set_cookie("staff", "A" * 43)
    member.sign_in(7, ana.password)
    assert "A" * 43 not in member.cookie("staff") and signed_in(member)


def test_cookies_of_staff_are_strict_hidden_from_scripts_and_a_researchers_ends_with_the_browser(
    database: Database, opened, config: Config, ana: Access, binh: Access, clock: Clock
) -> None:
    opened()
    app = create_app(replace(config, https=True), database, clock=clock)
    for number, access, outlasts in ((7, ana, True), (8, binh, False)):
        member = Member(app.test_client(), base_url="https://localhost")
        reply = member.sign_in(number, access.password, code_of(access, clock))
        cookies = reply.headers.getlist("Set-Cookie")
        [visit] = [cookie for cookie in cookies if cookie.startswith("__Host-staff=")]
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(visit.split("; ")) and "Domain" not in visit
        assert ("Max-Age=43200" in visit) == outlasts
        assert [cookie for cookie in cookies if cookie.startswith("__Host-door=;")]


def test_the_server_keeps_a_hash_of_the_token_alone(enumerator: Member, database: Database) -> None:
    token = enumerator.cookie("staff").split(".")[0]
    assert len(token) == 43 and visits(database) == [sealing.visit_of(token)]
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            assert token not in repr(connection.rows(select(table), {}))


def test_signing_out_ends_the_visit_on_the_server(enumerator: Member, database: Database) -> None:
    cookie = enumerator.cookie("staff")
    reply = enumerator.post("/staff/out")
    assert (reply.status_code, reply.headers["Location"]) == (303, "/staff/")
    assert reply.headers["Clear-Site-Data"] == '"cookies", "cache"'
    assert enumerator.cookie("staff") == "" and visits(database) == []
    enumerator.client.set_cookie("staff", cookie)
    assert not signed_in(enumerator)


def test_disabling_ends_every_visit_at_once(app: Flask, enumerator: Member, ana: Access, database: Database) -> None:
    elsewhere = Member.of(app)
    elsewhere.sign_in(7, ana.password)
    with database.transaction() as connection:
        staff.disable(connection, 7)
    assert not signed_in(enumerator) and not signed_in(elsewhere)


@pytest.mark.parametrize(("seconds", "stays"), [(30 * 60, True), (30 * 60 + 1, False)])
def test_a_researcher_who_pauses_too_long_is_signed_out(researcher: Member, clock: Clock, seconds, stays) -> None:
    clock.seconds += seconds
    assert signed_in(researcher) == stays


def test_each_page_makes_the_pause_begin_anew_and_the_whole_has_an_end(researcher: Member, clock: Clock) -> None:
    for _ in range(24):
        clock.seconds += 30 * 60
        assert signed_in(researcher)
    clock.seconds += 60
    assert not signed_in(researcher)


def test_an_old_copy_of_a_cookie_grows_no_younger_by_what_others_do(
    researcher: Member, app: Flask, clock: Clock
) -> None:
    thief = Member.of(app)
    thief.client.set_cookie("staff", researcher.cookie("staff"))
    clock.seconds += 29 * 60
    assert signed_in(researcher)
    clock.seconds += 2 * 60
    assert signed_in(researcher) and not signed_in(thief)


def test_an_enumerators_visit_lasts_over_a_night_and_two_weeks(enumerator: Member, clock: Clock) -> None:
    for _ in range(28):
        clock.seconds += 12 * HOUR
        assert signed_in(enumerator)
    clock.seconds += HOUR
    assert not signed_in(enumerator)


def test_the_limits_are_settings(database, opened, config: Config, ana: Access, clock: Clock) -> None:
    opened()
    member = Member.of(create_app(replace(config, enumerator_idle_hours=1, enumerator_days=1), database, clock=clock))
    member.sign_in(7, ana.password)
    clock.seconds += HOUR + 1
    assert not signed_in(member)


def test_looking_at_pages_writes_nothing(enumerator: Member, database: Database, clock: Clock) -> None:
    with database.reading() as connection:
        before = {table.name: connection.rows(select(table), {}) for table in metadata.sorted_tables}
    clock.seconds += 600
    for path in ("/staff/", "/staff/home"):
        enumerator.open(path)
    with database.reading() as connection:
        assert {table.name: connection.rows(select(table), {}) for table in metadata.sorted_tables} == before


@pytest.mark.parametrize("token", ["", "x", "A" * 36, "another visit's"])
@pytest.mark.parametrize("path", ["/staff/out", "/staff/language", "/staff/community/release"])
def test_a_form_that_this_visit_was_not_given_does_nothing(researcher, app, ana, path: str, token: str) -> None:
    if token.startswith("another"):
        other = Member.of(app)
        other.sign_in(7, ana.password)
        token = other.form_token()
    reply = researcher.client.post(path, data={"-csrf": token, "-go": "language:vi"}, headers=researcher.headers)
    assert reply.status_code == 403 and "Nothing has changed" in reply.get_data(as_text=True)
    assert signed_in(researcher) and researcher.cookie("language") == ""


def test_nobody_is_signed_in_by_a_form_of_another_browser(app: Flask, member: Member, ana: Access) -> None:
    member.open("/staff/")
    stranger = Member.of(app)
    data = {"-csrf": member.form_token(), "-number": "7", "-password": ana.password}
    for door in ("", "A" * 43, "x"):
        stranger.client.set_cookie("door", door)
        reply = stranger.client.post("/staff/", data=data, headers=stranger.headers)
        assert reply.status_code == 403 and stranger.cookie("staff") == ""
    assert "type everything again" in reply.get_data(as_text=True)


def test_a_password_is_never_shown_again(member: Member, ana: Access) -> None:
    reply = member.sign_in(7, ana.password + "x")
    assert reply.status_code == 422 and ana.password not in reply.get_data(as_text=True)


def test_guesses_from_one_address_end_and_other_addresses_go_on(app: Flask, ana: Access) -> None:
    statuses = [Member.of(app).sign_in(900 + n, "wrong").status_code for n in range(31)]
    assert statuses == [422] * 30 + [429]
    assert Member.of(app).sign_in(7, ana.password).status_code == 429
    assert Member.of(app, address="198.51.100.9").sign_in(7, ana.password).status_code == 303


def test_guesses_at_one_number_end_from_wherever_they_come(app: Flask, ana: Access, binh, clock: Clock) -> None:
    for n in range(100):
        assert Member.of(app, address=f"198.51.100.{n}").sign_in(7, "wrong").status_code == 422
    assert Member.of(app, address="203.0.113.1").sign_in(7, ana.password).status_code == 429
    other = Member.of(app, address="203.0.113.1").sign_in(8, binh.password, code_of(binh, clock))
    assert other.status_code == 303


def test_wrong_codes_of_respondents_do_not_count_against_staff(app: Flask, ana: Access, begun: Respondent) -> None:
    for n in range(61):
        begun.open("/community/resume").send({"-code": f"{n:016}"})
    assert begun.status == 429
    assert Member.of(app).sign_in(7, ana.password).status_code == 303


def test_naughty_text_in_every_field_signs_nobody_in_and_breaks_nothing(app: Flask, ana: Access, binh: Access) -> None:
    for n, text in enumerate([*NAUGHTY.values(), "x" * 50_000, "7\u202e", "-7", "7.0", "1e1"]):
        member = Member.of(app, address=f"198.51.100.{n}")
        member.open("/staff/")
        for fields in (
            {"number": text, "password": "wrong", "code": ""},
            {"number": "7", "password": text, "code": ""},
            {"number": "8", "password": binh.password, "code": text},
        ):
            reply = member.post("/staff/", **fields)
            assert reply.status_code in (400, 422), fields
            assert "<script>" not in reply.get_data(as_text=True)
        for fields in ({"page": text, "go": "language:vi"}, {"page": "home", "go": text}):
            reply = member.post("/staff/language", **fields)
            assert reply.status_code in (303, 400)
            assert reply.headers.get("Location", "/staff/home") in ("/staff/", "/staff/home")


def test_the_language_is_the_readers_or_the_one_chosen(app: Flask, ana: Access) -> None:
    member = Member.of(app)
    member.headers["Accept-Language"] = "pt-MZ"
    member.open("/staff/")
    assert '<html lang="pt"' in member.text
    reply = member.post("/staff/language", go="language:vi", page="")
    assert reply.headers["Location"] == "/staff/"
    member.sign_in(7, ana.password)
    assert '<html lang="vi"' in member.text
    assert member.post("/staff/language", go="language:en", page="home").headers["Location"] == "/staff/home"
    assert '<html lang="en"' in member.open("/staff/home").get_data(as_text=True)


def test_the_door_speaks_another_language_to_whoever_paused_too_long(researcher: Member, clock: Clock) -> None:
    clock.seconds += 31 * 60
    researcher.open("/staff/home")
    assert "Sign in" in researcher.text
    assert researcher.post("/staff/language", go="language:vi", page="").status_code == 303
    assert researcher.cookie("language") == "vi"


def test_whoever_is_signed_out_is_led_to_the_door_and_a_script_is_told(member: Member) -> None:
    reply = member.client.get("/staff/home", headers=member.headers)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/staff/")
    assert member.client.get("/staff/home", headers={"Accept": "application/json"}).status_code == 401


def test_pages_of_staff_are_kept_nowhere_and_hold_no_script(enumerator: Member) -> None:
    assert enumerator.page is not None
    assert enumerator.page.headers["Cache-Control"] == "no-store"
    assert enumerator.page.headers["Content-Security-Policy"].startswith("default-src 'none';")
    for mark in ("<script", "<style", " style=", " onclick", "javascript:"):
        assert mark not in enumerator.text.lower()


def test_a_wave_cannot_take_the_address_of_staff(opened) -> None:
    with pytest.raises(KapsurveyError, match=r"wave\.link_unusable"):
        opened(link="staff")


def test_a_locked_database_is_told_as_what_it_is(database_url: str, opened, config, ana: Access, database) -> None:
    opened()
    with closing(Database(database_url, patience_seconds=0.2)) as impatient:
        member = Member.of(create_app(config, impatient))
        with database.transaction() as holder:
            lock = "LOCK TABLE staff IN EXCLUSIVE MODE"
            holder.driver.execute(lock if holder.kind == "postgresql" else "UPDATE staff SET name = name")
            reply = member.sign_in(7, ana.password)
    assert reply.status_code == 503 and "Nothing has changed" in reply.get_data(as_text=True)
