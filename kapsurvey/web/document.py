"""The whole questionnaire as one document for scripts, and the state of one visit's own interview beside it."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from flask import Response, request, url_for
from werkzeug.http import parse_accept_header

from kapsurvey.errors import AccessError, InterviewError
from kapsurvey.fieldwork import admission, drafts
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.waves import Wave, refuse_closed
from kapsurvey.questionnaire.device import device
from kapsurvey.questionnaire.model import Page, Questionnaire
from kapsurvey.store.connection import Connection
from kapsurvey.web.desk import Desk
from kapsurvey.web.failures import ANSWERS
from kapsurvey.web.room import Room
from kapsurvey.web.scripted import JSON, told
from kapsurvey.web.skeleton import Json, Skeleton
from kapsurvey.web.voice import Voice

_MOST_DOCUMENTS = 200


def _(source: str) -> str:
    """Mark a sentence for extraction; it is translated where it is shown."""
    return source


SENTENCES: Mapping[str, str] = {
    "check": _("Please check"),
    "next": _("Next"),
    "saved": _("Saved."),
    "saving": _("Saving …"),
    "kept": _("Kept on this page only. Do not close it: it will be sent when the network is back."),
    "waiting": _("Sending your answers. Please wait."),
    "unfetched": _("This language could not be fetched. Please try again when the network is back."),
    "receipt": _("Your receipt:"),
    "again": _("Open the survey again"),
}
"""What scripts say themselves."""


@dataclass(frozen=True)
class Documents:
    """The views."""

    room: Room
    _made: dict[tuple[bytes, str], bytes] = field(default_factory=dict)
    """Wave and language -> the document, compressed; a wave keeps its edition."""

    def document(self, link: str) -> Response:
        """The questionnaire in the reader's language, or one asked for, for whoever may see its pages."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            _admitted(connection, desk)
        wanted = request.args.get("language", "")
        return self.reply(desk.wave, wanted if wanted in desk.wave.languages else desk.voice.language.code)

    def reply(self, wave: Wave, code: str) -> Response:
        """The questionnaire of a wave in one of its languages, packed for whoever unpacks it."""
        packed = self.packed(wave, code)
        if parse_accept_header(request.headers.get("Accept-Encoding", "")).quality("gzip") <= 0:
            return Response(gzip.decompress(packed), mimetype=JSON)
        return Response(packed, mimetype=JSON, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})

    def packed(self, wave: Wave, code: str) -> bytes:
        """The document of a wave in one of its languages, compressed."""
        key = (wave.id, code)
        if key not in self._made:
            if len(self._made) >= _MOST_DOCUMENTS:
                self._made.clear()
            content = self.content(wave, code)
            plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
            self._made[key] = gzip.compress(plain, mtime=0)
        return self._made[key]

    def content(self, wave: Wave, code: str) -> dict[str, object]:
        """What the document holds."""
        questionnaire, voice = self.room.questionnaire(wave, code), self.room.voice_in(wave, code)
        gettext = voice.translator.gettext
        rendered = self.room.pages.rendered
        pages = {page.name: rendered(wave, questionnaire, voice, page) for page in _shown(questionnaire)}
        return {
            "wave": wave.name,
            "wave_id": wave.id.hex(),
            "link": wave.link,
            "study": wave.study,
            "fingerprint": wave.fingerprint,
            "language": code,
            "tag": voice.language.tag,
            "direction": voice.language.direction,
            "title": questionnaire.title,
            "flow": device(questionnaire),
            "top": _cut(next(iter(pages.values())), '<nav class="exit"', "</header>"),
            "pages": {name: _parts(html) for name, html in pages.items()},
            "errors": {code: gettext(source) for code, source in ANSWERS.items()},
            "sentences": {name: gettext(source) for name, source in SENTENCES.items()},
            "words": dict(voice.words),
            "media": list(_media(wave, questionnaire, voice)),
            "style": url_for("static", filename="css/kapsurvey.css"),
        }

    def state(self, link: str) -> Response:
        """This visit's own draft, opened with its cookie; an empty one where none was begun."""
        desk = Desk.at(self.room, link)
        with self.room.database.reading() as connection:
            draft = _admitted(connection, desk)
        return told(
            seed=draft.seed,
            today=desk.visit.today.isoformat(),
            language=draft.language,
            mode=draft.mode,
            answers=draft.answers,
            typed=draft.typed,
            told=draft.told,
            turned=draft.turned,
            written=draft.written,
        )


def _admitted(connection: Connection, desk: Desk) -> Draft:
    """The visit's draft, or the one that it may begin.

    Raises InterviewError and AccessError where no page of questions would be shown either.
    """
    draft = desk.draft(connection)
    if draft is not None:
        return draft
    if desk.sent(connection) is not None:
        raise InterviewError("gone")
    refuse_closed(desk.wave)
    code = desk.cookie("code")
    if desk.wave.admission == "codes" and not admission.good(connection, desk.room.secret, desk.wave, code):
        raise AccessError("code")
    return drafts.begin(desk.wave, desk.visit.token, language=desk.visit.language)


def _shown(questionnaire: Questionnaire) -> Iterator[Page]:
    """The pages that ask or say something; others only calculate."""
    return (page for page in questionnaire.asking if any(question.type != "calculate" for question in page.questions))


def _parts(html: str) -> dict[str, list[Json]]:
    """The parts of a rendered page that change from page to page."""
    return {name: Skeleton.of(_cut(html, f"<{name}>", f"</{name}>")).portable() for name in ("main", "footer")}


def _cut(html: str, start: str, end: str) -> str:
    """A rendered page from one mark to another; texts of questionnaires hold no such marks, as they are escaped."""
    return start + html.split(start, 1)[1].split(end, 1)[0] + end


def _media(wave: Wave, questionnaire: Questionnaire, voice: Voice) -> Iterator[str]:
    for page in questionnaire.asking:
        for name in _files(page):
            yield url_for("respond.media", link=wave.link, language=voice.language.code, name=name)


def _files(page: Page) -> Iterator[str]:
    shown = [question.media for question in page.questions if question.media]
    return (name for media in shown for name in (media.image, media.audio) if name)
