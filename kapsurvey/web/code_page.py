"""The page that asks for an admission code."""

from flask import Response, render_template, url_for

from kapsurvey.web.desk import Desk


def code_page(desk: Desk, error: str = "") -> Response:
    """The page; with what is wrong, where a code was refused, which is then forgotten."""
    _ = desk.voice.translator.gettext
    html = render_template(
        "respond/code.html",
        **desk.frame(),
        heading=_("Welcome"),
        lines=[_("You need a code to take part. It is on your slip of paper.")],
        label=_("Your code"),
        error=error,
        typed="",
        default="next",
        way=(url_for("respond.resume", link=desk.wave.link), _("Go on with an interview begun earlier")),
    )
    response = desk.reply(html, 422 if error else 200)
    if error:
        desk.forget(response, "code")
    return response
