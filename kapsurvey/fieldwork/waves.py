"""Waves of fieldwork: opened with an edition that no longer changes, and closed."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from kapsurvey.errors import InterviewError, KapsurveyError
from kapsurvey.i18n import SOURCE, Catalogue
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.portable import Edition, fingerprint, to_json
from kapsurvey.questionnaire.strings import sentences
from kapsurvey.store import queries
from kapsurvey.store.rows import WaveRow


@dataclass(frozen=True)
class Wave:
    """One round of fieldwork: who may come in, in which languages, on which edition."""

    id: bytes
    study: str
    name: str
    link: str
    fingerprint: str
    languages: tuple[str, ...]
    admission: str
    pretest: bool
    rehearsal: bool
    is_open: bool
    draft_days: int
    leave_to: str
    words: Mapping[str, str] = field(default_factory=dict)
    sampling: Mapping[str, object] = field(default_factory=dict)


def wave_of(row: WaveRow) -> Wave:
    """A stored wave with its settings read."""
    settings = json.loads(row.settings)
    return Wave(
        id=row.id,
        study=row.study,
        name=row.name,
        link=row.link,
        fingerprint=row.fingerprint,
        languages=tuple(json.loads(row.languages)),
        admission=row.admission,
        pretest=row.pretest,
        rehearsal=row.rehearsal,
        is_open=row.state == "open",
        draft_days=settings["draft_days"],
        leave_to=settings["leave_to"],
        words=settings["words"],
        sampling=settings["sampling"],
    )


@dataclass(frozen=True)
class Opening:
    """How a wave is to be opened."""

    name: str
    languages: tuple[str, ...]
    admission: str
    link: str
    pretest: bool = False
    rehearsal: bool = False


def open_wave(
    connection: Connection, study: Study, catalogues: Mapping[str, Catalogue], opening: Opening, *, today: date
) -> Wave:
    """Open a wave on the study as it stands now.

    Raises KapsurveyError where a language is unfinished or a word of the organisation is still to be filled in and the
    wave is neither a pretest nor a rehearsal, and where name or link is taken.
    """
    if not (opening.pretest or opening.rehearsal):
        _refuse_unfinished(study, catalogues, opening.languages)
    _refuse_taken(connection, study, opening)
    document = to_json(edition_of(study, catalogues, opening.languages))
    row = WaveRow(
        id=secrets.token_bytes(16),
        study=study.questionnaire.study,
        name=opening.name,
        link=opening.link,
        fingerprint=fingerprint(document),
        languages=json.dumps(opening.languages),
        settings=_settings(study),
        admission=opening.admission,
        pretest=opening.pretest,
        rehearsal=opening.rehearsal,
        state="open",
        opened_on=today,
        closed_on=None,
    )
    queries.add_edition(connection, row.fingerprint, row.study, document)
    queries.add_wave(connection, row)
    return wave_of(row)


def _settings(study: Study) -> str:
    fieldwork = study.fieldwork
    sampling = vars(fieldwork.sampling)
    settings = {
        "draft_days": fieldwork.draft_days,
        "leave_to": fieldwork.leave_to,
        "words": dict(fieldwork.words),
        "sampling": sampling,
    }
    return json.dumps(settings, ensure_ascii=False)


def edition_of(study: Study, catalogues: Mapping[str, Catalogue], languages: tuple[str, ...]) -> Edition:
    """The questionnaire with its usable translations; a sentence whose source changed stays in the source language."""
    source = sentences(study)
    texts = {}
    for language in languages:
        catalogue = catalogues.get(language, Catalogue())
        usable = {key: catalogue.usable(key, text) for key, text in source.items()}
        texts[language] = {key: text for key, text in usable.items() if text is not None}
    return Edition(study.questionnaire, {code: found for code, found in texts.items() if code != SOURCE})


def unfinished(study: Study, catalogue: Catalogue) -> tuple[str, ...]:
    """Ids of the sentences that are not final in a language."""
    return tuple(key for key, text in sentences(study).items() if not catalogue.final(key, text))


def _refuse_unfinished(study: Study, catalogues: Mapping[str, Catalogue], languages: tuple[str, ...]) -> None:
    for language in languages:
        left = () if language == SOURCE else unfinished(study, catalogues.get(language, Catalogue()))
        if left:
            raise KapsurveyError("wave.language_unfinished", language=language, n=len(left), first=left[0])
    blank = [name for name, text in study.fieldwork.words.items() if text.startswith("[")]
    if blank:
        raise KapsurveyError("wave.word_missing", words=", ".join(blank))


def _refuse_taken(connection: Connection, study: Study, opening: Opening) -> None:
    if queries.wave_by_link(connection, opening.link) is not None:
        raise KapsurveyError("wave.link_taken", link=opening.link)
    if any(row.name == opening.name for row in queries.waves(connection, study.questionnaire.study)):
        raise KapsurveyError("wave.name_taken", name=opening.name, study=study.questionnaire.study)


def close_wave(connection: Connection, wave: Wave, *, today: date) -> None:
    """End a wave: nobody begins any more; whoever has begun may finish until the draft ends."""
    queries.set_wave_state(connection, wave.id, "closed", today)


def wave_named(connection: Connection, study: str, name: str | None) -> Wave:
    """The wave of that name, or the study's only wave where no name is given.

    Raises KapsurveyError naming the waves there are.
    """
    rows = queries.waves(connection, study)
    found = [row for row in rows if name is None or row.name == name]
    if len(found) != 1:
        raise KapsurveyError("wave.unknown", study=study, names=", ".join(row.name for row in rows) or "-")
    return wave_of(found[0])


def refuse_closed(wave: Wave) -> None:
    """Raises InterviewError where a wave takes nobody new."""
    if not wave.is_open:
        raise InterviewError("closed")
