"""Who may use each route: every one there is, tried by nobody, by each role, and by somebody disabled."""

import re
from collections.abc import Mapping

import pytest
from flask import Flask
from staffing import Clock, Member, add, code_of

from kapsurvey.config import Config
from kapsurvey.fieldwork import staff
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app

ANYBODY, STAFF, RESEARCHER, ENUMERATOR = "anybody", "staff", "researcher", "enumerator"

# Who adds a route decides here who may use it, and in a test of its own what it may tell.
ROUTES: Mapping[tuple[str, str], str] = {
    ("GET", "/"): ANYBODY,
    ("GET", "/<link>"): ANYBODY,
    ("GET", "/<link>/"): ANYBODY,
    ("POST", "/<link>/"): ANYBODY,
    ("GET", "/<link>/<int(max=9999):number>"): ANYBODY,
    ("POST", "/<link>/<int(max=9999):number>"): ANYBODY,
    ("GET", "/<link>/document"): ANYBODY,
    ("GET", "/<link>/state"): ANYBODY,
    ("GET", "/<link>/resume"): ANYBODY,
    ("POST", "/<link>/resume"): ANYBODY,
    ("GET", "/<link>/stop"): ANYBODY,
    ("POST", "/<link>/stop"): ANYBODY,
    ("GET", "/<link>/later"): ANYBODY,
    ("POST", "/<link>/later"): ANYBODY,
    ("GET", "/<link>/thanks"): ANYBODY,
    ("POST", "/<link>/thanks"): ANYBODY,
    ("GET", "/<link>/withdraw"): ANYBODY,
    ("POST", "/<link>/withdraw"): ANYBODY,
    ("GET", "/<link>/leave"): ANYBODY,
    ("GET", "/<link>/media/<language>/<name>"): ANYBODY,
    ("GET", "/staff/"): ANYBODY,
    ("POST", "/staff/"): ANYBODY,
    ("POST", "/staff/language"): ANYBODY,
    ("GET", "/staff/worker.js"): ANYBODY,
    ("GET", "/staff/app"): ENUMERATOR,
    ("GET", "/staff/home"): STAFF,
    ("POST", "/staff/out"): STAFF,
    ("POST", "/staff/<link>/release"): RESEARCHER,
    ("POST", "/staff/bundle"): STAFF,
    ("GET", "/staff/waves.json"): STAFF,
    ("GET", "/staff/<link>/document/<language>"): STAFF,
    ("GET", "/staff/hand-in"): STAFF,
    ("POST", "/staff/hand-in"): STAFF,
}
OF_STAFF = [(method, rule, who) for (method, rule), who in ROUTES.items() if who != ANYBODY]
LET_IN = {STAFF: {"enumerator", "researcher"}, RESEARCHER: {"researcher"}, ENUMERATOR: {"enumerator"}}
# What a route takes beside a form token, where it takes anything.
FILLED = {"<link>": "community", "<language>": "en", "<name>": "x"}
KINDS = {"/staff/bundle": "application/x-ndjson", "/staff/hand-in": "multipart/form-data; boundary=x"}


@pytest.fixture
def app(sqlite_database: Database, opened, config: Config, clock: Clock) -> Flask:
    """The application; the kind of database does not matter here."""
    opened()
    return create_app(config, sqlite_database, clock=clock)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def people(app: Flask, database: Database, config: Config, clock: Clock) -> dict[str, Member]:
    """Nobody, one of each role, and one of each who was disabled after signing in."""
    people = {"nobody": Member.of(app)}
    secret = Secret(config.secret)
    for number, role in enumerate(["enumerator", "researcher", "enumerator", "researcher"], 1):
        access = add(database, number, role, secret=secret)
        member = Member.of(app)
        assert member.sign_in(number, access.password, code_of(access, clock)).status_code == 303
        people[role if number < 3 else f"disabled {role}"] = member
        if number >= 3:
            with database.transaction() as connection:
                staff.disable(connection, number)
    return people


def tried(member: Member, method: str, rule: str) -> int:
    """The status of a route, asked as a script that has the form token of its last page would."""
    path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda found: FILLED.get(f"<{found[1]}>", "1"), rule)
    headers = {"Accept": "application/json", "X-Form": member.form_token()}
    kind = KINDS.get(rule, "application/x-www-form-urlencoded")
    with member.client.open(path, method=method, headers=headers, data=b"", content_type=kind) as reply:
        return reply.status_code


def test_every_route_is_listed(app: Flask) -> None:
    found = {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert {(method, rule) for method, rule in found if method not in ("HEAD", "OPTIONS")} == set(ROUTES)


def test_every_route_under_staff_that_is_open_to_anybody_is_one_to_sign_in_with_or_a_script() -> None:
    opened = {rule for (_, rule), who in ROUTES.items() if rule.startswith("/staff") and who == ANYBODY}
    # The worker is a script without a secret in it; a browser asks for it again at every start.
    assert opened == {"/staff/", "/staff/language", "/staff/worker.js"}


@pytest.mark.parametrize(("method", "rule", "who"), OF_STAFF, ids=lambda word: str(word))
def test_a_route_of_staff_opens_to_its_roles_and_to_nobody_else(people, method: str, rule: str, who: str) -> None:
    statuses = {name: tried(member, method, rule) for name, member in people.items()}
    for name in ("nobody", "disabled enumerator", "disabled researcher"):
        assert statuses[name] == 401, name
    for role in ("enumerator", "researcher"):
        assert (statuses[role] not in (401, 403)) == (role in LET_IN[who]), role


@pytest.mark.parametrize(
    ("method", "rule"), [(method, rule) for method, rule, _ in OF_STAFF if method != "GET"], ids=lambda word: str(word)
)
def test_whatever_changes_something_needs_a_form_token_of_the_same_visit(people, method: str, rule: str) -> None:
    researcher, other = people["researcher"], people["enumerator"].form_token()
    for page in (None, other):
        researcher.headers = {"Accept": "application/json", **({"X-Form": page} if page else {})}
        path, kind = rule.replace("<link>", "community"), KINDS.get(rule)
        reply = researcher.client.open(path, method=method, headers=researcher.headers, content_type=kind)
        assert reply.status_code == 403
