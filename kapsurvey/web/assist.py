"""Data for enumerators' devices: waves and questionnaires to take along, and what they collected on its way in."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from functools import cache

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from kapsurvey.errors import BundleError
from kapsurvey.fieldwork import sync
from kapsurvey.fieldwork.arrivals import Intake, delivered
from kapsurvey.fieldwork.bundles import Taken
from kapsurvey.fieldwork.server_key import base64url
from kapsurvey.fieldwork.sync import Work
from kapsurvey.fieldwork.waves import Wave, wave_of
from kapsurvey.i18n import Language
from kapsurvey.store import field_queries, queries
from kapsurvey.store.rows import DeviceRow
from kapsurvey.web.arrived import arrived
from kapsurvey.web.document import Documents
from kapsurvey.web.room import Room
from kapsurvey.web.scripted import told
from kapsurvey.web.security import Body
from kapsurvey.web.signing import SignedIn, signed_in, signed_with, visit_of_form
from kapsurvey.web.staff_frame import frame

BODIES: Mapping[str, Body] = {
    "assist.bundle": Body("application/x-ndjson", 4 * 1024 * 1024),
    "assist.hand_in": Body("multipart/form-data", 5 * 1024 * 1024),
}
"""What these routes take, and no other does."""


@dataclass(frozen=True)
class Assist:
    """The views; each opens its own transaction and replies only after it is committed."""

    room: Room
    intake: Intake
    documents: Documents

    @classmethod
    def of(cls, room: Room) -> "Assist":
        """The views of an application."""
        return cls(room, Intake.of(room.secret), Documents(room))

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("assist", __name__)
        routes: list[tuple[str, str, Callable[..., ResponseReturnValue]]] = [
            ("POST", "/staff/bundle", self.bundle),
            ("GET", "/staff/waves.json", self.waves),
            ("GET", "/staff/<link>/document/<language>", self.document),
            ("GET", "/staff/hand-in", self.hand_in_page),
            ("POST", "/staff/hand-in", self.hand_in),
        ]
        for method, rule, view in routes:
            blueprint.add_url_rule(rule, view.__name__, view, methods=[method])
        return blueprint

    def bundle(self) -> Response:
        """What a device sends; what became of each item.

        Who brings nothing more hears how much of their own work is stored: a device says so when its queue is empty.
        """
        try:
            signed, items = self._accept(request.get_data(cache=False))
        except BundleError:
            return self.room.failure("large")
        return told(items=[_told(one) for one in items]) if items else told(items=[], mine=asdict(self._work(signed)))

    def _work(self, signed: SignedIn) -> Work:
        with self.room.database.looking() as connection:
            return sync.work_of(connection, signed.staff.number)

    def _accept(self, body: bytes) -> tuple[SignedIn, Sequence[Taken]]:
        """Open the seals, then store everything in one transaction; a researcher may bring anybody's."""
        visit = visit_of_form(self.room, request)
        today = self.room.today()
        with ExitStack() as stack:
            # Hardly ever opened: a wave and its edition are looked up once.
            find = cache(lambda: stack.enter_context(self.room.database.reading()))
            delivery = delivered(self.intake, body, find, today=today)
        with self.room.database.transaction() as connection:
            signed = signed_with(self.room, visit, connection)
            whose = None if signed.staff.is_researcher else signed.staff.number
            return signed, sync.accept(connection, whose, delivery, today=today)

    def waves(self) -> Response:
        """What there is to take along: the open waves, the server's key, what was heard of the enumerator's devices."""
        signed = signed_in(self.room, request)
        number = signed.staff.number
        with self.room.database.reading() as connection:
            rows = queries.waves(connection)
            devices = field_queries.devices(connection, number)
        return told(
            enumerator=number,
            form=signed.form(self.room),
            server_key=base64url(self.intake.key.public),
            today=self.room.today().isoformat(),
            devices=[_device(row) for row in devices],
            waves=[self._wave(wave) for wave in map(wave_of, rows) if wave.is_open],
        )

    def _wave(self, wave: Wave) -> dict[str, object]:
        languages = [Language.of(code) for code in wave.languages]
        return {
            "id": wave.id.hex(),
            "link": wave.link,
            "study": wave.study,
            "name": wave.name,
            "titles": {code: self.room.questionnaire(wave, code).title for code in wave.languages},
            "languages": [
                {"code": one.code, "tag": one.tag, "name": one.name, "direction": one.direction} for one in languages
            ],
            "sites": [{"name": name, "label": label} for name, label in wave.sites.items()],
            "fingerprint": wave.fingerprint,
            "recipients": list(wave.recipients),
            "pretest": wave.pretest,
            "rehearsal": wave.rehearsal,
        }

    def document(self, link: str, language: str) -> Response:
        """The whole questionnaire of a wave in one of its languages."""
        signed_in(self.room, request)
        wave = self.room.wave(link)
        if language not in wave.languages:
            raise NotFound
        return self.documents.reply(wave, language)

    def hand_in_page(self) -> ResponseReturnValue:
        """The form for a file that a phone has written."""
        return self._hand_in_page(signed_in(self.room, request))

    def hand_in(self) -> ResponseReturnValue:
        """What a file brings; what became of it, in plain words."""
        content = _file()
        if not content.strip():
            return self._hand_in_page(signed_in(self.room, request), empty=True), 422
        try:
            signed, items = self._accept(content)
        except BundleError:
            return self.room.failure("large")
        return self._hand_in_page(signed, arrived=arrived(items), work=self._work(signed))

    def _hand_in_page(self, signed: SignedIn, **shown: object) -> str:
        return render_template("staff/hand_in.html", **frame(self.room, signed, page="hand-in"), **shown)


def _file() -> bytes:
    """The file that was sent, or nothing."""
    sent = request.files.get("-file")
    if sent is None:
        return b""
    with closing(sent):
        return bytes(sent.read())


def _told(one: Taken) -> dict[str, object]:
    said = {"id": one.id, "result": one.result, "receipt": one.receipt, "reason": one.reason, "names": list(one.names)}
    return {name: value for name, value in said.items() if value or name == "id"}


def _device(row: DeviceRow) -> dict[str, object]:
    return {"device": row.id, "made": row.made, "unsent": row.unsent, "heard_on": row.heard_on.isoformat()}
