"""What researchers are shown of a wave, and what they fetch: no small number, nothing unsealed."""

import io
import json
import tempfile
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from samples import CONFLICT, INTERVIEW
from staffing import Clock, Member, add, code_of

from kapsurvey.config import Config
from kapsurvey.fieldwork.progress import progress
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.waves import Wave, close_wave
from kapsurvey.questionnaire.model import Study
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app

EMPTY = {"answers": {}, "positions": {}, "choice_order": {}, "page_positions": {}, "pace": {}}


@pytest.fixture
def wave(database: Database, opened, every_type: Study) -> Wave:
    """An open wave with 12 complete interviews, 9 partial ones, 10 refusals and a conflict."""
    wave: Wave = opened()
    counts = {"complete": 12, "partial": 9, "refused": 10}
    outcomes = [outcome for outcome, n in counts.items() for _ in range(n)]
    with database.transaction() as connection:
        for number, outcome in enumerate(outcomes):
            document = "{}" if outcome == "refused" else json.dumps(EMPTY)
            row = replace(INTERVIEW, id=number.to_bytes(16), outcome=outcome, document=document)
            queries.add_interview(connection, replace(row, wave_id=wave.id, fingerprint=wave.fingerprint))
        queries.add_conflict(connection, replace(CONFLICT, wave_id=wave.id))
    return wave


@pytest.fixture
def app(database: Database, wave: Wave, config: Config, clock: Clock) -> Flask:
    return create_app(config, database, clock=clock)


@pytest.fixture
def researcher(app: Flask, database: Database, config: Config, clock: Clock) -> Member:
    access = add(database, 8, "researcher", secret=Secret(config.secret))
    member = Member.of(app)
    member.sign_in(8, access.password, code_of(access, clock))
    return member


def words(html: str) -> str:
    return " ".join("".join(part.partition(">")[2] for part in html.split("<")).split())


def test_no_number_under_the_smallest_group_is_shown_and_no_sum(researcher: Member) -> None:
    shown = words(researcher.text)
    assert "Complete12" in shown and "Refused10" in shown
    assert "Partialfewer than 10" in shown and "Not eligiblefewer than 10" in shown and "Broken offfewer" in shown
    for number in ("31", "22", "21", "19", " 9"):
        assert number not in shown.replace("/community/", "")
    assert "look at: 1" in shown and "not known here" not in shown


def test_what_belongs_to_no_wave_is_told_too(researcher: Member, database: Database) -> None:
    with database.transaction() as connection:
        queries.add_conflict(connection, replace(CONFLICT, id=b"n" * 16, wave_id=None))
    shown = words(researcher.open("/staff/home").get_data(as_text=True))
    assert "not known here, and kept apart for a person to look at: 1" in shown


def test_the_smallest_group_is_a_setting(database: Database, wave: Wave) -> None:
    with database.reading() as connection:
        [one] = progress(connection, smallest_group=11)
    assert one.outcomes == dict.fromkeys(one.outcomes) | {"complete": 12}


def test_closed_waves_come_after_open_ones_and_say_so(database: Database, wave: Wave, opened, researcher) -> None:
    with database.transaction() as connection:
        close_wave(connection, wave, today=date(2026, 3, 2))
    opened(link="later")
    shown = words(researcher.open("/staff/home").get_data(as_text=True))
    assert shown.index("/later/") < shown.index("Closed") < shown.index("/community/")


def test_an_enumerator_sees_no_wave(app: Flask, database: Database, config: Config) -> None:
    access = add(database, 7, "enumerator", secret=Secret(config.secret))
    member = Member.of(app)
    member.sign_in(7, access.password)
    assert "Complete" not in member.text and "/community/" not in member.text
    with member.post("/staff/community/release") as reply:
        assert reply.status_code == 403 and "release" not in reply.headers.get("Content-Disposition", "")


def fetched(researcher: Member, link: str = "community") -> zipfile.ZipFile:
    with researcher.post(f"/staff/{link}/release") as reply:
        assert (reply.status_code, reply.mimetype) == (200, "application/zip")
        assert reply.headers["Cache-Control"] == "no-store"
        assert f"{link}-" in reply.headers["Content-Disposition"]
        content = reply.get_data()
        assert reply.headers["Content-Length"] == str(len(content)), "so that it need not be held in memory to be sent"
        return zipfile.ZipFile(io.BytesIO(content))


def test_the_release_comes_whole_and_twice_the_same(researcher: Member) -> None:
    archive = fetched(researcher)
    assert archive.testzip() is None
    files = {Path(name).name: archive.read(name) for name in archive.namelist()}
    assert {"responses.csv", "codebook.json", "manifest.json", "envelopes.jsonl"} <= set(files)
    assert json.loads(files["manifest.json"])["counts"]["outcomes"]["complete"] == 12
    assert len(files["responses.csv"].splitlines()) == 1 + 12 + 9
    again = fetched(researcher)
    assert [again.read(name) for name in again.namelist()] == [archive.read(name) for name in archive.namelist()]


def test_a_release_leaves_nothing_on_the_servers_disk(researcher: Member, tmp_path: Path, monkeypatch) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    fetched(researcher)
    assert list(disk.iterdir()) == []


def test_a_release_that_cannot_be_written_says_what_to_do(researcher: Member, config: Config) -> None:
    (config.questionnaires / "every-type" / "questionnaire.yaml").write_text("study: [broken", encoding="utf-8")
    reply = researcher.post("/staff/community/release")
    assert reply.status_code == 409 and "operator can write the release" in reply.get_data(as_text=True)
    assert researcher.post("/staff/nowhere/release").status_code == 404
