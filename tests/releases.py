"""Releases of small waves, and what stands in them."""

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from scenes import PRIVATE, TODAY

from kapsurvey.fieldwork.release import Released, Source, release
from kapsurvey.fieldwork.unsealing import unseal
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.i18n import Catalogue
from kapsurvey.questionnaire.model import Study
from kapsurvey.store.database import Database


def written(
    database: Database,
    wave: Wave,
    study: Study,
    out: Path,
    *,
    catalogues: Mapping[str, Catalogue] | None = None,
    today: date = TODAY,
) -> Released:
    """The release of a wave, written to a folder and opened there by its researchers."""
    with TemporaryDirectory() as elsewhere:
        sealed = Path(elsewhere) / "sealed"
        with database.reading() as connection:
            released = release(connection, Source(wave, study, catalogues or {}, today), sealed)
        assert not unseal(sealed, [PRIVATE], out).refused
    return released


def rows(out: Path) -> list[dict[str, str]]:
    """The interviews of a release, by column."""
    with (out / "responses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(out: Path, name: str):
    """One of the JSON files of a release."""
    return json.loads((out / f"{name}.json").read_text(encoding="utf-8"))


def answer_everything(someone) -> None:
    """An interview of the town that answers every question."""
    someone.answer("consent", CONSENT="1", BORN="1")
    someone.answer("law", LAW="1")
    someone.answer("views", GOOD="3", BAD="1", SEEN=["1", "2"], SEEN__other=".dotted, “quoted”")
    rest = {
        "north": {"DAYS": "7", "PRICE": "0,5"},
        "south": {"WORDS": "=1+1", "SINCE": "1/2/1990", "SLIP": "ab-12"},
        "order": {"BEST__2": "1", "BEST__1": "2", "WEEK__b": "3"},
    }
    for step in someone.visit.steps(someone.draft)[3:]:
        someone.answer(step.page.name, seconds=11, **rest[step.page.name])
