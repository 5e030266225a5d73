"""What the frame of every page for staff shows: language, who is signed in, the way out."""

from collections.abc import Mapping

from kapsurvey.web.room import Room, languages
from kapsurvey.web.signing import SignedIn


def frame(room: Room, signed: SignedIn, *, page: str) -> Mapping[str, object]:
    """For a page of somebody who is signed in; ``page`` is the last part of its address."""
    return {**bare_frame(room, token=signed.visit.token, page=page), "staff": signed.staff}


def bare_frame(room: Room, *, token: str, page: str) -> Mapping[str, object]:
    """For a page of nobody yet."""
    voice = room.interface()
    return {
        "language": voice.language,
        "languages": languages(),
        "gettext": voice.translator.gettext,
        "csrf": room.secret.form_token(token),
        "page": page,
        "staff": None,
    }
