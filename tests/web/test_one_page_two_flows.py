"""A page that a script fills from the document is byte for byte the page that the server prints."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest
from definitions import EVERY_MARGINS, every_type_in, study_in, wave_names
from flask import Flask
from programs import without
from scenes import PUBLIC, SECRET, TODAY

from kapsurvey.config import Config
from kapsurvey.fieldwork import drafts
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.made_up import MadeUp, tendencies
from kapsurvey.fieldwork.sealing import new_token
from kapsurvey.fieldwork.visit import Visit
from kapsurvey.fieldwork.waves import Opening, Wave, open_wave
from kapsurvey.i18n import read_catalogue
from kapsurvey.paths import QUESTIONNAIRES, STATIC, TRANSLATIONS
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.load import load
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.page_reading import Sent, field_names, read_page
from kapsurvey.questionnaire.question_types import other_name, type_of
from kapsurvey.store.database import Database
from kapsurvey.web.app import create_app
from kapsurvey.web.desk import Desk, Marks
from kapsurvey.web.document import Documents
from kapsurvey.web.failures import NOTICES
from kapsurvey.web.room import Room
from kapsurvey.web.scripts import joined

HERE = Path(__file__).parent
SHIPPED = sorted(path.parent.name for path in QUESTIONNAIRES.glob("*/questionnaire.yaml"))
INTERVIEWS = 12
MOST_DOCUMENT_BYTES = 40 * 1024
ODD = (
    *("", " ", "many", "-1", "7", "99999", "1,5", "2.0005", "1990-02-30", "31/12/1990", "A123", "first\r\nsecond"),
    *("<b>&amp;'\"</b>", "\N{RIGHT-TO-LEFT OVERRIDE}txet", "${N1}", "x" * 600, "\N{KHMER DIGIT ONE}", "%(n)s", "8"),
)
"""What people also type, wherever there is a field."""
PIPING = """
study: piping
title: "Answers <in> sentences"
scales:
  WHO: {choices: [{name: 1, label: "A <friend>"}, {name: 2, label: "One of ${organisation}"}, {name: 3, label: "Me"}]}
pages:
  - name: said
    questions:
      - {name: WHOM, type: select_one, choices: WHO, label: "Who?"}
      - {name: ALL, type: select_multiple, choices: WHO, label: "Who else?"}
      - {name: DAY, type: date, label: "When?"}
      - {name: MANY, type: integer, label: "How many?", missing: [dk]}
      - {name: FAR, type: decimal, label: "How far?"}
      - {name: NAMED, type: text, label: "What is it called?", max_length: 400}
      - {name: SIGNS, type: code, label: "Its code?"}
  - name: between
    questions:
      - {name: TWICE, type: calculate, calculation: "MANY * 1000.125"}
  - name: repeated
    label: "Again"
    randomize: true
    questions:
      - {name: R1, type: note, label: "You said ${WHOM}, on ${DAY}, ${MANY}, ${FAR} away.\\n\\nCalled ${NAMED}."}
      - {name: R2, type: text, label: "Why ${NAMED}?", hint: "${SIGNS}, says ${organisation}", max_length: 90}
      - {name: R3, type: integer, min: 2, max: 5, label: "And ${TWICE}?"}
      - {name: R4, type: date, min: 2020-01-31, label: "Until?"}
"""


@pytest.fixture
def kind() -> str:
    """What is shown is the same on every database."""
    return "sqlite"


def studies(folder: Path) -> Iterator[Study]:
    """Every shipped study, one with a question of every type, one with answers in later sentences."""
    yield from (load(QUESTIONNAIRES / name) for name in SHIPPED)
    for study in (every_type_in(folder), study_in(folder, PIPING, analysis="indicators: []\n", margins=EVERY_MARGINS)):
        fieldwork = replace(study.fieldwork, languages=("en", "vi", "pt", "ar"), link=study.questionnaire.study)
        yield replace(study, fieldwork=fieldwork)


@pytest.fixture
def waves(database: Database, tmp_path: Path) -> tuple[Wave, ...]:
    """Waves of each study by all names that matter to it, in all its languages."""

    def opened(study: Study, wave: str) -> Wave:
        name, languages = study.questionnaire.study, study.fieldwork.languages
        found = {code: TRANSLATIONS / code / "LC_MESSAGES" / f"{name}.po" for code in languages}
        catalogues = {code: read_catalogue(path) for code, path in found.items() if path.exists()}
        opening = Opening(wave, languages, "open", f"{study.fieldwork.link}-{wave}", pretest=True)
        study = replace(study, recipients=(PUBLIC,))
        with database.transaction() as connection:
            return open_wave(connection, study, catalogues, opening, today=TODAY)

    return tuple(opened(study, name) for study in studies(tmp_path) for name in sorted(wave_names(study.questionnaire)))


@dataclass
class Case:
    """One page in one state, as the server prints it and as a phone is told of it."""

    page: str
    state: str
    printed: tuple[str, str]
    told: dict[str, object]


@dataclass
class Printer:
    """Prints pages as the paged flow does."""

    app: Flask
    room: Room
    wave: Wave
    language: str
    random: Random
    cases: list[Case] = field(default_factory=list)

    @property
    def visit(self) -> Visit:
        return Visit(
            wave=self.wave,
            questionnaire=self.room.questionnaire(self.wave, self.language),
            token=new_token(),
            language=self.language,
            today=TODAY,
            secret=SECRET,
        )

    def interview(self) -> None:
        """Somebody goes through all pages; each is printed empty, with mistakes, answered, and with a notice."""
        visit = self.visit
        draft = drafts.begin(self.wave, visit.token, language=self.language)
        person, _ = tendencies(self.random, "lot", ())
        made_up = MadeUp(self.random, "lot", person, TODAY)
        while step := next((step for step in visit.steps(draft) if step.page.name not in draft.turned), None):
            self.add("empty", visit, draft, step)
            wrong = {name: [self.random.choice(ODD)] for question in step.asked for name in field_names(question)}
            self.add("with mistakes", visit, draft, step, sent=wrong)
            draft = self.answered(draft, step, made_up)
            step = next(one for one in visit.steps(draft) if one.page.name == step.page.name)
            self.add("answered", visit, draft, step)
            self.add("with a notice", visit, draft, step, notices=[self.random.choice(list(NOTICES))])
            if step.end:
                break

    def answered(self, draft: Draft, step: Step, made_up: MadeUp) -> Draft:
        fields: dict[str, Sequence[str]] = {}
        for question in step.asked:
            offered = [choice for choice in step.choices(question) if not choice.end]
            value = made_up.answer(question, offered)
            shown = type_of(question).show(question, value) if question.type != "note" else {}
            fields.update({f"{question.name}{part}": values for part, values in shown.items()})
            if other := other_name(question):
                fields[other] = [made_up.phrase(question)]
        return sent_to(draft, step, fields, always=True)

    def add(
        self,
        state: str,
        visit: Visit,
        draft: Draft,
        step: Step,
        *,
        sent: Sent | None = None,
        notices: Sequence[str] = (),
    ) -> None:
        now = draft if sent is None else sent_to(draft, step, sent)
        told = {
            "seed": draft.seed,
            "page": step.page.name,
            "interview": {
                "today": TODAY.isoformat(),
                "mode": draft.mode,
                "answers": draft.answers,
                "typed": draft.typed,
                "told": draft.told,
                "turned": draft.turned,
            },
            "sent": sent,
            "notices": list(notices),
        }
        self.cases.append(Case(step.page.name, state, self.printed(visit, now, step, notices), told))

    def printed(self, visit: Visit, draft: Draft, step: Step, notices: Sequence[str]) -> tuple[str, str]:
        step = next(one for one in visit.steps(draft) if one.page.name == step.page.name)
        with self.app.test_request_context(f"/{self.wave.link}/"):
            desk = Desk(self.room, self.wave, self.room.voice_in(self.wave, self.language), visit, False)
            marks = desk.typed(draft, step) or Marks()
            html = desk.page(draft, step, replace(marks, notices=frozenset(notices)))
        return cut(html, "main"), cut(html, "footer")


def sent_to(draft: Draft, step: Step, sent: Sent, *, always: bool = False) -> Draft:
    """The draft once a page was sent; ``always`` where somebody insists until it turns."""
    answers = read_page(step, sent)
    draft = drafts.answered(draft, step.page.name, answers.values, turned=always or answers.sound, seconds=0)
    sound = always or answers.sound
    return drafts.read(draft, step.page.name) if sound else drafts.unread(draft, step.page.name, sent, told=True)


def cut(html: str, tag: str) -> str:
    return html[html.index(f"<{tag}>") : html.index(f"</{tag}>") + len(tag) + 3]


@pytest.fixture
def phone(tmp_path: Path):
    """Fills pages as a phone does, all in one process of Node."""
    node = shutil.which("node")
    if node is None:
        without("Node.js is not installed")
    folder = tmp_path / "js"
    shutil.copytree(STATIC / "js", folder)
    shutil.copy(HERE / "two_flows.js", folder)
    read_and_write = "import { readFileSync } from 'node:fs';\n"
    written = "console.log(JSON.stringify(await all(JSON.parse(readFileSync(0, 'utf8')))));\n"
    module = folder / "two_flows.mjs"
    module.write_text(read_and_write + joined(folder, "two_flows.js") + written, encoding="utf-8")

    def fill(pairs: Sequence[tuple[Mapping[str, object], Sequence[Mapping[str, object]]]]) -> list[list[list[str]]]:
        done = subprocess.run(
            [node, str(module)], input=json.dumps(pairs), capture_output=True, encoding="utf-8", check=True
        )
        found: list[list[list[str]]] = json.loads(done.stdout)
        return found

    return fill


@pytest.mark.node
def test_every_page_in_every_language_is_the_same_in_both_flows(
    database: Database, waves: tuple[Wave, ...], tmp_path: Path, phone
) -> None:
    config = Config(database="", secret=b"s" * 32, https=False, questionnaires=tmp_path)
    app = create_app(config, database)
    room = Room.of(app, config, database)
    printers, documents = [], []
    for wave in waves:
        for code in wave.languages:
            printer = Printer(app, room, wave, code, Random(f"{wave.study} {code}"))
            for _ in range(INTERVIEWS):
                printer.interview()
            with app.test_request_context(f"/{wave.link}/"):
                documents.append(json.loads(json.dumps(Documents(room).content(wave, code))))
            printers.append(printer)
    filled = phone([(doc, [case.told for case in one.cases]) for doc, one in zip(documents, printers, strict=True)])
    printed: dict[tuple[str, str], set[str]] = {}
    for printer, pages in zip(printers, filled, strict=True):
        for case, page in zip(printer.cases, pages, strict=True):
            assert page == list(case.printed), (printer.wave.study, printer.language, case.page, case.state, case.told)
            printed.setdefault((printer.wave.study, printer.language), set()).add(case.page)
    for printer, doc in zip(printers, documents, strict=True):
        assert printed[printer.wave.study, printer.language] == doc["pages"].keys()


def test_documents_are_light(database: Database, waves: tuple[Wave, ...], tmp_path: Path) -> None:
    """Every page, its texts and its logic, as they travel to a phone."""
    config = Config(database="", secret=b"s" * 32, https=False, questionnaires=tmp_path)
    app = create_app(config, database)
    documents = Documents(Room.of(app, config, database))
    for wave in waves:
        with app.test_request_context(f"/{wave.link}/"):
            sizes = {code: len(documents.packed(wave, code)) for code in wave.languages}
        assert max(sizes.values()) <= MOST_DOCUMENT_BYTES, (wave.study, sizes)
