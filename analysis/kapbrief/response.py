"""Rates of response, cooperation, refusal and contact, as AAPOR's Standard Definitions count them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from kapstats import EstimationError

GROUPS: Mapping[str, str] = {
    "complete": "complete",
    "partial": "partial",
    "break_off": "refusal",
    "refused": "refusal",
    "not_at_home": "non_contact",
    "opened": "other",
    "unable": "other",
    "language": "other",
    "other": "other",
    "unused": "unknown",
    "not_found": "unknown",
    "ineligible": "ineligible",
    "closed": "ineligible",
}
"""AAPOR's group of each outcome of an interview, an attempt or a coupon"""


@dataclass(frozen=True)
class Dispositions:
    """Cases by their final disposition."""

    complete: int = 0
    """I"""
    partial: int = 0
    """P"""
    refusal: int = 0
    """R: refused or broken off"""
    non_contact: int = 0
    """NC"""
    other: int = 0
    """O: eligible, no interview for another reason"""
    unknown: int = 0
    """UH + UO: nobody knows whether they were eligible"""
    ineligible: int = 0

    @property
    def interviews(self) -> int:
        """I + P."""
        return self.complete + self.partial

    @property
    def eligible(self) -> int:
        """I + P + R + NC + O."""
        return self.interviews + self.refusal + self.non_contact + self.other


@dataclass(frozen=True)
class Rates:
    """Shares from 0 to 1; NaN where they have no case."""

    rr1: float
    rr2: float
    rr3: float
    rr4: float
    rr5: float
    rr6: float
    coop1: float
    coop2: float
    coop3: float
    coop4: float
    ref1: float
    ref2: float
    ref3: float
    con1: float
    con2: float
    con3: float
    eligible_share: float
    """e: of the cases whose eligibility is unknown, as RR3, RR4, REF2 and CON2 take it"""


def dispositions(outcomes: Mapping[str, int]) -> Dispositions:
    """Cases by group, from counts of outcomes.

    Raises EstimationError for an outcome that has no group and for counts below zero.

    >>> dispositions({"complete": 50, "break_off": 4, "refused": 6, "unused": 20}).refusal
    10
    """
    found: dict[str, int] = {}
    for outcome, n in outcomes.items():
        if outcome not in GROUPS:
            raise EstimationError(outcome, "is no outcome", f"name one of {', '.join(GROUPS)}")
        if n < 0:
            raise EstimationError(outcome, f"{n} cases cannot be", "count them again")
        found[GROUPS[outcome]] = found.get(GROUPS[outcome], 0) + n
    return Dispositions(**found)


def response_rates(cases: Dispositions, eligible_share: float | None = None) -> Rates:
    """AAPOR's rates.

    cases           by disposition; samples without a list of people (open links, respondent-driven samples) have none.
    eligible_share  e, of the cases whose eligibility is unknown, from 0 to 1; without it as among those where it is
                    known (proportional allocation).
    RR1 = I / (I + P + R + NC + O + U), RR3 with e U for U, RR5 without U; RR2, RR4, RR6 with I + P above.
    COOP1 = I / (I + P + R + O), COOP3 without O; COOP2 and COOP4 with I + P. REF1 to REF3 with R above and the
    denominators of RR1, RR3, RR5; CON1 to CON3 likewise with I + P + R + O.
    Raises EstimationError for a share that cannot be.
    Source: American Association for Public Opinion Research, "Standard Definitions", 9th edition 2016.

    >>> cases = Dispositions(complete=200, partial=20, refusal=60, non_contact=80, other=10, unknown=100)
    >>> rates = response_rates(cases)
    >>> round(rates.rr1, 3), round(rates.rr6, 3), round(rates.coop1, 3)
    (0.426, 0.595, 0.69)
    """
    if eligible_share is not None and not 0 <= eligible_share <= 1:
        raise EstimationError("eligible_share", f"{eligible_share} is no share", "give a number from 0 to 1")
    known = cases.eligible + cases.ineligible
    e = _rate(cases.eligible, known) if eligible_share is None else eligible_share
    # Without a case of unknown eligibility nothing hangs on e.
    unknown = e * cases.unknown if cases.unknown else 0.0
    everybody = (cases.eligible + cases.unknown, cases.eligible + unknown, cases.eligible)
    reached = cases.interviews + cases.refusal + cases.other
    decided = cases.interviews + cases.refusal
    complete = [_rate(cases.complete, n) for n in everybody]
    any_part = [_rate(cases.interviews, n) for n in everybody]
    cooperation = [_rate(i, n) for n in (reached, decided) for i in (cases.complete, cases.interviews)]
    response = [rate for pair in zip(complete, any_part, strict=True) for rate in pair]
    refusal = [_rate(cases.refusal, n) for n in everybody]
    contact = [_rate(reached, n) for n in everybody]
    found = (*response, *cooperation, *refusal, *contact, e)
    return Rates(**dict(zip((field.name for field in fields(Rates)), found, strict=True)))


def _rate(above: float, below: float) -> float:
    return above / below if below else float("nan")
