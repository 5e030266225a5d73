"""Counts of people that fall into kinds, as far as they may be shown, and the outcomes of all who were reached."""

from collections import Counter
from collections.abc import Mapping

from kapbrief.disclosure import Status, Table, statuses
from kapbrief.release import COUNTED, Release

INTERVIEWS = "interviews"
NEVER_HEARD_FROM = "unused"
EVERY_PAGE = ""
OTHER_PAGES = "other pages"
"""a row that no page has the name of"""


def shown_counts(counts: Mapping[str, int], everybody: int | None, smallest: int) -> dict[str, int | None]:
    """Each count, or nothing where it is small or, beside a known number of everybody, would give a small one away.
    That nobody is of a kind may be said.
    """
    if everybody is None:
        return {name: n if n == 0 or n >= smallest else None for name, n in counts.items()}
    there = {name: n for name, n in counts.items() if n}
    sizes = tuple(there.values())
    _, found = statuses(Table(everybody, sizes), smallest, sizes)
    told = {name: n if status is Status.SHOWN else None for (name, n), status in zip(there.items(), found, strict=True)}
    return {name: told.get(name, 0) for name in counts}


def shown_outcomes(release: Release) -> dict[str, int | None]:
    """Outcomes by name. The number of interviews is known, so that where few are partial, or complete, the two stand
    together; and of the others none follows from the size of the community.
    """
    outcomes, smallest = release.outcomes, release.plan.smallest_cell
    interviews = {name: outcomes.get(name, 0) for name in COUNTED}
    few = any(0 < n < smallest for n in interviews.values())
    every = sum(interviews.values())
    told: dict[str, int | None] = {INTERVIEWS: every if every >= smallest else None} if few else dict(interviews)
    others = {name: outcomes.get(name, 0) for name in ("break_off", "refused")}
    if release.plan.sampling.population is not None:
        others[NEVER_HEARD_FROM] = never_heard_from(release)
    told |= shown_counts(others, sum(others.values()), smallest)
    return told | shown_counts({"ineligible": outcomes.get("ineligible", 0)}, None, smallest)


def shown_break_offs(release: Release) -> dict[str, int | None]:
    """By page; all pages together under no name. Pages where few stopped have no row: whoever knows that somebody did
    on each of them, and how many on all together, knows nearly how many on each.
    """
    smallest, every = release.plan.smallest_cell, sum(release.break_offs.values())
    told: dict[str, int | None] = {page: n for page, n in release.break_offs.items() if n >= smallest}
    others = every - sum(n for page, n in release.break_offs.items() if page in told)
    if 0 < others < smallest:
        return told | {OTHER_PAGES: None}
    return {EVERY_PAGE: every} | told | ({OTHER_PAGES: others} if others else {})


def shown_coupons(release: Release) -> dict[str, int | None]:
    """Single-use codes by what became of them; nothing where there are none.

    Who spent a code has an outcome or stopped on the way: so no number of those who did may give away the few of them
    whose outcome is withheld, nor the few interviews that spent none since an enumerator held them.
    """
    if release.coupons is None:
        return {}
    issued, spent, smallest = release.coupons.issued, release.coupons.spent, release.plan.smallest_cell
    others = {name: n for name, n in shown_outcomes(release).items() if name not in (INTERVIEWS, NEVER_HEARD_FROM)}
    told = [n for name, n in others.items() if name not in COUNTED] + [shown_break_offs(release).get(EVERY_PAGE)]
    alone = release.modes.count("self")
    hidden = spent - alone - sum(n for n in told if n is not None)
    if 0 < abs(hidden) < smallest or 0 < release.interviews - alone < smallest:
        return {"issued": issued, "spent": None, "unspent": None}
    return {"issued": issued} | shown_counts({"spent": spent, "unspent": issued - spent}, issued, smallest)


def shown_visits(release: Release) -> dict[str, int | None]:
    """Visits of enumerators by outcome, those that led to an interview first; nothing where there were none."""
    held, smallest = release.modes.count("assisted"), release.plan.smallest_cell
    if not held and not any(release.attempts.values()):
        return {}
    if shown_counts(Counter(release.modes), release.interviews, smallest).get("assisted", 0) is None:
        return {INTERVIEWS: None} | shown_counts(release.attempts, None, smallest)
    visits = {INTERVIEWS: held, **release.attempts}
    return shown_counts(visits, sum(visits.values()), smallest)


def never_heard_from(release: Release) -> int:
    """People of the community with no outcome; none where more were reached than there are, as a rehearsal may,
    and none where nobody has counted them."""
    reached = sum(n for name, n in release.outcomes.items() if name != "ineligible")
    return max((release.plan.sampling.population or 0) - reached, 0)
