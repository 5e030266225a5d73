"""Taking back what was sent: a receipt is typed, and the answers behind it are deleted."""

from dataclasses import dataclass

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from kapsurvey.fieldwork import withdrawing
from kapsurvey.web.desk import DECLINED, Desk
from kapsurvey.web.forms import typed_code
from kapsurvey.web.room import Room


@dataclass(frozen=True)
class Withdraw:
    """The views."""

    room: Room

    def withdraw(self, link: str) -> ResponseReturnValue:
        """Ask for the receipt; on the phone that has just sent, it stands there already."""
        desk = Desk.at(self.room, link)
        receipt = desk.cookie("receipt")
        return _page(desk, typed="" if receipt == DECLINED else receipt)

    def take_back(self, link: str) -> ResponseReturnValue:
        """Delete the answers behind a receipt, as long as the survey is open."""
        desk = Desk.at(self.room, link)
        sent = desk.envelope()
        if sent is None:
            return self.room.failure("form")
        if sent.go == "leave":
            return desk.to_view("leave")
        if sent.go.startswith("language:"):
            return desk.other_way(sent.go, "withdraw")
        typed = typed_code(request.form) or ""
        if not desk.wave.is_open:
            return _page(desk)
        if not self._withdrawn(desk, typed):
            self.room.wrong_code()
            _ = desk.voice.translator.gettext
            return _page(desk, typed=typed, error=_("This receipt is not known here. Please check it."))
        return _done(desk)

    def _withdrawn(self, desk: Desk, receipt: str) -> bool:
        with self.room.database.reading() as connection:
            hashes = withdrawing.candidates(connection, desk.wave, receipt)
        # One at a time: every interview of the wave is looked at.
        with self.room.slow:
            interview = withdrawing.matching(self.room.secret, hashes, receipt)
        if interview is None:
            return False
        with self.room.database.transaction() as connection:
            return withdrawing.withdraw(connection, self.room.secret, desk.wave, interview)


def _page(desk: Desk, *, typed: str = "", error: str = "") -> Response:
    _ = desk.voice.translator.gettext
    heading = _("Take my answers back")
    if not desk.wave.is_open:
        lines = [_("This survey is closed: answers can no longer be taken back.")]
        return desk.choice(heading, lines, [("leave", _("Close this page"))])
    html = render_template(
        "respond/code.html",
        **desk.frame(),
        heading=heading,
        lines=[
            _("Type the receipt that was shown to you when your answers were stored."),
            _("Your answers are then deleted. This cannot be undone."),
        ],
        label=_("Your receipt"),
        letters=True,
        button=heading,
        error=error,
        typed=typed,
        default="next",
        way=(f"{request.script_root}/{desk.wave.link}/", _("Back to the first page")),
    )
    return desk.reply(html, 422 if error else 200)


def _done(desk: Desk) -> Response:
    _ = desk.voice.translator.gettext
    lines = [
        _("All that is left of them is that one person did not want to take part."),
        _(
            "Backups and copies for research that were made before, and what was put aside for review, may still hold "
            "them."
        ),
    ]
    response = desk.choice(_("Your answers are deleted"), lines, [("leave", _("Close this page"))])
    desk.forget(response, "receipt", "ended")
    return response
