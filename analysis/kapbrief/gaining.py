"""How much more of an outcome goes with each belief, ranked, as far as it may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapbrief.disclosure import Status
from kapbrief.findings import Raise, raises
from kapbrief.held import Held, belief, outcome_of_enough
from kapbrief.languages import Meaning
from kapbrief.like_for_like import like_for_like
from kapbrief.plan import Indicator
from kapbrief.release import Release
from kapbrief.weighting import weighted
from kapstats import (
    AdjustedP,
    Barrier,
    Determinant,
    Estimate,
    Gain,
    Gains,
    Rank,
    SurveyDesign,
    adjust_p_values,
    barrier_analysis,
    ciber,
    percentage_to_gain,
    ranking,
)

OUTCOME = "_outcome"
"""its column; names of questions begin with a letter"""


@dataclass(frozen=True)
class Told:
    """What may be said of one belief beside an outcome."""

    gain: Gain
    alike: Estimate | None
    """the gain among people alike in the plan's traits; none where a regression tells nothing of it"""
    determinant: Determinant
    """its correlation with the outcome, and the potential for change"""
    barrier: Barrier
    """doers beside non-doers, people counted without weights"""
    rank: Rank | None
    """among the beliefs of this outcome; none where there is no lower limit, or no meaning common to all languages"""
    raised: Raise
    adjusted: AdjustedP


@dataclass(frozen=True)
class BeliefRow:
    """One belief beside an outcome; nothing is told where it is withheld."""

    belief: Indicator
    status: Status
    provisional: bool
    meaning: Meaning
    """of belief and outcome together, in the languages of the interviews"""
    told: Told | None


@dataclass(frozen=True)
class OutcomeRows:
    """One outcome with all beliefs, in the order of the plan."""

    outcome: Indicator
    rows: tuple[BeliefRow, ...]

    @property
    def ranked(self) -> tuple[BeliefRow, ...]:
        """Those that have a rank, the first one first."""
        found = [(row.told.rank.rank, row) for row in self.rows if row.told and row.told.rank]
        return tuple(row for _, row in sorted(found, key=lambda pair: pair[0]))

    @property
    def apart(self) -> tuple[BeliefRow, ...]:
        """Those that gain and would be ranked if they meant the same in every language, the first one first."""
        differs = [(row.told, row) for row in self.rows if row.told and row.meaning is Meaning.DIFFERS]
        limited = [
            (told.gain.gain.low, row)
            for told, row in differs
            if told.raised is not Raise.DO_NOT and np.isfinite(told.gain.gain.low)
        ]
        return tuple(row for _, row in sorted(limited, key=lambda pair: -pair[0]))


@dataclass(frozen=True, eq=False)
class _Pairs:
    """An outcome beside each belief, with what may be shown of it."""

    outcome: Held
    beliefs: tuple[Held, ...]
    statuses: tuple[Status, ...]
    meanings: tuple[Meaning, ...]
    """of each belief beside this outcome"""

    @property
    def shown(self) -> tuple[Held, ...]:
        pairs = zip(self.beliefs, self.statuses, strict=True)
        return tuple(held for held, status in pairs if status is Status.SHOWN)

    @property
    def comparable(self) -> tuple[str, ...]:
        """Beliefs that are shown and may be ranked."""
        apart = {
            held.counted.name
            for held, meaning in zip(self.beliefs, self.meanings, strict=True)
            if meaning is Meaning.DIFFERS
        }
        return tuple(held.counted.name for held in self.shown if held.counted.name not in apart)


def gaining(release: Release, meanings: Mapping[str, Meaning]) -> tuple[OutcomeRows, ...]:
    """Every outcome of the plan beside every belief.

    A belief is withheld where any of its four groups (holds it or not, has the outcome or not) is smaller than the
    plan's smallest number, or where fewer people than that are known for one of the two only. What does not mean the
    same in every language, as ``meanings`` tell by question, has no rank and takes none from others. Tests are
    corrected inside the plan's families, over all outcomes together.
    """
    plan = release.plan
    beliefs = tuple(belief(release, one) for one in plan.beliefs)
    pairs = [_pairs(release, outcome_of_enough(release, one), beliefs, meanings) for one in plan.outcomes]
    found = {one.outcome.counted.name: _found(release, one) for one in pairs}
    tests = _adjusted(release, found)
    return tuple(OutcomeRows(one.outcome.counted, _rows(one, found[one.outcome.counted.name], tests)) for one in pairs)


def _pairs(release: Release, of: Held, beliefs: tuple[Held, ...], meanings: Mapping[str, Meaning]) -> _Pairs:
    statuses = tuple(_status(of, held, release.plan.smallest_cell) for held in beliefs)
    return _Pairs(of, beliefs, statuses, tuple(_meaning(of, held, meanings) for held in beliefs))


def _meaning(of: Held, held: Held, meanings: Mapping[str, Meaning]) -> Meaning:
    """One that differs is enough, and one that was not tested leaves both untested."""
    both = {meanings.get(one.counted.name, Meaning.UNTESTABLE) for one in (of, held)}
    return next(one for one in (Meaning.DIFFERS, Meaning.UNTESTABLE, Meaning.SAME) if one in both)


def _status(of: Held, held: Held, smallest: int) -> Status:
    """What is withheld is never computed."""
    for one in (of, held):
        if one.status is not Status.SHOWN:
            return one.status
    groups = [((of.values == has) & (held.values == holds)).sum() for has in (0, 1) for holds in (0, 1)]
    if min(groups) < smallest:
        return Status.WITHHELD
    has, holds = ~np.isnan(of.values), ~np.isnan(held.values)
    alone = int((has & ~holds).sum()), int((holds & ~has).sum())
    return Status.WITHHELD if any(0 < n < smallest for n in alone) else Status.SHOWN


@dataclass(frozen=True)
class _Found:
    """What is estimated of one outcome."""

    gains: Mapping[str, Gain]
    alike: Mapping[str, Estimate]
    determinants: Mapping[str, Determinant]
    ranks: Mapping[str, Rank]
    barriers: Mapping[str, Barrier]
    raised: Mapping[str, Raise]


def _found(release: Release, pairs: _Pairs) -> _Found:
    """By belief, as far as it is shown."""
    names = [held.counted.name for held in pairs.shown]
    if not names:
        return _Found({}, {}, {}, {}, {}, {})
    data = pd.DataFrame({held.counted.name: held.values for held in pairs.shown} | {OUTCOME: pairs.outcome.values})
    design = weighted(release, data).design
    gains = percentage_to_gain(design, OUTCOME, names)
    return _Found(
        gains={row.belief: row for row in gains},
        alike=like_for_like(release, data, OUTCOME, names),
        # One by one: of two beliefs that say the same, what they explain together could not be told.
        determinants={name: ciber(design, OUTCOME, name, maximum=1)[name] for name in names},
        ranks=_ranks(gains if pairs.comparable == tuple(names) else _gains(design, pairs.comparable)),
        barriers={row.belief: _barrier(data, row) for row in gains},
        raised=raises(gains),
    )


def _gains(design: SurveyDesign, names: tuple[str, ...]) -> Gains | None:
    return percentage_to_gain(design, OUTCOME, names) if names else None


def _ranks(gains: Gains | None) -> Mapping[str, Rank]:
    """Nothing where no gain has a lower limit."""
    if gains is None or not any(np.isfinite(row.gain.low) for row in gains):
        return {}
    return {row.name: row for row in ranking(gains).rows}


def _barrier(data: pd.DataFrame, gain: Gain) -> Barrier:
    return barrier_analysis(data, OUTCOME, gain.belief, prevalence=gain.overall.estimate)[gain.belief]


def _test(outcome: str, belief: str) -> str:
    return f"{outcome} with {belief}"


def _adjusted(release: Release, found: Mapping[str, _Found]) -> Mapping[str, AdjustedP]:
    """The test of each belief beside each outcome, corrected inside its family."""
    p_values: dict[str, float] = {}
    families: dict[str, list[str]] = {}
    for name, one in found.items():
        for counted in release.plan.beliefs:
            if counted.name in one.gains:
                test = _test(name, counted.name)
                p_values[test] = one.gains[counted.name].p_value
                families.setdefault(counted.role, []).append(test)
    return {row.name: row for row in adjust_p_values(p_values, families).rows} if p_values else {}


def _rows(pairs: _Pairs, found: _Found, tests: Mapping[str, AdjustedP]) -> tuple[BeliefRow, ...]:
    rows = []
    for held, status, meaning in zip(pairs.beliefs, pairs.statuses, pairs.meanings, strict=True):
        name, told = held.counted.name, None
        if name in found.gains:
            test = tests[_test(pairs.outcome.counted.name, name)]
            told = Told(
                gain=found.gains[name],
                alike=found.alike.get(name),
                determinant=found.determinants[name],
                barrier=found.barriers[name],
                rank=found.ranks.get(name),
                raised=found.raised[name],
                adjusted=test,
            )
        rows.append(BeliefRow(held.counted, status, held.provisional or pairs.outcome.provisional, meaning, told))
    return tuple(rows)
