"""Going on with an interview elsewhere: a code that opens its draft on another phone.

The key that a code makes takes time and memory on purpose (Argon2id). So the slow steps stand apart from the quick
ones: what reads or writes the database never waits for them, and nobody else waits with it.
"""

import secrets
from datetime import date

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork import drafts
from kapsurvey.fieldwork.sealing import Secret, visit_of
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import ResumeCodeRow

_MOST_ALIKE = 100


def free_code(connection: Connection, secret: Secret, token: str, form: str) -> str:
    """A code for this visit that no other draft is found by; the same form gives the same code.

    Phones reload pages by themselves: the code that somebody has just written down must still be good then. A code is
    found by its first digits, of which there are a million, so now and then two begin alike.
    """
    codes = (secret.code_for(token, form, turn) for turn in range(_MOST_ALIKE))
    return next(code for code in codes if _free(connection, secret, code, token))


def _free(connection: Connection, secret: Secret, code: str, token: str) -> bool:
    row = queries.resume_code(connection, secret.handle_of(code))
    return row is None or row.draft_id == visit_of(token)


def wrapped(secret: Secret, code: str, token: str, *, expires_on: date) -> ResumeCodeRow:
    """The row of a code. Slow."""
    salt = secrets.token_bytes(16)
    return ResumeCodeRow(secret.handle_of(code), visit_of(token), salt, secret.wrap(code, token, salt), expires_on)


def keep(connection: Connection, row: ResumeCodeRow) -> None:
    """Store a code; an earlier code of the same draft ends."""
    queries.add_resume_code(connection, row)


def found(connection: Connection, secret: Secret, code: str) -> ResumeCodeRow | None:
    """The row that a code is found by; whether the code opens it is another matter."""
    return queries.resume_code(connection, secret.handle_of(code))


def unwrapped(secret: Secret, code: str, row: ResumeCodeRow | None) -> str:
    """The visit token behind a code. Slow, and as slow for a code that does not exist, so that time tells nothing.

    Raises AccessError for a code that opens nothing.
    """
    if row is None:
        secret.wrap(code, "", b"\0" * 16)
        raise AccessError("resume")
    return secret.unwrap(code, row.wrapped, row.salt)


def move(connection: Connection, wave: Wave, old: str, token: str, code: ResumeCodeRow) -> None:
    """Give the draft of the old token to a new one: the first phone's tie ends, the code stays good.

    Raises AccessError where the draft has ended or belongs to another wave.
    """
    before = queries.draft_for_update(connection, visit_of(old))
    if before is None or before.wave_id != wave.id:
        raise AccessError("resume")
    queries.rename_draft(connection, before.id, drafts.renewed(before, old, token, expires_on=code.expires_on))
    queries.delete_resume_codes(connection, before.id)
    queries.add_resume_code(connection, code)
