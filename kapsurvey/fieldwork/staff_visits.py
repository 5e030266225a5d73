"""Visits of staff: begun at sign-in, known by a token, ended here.

The database keeps a hash of the token, whose visit it is and its last day. The moments of beginning and of last use
are in the cookie, signed by the server: they limit each visit to the second, and no table tells when somebody worked.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from kapsurvey.config import Config
from kapsurvey.errors import AccessError
from kapsurvey.fieldwork.sealing import Secret, new_token, visit_of
from kapsurvey.fieldwork.staff import RESEARCHER, Staff, staff_of
from kapsurvey.store import staff_queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import StaffVisitRow

_PURPOSE = "staff visit"
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Limits:
    """How long a visit lasts."""

    idle_seconds: int
    seconds: int


def limits_of(config: Config, role: str) -> Limits:
    """How long visits of a role last on this server."""
    if role == RESEARCHER:
        return Limits(config.researcher_idle_minutes * _MINUTE, config.researcher_hours * _HOUR)
    return Limits(config.enumerator_idle_hours * _HOUR, config.enumerator_days * _DAY)


@dataclass(frozen=True)
class StaffVisit:
    """A visit as its cookie tells it, in seconds since 1970."""

    token: str = field(repr=False)
    begun: int
    seen: int

    def signed(self, secret: Secret) -> str:
        """The visit as its cookie carries it."""
        return secret.signed(_PURPOSE, f"{self.token}.{self.begun}.{self.seen}")

    def seen_at(self, now: float) -> "StaffVisit":
        """The visit, used now."""
        return replace(self, seen=int(now))


def opened(secret: Secret, cookie: str) -> StaffVisit:
    """The visit in a cookie.

    Raises AccessError where the cookie is none of ours.
    """
    token, begun, seen = secret.verified(_PURPOSE, cookie).split(".")
    return StaffVisit(token, int(begun), int(seen))


def begin(connection: Connection, staff: Staff, limits: Limits, *, now: float) -> StaffVisit:
    """A new visit, under a token that nobody has seen before."""
    visit = StaffVisit(new_token(), int(now), int(now))
    # A day more: it ends by the moment in its cookie, and until then nobody must clear it away, in any zone of time.
    last_day = _day(now + limits.seconds + _DAY)
    staff_queries.add_staff_visit(connection, StaffVisitRow(visit_of(visit.token), staff.number, last_day))
    return visit


def find(connection: Connection, config: Config, visit: StaffVisit, *, now: float) -> Staff:
    """Whose visit it is.

    Raises AccessError where it has ended: by signing out, by disabling, by too long a pause, or by its own length.
    """
    row = staff_queries.staff_of_visit(connection, visit_of(visit.token), _day(now))
    if row is None:
        raise AccessError("signed_out")
    limits = limits_of(config, row.role)
    if now - visit.seen > limits.idle_seconds or now - visit.begun > limits.seconds:
        raise AccessError("signed_out")
    return staff_of(row)


def end(connection: Connection, visit: StaffVisit) -> None:
    """End a visit: its cookie, wherever there is a copy of it, opens nothing any more."""
    staff_queries.delete_staff_visit(connection, visit_of(visit.token))


def _day(moment: float) -> date:
    return datetime.fromtimestamp(moment, UTC).date()
