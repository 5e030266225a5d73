"""Reads JSON as its standard means it: no NaN, no number beyond doubles, no key twice, no half of a character."""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from kapsurvey.errors import BundleError

Object = Mapping[str, Any]


def read_object(content: bytes) -> Object:
    """The JSON object in these bytes.

    Raises BundleError: ("json") where it is none, ("json.number"), ("json.twice"), ("json.deep"), ("json.text").
    """
    try:
        text = content.decode("utf-8")
        found = _DECODER.decode(text)
    except RecursionError:
        raise BundleError("json.deep") from None
    except ValueError:
        raise BundleError("json") from None
    if not isinstance(found, dict):
        raise BundleError("json")
    # Written as an escape, half of a character gets past the bytes' own check.
    if "\\u" in text:
        _refuse_halves(found)
    return found


def _refuse_halves(found: Object) -> None:
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise BundleError("json.text") from None
    except RecursionError:
        raise BundleError("json.deep") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BundleError("json.twice")
    return found


def _finite(written: str) -> float:
    number = float(written)
    if not math.isfinite(number):
        raise BundleError("json.number")
    return number


def _refused(written: str) -> NoReturn:
    raise BundleError("json.number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=_finite, parse_constant=_refused)
