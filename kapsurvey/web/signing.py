"""Who is signed in: the one door that every page and every request of staff goes through."""

from dataclasses import dataclass, field

from flask import Request, Response, after_this_request

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork import staff_visits
from kapsurvey.fieldwork.sealing import is_token
from kapsurvey.fieldwork.staff import Staff
from kapsurvey.fieldwork.staff_visits import StaffVisit
from kapsurvey.store.connection import Connection
from kapsurvey.web.room import Room

VISIT, DOOR = "staff", "door"
"""The cookie of a visit, and that of somebody who is not signed in yet: it ties the form of sign-in to a browser."""
FORM_HEADER = "X-Form"
# A cookie is written anew when it is a minute old: more often tells the server nothing that it needs.
_FRESH_SECONDS = 60


@dataclass(frozen=True)
class SignedIn:
    """A member of staff in this request."""

    staff: Staff
    visit: StaffVisit = field(repr=False)

    def form(self, room: Room) -> str:
        """A form token for the next page or the next request of a script."""
        return room.secret.form_token(self.visit.token)


def signed_in(room: Room, request: Request, *, role: str | None = None) -> SignedIn:
    """Whoever is signed in, of any role or of this one; what is not a GET must carry a form token of the same visit.

    A form carries it as ``-csrf``, a script in the header X-Form. Raises AccessError: ``signed_out``, ``not_yours`` or
    ``form``, which become a page or, for a script, a word that it knows.
    """
    visit = visit_of_form(room, request)
    with room.database.reading() as connection:
        signed = signed_with(room, visit, connection)
    if role not in (None, signed.staff.role):
        raise AccessError("not_yours")
    return signed


def visit_of_form(room: Room, request: Request) -> StaffVisit:
    """The visit that a request comes from, as far as that can be told without the database.

    Raises AccessError.
    """
    visit = visit_in(room, request)
    if visit is None:
        raise AccessError("signed_out")
    if request.method not in ("GET", "HEAD"):
        refuse_foreign(room, request, visit.token)
    return visit


def signed_with(room: Room, visit: StaffVisit, connection: Connection) -> SignedIn:
    """Whose visit it is, in the transaction in which something is to be done with it.

    Raises AccessError where it has ended.
    """
    staff = staff_visits.find(connection, room.config, visit, now=room.clock())
    if room.clock() - visit.seen >= _FRESH_SECONDS:
        _write_anew(room, staff, visit)
    return SignedIn(staff, visit)


def visit_in(room: Room, request: Request) -> StaffVisit | None:
    """The visit that a request's cookie tells of, whether or not it has ended meanwhile."""
    try:
        return staff_visits.opened(room.secret, room.cookies.read(request, VISIT))
    except AccessError:
        return None


def refuse_foreign(room: Room, request: Request, *tokens: str) -> None:
    """Raises AccessError where a request does not carry a form token that was made for one of these visits or doors."""
    sent = request.headers.get(FORM_HEADER) or request.form.get("-csrf", "")
    if not any(token and room.secret.is_form_token(token, sent) for token in tokens):
        raise AccessError("form")


def door_token(room: Room, request: Request) -> str:
    """What ties a form to a browser that nobody is signed in with, or empty."""
    token = room.cookies.read(request, DOOR)
    return token if is_token(token) else ""


def keep(room: Room, response: Response, staff: Staff, visit: StaffVisit) -> None:
    """Set the cookie of a visit. An enumerator's outlasts a phone that is switched off; a researcher's does not."""
    seconds = None if staff.is_researcher else staff_visits.limits_of(room.config, staff.role).idle_seconds
    room.cookies.set_for_staff(response, VISIT, visit.signed(room.secret), seconds=seconds)


def _write_anew(room: Room, staff: Staff, visit: StaffVisit) -> None:
    """Let the reply to this request carry the visit as seen now."""

    @after_this_request
    def write(response: Response) -> Response:
        name = f"{room.cookies.name(VISIT)}="
        if not any(cookie.startswith(name) for cookie in response.headers.getlist("Set-Cookie")):
            keep(room, response, staff, visit.seen_at(room.clock()))
        return response
