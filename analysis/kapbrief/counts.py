"""Counts of people that fall into kinds, as far as they may be shown, and the outcomes of all who were reached."""

from collections.abc import Mapping

from kapbrief.disclosure import Status, Table, statuses
from kapbrief.release import COUNTED, Release

INTERVIEWS = "interviews"
NEVER_HEARD_FROM = "unused"


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


def never_heard_from(release: Release) -> int:
    """People of the community with no outcome; none where more were reached than there are, as a rehearsal may,
    and none where nobody has counted them."""
    reached = sum(n for name, n in release.outcomes.items() if name != "ineligible")
    return max((release.plan.sampling.population or 0) - reached, 0)
