"""What the manifest of a release counts: interviews, those who stopped, attempts in vain, admission codes."""

from collections import Counter
from collections.abc import Iterable

from kapsurvey.fieldwork.outcomes import AAPOR
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire.portable import Json
from kapsurvey.store import queries
from kapsurvey.store.connection import Connection
from kapsurvey.store.rows import AttemptRow
from kapsurvey.store.tables import OUTCOMES


def counts(connection: Connection, wave: Wave, attempts: Iterable[AttemptRow], *, interviews: int) -> dict[str, Json]:
    """How many of each; break-offs are drafts by their last page, those that ran out and those that still might."""
    outcomes = queries.outcomes(connection, wave.id)
    ran_out, under_way = queries.break_offs(connection, wave.id), queries.drafts_by_page(connection, wave.id)
    pages = sorted({*ran_out, *under_way})
    return {
        "interviews": interviews,
        "outcomes": {outcome: outcomes.get(outcome, 0) for outcome in OUTCOMES},
        "break_offs_by_page": {page: ran_out.get(page, 0) + under_way.get(page, 0) for page in pages},
        "conflicts": len(queries.conflicts(connection, wave.id)),
        **_of_attempts(attempts),
        "coupons": _of_coupons(connection, wave),
    }


def _of_attempts(attempts: Iterable[AttemptRow]) -> dict[str, Json]:
    """How many attempts have each outcome, in our words and by the final codes of AAPOR's Standard Definitions."""
    counted = Counter(row.outcome for row in attempts)
    return {
        "attempts": {outcome: counted[outcome] for outcome in AAPOR},
        "attempts_by_aapor_code": {code: counted[outcome] for outcome, code in AAPOR.items()},
    }


def _of_coupons(connection: Connection, wave: Wave) -> Json:
    """Single-use codes, whoever holds them; nothing where anybody with the link may answer. A code is spent by whoever
    begins with it, sent or not.
    """
    if wave.admission == "open":
        return None
    issued, spent = queries.count_coupons(connection, wave.id)
    return {"issued": issued, "spent": spent}
