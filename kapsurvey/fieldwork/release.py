"""Writes a wave's answers as a folder for the analysis, with the standard library alone.

Nothing else passes from the survey to the analysis. The same wave gives the same bytes on the same day.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from kapsurvey.fieldwork import responses
from kapsurvey.fieldwork.codebook import codebook
from kapsurvey.fieldwork.release_counts import counts
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
from kapsurvey.fieldwork.waves import Wave, edition
from kapsurvey.i18n import SOURCE, Catalogue
from kapsurvey.questionnaire.aims import Aims, Counted
from kapsurvey.questionnaire.briefs import SAID, Brief
from kapsurvey.questionnaire.model import Indicator, Margin, Plan, Study
from kapsurvey.questionnaire.portable import Edition, Json, to_json
from kapsurvey.store import field_queries, queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import AttemptRow, InterviewRow

WITH_ANSWERS = ("complete", "partial", "break_off")
BESIDE = ("block", "today")
"""What goes with an envelope: that of what was answered alone, and the day that a device had whose clock is off."""


@dataclass(frozen=True)
class Source:
    """What a release is made of: the wave as stored, the study's plan as it stands today."""

    wave: Wave
    study: Study
    catalogues: Mapping[str, Catalogue]
    today: date


@dataclass(frozen=True)
class Released:
    """What was written; ``left_out`` names what the study plans today and this wave never asked."""

    interviews: int
    outcomes: Mapping[str, int]
    left_out: tuple[str, ...]


def release(connection: Connection, source: Source, out: Path) -> Released:
    """Write the folder, in place of an earlier release of the same wave; ``connection`` sees one state throughout.

    Raises KapsurveyError where something else stands at ``out``.
    """
    with folder(out, source.wave.study, source.wave.name) as new:
        return _write(connection, source, new)


def _write(connection: Connection, source: Source, new: Path) -> Released:
    wave = source.wave
    editions = _editions(connection, wave)
    questionnaires = {fingerprint: one.questionnaire for fingerprint, one in editions.items()}
    rows = (row for row in queries.interviews(connection, wave.id) if row.outcome in WITH_ANSWERS)
    header = responses.columns(list(questionnaires.values()))
    with opened(new / RESPONSES) as file, opened(new / ENVELOPES) as envelopes:
        n = responses.write(file, wave, questionnaires, _set_aside(rows, envelopes), header)
    attempts = field_queries.attempts(connection, wave.id)
    with opened(new / ATTEMPTS) as file:
        _write_attempts(file, wave, attempts)
    with opened(new / EDITIONS) as file:
        file.writelines(f"{to_json(one)}\n" for one in editions.values())
    _write_json(new / CODEBOOK, codebook(wave, list(editions.values()), source.study.questionnaire.facts))
    asked = {variable.question.name for one in questionnaires.values() for variable in responses.variables(one)}
    _write_json(new / DESIGN, _design(source, asked))
    counted = counts(connection, wave, attempts, interviews=n)
    _write_json(new / MANIFEST, _manifest(source, new, list(editions), counted))
    return Released(n, queries.outcomes(connection, wave.id), _left_out(source.study, asked))


def _set_aside(rows: Iterable[InterviewRow], envelopes: TextIO) -> Iterator[InterviewRow]:
    """The rows as they come, with a line for each envelope in them: the ordinary ``age`` program opens it."""
    for row in rows:
        document = json.loads(row.document)
        envelope = document.get("envelope")
        if envelope is not None:
            line = {"interview": row.id.hex(), "fingerprint": row.fingerprint, "envelope": envelope}
            more = {name: document[name] for name in BESIDE if name in document}
            envelopes.write(json.dumps({**line, **more}) + "\n")
        yield row


def _write_attempts(file: TextIO, wave: Wave, attempts: Iterable[AttemptRow]) -> None:
    table = csv.writer(file)
    table.writerow(("wave", "site", "enumerator", "outcome", "date"))
    for row in attempts:
        table.writerow((wave.name, row.site or "", row.enumerator, row.outcome, row.happened_on.isoformat()))


def _editions(connection: Connection, wave: Wave) -> dict[str, Edition]:
    """The wave's own edition, then those of interviews that began on an older one."""
    used = {row.fingerprint for row in queries.interviews(connection, wave.id)}
    fingerprints = [wave.fingerprint, *sorted(used - {wave.fingerprint})]
    return {fingerprint: edition(connection, fingerprint) for fingerprint in fingerprints}


def _design(source: Source, asked: set[str]) -> dict[str, Json]:
    study, wave = source.study, source.wave
    return {
        "pretest": wave.pretest,
        "rehearsal": wave.rehearsal,
        "sampling": dict(wave.sampling),
        "margins": [_margin(margin) for margin in study.margins if not margin.variable or margin.variable in asked],
        "plan": _plan(study.plan, source, asked),
    }


def _margin(margin: Margin) -> Json:
    return {"variable": margin.variable, "choice": margin.choice, "total": margin.total, "source": margin.source}


def _plan(plan: Plan, source: Source, asked: set[str]) -> Json:
    return {
        "smallest_cell": plan.smallest_cell,
        "groups": [group for group in plan.groups if group in asked],
        "indicators": [_indicator(one, source) for one in plan.indicators if asked.issuperset(one.questions)],
        "link_code": plan.link_code if plan.link_code in asked else None,
        **_aims(plan.aims.of(asked)),
        "briefs": [_brief(one, source) for one in plan.briefs if one.outcome in asked],
    }


def _aims(aims: Aims) -> dict[str, Json]:
    return {
        "outcomes": [_counted(one) for one in aims.outcomes],
        "beliefs": [_counted(one) for one in aims.beliefs],
        "messengers": list(aims.messengers),
        "segments": list(aims.segments),
        "norm_gaps": [
            {"perceived": gap.perceived, "shares": list(gap.shares), "actual": _counted(gap.actual)}
            for gap in aims.norm_gaps
        ],
        "took_part": _counted(aims.took_part) if aims.took_part else None,
    }


def _counted(one: Counted) -> Json:
    said: dict[str, Json] = {"question": one.question}
    if one.family:
        said["family"] = one.family
    return said | {name: list(codes) for name, codes in (("codes", one.codes), ("among", one.among)) if codes}


def _indicator(indicator: Indicator, source: Source) -> Json:
    said: dict[str, Json] = {
        "name": indicator.name,
        "label": _in_languages(f"indicator.{indicator.name}", indicator.label, source),
        "role": indicator.role,
        "kind": indicator.kind,
        "questions": list(indicator.questions),
    }
    lists = {"codes": indicator.codes, "among": indicator.among}
    said.update({name: list(codes) for name, codes in lists.items() if codes})
    return said


def _brief(brief: Brief, source: Source) -> Json:
    return {
        "outcome": brief.outcome,
        "said": {name: _in_languages(brief.key(name), getattr(brief, name), source) for name in SAID},
        "facts": list(brief.facts),
        "smallest_change": brief.smallest_change,
        "next_wave": brief.next_wave.isoformat() if brief.next_wave else None,
    }


def _in_languages(key: str, text: str, source: Source) -> Json:
    """A sentence of the plan in every language of the wave that has it."""
    said: dict[str, Json] = {SOURCE: text}
    for language in source.wave.languages:
        found = source.catalogues.get(language, Catalogue()).usable(key, text)
        if found is not None:
            said[language] = found
    return said


def _left_out(study: Study, asked: set[str]) -> tuple[str, ...]:
    indicators = [one.name for one in study.plan.indicators if not asked.issuperset(one.questions)]
    margins = {margin.variable for margin in study.margins if margin.variable}
    codes = {study.plan.link_code} - {""}
    took_part = {study.plan.aims.took_part.question} if study.plan.aims.took_part else set()
    norms = {name for gap in study.plan.aims.norm_gaps for name in (gap.perceived, gap.actual.question)}
    return (
        *indicators,
        *sorted({*study.plan.groups, *margins, *codes, *took_part, *norms, *study.plan.aims.questions} - asked),
    )


def _manifest(source: Source, new: Path, fingerprints: Sequence[str], counted: dict[str, Json]) -> dict[str, Json]:
    wave = source.wave
    files: dict[str, Json] = {name: sums(new / name) for name in (ATTEMPTS, CODEBOOK, DESIGN, ENVELOPES, EDITIONS)}
    files[RESPONSES] = {**sums(new / RESPONSES), "rows": counted["interviews"]}
    return {
        "study": wave.study,
        "wave": wave.name,
        "fingerprint": wave.fingerprint,
        "fingerprints": list(fingerprints),
        "pretest": wave.pretest,
        "rehearsal": wave.rehearsal,
        "written_on": source.today.isoformat(),
        "counts": counted,
        "files": files,
    }


def _write_json(path: Path, content: dict[str, Json]) -> None:
    with opened(path) as file:
        file.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
