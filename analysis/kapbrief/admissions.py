"""How people came to be interviewed, as a release counts it: single-use codes, and visits of enumerators in vain."""

from collections.abc import Mapping
from dataclasses import dataclass

from kapbrief.parts import Part

ATTEMPTS = ("refused", "not_at_home", "unable", "language", "other", "not_found", "ineligible")
"""Why a visit led to no interview."""


@dataclass(frozen=True)
class Coupons:
    """Codes that let one person in each; spent by whoever began with one, sent or not."""

    issued: int
    spent: int


def read_coupons(part: Part) -> Coupons | None:
    """Nothing where anybody with the link may answer, and in releases of before codes were counted."""
    if part.absent:
        return None
    found = Coupons(part["issued"].whole, part["spent"].whole)
    if not 0 <= found.spent <= found.issued:
        raise part.wrong(f"{found.spent} of {found.issued} codes cannot be spent")
    return found


def read_attempts(part: Part) -> Mapping[str, int]:
    """By outcome; none in releases of before visits were counted."""
    found = {} if part.absent else {name: count.whole for name, count in part.items()}
    for name in found:
        if name not in ATTEMPTS:
            raise part.wrong(f"{name!r} is no outcome of a visit")
    return found
