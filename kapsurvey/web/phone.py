"""The enumerator's app as files: a shell without any data in it, and the worker that keeps it usable offline."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kapsurvey.paths import STATIC
from kapsurvey.web.phone_texts import spoken
from kapsurvey.web.room import Room, languages
from kapsurvey.web.signing import signed_in

_PARTS = ("css/kapsurvey.css", "js/assist.js", "vendor/age.js")


@dataclass(frozen=True)
class Phone:
    """The views."""

    room: Room

    def blueprint(self) -> Blueprint:
        """The routes."""
        blueprint = Blueprint("phone", __name__)
        blueprint.add_url_rule("/staff/app", "app", self.app, methods=["GET"])
        blueprint.add_url_rule("/staff/worker.js", "worker", self.worker, methods=["GET"])
        return blueprint

    def app(self) -> ResponseReturnValue:
        """The shell: the same for every enumerator, so that a phone may keep it."""
        signed_in(self.room, request, role="enumerator")
        return Response(self._shell)

    def worker(self) -> ResponseReturnValue:
        """The worker, asked for at each start, so that a new edition of the app is noticed; it holds no secret."""
        parts = [url_for("phone.app"), *(url_for("static", filename=name) for name in _PARTS)]
        # The shell's own words belong to the edition too: its address stays the same when they change.
        edition = hashlib.sha256(json.dumps([parts, self._shell]).encode()).hexdigest()[:16]
        head = f"const PARTS = {json.dumps(parts)};\nconst EDITION = {json.dumps(edition)};\n"
        text = head + (STATIC / "js" / "worker.js").read_text(encoding="utf-8")
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})

    @cached_property
    def _shell(self) -> str:
        codes = tuple(language.code for language in languages())
        return render_template("phone/app.html", language=languages()[0], gettext=str, languages=spoken(codes))
