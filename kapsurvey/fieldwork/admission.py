"""Who may come in: anybody with the link, or each holder of a single-use code once."""

import secrets
from dataclasses import dataclass, field

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork.sealing import Secret, new_code, plain_code
from kapsurvey.fieldwork.waves import Wave, refuse_closed
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import CouponRow

_TOKEN_BYTES = 16
_LONGEST = 200


@dataclass(frozen=True)
class Coupon:
    """One admission as it is printed: digits to read aloud, and a longer secret for the QR code."""

    code: str = field(repr=False)
    token: str = field(repr=False)


def issue(connection: Connection, secret: Secret, wave: Wave, n: int) -> tuple[Coupon, ...]:
    """New single-use admissions. They are stored hashed and cannot be printed a second time."""
    coupons = tuple(Coupon(new_code(), secrets.token_urlsafe(_TOKEN_BYTES)) for _ in range(n))
    queries.add_coupons(connection, (_row(secret, wave, coupon) for coupon in coupons))
    return coupons


def _row(secret: Secret, wave: Wave, coupon: Coupon) -> CouponRow:
    return CouponRow(secret.code_hash(coupon.code), secret.code_hash(coupon.token), wave.id)


def admit(connection: Connection, secret: Secret, wave: Wave, presented: str | None) -> None:
    """Let one person begin; a code is spent by it, in the same transaction as the draft is begun.

    Raises InterviewError where the wave is closed, and the same AccessError for a code that is forged, unknown, spent
    or of another study.
    """
    refuse_closed(wave)
    if wave.admission == "open":
        return
    hashes = _hashes(secret, presented)
    # Both are always tried, so that every refusal costs the same.
    spent = [queries.spend_coupon(connection, wave.id, **{name: value}) for name, value in hashes.items()]
    if not any(spent):
        raise AccessError("code")


def good(connection: Connection, secret: Secret, wave: Wave, presented: str) -> bool:
    """Whether a code would admit somebody now: told before the first page is read, not after."""
    return queries.coupon_unspent(connection, wave.id, **_hashes(secret, presented))


def _hashes(secret: Secret, presented: str | None) -> dict[str, bytes]:
    """What a coupon is looked up by: people type its digits, a QR code brings its longer secret."""
    typed = (presented or "")[:_LONGEST].strip()
    return {"code_hash": secret.code_hash(plain_code(typed)), "token_hash": secret.code_hash(typed)}
