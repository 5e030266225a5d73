"""Reads what people type: numbers in any script, days, texts, choices; each refusal has a code."""

import decimal
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from kapsurvey.errors import AnswerError
from kapsurvey.questionnaire import patterns
from kapsurvey.questionnaire.model import Choice, Question

Raw = Mapping[str, Sequence[str]]

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|\.[0-9]{1,15})")
_DECIMAL_MARKS = str.maketrans({",": ".", "\N{ARABIC DECIMAL SEPARATOR}": "."})
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
# Browsers send tabs and line ends; no other control has an honest source, and PostgreSQL keeps no NUL.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 12, 31)
_LARGEST = 2**53


def one(raw: Raw, field: str = "") -> str | None:
    """The one value of a field, or None where it is blank.

    Raises AnswerError("choice.several") where a field that takes one value came twice.
    """
    values = [value for value in raw.get(field, ()) if value.strip()]
    if len(values) > 1:
        raise AnswerError("choice.several")
    return values[0] if values else None


def blank(raw: Raw, *, except_for: str) -> bool:
    """Whether nothing was typed in any other field."""
    return not any(value.strip() for field, values in raw.items() if field != except_for for value in values)


def missing_mark(question: Question, raw: Raw) -> str | None:
    """The ticked "don't know" or "prefer not to answer" of a type without choices."""
    mark = one(raw, ".missing")
    if mark is not None and mark not in question.missing:
        raise AnswerError("choice.unknown")
    return mark


def choice(question: Question, sent: str) -> Choice:
    """The choice that was sent, by its name."""
    found = next((choice for choice in question.choices if str(choice.name) == sent), None)
    if found is None:
        raise AnswerError("choice.unknown")
    return found


def code(text: str) -> str:
    """The text without blanks and hyphens, in capitals, with digits of any script and full-width letters as ASCII."""
    signs = (sign for sign in unicodedata.normalize("NFKC", plain_digits(text)) if unicodedata.category(sign) != "Pd")
    return "".join("".join(signs).split()).upper()


def plain(value: object) -> str:
    """A stored value as people write it: numbers never with an exponent, so that they can be read again."""
    return format(decimal.Decimal(repr(value)), "f") if isinstance(value, float) else str(value)


def plain_digits(text: str) -> str:
    """The text with the digits of any script as 0-9 (Khmer, Arabic, Devanagari ...), and the true minus as a hyphen."""
    plain = (str(unicodedata.digit(sign, sign)) if sign.isdecimal() else sign for sign in text.strip())
    return "".join(plain).replace("\N{MINUS SIGN}", "-")


def whole_number(sent: str) -> int:
    """A whole number. Grouping marks are refused: 1.000 is a thousand in one language and one in another."""
    digits = plain_digits(sent)
    if not _WHOLE.fullmatch(digits) or abs(int(digits)) > _LARGEST:
        raise AnswerError("number.whole")
    return int(digits)


def decimal_number(sent: str) -> float | int:
    """A number with at most one mark, which is then the decimal mark, be it comma or point."""
    digits = plain_digits(sent).translate(_DECIMAL_MARKS)
    if not _DECIMAL.fullmatch(digits):
        raise AnswerError("number.decimal")
    number = float(digits)
    return int(number) if number.is_integer() else number


def within(question: Question, number: float | int) -> float | int:
    """The number, if it lies between the question's ``min`` and ``max``."""
    low = float(question.min) if question.min is not None else None
    high = float(question.max) if question.max is not None else None
    if (low is not None and number < low) or (high is not None and number > high):
        _out_of_range("number", question)
    return number


def _out_of_range(of: str, question: Question) -> None:
    match question.min, question.max:
        case None, high:
            raise AnswerError(f"{of}.high", high=high)
        case low, None:
            raise AnswerError(f"{of}.low", low=low)
        case low, high:
            raise AnswerError(f"{of}.range", low=low, high=high)


def day(sent: str) -> date:
    """A day, as year-month-day or as day, month, year with point, slash or hyphen; 29 February only in leap years."""
    digits = plain_digits(sent)
    if found := _ISO.fullmatch(digits):
        year, month, of_month = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(digits):
        of_month, month, year = map(int, found.groups())
    else:
        raise AnswerError("date.unreadable")
    try:
        return date(year, month, of_month)
    except ValueError:
        raise AnswerError("date.none") from None


def day_within(question: Question, given: date) -> str:
    """The day as YYYY-MM-DD, if it lies between ``min`` and ``max`` (1900 to 2100 where they are silent)."""
    low = date.fromisoformat(question.min) if question.min else _EARLIEST
    high = date.fromisoformat(question.max) if question.max else _LATEST
    if not low <= given <= high:
        raise AnswerError("date.range", low=low.isoformat(), high=high.isoformat())
    return given.isoformat()


def words(sent: str, longest: int) -> str:
    """The text as it was typed, if it is not too long and holds no control characters."""
    if _CONTROLS.search(sent):
        raise AnswerError("text.control")
    # A browser sends each line end as two characters; the person typed one.
    if len(sent.replace("\r\n", "\n")) > longest:
        raise AnswerError("text.long", n=longest)
    return sent


def fitting(question: Question, text: str) -> str:
    """The text, if it matches the question's pattern as a whole."""
    if question.pattern is not None and not patterns.compiled(question.pattern).fullmatch(text):
        raise AnswerError("text.pattern")
    return text


def dotted(text: str) -> str:
    """The text as a cell of a release: one that begins with a point gets one more, since marks begin with one."""
    return f".{text}" if text.startswith(".") else text
