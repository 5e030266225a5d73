"""A release folder, read and verified: what is damaged or does not fit together is refused by name."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from kapbrief.admissions import Coupons, read_attempts, read_coupons
from kapbrief.answers import Column, Floats, is_day, read_column
from kapbrief.codebook import Codebook, read_codebook
from kapbrief.errors import ReleaseError
from kapbrief.parts import WRITE_AGAIN, Part
from kapbrief.plan import Plan, read_plan

RESPONSES, CODEBOOK, DESIGN, MANIFEST = "responses.csv", "codebook.json", "design.json", "manifest.json"
ABOUT = (
    *("interview", "wave", "rehearsal", "language", "mode"),
    *("site", "enumerator", "hand_over"),
    *("outcome", "date"),
)
"""Columns before the answers."""
COUNTED = ("complete", "partial")
"""Outcomes that make an interview; one stopped before half of its questions is released and does not count."""
OUTCOMES = (*COUNTED, "break_off")
_AFTER = re.compile(r".+\.(position|choice_order|page_position)|pace\..+")
"""Columns after the answers: where things stood on the screen, and seconds spent."""


@dataclass(frozen=True, eq=False)
class Release:
    """One wave's answers with everything needed to understand them; interviews that were broken off are left out."""

    study: str
    wave: str
    written_on: date
    pretest: bool
    rehearsal: bool
    fingerprint: str
    """of the questionnaire, as it stood"""
    digest: str
    """of the manifest, and through it of every file"""
    outcomes: Mapping[str, int]
    codebook: Codebook
    plan: Plan
    ids: tuple[str, ...]
    """number of each interview; random, and of nobody"""
    days: tuple[date, ...]
    """day of each interview"""
    languages: tuple[str, ...]
    """language of each interview"""
    modes: tuple[str, ...]
    """mode of each interview"""
    sites: tuple[str, ...]
    """where each was held; empty where no enumerator was there, or no place was named"""
    enumerators: tuple[str, ...]
    """number of whoever held each, or empty"""
    hand_overs: tuple[str, ...]
    """``self`` where the respondent answered the hidden part alone, ``no_privacy`` where it was left out, or empty"""
    seconds: Floats
    """that each took; NaN where no page told"""
    break_offs: Mapping[str, int]
    """by page: questionnaires begun that were never sent"""
    attempts: Mapping[str, int]
    """by outcome: visits of enumerators that led to no interview; none in releases of before they were counted"""
    coupons: Coupons | None
    """single-use codes; nothing where anybody with the link may answer"""
    answers: Mapping[str, Column]
    """by variable"""

    @property
    def interviews(self) -> int:
        return len(self.days)

    @property
    def in_earnest(self) -> bool:
        """Real answers of the people that the study is about: neither rehearsed nor a pretest."""
        return not (self.pretest or self.rehearsal)


def read_release(folder: Path) -> Release:
    """The release in a folder; raises ReleaseError with file, place, fault and remedy."""
    if not folder.is_dir():
        raise ReleaseError(str(folder), "", "is no folder", "give the folder that `kapsurvey release` wrote")
    manifest_bytes = _bytes(folder, MANIFEST)
    manifest = _json(MANIFEST, manifest_bytes)
    verified = {name: _verified(folder, name, manifest) for name in (RESPONSES, CODEBOOK, DESIGN)}
    codebook = read_codebook(_json(CODEBOOK, verified[CODEBOOK]))
    _same_study(manifest, codebook)
    rows = _rows(verified[RESPONSES], manifest)
    columns = _columns(rows, codebook)
    _about(columns, manifest, codebook)
    answers = {variable.name: read_column(variable, columns[variable.name]) for variable in codebook.variables}
    counted = [row for row, outcome in enumerate(columns["outcome"]) if outcome in COUNTED]
    return Release(
        study=codebook.study,
        wave=manifest["wave"].text,
        written_on=manifest["written_on"].day,
        pretest=codebook.pretest,
        rehearsal=codebook.rehearsal,
        fingerprint=codebook.fingerprint,
        digest=hashlib.sha256(manifest_bytes).hexdigest(),
        outcomes={name: count.whole for name, count in manifest["counts"]["outcomes"].items()},
        codebook=codebook,
        plan=read_plan(_json(DESIGN, verified[DESIGN]), codebook),
        ids=tuple(columns["interview"][row] for row in counted),
        days=tuple(date.fromisoformat(columns["date"][row]) for row in counted),
        languages=tuple(columns["language"][row] for row in counted),
        modes=tuple(columns["mode"][row] for row in counted),
        sites=tuple(columns["site"][row] for row in counted),
        enumerators=tuple(columns["enumerator"][row] for row in counted),
        hand_overs=tuple(columns["hand_over"][row] for row in counted),
        seconds=_seconds(columns)[np.array(counted, dtype=np.intp)],
        break_offs={page: count.whole for page, count in manifest["counts"]["break_offs_by_page"].items()},
        attempts=read_attempts(manifest["counts"].get("attempts")),
        coupons=read_coupons(manifest["counts"].get("coupons")),
        answers={name: column.of(counted) for name, column in answers.items()},
    )


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as problem:
        why = "is missing" if isinstance(problem, FileNotFoundError) else f"cannot be read ({problem.strerror})"
        raise ReleaseError(name, "", why, WRITE_AGAIN) from problem


def _json(name: str, content: bytes) -> Part:
    try:
        return Part(name, "", json.loads(content.decode("utf-8")))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as problem:
        raise ReleaseError(name, "", f"is no JSON ({problem})", WRITE_AGAIN) from problem


def _verified(folder: Path, name: str, manifest: Part) -> bytes:
    """The bytes of a file, if they are those that the manifest was written for."""
    content, told = _bytes(folder, name), manifest["files"][name]
    if len(content) != told["bytes"].whole:
        wrong = f"has {len(content)} bytes, the manifest says {told['bytes'].whole}"
        raise ReleaseError(name, "", wrong, WRITE_AGAIN)
    if hashlib.sha256(content).hexdigest() != told["sha256"].text:
        raise ReleaseError(name, "", "was changed after the release was written", WRITE_AGAIN)
    return content


def _same_study(manifest: Part, codebook: Codebook) -> None:
    told = {name: getattr(codebook, name) for name in ("study", "fingerprint", "pretest", "rehearsal")}
    for name, value in told.items():
        if manifest[name].value != value:
            raise manifest[name].wrong(f"is {manifest[name].value!r}, codebook.json says {value!r}")


def _rows(content: bytes, manifest: Part) -> list[list[str]]:
    """Header and rows of the responses, each with as many cells as there are columns."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise ReleaseError(RESPONSES, "", f"is no table ({problem})", WRITE_AGAIN) from problem
    told = {manifest["files"][RESPONSES]["rows"].whole, manifest["counts"]["interviews"].whole}
    if not rows or told != {len(rows) - 1}:
        wrong = f"has {max(len(rows) - 1, 0)} rows, the manifest says {' and '.join(map(str, sorted(told)))}"
        raise ReleaseError(RESPONSES, "", wrong, WRITE_AGAIN)
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(rows[0]):
            raise ReleaseError(RESPONSES, f"row {number}", f"{len(row)} cells for {len(rows[0])} columns", WRITE_AGAIN)
    return rows


def _columns(rows: list[list[str]], codebook: Codebook) -> Mapping[str, Sequence[str]]:
    """Cells by column, if the columns are those of the codebook, in its order."""
    header = rows[0]
    expected = [*ABOUT, *(variable.name for variable in codebook.variables)]
    for place, name in enumerate(expected):
        if place >= len(header) or header[place] != name:
            found = repr(header[place]) if place < len(header) else "nothing"
            raise ReleaseError(RESPONSES, f"column {place + 1}", f"{found} instead of {name!r}", WRITE_AGAIN)
    after = header[len(expected) :]
    strange = [name for name in after if not _AFTER.fullmatch(name)]
    if strange:
        raise ReleaseError(RESPONSES, f"column {strange[0]!r}", "codebook.json does not know it", WRITE_AGAIN)
    if len(set(header)) < len(header):
        raise ReleaseError(RESPONSES, "", "has a column twice", WRITE_AGAIN)
    return {name: [row[place] for row in rows[1:]] for place, name in enumerate(header)}


def _seconds(columns: Mapping[str, Sequence[str]]) -> Floats:
    """The sum of what the pages took, of each row."""
    pages = [cells for name, cells in columns.items() if name.startswith("pace.")]
    rows = [[int(cell) for cell in row if cell.isdecimal()] for row in zip(*pages, strict=True)]
    known = [float(sum(row)) if row else np.nan for row in rows]
    return np.array(known) if pages else np.full(len(columns["interview"]), np.nan)


def _about(columns: Mapping[str, Sequence[str]], manifest: Part, codebook: Codebook) -> None:
    """What stands before the answers is right in every row."""
    allowed = {
        "wave": (manifest["wave"].text,),
        "rehearsal": (str(int(codebook.rehearsal)),),
        "language": codebook.languages,
        "outcome": OUTCOMES,
        "hand_over": ("", "self", "no_privacy"),
    }
    for name, values in allowed.items():
        for row, cell in enumerate(columns[name], start=1):
            if cell not in values:
                wrong = f"{cell!r} is not {' or '.join(values)}"
                raise ReleaseError(RESPONSES, f"row {row}, column {name}", wrong, WRITE_AGAIN)
    seen: set[str] = set()
    for row, (interview, day) in enumerate(zip(columns["interview"], columns["date"], strict=True), start=1):
        if not is_day(day):
            raise ReleaseError(RESPONSES, f"row {row}, column date", f"{day!r} is no day", WRITE_AGAIN)
        if not re.fullmatch("[0-9a-f]+", interview) or interview in seen:
            wrong = "stands twice" if interview in seen else f"{interview!r} is no interview's number"
            raise ReleaseError(RESPONSES, f"row {row}, column interview", wrong, WRITE_AGAIN)
        seen.add(interview)
