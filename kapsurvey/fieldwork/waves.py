"""Waves of fieldwork: opened with an edition that no longer changes, and closed."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kapsurvey.errors import InterviewError, KapsurveyError
from kapsurvey.fieldwork import study_keys
from kapsurvey.i18n import SOURCE, Catalogue
from kapsurvey.questionnaire.model import Study
from kapsurvey.questionnaire.portable import Edition, fingerprint, from_json, to_json
from kapsurvey.questionnaire.sealed import sealed
from kapsurvey.questionnaire.strings import sentences
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import WaveRow

_LINK = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_TAKEN_LINKS = frozenset({"staff", "static"})
_LONGEST_NAME = 80


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
    sampling: Mapping[str, str | int | None] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    """Public keys that answers are sealed to; none only where nothing is to be sealed, or nobody real answers."""
    sites: Mapping[str, str] = field(default_factory=dict)
    """Where enumerators work: name -> what they call it."""
    hide_right_answers: bool = False
    """Whether the last page keeps the right answers back."""


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
        recipients=tuple(settings.get("recipients", ())),
        sites=settings.get("sites", {}),
        hide_right_answers=settings.get("hide_right_answers", False),
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
    wave is neither a pretest nor a rehearsal; where a language is not one of the study's; where name or link is taken
    or cannot be one; and where there are answers to seal and nobody to seal them to.
    """
    _refuse_unusable(study, opening)
    if not (opening.pretest or opening.rehearsal):
        _refuse_unfinished(study, catalogues, opening.languages)
    _refuse_taken(connection, study, opening)
    _refuse_keyless(study, opening)
    document = to_json(edition_of(study, catalogues, opening.languages))
    row = _row(study, opening, fingerprint(document), today)
    queries.add_edition(connection, row.fingerprint, row.study, document)
    queries.add_wave(connection, row)
    return wave_of(row)


def _row(study: Study, opening: Opening, edition_known_by: str, today: date) -> WaveRow:
    return WaveRow(
        id=secrets.token_bytes(16),
        study=study.questionnaire.study,
        name=opening.name,
        link=opening.link,
        fingerprint=edition_known_by,
        languages=json.dumps(opening.languages),
        settings=_settings(study),
        admission=opening.admission,
        pretest=opening.pretest,
        rehearsal=opening.rehearsal,
        state="open",
        opened_on=today,
        closed_on=None,
    )


def _settings(study: Study) -> str:
    fieldwork = study.fieldwork
    sampling = vars(fieldwork.sampling)
    settings = {
        "draft_days": fieldwork.draft_days,
        "hide_right_answers": fieldwork.hide_right_answers,
        "leave_to": fieldwork.leave_to,
        "words": dict(fieldwork.words),
        "sampling": sampling,
        "recipients": study.recipients,
        "sites": dict(fieldwork.sites),
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
    blank = [key for key, text in sentences(study).items() if key.startswith("word.") and text.startswith("[")]
    for language in languages:
        said = catalogues.get(language, Catalogue()).sentences
        blank += [f"{key} ({language})" for key, one in said.items() if key.startswith("word.") and one.text[:1] == "["]
    if blank:
        raise KapsurveyError("wave.word_missing", words=", ".join(blank))


def _refuse_unusable(study: Study, opening: Opening) -> None:
    strange = [language for language in opening.languages if language not in study.fieldwork.languages]
    if strange or not opening.languages:
        offered = ", ".join(study.fieldwork.languages)
        raise KapsurveyError("wave.language_unknown", languages=", ".join(strange) or "-", offered=offered)
    if not _LINK.fullmatch(opening.link) or opening.link in _TAKEN_LINKS:
        raise KapsurveyError("wave.link_unusable", link=opening.link)
    if not opening.name.strip() or len(opening.name) > _LONGEST_NAME:
        raise KapsurveyError("wave.name_unusable", name=opening.name, n=_LONGEST_NAME)


def _refuse_keyless(study: Study, opening: Opening) -> None:
    if sealed(study.questionnaire) and not study.recipients and not opening.rehearsal:
        raise KapsurveyError("wave.keyless", study=study.questionnaire.study)
    study_keys.refuse_unusable(study.recipients)


def _refuse_taken(connection: Connection, study: Study, opening: Opening) -> None:
    if queries.wave_by_link(connection, opening.link) is not None:
        raise KapsurveyError("wave.link_taken", link=opening.link)
    if any(row.name == opening.name for row in queries.waves(connection, study.questionnaire.study)):
        raise KapsurveyError("wave.name_taken", name=opening.name, study=study.questionnaire.study)


def close_wave(connection: Connection, wave: Wave, *, today: date) -> None:
    """End a wave: nobody begins any more; whoever has begun may finish until the draft ends."""
    queries.set_wave_state(connection, wave.id, "closed", today)


def edition(connection: Connection, fingerprint: str) -> Edition:
    """A stored edition: what a wave asks, whatever has become of the study's files."""
    row = queries.edition(connection, fingerprint)
    assert row is not None, "no wave, draft or interview is stored without its edition"
    return from_json(row.document)


def wave_named(connection: Connection, study: str, name: str | None) -> Wave:
    """The wave of that name; where none is given, the only one that is open, or else the only one there is.

    Raises KapsurveyError naming the waves there are.
    """
    rows = queries.waves(connection, study)
    found = [row for row in rows if name is None or row.name == name]
    # Rehearsals are asked for by name, so that they never stand in for the field by mistake.
    earnest = [row for row in found if name is not None or not row.rehearsal]
    still_open = [row for row in earnest if row.state == "open"]
    found = still_open if len(earnest) > 1 else earnest
    if len(found) != 1:
        raise KapsurveyError("wave.unknown", study=study, names=", ".join(row.name for row in rows) or "-")
    return wave_of(found[0])


def refuse_closed(wave: Wave) -> None:
    """Raises InterviewError where a wave takes nobody new."""
    if not wave.is_open:
        raise InterviewError("closed")
