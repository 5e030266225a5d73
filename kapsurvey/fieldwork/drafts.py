"""Unfinished interviews: opened with the respondent's own token, changed, closed again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kapsurvey.fieldwork.sealing import open_draft, seal_draft, seed_of, visit_of
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire.flow import Known
from kapsurvey.questionnaire.model import Answers
from kapsurvey.questionnaire.page_reading import Sent
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import DraftRow

LONGEST_PACE_SECONDS = 3600
# Windows that disagree over and over would let a draft grow without end; the earliest versions say the most.
_MOST_KEPT = 50
_LONGEST_TYPED = 50_000


@dataclass(frozen=True)
class Draft:
    """What an unfinished interview holds once it is open."""

    wave_id: bytes
    fingerprint: str
    seed: str
    language: str
    mode: str
    answers: Answers = field(default_factory=dict, repr=False)
    turned: tuple[str, ...] = ()
    """Pages that were sent at least once without a mistake."""
    written: Mapping[str, int] = field(default_factory=dict)
    """Page -> how often its answers were written: the revision that a form of this page is filled in on top of."""
    pace: Mapping[str, int] = field(default_factory=dict)
    """Page -> whole seconds on the screen, all visits together; never a time of day."""
    kept: tuple[Answers, ...] = field(default=(), repr=False)
    """Answers that lost against another window, kept for review."""
    typed: Mapping[str, Sent] = field(default_factory=dict, repr=False)
    """Page -> its fields as they were typed, where some of them cannot be read as answers yet."""
    told: tuple[str, ...] = ()
    """Pages of these whose mistakes the respondent has been told."""
    revision: int = 0

    def writes(self, page: str) -> int:
        """How often a page was written: the revision of a form that shows it now."""
        return self.written.get(page, 0)

    def around(self, wave: str, today: date) -> Known:
        """What conditions may look at beside answers."""
        return {"today": today.isoformat(), "mode": self.mode, "wave": wave, "language": self.language}


def begin(wave: Wave, token: str, *, language: str, mode: str = "self") -> Draft:
    """A new draft; nothing is stored before the first page is answered.

    Its random order follows from the token, so that the first page looks the same before and after.
    """
    return Draft(wave.id, wave.fingerprint, seed_of(token), language, mode)


def find(connection: Connection, wave: Wave, token: str, *, change: bool) -> Draft | None:
    """The visit's draft in this wave, or None; with ``change`` its row stays locked until the transaction ends."""
    visit = visit_of(token)
    row = queries.draft_for_update(connection, visit) if change else queries.draft(connection, visit)
    if row is None or row.wave_id != wave.id:
        return None
    return _opened(row, token)


def _opened(row: DraftRow, token: str) -> Draft:
    content = json.loads(open_draft(token, row.ciphertext, bound_to=_bound(row.id, row.wave_id, row.revision)))
    content = {name: tuple(value) if isinstance(value, list) else value for name, value in content.items()}
    return Draft(row.wave_id, row.fingerprint, revision=row.revision, **content)


def _bound(visit: bytes, wave_id: bytes, revision: int) -> bytes:
    """A ciphertext stands for one revision of one draft: an older one put back in its place does not open."""
    return visit + wave_id + revision.to_bytes(8, "big")


def add(connection: Connection, draft: Draft, token: str, *, page: str, expires_on: date) -> Draft | None:
    """Store a new draft; None where one of the same visit was stored meanwhile, which is then left as it is."""
    draft = replace(draft, revision=1)
    return draft if queries.add_draft(connection, _sealed(draft, token, page, expires_on)) else None


def write(connection: Connection, draft: Draft, token: str, *, page: str, expires_on: date) -> Draft:
    """Store a draft that was changed, under its next revision."""
    draft = replace(draft, revision=draft.revision + 1)
    queries.update_draft(connection, _sealed(draft, token, page, expires_on))
    return draft


def _sealed(draft: Draft, token: str, page: str, expires_on: date) -> DraftRow:
    content = {
        "seed": draft.seed,
        "language": draft.language,
        "mode": draft.mode,
        "answers": draft.answers,
        "turned": draft.turned,
        "written": draft.written,
        "pace": draft.pace,
        "kept": draft.kept,
        "typed": draft.typed,
        "told": draft.told,
    }
    # Written in ASCII, since half of a character, which somebody may have typed, cannot be written in UTF-8.
    plain = json.dumps(content, separators=(",", ":")).encode()
    visit = visit_of(token)
    sealed = seal_draft(token, plain, bound_to=_bound(visit, draft.wave_id, draft.revision))
    return DraftRow(visit, draft.wave_id, draft.fingerprint, page, draft.revision, sealed, expires_on)


def expiry(wave: Wave, today: date) -> date:
    """The day on which a draft begun or changed today is destroyed."""
    return today + timedelta(days=wave.draft_days)


def answered(draft: Draft, page: str, values: Answers, *, turned: bool, seconds: int) -> Draft:
    """The draft with the answers of one page; ``turned`` where the page had no mistake."""
    seconds = min(max(seconds, 0), LONGEST_PACE_SECONDS)
    newly_turned = (page,) if turned and page not in draft.turned else ()
    return replace(
        draft,
        answers={**draft.answers, **values},
        turned=(*draft.turned, *newly_turned),
        written={**draft.written, page: draft.writes(page) + 1},
        pace={**draft.pace, page: min(draft.pace.get(page, 0) + seconds, LONGEST_PACE_SECONDS)},
    )


def overtaken(draft: Draft, page: str, revision: int) -> bool:
    """Whether a page was written since the form that was sent had been shown."""
    return draft.writes(page) > revision


def agreeing(draft: Draft, values: Answers) -> bool:
    """Whether answers say what the draft says already.

    A double click, a reload or a repeated request comes late and agrees; another window comes late and does not.
    """
    return all(draft.answers.get(name) == value for name, value in values.items())


def keeping(draft: Draft, values: Answers) -> Draft:
    """The draft with answers that lost against another window put aside."""
    if dict(values) in draft.kept or len(draft.kept) >= _MOST_KEPT:
        return draft
    return replace(draft, kept=(*draft.kept, dict(values)))


def unread(draft: Draft, page: str, fields: Sent, *, told: bool) -> Draft:
    """The draft with what was typed on a page that cannot be stored as answers yet; ``told`` shows its mistakes.

    It lies under the same seal as the answers, so that no word is lost by going back, by another language or by a
    reload. More than a person types is not kept.
    """
    size = sum(len(value) for values in fields.values() for value in values)
    if size > _LONGEST_TYPED:
        return draft
    typed = {name: list(values) for name, values in fields.items()}
    others = tuple(name for name in draft.told if name != page)
    return replace(draft, typed={**draft.typed, page: typed}, told=(*others, page) if told else others)


def read(draft: Draft, page: str) -> Draft:
    """The draft once everything on a page could be read."""
    if page not in draft.typed:
        return draft
    typed = {name: fields for name, fields in draft.typed.items() if name != page}
    return replace(draft, typed=typed, told=tuple(name for name in draft.told if name != page))


def renewed(row: DraftRow, old: str, token: str, *, expires_on: date) -> DraftRow:
    """A stored draft sealed anew for another token.

    Raises AccessError where the old token does not open it.
    """
    draft = _opened(row, old)
    return _sealed(replace(draft, revision=draft.revision + 1), token, row.page, expires_on)
