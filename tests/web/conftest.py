"""A small study with every type of question, its wave, and the application that serves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from browsing import Respondent
from delivering import phone_of, signed_in
from devices import Device
from flask import Flask
from scenes import PUBLIC
from staffing import Clock, Member

from kapsurvey.config import Config
from kapsurvey.fieldwork.waves import Opening, Wave, open_wave, wave_of
from kapsurvey.i18n import Catalogue, Sentence
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Study
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app

QUESTIONNAIRE = """
study: every-type
title: "A survey"
scales:
  YESNO: {choices: [{name: 1, label: "Yes"}, {name: 2, label: "No"}, {name: 9, label: "Rather not", missing: refuse}]}
pages:
  - name: consent
    questions:
      - name: C1
        type: select_one
        label: "Do you agree?"
        appearance: buttons
        required: true
        choices: [{name: 1, label: "I agree"}, {name: 2, label: "I do not", end: refused}]
  - name: numbers
    questions:
      - {name: N1, type: integer, label: "How many people?", hint: "A guess will do", min: 0, max: 500}
      - name: N2
        type: integer
        label: "How many of these?"
        constraint: "N2 <= N1"
        constraint_message: "No more than before."
      - {name: N3, type: decimal, label: "How far?", missing: [dk, refuse]}
      - name: N4
        type: integer_grid
        label: "How often?"
        max: 31
        rows: [{name: a, label: "Shop"}, {name: b, label: "Club"}]
  - name: words
    label: "In your words"
    questions:
      - {name: T1, type: text, label: "What do you think?", max_length: 500}
      - {name: T2, type: date, label: "Since when?"}
      - {name: T3, type: code, label: "Your own code?", pattern: "[A-Z][0-9]{3}"}
  - name: lists
    questions:
      - {name: S1, type: select_one, label: "Did ${N1} people come?", choices: YESNO, required: true}
      - name: S2
        type: select_multiple
        label: "Which?"
        max_choices: 2
        choices:
          - {name: 1, label: "Ivory"}
          - {name: 2, label: "Horn"}
          - {name: 3, label: "Claws"}
          - {name: 4, label: "Else", other: true}
          - {name: 5, label: "None", exclusive: true}
      - name: S3
        type: rank
        label: "Best first"
        choices: [{name: 1, label: "One"}, {name: 2, label: "Two"}, {name: 3, label: "Three"}]
      - name: S4
        type: select_one
        label: "Which one most?"
        randomize: true
        choices:
          - {name: 1, label: "A"}
          - {name: 2, label: "B"}
          - {name: 3, label: "C"}
          - {name: 4, label: "None", fixed: true}
  - name: more
    relevant: "S1 == 1"
    questions:
      - {name: M1, type: text, label: "Tell more"}
  - name: last
    questions:
      - name: K1
        type: select_one
        label: "Is it allowed?"
        choices: YESNO
        kap: {role: knowledge, indicator: K, fact: F-1, key: [2]}
  - name: end
    end: true
    questions:
      - {name: END, type: note, label: "Goodbye from ${organisation}"}
"""
FIELDWORK = """
languages: [en, vi, ar]
link: community
admission: open
leave_to: https://www.example.org/
words: {organisation: "the team"}
sampling: {design: convenience}
"""
FACTS = '- {name: F-1, label: "It is not allowed", source: "the law", flag: A}\n'
VIETNAMESE = {"C1": "Anh/chị có đồng ý không?", "C1.1": "Đồng ý", "T1": "Anh/chị nghĩ gì?", "title": "Khảo sát"}


@pytest.fixture
def every_type(tmp_path: Path) -> Study:
    """A study with a question of every type."""
    folder = tmp_path / "every-type"
    folder.mkdir(exist_ok=True)
    (folder / "questionnaire.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")
    (folder / "fieldwork.yaml").write_text(FIELDWORK, encoding="utf-8")
    (folder / "analysis.yaml").write_text("indicators: []\n", encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(FACTS, encoding="utf-8")
    return load(folder)


@pytest.fixture
def catalogues() -> dict[str, Catalogue]:
    """Translations of some sentences."""
    sources = {"C1": "Do you agree?", "C1.1": "I agree", "T1": "What do you think?", "title": "A survey"}
    sentences = {key: Sentence(text, sources[key], "draft", False, 1) for key, text in VIETNAMESE.items()}
    return {"vi": Catalogue(sentences)}


OpenWave = Callable[..., Wave]


@pytest.fixture
def opened(database: Database, every_type: Study, catalogues: dict[str, Catalogue]) -> OpenWave:
    """Opens a wave of the study, as a pretest unless told otherwise."""

    def opened(
        *, admission: str = "open", link: str = "community", hide_right_answers: bool = False, **more: bool
    ) -> Wave:
        opening = Opening(link, ("en", "vi", "ar"), admission, link, **{"pretest": True, **more})
        fieldwork = replace(every_type.fieldwork, hide_right_answers=hide_right_answers)
        study = replace(every_type, recipients=(PUBLIC,), fieldwork=fieldwork)
        with database.transaction() as connection:
            return open_wave(connection, study, catalogues, opening, today=date(2026, 3, 1))

    return opened


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Settings as on one's own machine."""
    return Config(database="", secret=b"s" * 32, https=False, questionnaires=tmp_path)


@pytest.fixture
def app(database: Database, opened: OpenWave, config: Config, clock: Clock) -> Flask:
    """The application, with one open wave."""
    opened()
    return create_app(config, database, clock=clock)


@pytest.fixture
def respondent(app: Flask) -> Respondent:
    """A person who opens the survey for the first time."""
    return Respondent(app.test_client())


@pytest.fixture
def begun(respondent: Respondent) -> Respondent:
    """A person who has agreed to take part."""
    return respondent.open().send({"C1": 1})


@pytest.fixture
def clock() -> Clock:
    """The clock of the server, by which visits of staff end."""
    return Clock()


@pytest.fixture
def community(app: Flask, database: Database) -> Wave:
    """The wave that the application serves."""
    with database.reading() as connection:
        row = queries.wave_by_link(connection, "community")
    assert row is not None
    return wave_of(row)


@pytest.fixture
def enumerator(app: Flask, database: Database, config: Config) -> Member:
    """Enumerator 7, signed in."""
    return signed_in(app, database, config, 7)


@pytest.fixture
def field_phone(database: Database, community: Wave, enumerator: Member) -> Device:
    """The phone of enumerator 7, which took along what the server gave it."""
    return phone_of(enumerator, database, community)
