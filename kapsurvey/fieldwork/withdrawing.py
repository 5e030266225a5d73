"""Takes a finished interview back, for whoever has its receipt: it counts from then on as one that was refused."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from kapsurvey.fieldwork.documents import canonical
from kapsurvey.fieldwork.sealing import Secret, proof_in
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection

_WITHDRAWN = "refused"


@dataclass(frozen=True)
class Found:
    """The interview behind a receipt."""

    id: bytes = field(repr=False)
    content_hash: bytes = field(repr=False)


def candidates(connection: Connection, wave: Wave, receipt: str) -> Sequence[tuple[bytes, bytes]]:
    """Id and content hash of every interview of a wave; none where what was typed can be no receipt."""
    return queries.content_hashes(connection, wave.id) if proof_in(receipt) else ()


def matching(secret: Secret, hashes: Sequence[tuple[bytes, bytes]], receipt: str) -> Found | None:
    """The one among interviews that a receipt was given for, or None.

    Nothing that is stored leads from a receipt to its interview, so each is tried: some microseconds.
    """
    shown = proof_in(receipt)
    fitting = (Found(known_by, hashed) for known_by, hashed in hashes if secret.proof(hashed).startswith(shown))
    return next(fitting, None) if shown else None


def withdraw(connection: Connection, secret: Secret, wave: Wave, interview: Found) -> bool:
    """Delete what an interview says, and keep that somebody did not want to take part; False where it is gone already.

    Its receipt opens nothing from then on, and whatever that phone sends once more is answered and not kept.
    """
    queries.end_receipt(connection, wave.id, proof=secret.proof(interview.content_hash), outcome=_WITHDRAWN)
    return queries.empty_interview(
        connection,
        interview.id,
        old_hash=interview.content_hash,
        outcome=_WITHDRAWN,
        document=canonical({}),
        content_hash=secrets.token_bytes(len(interview.content_hash)),
    )
