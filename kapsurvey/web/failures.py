"""The sentences for everything that can go wrong, and the status each is answered with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from kapsurvey.errors import AnswerError
from kapsurvey.web.voice import Voice


def _(source: str) -> str:
    """Mark a sentence for extraction; it is translated where it is shown."""
    return source


ANSWERS: Mapping[str, str] = {
    "required": _("Please answer this question."),
    "constraint": _("These answers do not fit together. Please check them."),
    "missing.both": _("You gave an answer and also ticked one of the boxes below it. Please keep one of them."),
    "choice.unknown": _("This answer is not on the list. Please choose again."),
    "choice.several": _("Please give one answer."),
    "choice.exclusive": _("One of the answers you ticked cannot go together with another. Please untick one."),
    "choice.many": _("You ticked too many answers. The most is %(n)s."),
    "number.whole": _("Please write a whole number, such as 12."),
    "number.decimal": _("Please write a number, such as 12 or 12.5."),
    "number.low": _("Please write %(low)s or more."),
    "number.high": _("Please write %(high)s or less."),
    "number.range": _("Please write a number from %(low)s to %(high)s."),
    "rank.twice": _("Two answers have place %(place)s. Please give each a place of its own."),
    "rank.gap": _("Please number the places without a gap, beginning with 1."),
    "text.control": _("The text holds a character that cannot be stored. Please write it again."),
    "text.long": _("The text is too long. The most is %(n)s characters."),
    "text.pattern": _("This does not have the form that is asked for. Please check it."),
    "date.unreadable": _("Please write a date as day/month/year, such as 31/12/1990."),
    "date.none": _("There is no such day in the calendar. Please check it."),
    "date.range": _("Please give a date from %(low)s to %(high)s."),
}


NOTICES: Mapping[str, str] = {
    "notice:stale": _(
        "This page was answered differently in another window. You see here what was stored there; what you chose here "
        "is kept apart and not counted. Change what is wrong and go on."
    ),
    "notice:busy": _(
        "Not saved yet: the server is busy. Your answers still stand below. Please wait a moment and press the button "
        "again."
    ),
    "notice:full": _(
        "Not saved: the server has no room left. Your answers still stand below; those of earlier pages are saved. "
        "Please try again later."
    ),
    "notice:strangers": _(
        "The page sent something that does not belong to it. That was left out; please check your answers and go on."
    ),
}
"""What stands above the questions of a page, by the slot that shows it."""


@dataclass(frozen=True)
class Failure:
    """One failure as a page: heading, what happened and what to do."""

    status: int
    heading: str
    text: str


FAILURES: Mapping[str, Failure] = {
    "bad": Failure(400, _("This could not be read"), _("The page was sent damaged. Please go back and send it again.")),
    "unknown": Failure(404, _("There is nothing here"), _("Please check the address or the code and try again.")),
    "form": Failure(
        403,
        _("This page is too old"),
        _(
            "It was not sent, so nothing has changed. Please open the survey again; if your browser blocks cookies, "
            "allow them for this site."
        ),
    ),
    "refused_code": Failure(403, _("Your code"), _("This code cannot be used. Please check it.")),
    "gone": Failure(
        410,
        _("This interview has ended"),
        _("It was sent, or ended on this device. Nothing more can be added to it."),
    ),
    "closed": Failure(
        410, _("This survey is closed"), _("Thank you for your interest. No new answers are taken any more.")
    ),
    "again": Failure(
        409,
        _("Your answers were already sent"),
        _("They are stored. What you changed afterwards was not added to them; it is kept apart for review."),
    ),
    "signed_out": Failure(
        401, _("You are signed out"), _("Please sign in. What is on your phone and was not sent yet is still there.")
    ),
    "not_yours": Failure(403, _("This is not for you"), _("Your role does not open this page.")),
    "no_study": Failure(
        409,
        _("No release from here"),
        _("The files of this study are not on the server, or hold a mistake. The operator can write the release."),
    ),
    "large": Failure(413, _("This is too much"), _("The page held more than can be stored. Please shorten it.")),
    "slow": Failure(429, _("Too many tries"), _("Please wait an hour and try again.")),
    "busy": Failure(
        503,
        _("Not saved yet"),
        _("The server is busy. Your last answers are not saved yet. Please wait a moment and press the button again."),
    ),
    "full": Failure(
        507,
        _("Not saved"),
        _(
            "The server has no room left. Your last answers are not saved; those of earlier pages are. "
            "Please try again later."
        ),
    ),
    "error": Failure(
        500,
        _("Something went wrong"),
        _("This is our mistake. Answers of earlier pages are saved. Please go back and try again."),
    ),
}


FAILURES_OF_STAFF: Mapping[str, Failure] = {
    "large": Failure(
        413,
        _("This is too much"),
        _("More was sent than can be taken at once. Nothing was taken. Please hand in less."),
    ),
    "form": Failure(
        403,
        _("This page is too old"),
        _("Nothing has changed. Please open it again; if your browser blocks cookies, allow them for this site."),
    ),
    "busy": Failure(
        503, _("Not done yet"), _("The server is busy. Nothing has changed. Please wait a moment and try again.")
    ),
    "full": Failure(507, _("Not done"), _("The server has no room left. Nothing has changed. Please try again later.")),
    "error": Failure(
        500,
        _("Something went wrong"),
        _("This is our mistake. What was stored before is still there. Please try again."),
    ),
}
"""Those that pages for staff tell otherwise, since nobody's answers are at stake there."""


def sentences(errors: Mapping[str, AnswerError], voice: Voice) -> dict[str, str]:
    """What is shown beside each question, and again by the name of each of its fields that alone is wrong."""
    found = {}
    for name, error in errors.items():
        fields = error.params.get("fields", [])
        assert isinstance(fields, list)
        found.update(dict.fromkeys([name, *(f"{name}{field}" for field in fields)], _sentence(error, voice)))
    return found


def _sentence(error: AnswerError, voice: Voice) -> str:
    own = error.params.get("message")
    if own:
        return str(own)
    params = {name: _written(value, voice.language.code) for name, value in error.params.items()}
    return voice.translator.gettext(ANSWERS[error.code]) % params


def _written(value: object, locale: str) -> object:
    """A day as it is asked for, day before month; anything else as it is."""
    try:
        return format_date(date.fromisoformat(str(value)), "dd/MM/yyyy", locale=locale)
    except ValueError:
        return value
