"""From estimates to what may be said: the decision table, held against intervals that are clear of its lines."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

import numpy as np

from kapstats import Estimate, EstimationError, Gains

TABLE = "decisions.csv"
CONDITION = re.compile(r"^(\w+) ([<>]) (\w+|[\d.]+)$")


class State(StrEnum):
    """How far the estimates bear a decision out."""

    HOLDS = "holds"
    OPEN = "open: an interval holds the line"
    FAILS = "does not hold"
    UNKNOWN = "unknown: an indicator has no estimate that may be shown"


class Raise(StrEnum):
    """What to do with a belief."""

    RAISE = "raise"
    OPEN = "open"
    DO_NOT = "do not raise"


@dataclass(frozen=True)
class Condition:
    """An indicator below or above a line, which is a number or another indicator."""

    indicator: str
    sign: str
    line: str

    def state(self, estimates: Mapping[str, Estimate]) -> State:
        """Whether the interval lies wholly on the side asked for."""
        names = [name for name in (self.indicator, self.line) if not _is_number(name)]
        limits = [_limits(name, estimates) for name in (self.indicator, self.line)]
        if any(name not in estimates for name in names) or not np.isfinite(limits).all():
            return State.UNKNOWN
        below, above = limits if self.sign == "<" else limits[::-1]
        if below[1] < above[0]:
            return State.HOLDS
        return State.FAILS if below[0] > above[1] else State.OPEN


@dataclass(frozen=True)
class Decision:
    """A line of the table: what is found, which message to test, what not to do."""

    id: str
    study: str
    """the only study that it is for; empty for all"""
    conditions: tuple[Condition, ...]
    message: str
    avoid: str


@dataclass(frozen=True)
class Finding:
    """A decision with how far it is borne out: as its weakest condition."""

    decision: Decision
    state: State
    evidence: tuple[tuple[str, Estimate], ...]
    """estimates of its indicators, as far as there are some"""


def decisions(lines: Sequence[str] | None = None) -> tuple[Decision, ...]:
    """The decision table that comes with kapbrief, or another one as lines of CSV.

    Raises EstimationError for a condition that is none, naming the decision.

    >>> decisions()[0].conditions[0]
    Condition(indicator='K_CARRY', sign='<', line='0.5')
    """
    text = lines or resources.files("kapbrief").joinpath(TABLE).read_text(encoding="utf-8").splitlines()
    return tuple(_decision(row) for row in csv.DictReader(text))


def findings(estimates: Mapping[str, Estimate], table: Sequence[Decision], *, study: str = "") -> tuple[Finding, ...]:
    """The decisions for a study, each with how far the estimates bear it out, in the order of the table.

    estimates  by the name of the indicator; leave out what may not be shown.
    study      also take the decisions that are for this study only.
    A condition holds where the whole interval is on its side of the line; between two indicators, where their
    intervals lie apart, which is more careful than a test of the difference.
    """
    return tuple(_finding(one, estimates) for one in table if one.study in ("", study))


def raises(gains: Gains) -> dict[str, Raise]:
    """What to do with each belief: raise it where its gain is surely above zero, never where it is below.

    A gain below zero says that those who hold the belief have less of the outcome.
    """
    return {row.belief: _raise(row.gain) for row in gains}


def _raise(gain: Estimate) -> Raise:
    if gain.low > 0:
        return Raise.RAISE
    return Raise.DO_NOT if gain.estimate < 0 else Raise.OPEN


def _finding(decision: Decision, estimates: Mapping[str, Estimate]) -> Finding:
    states = [condition.state(estimates) for condition in decision.conditions]
    weakest = next(state for state in (State.FAILS, State.UNKNOWN, State.OPEN, State.HOLDS) if state in states)
    names = [name for condition in decision.conditions for name in (condition.indicator, condition.line)]
    evidence = tuple((name, estimates[name]) for name in dict.fromkeys(names) if name in estimates)
    return Finding(decision, weakest, evidence)


def _decision(row: Mapping[str, str]) -> Decision:
    conditions = []
    for text in row["conditions"].split(";"):
        found = CONDITION.match(text.strip())
        if found is None:
            remedy = "write an indicator, < or >, then a number or an indicator"
            raise EstimationError(row["id"], f"{text.strip()!r} is no condition", remedy)
        conditions.append(Condition(*found.groups()))
    return Decision(row["id"], row["study"], tuple(conditions), row["message"], row["avoid"])


def _limits(name: str, estimates: Mapping[str, Estimate]) -> tuple[float, float]:
    if _is_number(name):
        return float(name), float(name)
    found = estimates.get(name)
    return (np.nan, np.nan) if found is None else (found.low, found.high)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d*\.?\d+", text) is not None
