"""Pages for researchers: how far the waves have come, and their answers as a release."""

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from kapsurvey.errors import AccessError, KapsurveyError
from kapsurvey.fieldwork.progress import of_no_wave, progress
from kapsurvey.fieldwork.release import Source
from kapsurvey.fieldwork.release_zip import zipped
from kapsurvey.fieldwork.staff import RESEARCHER
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.web.room import Room
from kapsurvey.web.signing import SignedIn, signed_in
from kapsurvey.web.staff_frame import frame


def _(source: str) -> str:
    """Mark a sentence for extraction; it is translated where it is shown."""
    return source


OUTCOMES: Mapping[str, str] = {
    "complete": _("Complete"),
    "partial": _("Partial"),
    "break_off": _("Broken off"),
    "refused": _("Refused"),
    "ineligible": _("Not eligible"),
}


@dataclass(frozen=True)
class Manage:
    """The views."""

    room: Room

    def home(self, signed: SignedIn) -> str:
        """Every wave with what may be told of it, and its release."""
        with self.room.database.reading() as connection:
            waves = progress(connection, smallest_group=self.room.config.smallest_group)
            elsewhere = of_no_wave(connection)
        return render_template(
            "staff/waves.html",
            **frame(self.room, signed, page="home"),
            waves=waves,
            elsewhere=elsewhere,
            outcomes=OUTCOMES,
            smallest_group=self.room.config.smallest_group,
        )

    def release(self, link: str) -> ResponseReturnValue:
        """A wave's release as one file; what is sealed stays sealed."""
        signed_in(self.room, request, role=RESEARCHER)
        wave, today = self.room.wave(link), self.room.today()
        source = self._source(wave, today)
        name = f"{wave.link}-{today.isoformat()}"
        with self.room.database.reading() as connection:
            file = zipped(connection, source, name)
        response = Response(wrap_file(request.environ, file), mimetype="application/zip", direct_passthrough=True)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
        response.content_length = os.fstat(file.fileno()).st_size
        response.call_on_close(file.close)
        return response

    def _source(self, wave: Wave, today: date) -> Source:
        """The wave, with the files of its study as they are now: they hold the plan of its analysis.

        Raises AccessError("no_study") where they are not here or cannot be read.
        """
        # Loaded for the first release that is asked for: a server that only takes answers reads no study's files, and
        # what reads them would lie in the memory of every worker.
        studies = importlib.import_module("kapsurvey.fieldwork.studies")
        try:
            planned = studies.translated_in(self.room.config.questionnaires / wave.study)
        except (KapsurveyError, OSError):
            raise AccessError("no_study") from None
        return Source(wave, planned.study, planned.catalogues, today)
