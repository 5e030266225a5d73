"""A study that hands the phone over twice, without network: recordings play, and both parts come back as one seal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from definitions import study_in
from enumerators import AT_HOME, Handset
from phones import Phone
from releases import rows, written
from scenes import stored_as_is
from staffing import add
from surveys import ANALYSIS, MARGINS, Survey, served

from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.questionnaire.model import Study
from kapsurvey.store.database import Database

pytestmark = pytest.mark.browser

QUESTIONNAIRE = """
study: twice-alone
title: "Twice alone"
scales:
  YESNO: {choices: [{name: 1, label: "Yes"}, {name: 2, label: "No"}]}
pages:
  - name: consent
    questions:
      - {name: CONSENT, type: select_one, required: true, appearance: buttons, label: "Do you agree?",
         choices: [{name: 1, label: "I agree"}, {name: 2, label: "I do not", end: refused}]}
  - name: first
    questions:
      - {name: TIMES, type: integer, min: 0, max: 50, label: "How often?"}
  - name: alone
    self_only: true
    questions:
      - {name: BOUGHT, type: select_one, choices: YESNO, sensitive: true, label: "Did you buy it?",
         media: {audio: bought.mp3}}
  - name: between
    questions:
      - {name: YEARS, type: integer, min: 0, max: 50, label: "How many years?"}
  - name: again
    self_only: true
    questions:
      - {name: SOLD, type: select_one, choices: YESNO, sensitive: true, label: "Did you sell it?"}
  - name: last
    questions:
      - {name: SURE, type: select_one, choices: YESNO, label: "Are you sure?"}
"""
FIELDWORK = """
languages: [en]
link: alone
admission: open
leave_to: https://www.example.org/
sampling: {design: convenience}
"""
SILENCE = (b"\xff\xfb\x90\x00" + bytes(413)) * 100
"""Two and a half seconds of MPEG audio in which nothing is to be heard."""


@dataclass
class Office:
    """A server in this process, and the passwords of its enumerators."""

    survey: Survey
    study: Study
    passwords: dict[int, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.survey.address


@pytest.fixture
def office(sqlite_database: Database, tmp_path: Path) -> Iterator[Office]:
    media = tmp_path / "twice-alone" / "media"
    media.mkdir(parents=True)
    (media / "bought.mp3").write_bytes(SILENCE)
    study = study_in(tmp_path, QUESTIONNAIRE, fieldwork=FIELDWORK, analysis=ANALYSIS, margins=MARGINS)
    with served(sqlite_database, study, tmp_path) as survey:
        access = add(sqlite_database, 1, "enumerator", secret=Secret(b"s" * 32))
        yield Office(survey, study, {1: access.password})


@pytest.fixture
def handset(office: Office, phone: Phone) -> Handset:
    return Handset.new(office, phone(locale="en", java_script_enabled=True))  # type: ignore[arg-type]  # what it asks of a field


def test_both_parts_come_back_under_one_seal_and_recordings_play_without_network(
    handset: Handset, office: Office, tmp_path: Path
) -> None:
    page = handset.prepared(1).page
    handset.context.set_offline(True)
    handset.begin("en")
    handset.until("BOUGHT")
    played = """async (sound) => {
      await sound.play();
      await new Promise((done) => sound.addEventListener("timeupdate", () => sound.currentTime > 0 && done()));
      return sound.duration > 2;
    }"""
    assert page.locator("#BOUGHT audio").evaluate(played)
    page.locator("#BOUGHT input[value='1']").check()
    handset.turn()
    handset.until("SOLD")
    assert page.locator("#BOUGHT").count() == 0
    page.locator("#SOLD input[value='2']").check()
    handset.turn()
    handset.finish()
    handset.context.set_offline(False)
    handset.send()
    page.wait_for_function("() => document.querySelectorAll('.tally dd')[1].textContent === '0'")
    [kept] = stored_as_is(office.survey.database, office.survey.wave)
    assert json.loads(kept.document)["answers"] == {"CONSENT": 1, "TIMES": 3, "YEARS": 3, "SURE": 2}
    written(office.survey.database, office.survey.wave, office.study, tmp_path / "release", today=date.today())
    [row] = rows(tmp_path / "release")
    assert (row["BOUGHT"], row["SOLD"], row["TIMES"], row["YEARS"], row["SURE"]) == ("1", "2", "3", "3", "2")
    assert (row["mode"], row["hand_over"], row["outcome"]) == ("assisted", "self", "complete")


def test_an_app_left_alone_closes_itself_and_asks_for_the_pin(handset: Handset) -> None:
    page = handset.page
    page.clock.install()
    handset.prepared(1)
    handset.begin("en")
    handset.until("TIMES")
    page.fill("#TIMES input", "7")
    page.clock.fast_forward("01:00:00")
    page.wait_for_selector("#TIMES", state="detached")
    handset.unlock(1)
    page.wait_for_selector(AT_HOME)
    handset.turn(".begun button")
    assert page.locator("#TIMES input").input_value() == "7"
