"""Pages for staff: sign in, the first page of each role, sign out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kapsurvey.errors import AccessError
from kapsurvey.fieldwork import staff, staff_visits
from kapsurvey.fieldwork.sealing import new_token
from kapsurvey.fieldwork.staff import Staff
from kapsurvey.fieldwork.staff_visits import StaffVisit
from kapsurvey.web.manage import Manage
from kapsurvey.web.room import Room, languages
from kapsurvey.web.signing import DOOR, VISIT, door_token, keep, refuse_foreign, signed_in, visit_in
from kapsurvey.web.staff_frame import bare_frame, frame

_PAGE = re.compile(r"[a-z][a-z-]{0,30}")
_LONGEST = 80


@dataclass(frozen=True)
class StaffPages:
    """The views."""

    room: Room

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint, manage = Blueprint("staff", __name__), Manage(self.room)
        routes: list[tuple[str, str, Callable[..., ResponseReturnValue]]] = [
            ("GET", "/staff/", self.door),
            ("POST", "/staff/", self.enter),
            ("GET", "/staff/home", self.home),
            ("POST", "/staff/out", self.out),
            ("POST", "/staff/language", self.language),
            ("POST", "/staff/<link>/release", manage.release),
        ]
        for method, rule, view in routes:
            blueprint.add_url_rule(rule, view.__name__, view, methods=[method])
        return blueprint

    def door(self) -> ResponseReturnValue:
        """The form to sign in with; whoever is signed in goes on."""
        try:
            signed_in(self.room, request)
        except AccessError:
            return self._door()
        return _to("staff.home")

    def _door(self, *, error: str = "", number: str = "", status: int = 200) -> Response:
        token = door_token(self.room, request) or new_token()
        shown = bare_frame(self.room, token=token, page="")
        response = Response(render_template("staff/door.html", **shown, error=error, number=number), status)
        self.room.cookies.set_for_staff(response, DOOR, token)
        return response

    def enter(self) -> ResponseReturnValue:
        """Sign in: number, password and, for researchers, the code of their second factor."""
        _ = self.room.interface().translator.gettext
        number = request.form.get("-number", "")[:_LONGEST]
        try:
            refuse_foreign(self.room, request, door_token(self.room, request))
        except AccessError:
            error = _("This page was too old; nothing was read. Please type everything again.")
            return self._door(error=error, number=number, status=403)
        tried = staff.number_of(number)
        address = request.remote_addr or ""
        if self.room.guesses.exhausted(address) or self.room.guesses_at.exhausted(str(tried)):
            return self.room.failure("slow")
        try:
            member, visit = self._admitted(tried)
        except AccessError:
            self.room.guesses.count(address)
            self.room.guesses_at.count(str(tried))
            error = _("Number, password or code is wrong. Please check all three.")
            return self._door(error=error, number=number, status=422)
        response = _to("staff.home")
        keep(self.room, response, member, visit)
        self.room.cookies.clear(response, DOOR)
        return response

    def _admitted(self, number: int) -> tuple[Staff, StaffVisit]:
        """Whoever signs in, and their new visit; a visit that this browser had before ends with it.

        Raises AccessError, always the same and after the same work.
        """
        room, password, code = self.room, request.form.get("-password", ""), request.form.get("-code", "")
        before = visit_in(room, request)
        with room.database.reading() as connection:
            found = staff.found(connection, number)
        with room.slow:
            known = staff.has_password(room.secret, found, password)
        if found is None or not known:
            raise AccessError("staff")
        with room.database.transaction() as connection:
            member = staff.admit(connection, room.secret, found, code, now=room.clock())
            limits = staff_visits.limits_of(room.config, member.role)
            if before is not None:
                staff_visits.end(connection, before)
            return member, staff_visits.begin(connection, member, limits, now=room.clock())

    def home(self) -> ResponseReturnValue:
        """The first page of whoever is signed in."""
        signed = signed_in(self.room, request)
        if signed.staff.is_researcher:
            return Manage(self.room).home(signed)
        return render_template("staff/home.html", **frame(self.room, signed, page="home"))

    def out(self) -> ResponseReturnValue:
        """Sign out: the visit ends here, and the browser forgets it. What was collected stays on the phone."""
        signed = signed_in(self.room, request)
        with self.room.database.transaction() as connection:
            staff_visits.end(connection, signed.visit)
        response = _to("staff.door")
        self.room.cookies.clear(response, VISIT)
        # Not "storage": interviews that were not handed in yet lie there.
        response.headers["Clear-Site-Data"] = '"cookies", "cache"'
        return response

    def language(self) -> ResponseReturnValue:
        """The same page in another language, signed in or not."""
        room, page = self.room, request.form.get("-page", "")
        code = request.form.get("-go", "").removeprefix("language:")
        visit = visit_in(room, request)
        # A visit that has ended may still have its cookie, while the page is that of the door.
        refuse_foreign(room, request, visit.token if visit else "", door_token(room, request))
        response = _to("staff.door")
        if _PAGE.fullmatch(page):
            response.headers["Location"] += page
        if code in [language.code for language in languages()]:
            room.cookies.set(response, "language", code)
        return response


def _to(view: str) -> Response:
    return Response(status=303, headers={"Location": url_for(view)})
