"""A release folder, written from the description of its format alone: a small study of one community of 60 people."""

import csv
import hashlib
import io
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kapbrief.indicators import Results, estimates
from kapbrief.release import Release, read_release
from kapbrief.report import write_report

Person = dict[str, Any]
LANGUAGES = ("en", "vi", "pt")
SCALE = [
    *({"name": code, "label": {"en": f"agree {code}"}, "missing": None} for code in range(1, 6)),
    {"name": 8, "label": {"en": "Don't know"}, "missing": "dk"},
    {"name": 9, "label": {"en": "Prefer not to answer"}, "missing": "refuse"},
]
TRUE = [
    {"name": 1, "label": {"en": "True"}, "missing": None},
    {"name": 2, "label": {"en": "False"}, "missing": None},
    {"name": 8, "label": {"en": "I don't know"}, "missing": "dk"},
]


def choices(*labels: str) -> list[dict[str, Any]]:
    """Choices 1, 2, ... and "prefer not to answer"."""
    named = [{"name": i, "label": {"en": label}, "missing": None} for i, label in enumerate(labels, start=1)]
    return [*named, {"name": 9, "label": {"en": "Prefer not to answer"}, "missing": "refuse"}]


def variable(name: str, kind: str, **parts: Any) -> dict[str, Any]:
    return {
        "name": name, "question": name.split(".")[0], "page": "all", "type": kind, "choice": None, "row": None,
        "label": {"en": f"About {name}"}, "choice_label": None, "choices": [], "ordered": False, "sensitive": False,
        "kap": None,
    } | parts  # fmt: skip


def knowledge(name: str, fact: str, key: list[dict[str, Any]]) -> dict[str, Any]:
    entries = [{"from": None, "until": None, "situation": None} | entry for entry in key]
    kap = {"role": "knowledge", "indicator": "K_LAW", "fact": fact, "key": entries}
    return variable(name, "select_one", choices=TRUE, kap=kap)


def attitude(name: str, *, reverse: bool = False) -> dict[str, Any]:
    kap = {"role": "attitude", "indicator": "ATT", "reverse": reverse}
    return variable(name, "select_one", choices=SCALE, ordered=True, kap=kap)


OFFERS = choices("Ivory", "Rhino horn", "Nothing")
VARIABLES = [
    knowledge("K1", "F-1", [{"codes": [2], "until": "2017-05-10"}, {"codes": [1], "from": "2017-05-11"}]),
    knowledge("K2", "F-2", [{"codes": [1], "situation": "abroad"}, {"codes": [2], "situation": "home"}]),
    attitude("A1"),
    attitude("A2", reverse=True),
    attitude("A3"),
    attitude("A4"),
    attitude("A5"),
    *(variable(f"P1.{code}", "select_multiple", choice=code, choices=OFFERS) for code in (1, 2, 3)),
    variable("P2", "select_one", choices=choices("Not asked", "Said no", "Looked inside", "Did not look")),
    *(variable(f"C1.{code}", "rank", choice=code, choices=choices("Zalo", "Radio")) for code in (1, 2)),
    variable("Y1", "integer"),
    variable("Y2", "decimal"),
    variable("T1", "text"),
    variable("W1", "date"),
    variable("Q1.a", "integer_grid", row="a"),
    variable("X1", "calculate"),
    variable("D1", "select_one", label={"en": "Are you ...", "vi": "Giới tính"}, choices=choices("A woman", "A man")),
    variable("D2", "select_one", choices=choices("Town", "Coast", "Hills")),
]
INDICATORS = [
    {"name": "K_LAW", "label": {"en": "Knows <the> law", "vi": "Biết luật"}, "kind": "knowledge",
     "questions": ["K1", "K2"], "role": "knowledge"},
    {"name": "K_ONE", "label": {"en": "Knows one thing"}, "kind": "knowledge", "questions": ["K1"],
     "role": "knowledge"},
    {"name": "ATT", "label": {"en": "Attitude"}, "kind": "index", "questions": ["A1", "A2", "A3", "A4", "A5"],
     "role": "attitude"},
    {"name": "EXPO", "label": {"en": "Was offered"}, "kind": "share", "questions": ["P1"], "codes": [1, 2],
     "role": "practice"},
    {"name": "UNSEEN", "label": {"en": "Did not look"}, "kind": "share", "questions": ["P2"], "codes": [4],
     "among": [2, 3, 4], "role": "practice"},
    {"name": "CHANNEL", "label": {"en": "Zalo first"}, "kind": "share", "questions": ["C1"], "codes": [1],
     "role": "message"},
]  # fmt: skip
SITUATIONS = {"home": "D2 != 3", "abroad": "D2 == 3"}


def codebook() -> dict[str, Any]:
    """The codebook of the small study."""
    facts = [
        {"name": name, "label": name, "flag": "A", "valid_from": None, "valid_to": None, "applies_to": [],
         "signed_off": {"by": "adviser", "on": "2026-01-01"}}
        for name in ("F-1", "F-2")
    ]  # fmt: skip
    return {
        "study": "bees-in-town", "fingerprint": "f" * 64, "pretest": False, "rehearsal": False,
        "source_language": "en", "languages": list(LANGUAGES), "title": {"en": "Wildlife & <people>", "vi": "Động vật"},
        "marks": {"": "not asked", ".blank": "left blank", ".dk": "don't know", ".refuse": "prefer not to answer"},
        "variables": [dict(variable) for variable in VARIABLES], "facts": facts, "situations": SITUATIONS,
    }  # fmt: skip


def design() -> dict[str, Any]:
    """The design of the small study."""
    return {
        "sampling": {"design": "census", "population": 60, "population_source": "the association",
                     "finite_population_correction": True},
        "margins": [{"variable": "", "choice": None, "total": 60, "source": "the association"}],
        "plan": {"briefs": [], "smallest_cell": 10, "groups": ["D1", "D2"], "indicators": [dict(i) for i in INDICATORS],
                 "link_code": None, "outcomes": [], "beliefs": [], "messengers": [], "segments": [], "norm_gaps": [],
                 "took_part": None},
    }  # fmt: skip


def person(number: int) -> Person:
    """Answers of one of forty people, all different enough to make a table of."""
    return {
        "K1": number % 3 or 8, "K2": 1 + number % 2,
        "A1": 1 + number % 5, "A2": 5 - number % 5, "A3": 3, "A4": 1 + number % 4, "A5": 4,
        "P1.1": number % 2, "P1.2": int(number % 7 == 0), "P1.3": 0, "P2": 1 + number % 4,
        "C1.1": 1 + number % 2, "C1.2": 2 - number % 2, "Y1": number, "Y2": "1.5", "T1": "free words",
        "W1": "2026-03-01", "Q1.a": 3, "X1": 7, "D1": 1 + number % 2, "D2": 1 + (number > 16) + (number > 28),
    }  # fmt: skip


def community(size: int = 40) -> list[Person]:
    return [person(number) for number in range(size)]


def responses(people: list[Person], codebook: dict[str, Any], wave: str) -> bytes:
    """The table of answers; a person's own "date", "language" or "outcome" stands before the answers."""
    assisted = {"site": "", "enumerator": "", "hand_over": ""}
    about = ["interview", "wave", "rehearsal", "language", "mode", *assisted, "outcome", "date"]
    names = [variable["name"] for variable in codebook["variables"]]
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow([*about, *names, "A1.position", "pace.all"])
    for number, answers in enumerate(people):
        day = date(2026, 3, 1) + timedelta(days=number % 5)
        known = {
            "interview": hashlib.sha256(str(number).encode()).hexdigest()[:32], "wave": wave,
            "rehearsal": int(codebook["rehearsal"]), "language": LANGUAGES[number % 3], "mode": "self", **assisted,
            "outcome": "complete", "date": day.isoformat(),
        } | answers  # fmt: skip
        table.writerow(
            [*(known[name] for name in about), *(known.get(name, "") for name in names), 1, known.get("pace", 20)]
        )
    return written.getvalue().encode()


def manifest(files: dict[str, bytes], codebook: dict[str, Any], n: int, wave: str) -> dict[str, Any]:
    told = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)} for name, content in files.items()
    }
    told["responses.csv"]["rows"] = n
    return {
        **{key: codebook[key] for key in ("study", "fingerprint", "pretest", "rehearsal")},
        "wave": wave, "written_on": "2026-04-01",
        "counts": {"interviews": n, "outcomes": {"complete": n, "partial": 0, "refused": 3, "ineligible": 12},
                   "break_offs_by_page": {}, "conflicts": 0},
        "files": told,
    }  # fmt: skip


Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path, folder_in: Folder) -> Folder:
    """Writes a release folder: of these people, with these parts of the codebook and the design changed."""
    return lambda *people, **changes: folder_in(tmp_path, *people, **changes)


@pytest.fixture(scope="session")
def folder_in() -> Folder:
    """Writes a release folder in a folder."""

    def write(where: Path, people: list[Person] | None = None, *, name: str = "release", **changes: Any) -> Path:
        people = community() if people is None else people
        book, plan, counts, wave = codebook(), design(), changes.pop("counts", {}), changes.pop("wave", "one")
        for key, value in changes.items():
            (plan["plan"] if key in plan["plan"] else plan if key in plan else book)[key] = value
        files = {
            "responses.csv": responses(people, book, wave),
            "codebook.json": json.dumps(book, ensure_ascii=False).encode(),
            "design.json": json.dumps(plan, ensure_ascii=False).encode(),
        }
        written = where / name
        written.mkdir()
        for file, content in files.items():
            (written / file).write_bytes(content)
        told = manifest(files, book, len(people), wave)
        (written / "manifest.json").write_text(json.dumps(told | {"counts": told["counts"] | counts}))
        return written

    return write


@pytest.fixture
def release(folder: Folder) -> Callable[..., Release]:
    """Writes and reads a release."""
    return lambda *people, **changes: read_release(folder(*people, **changes))


@pytest.fixture
def results(release: Callable[..., Release]) -> Callable[..., Results]:
    """Writes, reads and estimates a release."""
    return lambda *people, **changes: estimates(release(*people, **changes))


@pytest.fixture(scope="session")
def people() -> list[Person]:
    """The same forty, for tests that leave them as they are."""
    return community()


THIRD = knowledge("K3", "F-1", [{"codes": [1]}])
OF_THREE = {"name": "K_THREE", "label": {"en": "Knows three"}, "kind": "knowledge", "questions": ["K1", "K2", "K3"],
            "role": "knowledge"}  # fmt: skip


def two_languages(number: int) -> Person:
    """One of 450 people, all but twelve Vietnamese or Portuguese, of whom the Vietnamese find K3 far easier."""
    chance = random.Random(number)
    opinion, vietnamese = chance.gauss(0, 1), bool(number % 2)
    agreed = [min(max(round(3 + opinion + chance.gauss(0, 1)), 1), 5) for _ in range(5)]
    return person(number) | {
        "language": "en" if number < 12 else "vi" if vietnamese else "pt",
        "K1": 1 if opinion + chance.gauss(0, 1) > 0 else 2, "K2": 2 if opinion + chance.gauss(0, 1) > 0 else 8,
        "K3": 1 if chance.random() < (0.85 if vietnamese else 0.25) else 2, "Y1": chance.randrange(90),
        "A1": agreed[0], "A2": 6 - agreed[1], "A3": agreed[2], "A4": agreed[3], "A5": agreed[4], "D2": 1 + number % 2,
        **({"mode": "assisted", "enumerator": str(number % 6), "site": "hall", "hand_over": "self"}
           if number % 3 == 0 else {}),
    }  # fmt: skip


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory, folder_in: Folder) -> Results:
    """450 of 900 people in two languages that do not find the same questions easy."""
    sampling = design()["sampling"] | {"population": 900}
    counts = {
        "outcomes": {"complete": 447, "partial": 3, "break_off": 11, "refused": 30, "ineligible": 4},
        "break_offs_by_page": {"offers": 25, "law": 4},
    }
    people, plan = [two_languages(number) for number in range(450)], design()["plan"]
    path = folder_in(
        tmp_path_factory.mktemp("many"), people, counts=counts, sampling=sampling, margins=[],
        variables=[*codebook()["variables"], THIRD], indicators=[*plan["indicators"], OF_THREE],
    )  # fmt: skip
    return estimates(read_release(path))


@pytest.fixture
def forty() -> list[Person]:
    """Forty people of the sixty; each test may change its own."""
    return community()


@pytest.fixture(scope="session")
def reports(
    folder_in: Folder, people: list[Person], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[dict[str, Any], Callable[[int, Person], Person]], Callable[..., Path]]:
    """Of a plan and of what somebody answers: writes the report on 120 people, with parts of the release changed; each
    is written once.
    """

    def reports(plan: dict[str, Any], person: Callable[[int, Person], Person]) -> Callable[..., Path]:
        written: dict[str, Path] = {}

        def write(**changes: Any) -> Path:
            key = str(changes)
            if key not in written:
                where = tmp_path_factory.mktemp("report")
                folder = folder_in(where, [person(n, people[n % 40]) for n in range(120)], **(plan | changes))
                write_report(estimates(read_release(folder)), where / "out")
                written[key] = where / "out"
            return written[key]

        return write

    return reports
