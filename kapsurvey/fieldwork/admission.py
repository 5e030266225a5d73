"""Who may come in: anybody with the link, or each holder of a single-use code once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork.sealing import Secret, new_code, plain_code
from kapsurvey.fieldwork.waves import Wave, refuse_closed
from kapsurvey.store import queries
from kapsurvey.store.rows import CouponRow

_TOKEN_BYTES = 16
_LONGEST = 200


@dataclass(frozen=True)
class Coupon:
    """One admission as it is printed: digits to read aloud, and a longer secret for the QR code."""

    code: str
    token: str


def issue(connection: Connection, secret: Secret, wave: Wave, n: int) -> tuple[Coupon, ...]:
    """New single-use admissions. They are stored hashed and cannot be printed a second time."""
    coupons = tuple(Coupon(new_code(), secrets.token_urlsafe(_TOKEN_BYTES)) for _ in range(n))
    rows: Iterable[CouponRow] = (
        CouponRow(secret.code_hash(coupon.code), secret.code_hash(coupon.token), wave.id, False) for coupon in coupons
    )
    queries.add_coupons(connection, list(rows))
    return coupons


def admit(connection: Connection, secret: Secret, wave: Wave, presented: str | None) -> None:
    """Let one person begin; a code is spent by it, in the same transaction as the draft is begun.

    Raises InterviewError where the wave is closed, and the same AccessError for a code that is forged, unknown, spent
    or of another study.
    """
    refuse_closed(wave)
    if wave.admission == "open":
        return
    typed = (presented or "")[:_LONGEST]
    by_code = secret.code_hash(plain_code(typed))
    by_token = secret.code_hash(typed)
    if not queries.spend_coupon(connection, wave.id, code_hash=by_code):
        if not queries.spend_coupon(connection, wave.id, token_hash=by_token):
            raise AccessError("code")
