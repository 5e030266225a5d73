"""The enumerator's app as files: a shell that holds no data, and a worker that keeps it."""

import json
import re

import pytest
from flask import Flask
from staffing import Clock, Member, add

from kapsurvey.config import Config
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.i18n import translator
from kapsurvey.paths import STATIC, TRANSLATIONS
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app
from kapsurvey.web.phone_texts import SENTENCES

TEXTS = re.compile(r'<script type="application/json" id="texts">(.*?)</script>', re.DOTALL)


@pytest.fixture
def app(sqlite_database: Database, opened, config: Config, clock: Clock) -> Flask:
    """The application; the kind of database does not matter here."""
    opened()
    return create_app(config, sqlite_database, clock=clock)


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def enumerator(app: Flask, sqlite_database: Database, config: Config) -> Member:
    """Enumerator 7, called Ana, signed in."""
    access = add(sqlite_database, 7, "enumerator", secret=Secret(config.secret), name="Ana")
    member = Member.of(app)
    assert member.sign_in(7, access.password).status_code == 303
    return member


def test_the_shell_is_the_same_for_everybody_and_holds_nobodys_name(enumerator: Member) -> None:
    shell = enumerator.open("/staff/app").get_data(as_text=True)
    assert "Ana" not in shell and "community" not in shell and "csrf" not in shell
    assert enumerator.open("/staff/app").get_data(as_text=True) == shell


def test_the_shell_speaks_every_language_of_the_interface_without_network(enumerator: Member) -> None:
    found = TEXTS.search(enumerator.open("/staff/app").get_data(as_text=True))
    assert found is not None
    languages = {language["code"]: language["texts"] for language in json.loads(found[1])}
    assert {"en", "vi", "pt"} <= languages.keys()
    assert all(texts.keys() == SENTENCES.keys() for texts in languages.values())
    assert languages["vi"]["lock"] == "Khóa"


@pytest.mark.parametrize("language", ["vi", "pt"])
def test_every_sentence_of_the_app_is_translated(language: str) -> None:
    gettext = translator(TRANSLATIONS, language).gettext
    assert [source for source in SENTENCES.values() if gettext(source) == source] == []


def test_the_worker_is_asked_for_at_every_start_and_waits_for_old_windows(enumerator: Member) -> None:
    reply = enumerator.client.get("/staff/worker.js")
    assert reply.headers["Cache-Control"] == "no-cache"
    assert reply.mimetype == "text/javascript"
    text = reply.get_data(as_text=True)
    assert "skipWaiting()" not in text
    parts = json.loads(re.search(r"const PARTS = (.*?);\n", text)[1])  # type: ignore[index]  # or the test fails here
    assert parts[0] == "/staff/app"
    assert [part.partition("?")[0] for part in parts[1:]] == [
        "/static/css/kapsurvey.css",
        "/static/js/assist.js",
        "/static/vendor/age.js",
    ]
    for part in parts:
        with enumerator.client.get(part) as kept:
            assert kept.status_code == 200, part


def test_the_shell_asks_for_nothing_that_the_worker_does_not_keep(enumerator: Member) -> None:
    shell = enumerator.open("/staff/app").get_data(as_text=True)
    worker = enumerator.client.get("/staff/worker.js").get_data(as_text=True)
    for address in re.findall(r'(?:src|href|data-age)="(/static/[^"]+)"', shell):
        assert json.dumps(address) in worker


def test_the_vendored_library_has_its_licences_beside_it() -> None:
    licences = (STATIC / "vendor" / "LICENCES").read_text(encoding="utf-8")
    head = (STATIC / "vendor" / "age.js").read_text(encoding="utf-8").splitlines()[0]
    assert "age-encryption 0.3.1" in licences and "age-encryption 0.3.1" in head
    assert "BSD-3-Clause" in licences and "MIT" in licences


def test_leaving_the_survey_on_an_enumerators_phone_clears_nothing_that_waits_there(enumerator: Member) -> None:
    assert enumerator.client.get("/community/leave").headers["Clear-Site-Data"] == '"cache"'
    enumerator.open("/staff/home")
    enumerator.post("/staff/out")
    assert enumerator.client.get("/community/leave").headers["Clear-Site-Data"] == '"cache", "cookies"'
