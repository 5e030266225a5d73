"""Writes what was kept for review as a file for a person to look at: why, and the content, sealed as it is."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.release_folder import opened
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import ConflictRow

CONFLICTS = "conflicts.jsonl"


def write_conflicts(connection: Connection, waves: Iterable[Wave], out: Path) -> Mapping[str, int]:
    """Write the folder, in place of an earlier one: a line for each conflict. How many there are for each reason.

    What devices brought of no wave that is known here goes along, whichever waves are asked for: it could be of any.
    Raises KapsurveyError where something else stands at ``out``.
    """
    _refuse_occupied(out)
    rows = [(wave, row) for wave in waves for row in queries.conflicts(connection, wave.id)]
    lines = [_line(wave, row) for wave, row in rows]
    lines += [_line(None, row) for row in queries.conflicts_of_no_wave(connection)]
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Beside its place first, so that there is never half a file there.
    new = out / f".{CONFLICTS}"
    new.unlink(missing_ok=True)
    with opened(new) as file:
        file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    new.replace(out / CONFLICTS)
    return Counter(str(line["reason"]) for line in lines)


def _line(wave: Wave | None, row: ConflictRow) -> dict[str, object]:
    about = {"conflict": row.id.hex(), "wave": wave.name if wave else None, "kept_on": row.kept_on.isoformat()}
    # What was kept before reasons were is what came a second time.
    return {**about, "reason": "again", **json.loads(row.document)}


def _refuse_occupied(out: Path) -> None:
    if out.exists() and not (out.is_dir() and {path.name for path in out.iterdir()} <= {CONFLICTS, f".{CONFLICTS}"}):
        raise KapsurveyError("conflicts.occupied", out=str(out))
