"""Rows as they come out of the tables: frozen, their fields in the order of the columns, JSON still as text.

What a respondent wrote, sealed or not, stays out of ``repr``: a row that ends in a log must not take an answer there.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class EditionRow:
    """A questionnaire as it stood; ``document`` is its canonical JSON."""

    fingerprint: str
    study: str
    document: str = field(repr=False)


@dataclass(frozen=True)
class WaveRow:
    """One round of fieldwork; ``languages`` is a JSON list, ``settings`` a JSON object."""

    id: bytes
    study: str
    name: str
    link: str
    fingerprint: str
    languages: str
    settings: str
    admission: str
    pretest: bool
    rehearsal: bool
    state: str
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class CouponRow:
    """An admission, known by the hashes of its spoken code and of the token in its QR code."""

    code_hash: bytes
    token_hash: bytes
    wave_id: bytes
    spent: bool = False


@dataclass(frozen=True)
class DraftRow:
    """An unfinished interview: one ciphertext, found by the hash of the visit's token."""

    id: bytes
    wave_id: bytes
    fingerprint: str
    page: str
    revision: int
    ciphertext: bytes = field(repr=False)
    expires_on: date


@dataclass(frozen=True)
class ResumeCodeRow:
    """A visit's token, wrapped under a code that only the respondent knows."""

    handle_hash: bytes
    draft_id: bytes
    salt: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    expires_on: date


@dataclass(frozen=True)
class InterviewRow:
    """A finished interview: one JSON document, written once."""

    id: bytes
    wave_id: bytes
    fingerprint: str
    mode: str
    language: str
    outcome: str
    finished_on: date
    document: str = field(repr=False)
    content_hash: bytes
    site: str | None = None
    enumerator: int | None = None
    hand_over: str | None = None


@dataclass(frozen=True)
class AttemptRow:
    """An enumerator came away without an interview."""

    id: bytes
    wave_id: bytes
    site: str | None
    enumerator: int
    outcome: str
    happened_on: date
    content_hash: bytes


@dataclass(frozen=True)
class DeviceRow:
    """What one enumerator's browser says of itself: how many items it made, how many of them it still holds."""

    id: str
    enumerator: int
    made: int
    unsent: int
    heard_on: date


@dataclass(frozen=True)
class ReceiptRow:
    """What a visit that has ended may still be told."""

    visit: bytes
    wave_id: bytes
    proof: bytes
    last_step: bytes
    outcome: str
    expires_on: date


@dataclass(frozen=True)
class ConflictRow:
    """What came and could not be stored, kept for review: an interview that came a second time with other content,
    or what a device brought that cannot stand; of no wave where it names none that is known.
    """

    id: bytes
    wave_id: bytes | None
    document: str = field(repr=False)
    kept_on: date


@dataclass(frozen=True)
class StaffRow:
    """A member of staff and what lets them in, none of it readable; ``last_step`` is that of the last code used."""

    number: int
    name: str
    role: str
    salt: bytes = field(repr=False)
    password_hash: bytes = field(repr=False)
    second_factor: bytes | None = field(repr=False)
    last_step: int = field(repr=False)
    disabled: bool = False


@dataclass(frozen=True)
class StaffVisitRow:
    """A visit of a member of staff, found by the hash of its token."""

    visit: bytes
    number: int
    expires_on: date


@dataclass(frozen=True)
class BreakOffRow:
    """How many drafts of a wave ran out with this page as their last."""

    wave_id: bytes
    page: str
    n: int
