"""An enumerator with a phone: signs in, takes a wave along, asks, hands over, sends, as a person would press it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from phones import Phone as Unpacked
from playwright.sync_api import BrowserContext, Page
from serving import Operator, free_port

from kapsurvey.config import from_environment
from kapsurvey.fieldwork import staff
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.fieldwork.staff import Staff
from kapsurvey.fieldwork.study_keys import unseal
from kapsurvey.store import queries
from kapsurvey.store.database import Database
from kapsurvey.store.rows import InterviewRow

STUDY = "vietnamese-in-mozambique"
PIN = "246810"
OPENED = "#app h1:not(.unseen)"
AT_HOME = ".sending"


@dataclass
class Field:
    """A server with a pretest of the first study open, and the enumerators who may sign in there."""

    operator: Operator
    passwords: dict[int, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.operator.address

    def hire(self, *numbers: int) -> None:
        """Enumerators with these numbers."""
        config = from_environment(self.operator.environment)
        database = Database(config.database)
        with database.transaction() as connection:
            for number in numbers:
                access = staff.add(connection, Secret(config.secret), Staff(number, "", staff.ENUMERATOR))
                self.passwords[number] = access.password
        database.close()

    def stored(self) -> list[InterviewRow]:
        """What the server holds, as it holds it."""
        database = Database(self.operator.environment["KAPSURVEY_DATABASE"])
        with database.reading() as connection:
            rows = [row for wave in queries.waves(connection, STUDY) for row in queries.interviews(connection, wave.id)]
        database.close()
        return rows

    def answers(self) -> dict[str, dict[str, object]]:
        """Interview -> its answers as the researchers read them, from both envelopes."""
        return {row.id.hex(): self._answers(json.loads(row.document)) for row in self.stored()}

    def _answers(self, document: dict[str, object]) -> dict[str, object]:
        private = [self._private()]
        found = dict(document.get("answers", {}))  # type: ignore[call-overload]  # JSON that the server has checked
        for seal in ("envelope", "block"):
            if seal in document:
                plain = unseal(private, str(document[seal]))
                assert plain is not None, "the researchers' key opens it"
                found |= json.loads(plain)["answers"]
        return found

    def _private(self) -> str:
        lines = (self.operator.folder / "keys" / f"{STUDY}.txt").read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.startswith("AGE-SECRET-KEY-"))

    @property
    def today(self) -> date:
        return date.today()


@dataclass
class Handset:
    """One browser in one enumerator's hands."""

    field: Field
    context: BrowserContext
    page: Page

    @classmethod
    def new(cls, field: Field, context: BrowserContext) -> "Handset":
        """A phone that was just unpacked."""
        return cls(field, context, context.new_page())

    def sign_in(self, number: int) -> None:
        """With network: number and password."""
        self.page.goto(f"{self.field.address}/staff/")
        self.page.fill("#number", str(number))
        self.page.fill("#password", self.field.passwords[number])
        with self.page.expect_navigation():
            self.page.locator("button.next").click()

    def open(self) -> None:
        """The app, with network or without."""
        self.page.goto(f"{self.field.address}/staff/app")
        self.page.wait_for_selector(OPENED)

    def settle(self) -> None:
        """Until the phone has everything that the app needs without network."""
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    def make_space(self, pin: str = PIN) -> None:
        """A place on this phone for whoever is signed in."""
        self.page.locator("main button.next, main nav:last-of-type button").first.click()
        self.page.wait_for_selector("#again")
        self.page.fill("#pin", pin)
        self.page.fill("#again", pin)
        self.page.locator("form button.next").click()
        self.page.wait_for_selector(AT_HOME)

    def unlock(self, number: int, pin: str = PIN) -> None:
        """Choose oneself and type the PIN."""
        self.page.locator("main nav button", has_text=str(number)).first.click()
        self.page.wait_for_selector("#pin")
        self.page.fill("#pin", pin)
        self.page.locator("form button.next").click()
        self.page.wait_for_selector(f"{AT_HOME}, .error")

    def take_along(self) -> None:
        """The first wave, in all its languages."""
        self.page.locator("main nav:nth-of-type(1) button.next").click()
        self.page.wait_for_selector("#wave")
        self.page.locator("form button.next").click()
        self.page.wait_for_selector(".place")

    def prepared(self, number: int) -> "Handset":
        """Ready for days without network."""
        self.sign_in(number)
        self.open()
        self.make_space()
        self.take_along()
        self.settle()
        return self

    def begin(self, language: str = "vi") -> None:
        """A new interview in a language; its first page, consent, is on the screen."""
        self.page.locator("main nav button.next").first.click()
        self.page.locator(f"main nav button[lang={language}]").click()
        self.page.wait_for_selector("form h1")

    def turn(self, selector: str = "form button.next") -> None:
        """Press a button and wait for the screen after it."""
        before = self.page.evaluate("() => { window.seen = document.querySelector('h1'); return true; }")
        assert before
        self.page.locator(selector).last.click()
        self.page.wait_for_function(
            "() => document.querySelector('h1') && document.querySelector('h1') !== window.seen"
        )

    def fill_in(self, pick: int = 1) -> None:
        """Any sound answer to every question of the page that is shown."""
        for choices in self.page.locator("form fieldset .choices").all():
            boxes = choices.locator("input")
            if boxes.count():
                boxes.nth(min(pick, boxes.count() - 1)).check()
        for typed in self.page.locator("form input[type=text]").all():
            typed.fill("3")

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def question(self) -> str:
        """The first question on the screen, or empty."""
        first = self.page.locator("form section.question")
        return first.first.get_attribute("id") or "" if first.count() else ""

    def until(self, question: str) -> None:
        """Answer page after page, until the one with this question is shown."""
        for _ in range(60):
            if self.page.locator(f"#{question}").count():
                return
            self.answer()
        raise AssertionError(f"{question} was never asked")

    def answer(self) -> None:
        """Whatever this screen asks for, and on to the next."""
        if self.page.locator("button.decision").count():
            self.turn("button.decision >> nth=0")
        elif self.question:
            self.fill_in()
            self.turn()
        else:
            self.turn("main nav button.next")

    def finish(self) -> None:
        """Everything that is left of the interview, to the enumerator's own screen."""
        for _ in range(60):
            if self.page.locator(AT_HOME).count():
                return
            self.answer()
        raise AssertionError("the interview does not end")

    def send(self) -> str:
        """Send now; what the app says about it."""
        self.page.locator(".sending nav button").first.click()
        self.page.wait_for_function("() => document.querySelector('#sync').textContent !== ''")
        return self.page.locator("#sync").inner_text()

    @property
    def tally(self) -> tuple[int, int, int]:
        """Made, waiting, arrived."""
        made, waiting, arrived = (int(text) for text in self.page.locator(".tally dd").all_inner_texts())
        return made, waiting, arrived

    def dump(self) -> str:
        """Everything that the browser keeps for this site, as text; bytes as Latin letters, as a thief would search."""
        script = (Path(__file__).parent / "browser" / "dump.js").read_text(encoding="utf-8")
        return str(self.page.evaluate(script))


def _field(folder: Path) -> Field:
    operator = Operator(folder, free_port())
    operator.run("upgrade")
    operator.run("open", STUDY, "--pretest", "--trial-keys", str(folder / "keys"))
    field = Field(operator)
    field.hire(*range(1, 11))
    return field


@pytest.fixture(scope="module")
def in_the_field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    """A server with a pretest of the first study open, and nine enumerators."""
    field = _field(tmp_path_factory.mktemp("server"))
    with field.operator.serving():
        yield field


@pytest.fixture
def own_field(tmp_path: Path) -> Field:
    """The same for one test, which starts and stops the server itself."""
    folder = tmp_path / "server"
    folder.mkdir()
    return _field(folder)


@pytest.fixture
def handset(in_the_field: Field, phone: Unpacked) -> Handset:
    """An enumerator's phone, in Vietnamese."""
    return Handset.new(in_the_field, phone(locale="vi", java_script_enabled=True))
