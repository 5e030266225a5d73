"""A small survey on a real port, for browsers: three pages with texts that try to be more than texts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from definitions import study_in
from playwright.sync_api import Locator, Page
from scenes import conflicts, opened, stored
from werkzeug.serving import make_server

from kapsurvey.config import Config
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire.model import Study
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import ConflictRow, InterviewRow
from kapsurvey.web.app import create_app

QUESTIONNAIRE = """
study: hamlet
title: "Hamlet survey"
pages:
  - name: consent
    label: "About this survey"
    questions:
      - {name: INTRO, type: note, label: "Asked by <script>alert('label')</script> ${organisation}."}
      - name: CONSENT
        type: select_one
        required: true
        appearance: buttons
        label: "Do you agree?"
        choices:
          - {name: 1, label: "I agree <img src=x onerror=alert('choice')>"}
          - {name: 2, label: "I do not", end: refused}
  - name: talk
    label: "What you heard"
    questions:
      - {name: HEARD, type: text, max_length: 80, label: "What did you hear?"}
      - {name: TIMES, type: integer, min: 0, max: 50, required: true, label: "How often?"}
  - name: last
    label: "The last page"
    questions:
      - {name: SURE, type: select_one, randomize: true, label: "Are you sure of ${HEARD}?",
         choices: [{name: 1, label: "Yes"}, {name: 2, label: "No"}]}
      - {name: REMARKS, type: text, max_length: 2000, label: "Anything else?"}
"""
ANALYSIS = "indicators: []\n"
MARGINS = "variable,choice,total,source\n,,400,the register\n"


@dataclass(frozen=True)
class Survey:
    """Where it is reached, and what has arrived."""

    address: str
    database: Database
    wave: Wave

    @property
    def start(self) -> str:
        return f"{self.address}/{self.wave.link}/"

    @property
    def interviews(self) -> list[InterviewRow]:
        """Finished interviews as the researchers read them."""
        return stored(self.database, self.wave)

    @property
    def conflicts(self) -> tuple[ConflictRow, ...]:
        return conflicts(self.database, self.wave)

    @property
    def drafts(self) -> int:
        with self.database.reading() as connection:
            return sum(queries.drafts_by_page(connection, self.wave.id).values())


def hamlet_in(folder: Path, questionnaire: str = QUESTIONNAIRE) -> Study:
    """The study, as its author wrote it by now."""
    study = study_in(folder, questionnaire, analysis=ANALYSIS, margins=MARGINS)
    return replace(study, fieldwork=replace(study.fieldwork, link="hamlet"))


@contextmanager
def served(database: Database, study: Study, folder: Path) -> Iterator[Survey]:
    """A pretest of the study, served until the block ends."""
    wave = opened(database, study)
    app = create_app(Config(database="", secret=b"s" * 32, https=False, questionnaires=folder), database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Survey(f"http://127.0.0.1:{server.port}", database, wave)
    server.shutdown()
    thread.join()
    server.server_close()


def open_survey(page: Page, address: str) -> None:
    """Load a page, and wait until the script has taken it over."""
    page.goto(address)
    taken_over(page)


def taken_over(page: Page) -> None:
    """Until the script has the whole questionnaire and turns the pages of it."""
    status(page).wait_for(state="attached")


def status(page: Page) -> Locator:
    """The line that says how saving stands."""
    return page.locator("[role=status]")
