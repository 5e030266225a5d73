"""Opens the envelopes of a release on a researcher's machine, and reads what is in them as strictly as a form is read.

Whoever has the public key can seal, a server in wrong hands too: so what an envelope says is checked by the edition it
was asked with, and against what stands in the open. What does not hold stays sealed and is named.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork import responses
from kapsurvey.fieldwork.envelopes import Content, Refused, whole_of
from kapsurvey.fieldwork.release_folder import (
    ATTEMPTS,
    CODEBOOK,
    DESIGN,
    EDITIONS,
    ENVELOPES,
    MANIFEST,
    RESPONSES,
    folder,
    opened,
    sums,
)
from kapsurvey.questionnaire import flow
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Answers, Questionnaire, Value
from kapsurvey.questionnaire.page_reading import read_page
from kapsurvey.questionnaire.portable import fingerprint, from_json
from kapsurvey.questionnaire.question_types import NOT_ASKED, SEALED, other_name, type_of

_AS_THEY_ARE = (ATTEMPTS, CODEBOOK, DESIGN, EDITIONS)


@dataclass(frozen=True)
class Unsealed:
    """What came of a release."""

    interviews: int
    opened: int
    refused: tuple[Refused, ...]


def unseal(release: Path, private: Sequence[str], out: Path) -> Unsealed:
    """Write the release anew at ``out`` with everything in it that the private keys open.

    Raises KapsurveyError where the release is damaged or was changed, or something else stands at ``out``.
    """
    manifest = _manifest(release)
    files = {name: _verified(release, name, manifest) for name in manifest["files"]}
    if ENVELOPES not in files or EDITIONS not in files:
        raise KapsurveyError("release.nothing_sealed", release=str(release))
    editions = {fingerprint(line): from_json(line).questionnaire for line in _lines(files[EDITIONS])}
    envelopes = {one["interview"]: one for one in map(json.loads, _lines(files[ENVELOPES]))}
    table = csv.DictReader(io.StringIO(files[RESPONSES], newline=""))
    refused: list[Refused] = []
    with folder(out, manifest["study"], manifest["wave"]) as new:
        with opened(new / RESPONSES) as file:
            writer = csv.DictWriter(file, table.fieldnames or (), restval=NOT_ASKED)
            writer.writeheader()
            for row in table:
                read = _read(row, envelopes.get(row["interview"]), private, editions)
                refused += [read] if isinstance(read, Refused) else []
                writer.writerow(row if isinstance(read, Refused) else {**_without_seals(row), **read})
        for name in _AS_THEY_ARE:
            with opened(new / name) as file:
                file.write(files[name])
        done = Unsealed(manifest["counts"]["interviews"], len(envelopes) - len(refused), tuple(refused))
        _write_manifest(new, manifest, done)
    return done


def _read(
    row: Mapping[str, str], line: Content | None, private: Sequence[str], editions: Mapping[str, Questionnaire]
) -> dict[str, str] | Refused:
    """The cells of one interview that its envelope fills, or why it cannot."""
    if line is None:
        return {}
    content = whole_of(line, private, row["interview"])
    if isinstance(content, Refused):
        return content
    questionnaire = editions.get(line["fingerprint"])
    if questionnaire is None:
        return Refused(row["interview"], "strange")
    try:
        wrong = _unsound(questionnaire, row, content, today=line.get("today", row["date"]))
        cells = {} if wrong else responses.cells(questionnaire, content)
    except (TypeError, ValueError, KeyError, AttributeError):
        # Values of any kind may stand there, and every type of question expects its own.
        return Refused(row["interview"], "strange")
    if wrong:
        return Refused(row["interview"], "unsound", wrong)
    differing = _differing(questionnaire, row, cells)
    return Refused(row["interview"], "different", differing) if differing else cells


def _lines(text: str) -> list[str]:
    """Not ``splitlines``: the words of a questionnaire may hold other ends of line."""
    return [line for line in text.split("\n") if line]


def _without_seals(row: Mapping[str, str]) -> dict[str, str]:
    return {name: NOT_ASKED if cell == SEALED else cell for name, cell in row.items()}


def _unsound(questionnaire: Questionnaire, row: Mapping[str, str], content: Content, *, today: str) -> tuple[str, ...]:
    """Answers that the form would not have given, and answers to what was not asked."""
    answers: Answers = content["answers"]
    around = {"today": today, "hand_over": row["hand_over"] or None}
    around.update({name: row[name] for name in ("mode", "wave", "language")})
    steps = tuple(step for step in flow.walk(questionnaire, answers, around, "") if step.page.name in content["pace"])
    wrong = {name for step in steps for name in _unreadable(step, answers)}
    kept = flow.kept(steps, answers)
    wrong |= {name for name in {*kept, *answers} if name not in answers or answers[name] != kept.get(name, _ABSENT)}
    return tuple(sorted(wrong))


_ABSENT: Value = "\0"


def _unreadable(step: Step, answers: Answers) -> set[str]:
    fields: dict[str, list[str]] = {}
    for question in step.questions:
        shown = type_of(question).show(question, answers.get(question.name))
        fields.update({f"{question.name}{part}": values for part, values in shown.items()})
        other = other_name(question)
        if other is not None and answers.get(other) is not None:
            fields[other] = [str(answers[other])]
    read = read_page(step, fields)
    wrong = {name for name, error in read.errors.items() if error.code != "required"}
    return wrong | {name for name, value in read.values.items() if answers.get(name) != value}


def _differing(questionnaire: Questionnaire, row: Mapping[str, str], cells: Mapping[str, str]) -> tuple[str, ...]:
    """Columns that stand in the open and in the envelope, with different answers."""
    names = [variable.column.name for variable in responses.variables(questionnaire)]
    return tuple(name for name in names if row[name] not in (SEALED, cells.get(name, NOT_ASKED)))


def _manifest(release: Path) -> Content:
    try:
        manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
        if isinstance(manifest, dict) and isinstance(manifest["files"], dict) and manifest["counts"]["interviews"] >= 0:
            return manifest
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise KapsurveyError("release.unreadable", file=str(release / MANIFEST))


def _verified(release: Path, name: str, manifest: Content) -> str:
    """The text of a file, if it is the one that the manifest was written for."""
    try:
        content = (release / name).read_bytes()
        same = hashlib.sha256(content).hexdigest() == manifest["files"][name]["sha256"]
    except (OSError, KeyError, TypeError):
        same = False
    if not same:
        raise KapsurveyError("release.changed", file=str(release / name))
    return content.decode("utf-8")


def _write_manifest(new: Path, manifest: Content, done: Unsealed) -> None:
    files = {name: sums(new / name) for name in _AS_THEY_ARE}
    files[RESPONSES] = {**sums(new / RESPONSES), "rows": done.interviews}
    unsealed = {"opened": done.opened, "refused": len(done.refused)}
    with opened(new / MANIFEST) as file:
        file.write(json.dumps({**manifest, "files": files, "unsealed": unsealed}, ensure_ascii=False, indent=1) + "\n")
