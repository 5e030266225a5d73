"""Percentage to gain: how much more of the wanted outcome there would be if everybody held a belief as holders do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kapstats.arithmetic import Number, expression
from kapstats.arrays import Floats
from kapstats.assemble import assembled
from kapstats.contrast import derived
from kapstats.design import SurveyDesign
from kapstats.distributions import t_tail
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates
from kapstats.groups import Columns, groups, listed, numbers
from kapstats.inference import deviations, infer
from kapstats.totals import Ratio

PARTS = ("share", "overall", "held", "not_held")
"""of people who hold the belief; of the outcome among all, among those who hold it, among those who do not"""
MADE: Mapping[str, str] = {
    "gain": "held - overall",
    "difference": "held - not_held",
    "moved": "(held - overall) / (1 - overall)",
    "log_odds_ratio": "logit(held) - logit(not_held)",
    "log_risk_ratio": "log(held) - log(not_held)",
}


@dataclass(frozen=True)
class Gain:
    """What one belief has to do with the outcome."""

    belief: str
    share: Estimate
    """of people who hold it"""
    overall: Estimate
    """share with the outcome, among all"""
    held: Estimate
    not_held: Estimate
    gain: Estimate
    """percentage to gain, as a share: held less overall, which is (1 - share) (held - not_held)"""
    difference: Estimate
    moved: Estimate
    """the gain as a share of those without the outcome"""
    odds_ratio: Estimate
    """its limits, and those of the risk ratio, are symmetric on the scale of the logarithm"""
    risk_ratio: Estimate
    p_value: float
    """of no association, by the t test of the log odds ratio"""


@dataclass(frozen=True, eq=False, repr=False)
class Gains:
    """Beliefs in the order in which they were asked for, and what ranking() needs to know of their gains."""

    outcome: str
    rows: tuple[Gain, ...]
    gains: Estimates
    """the percentages to gain, with their covariance"""
    deviations: Floats | None
    """of their replicates, shape (replicates, beliefs), where the design has some"""

    @property
    def table(self) -> pd.DataFrame:
        """One row a belief: belief, n, share, overall, held, not_held, difference, gain with se, low, high, moved,
        odds_ratio and risk_ratio with their limits, p_value."""
        return pd.DataFrame([_record(row) for row in self.rows])

    def __getitem__(self, belief: str) -> Gain:
        """What that belief has to do with the outcome."""
        for row in self.rows:
            if row.belief == belief:
                return row
        raise KeyError(f"{belief!r}: the beliefs are {', '.join(row.belief for row in self.rows)}")

    def __iter__(self) -> Iterator[Gain]:
        return iter(self.rows)

    def __repr__(self) -> str:
        names = ["belief", "share", "held", "not_held", "gain", "low", "high", "odds_ratio", "p_value", "n"]
        table = self.table[names].to_string(index=False, float_format=lambda number: f"{number:.4g}")
        return f"percentage to gain in {self.outcome}\n{table}"


def percentage_to_gain(
    design: SurveyDesign, outcome: str, beliefs: Columns, *, level: float = 0.95, df: float | None = None
) -> Gains:
    """How much more of the outcome there would be if everybody had it as those do who hold a belief, belief by belief.

    outcome  column of zeros and ones, one being wanted (or of scores from 0 to 1).
    beliefs  columns of zeros and ones, one being held; a row that lacks belief or outcome leaves this belief's numbers.
    level    of the t intervals; ``df`` replaces their degrees of freedom.
    With P the share with the outcome, P1 among holders, P0 among the others: gain P1 - P = (1 - share) (P1 - P0), by
    the linearised u = b (y - P1) / sum(w b) - (y - P) / sum(w). Associations are no effects: who holds a belief may
    differ in other things too, for which standardised_gains() allows as far as they were asked.
    p_value: t test of the log odds ratio on one degree of freedom less than the design's, as of its regression.
    Numbers that nobody holds or everybody holds a belief for are NaN.
    Raises EstimationError for values outside 0 to 1, beliefs that are not 0 or 1, and where nobody answered both.
    Source: Hornik & Woolf 1999, Social Marketing Quarterly 5(2): 30-41 (percentage to gain); Deville 1999, Survey
    Methodology 25: 193-203.  R: svycontrast(svymean()), svyglm(y ~ b, design, family = quasibinomial())

    >>> from kapstats.examples import clinics
    >>> busy = clinics()
    >>> busy.data["staffed"] = (busy.data["nurses"] > 3).astype(int)
    >>> percentage_to_gain(busy, "power", "staffed")["staffed"].gain.round(3)
    Estimate(0.083, se=0.105, low=-0.165, high=0.332, df=7)
    """
    names = listed(beliefs)
    y, held = numbers(design.data, outcome), numbers(design.data, names)
    _possible(outcome, y[:, 0], names, held, design)
    statistic = _statistic(y, held)
    split = groups(design, None)
    n = statistic.counts(split.split).ravel()
    if (n == 0).any():
        name = names[int(np.flatnonzero(n == 0)[0]) // len(PARTS)]
        raise EstimationError(name, f"nobody in the domain has it and {outcome}", "leave it out, or widen the domain")
    labels = [(("variable", name), ("value", part)) for name in names for part in PARTS]
    found = infer(design, statistic, split.split)
    parts = assembled(labels, found, n, split.split.truths.sum() - n, level=level, df=df)
    made = {name: _made(parts, name, names, level, df) for name in MADE}
    spread = deviations(design, statistic)
    if spread is not None:
        spread = spread[:, PARTS.index("held") :: len(PARTS)] - spread[:, PARTS.index("overall") :: len(PARTS)]
    return Gains(outcome, _rows(names, parts, made), made["gain"], spread)


def _possible(outcome: str, y: Floats, names: tuple[str, ...], held: Floats, design: SurveyDesign) -> None:
    counted = design.counted
    if ((y[counted] < 0) | (y[counted] > 1)).any():
        raise EstimationError(outcome, "has values outside 0 to 1", "recode it: 1 is the wanted answer, 0 any other")
    for name, column in zip(names, held[counted].T, strict=True):
        if not (np.isnan(column) | (column == 0) | (column == 1)).all():
            raise EstimationError(name, "has values other than 0 and 1", "recode it: 1 is held, 0 is not")


def _statistic(y: Floats, held: Floats) -> Ratio:
    """The parts of each belief, one belief after the other, over the rows that have belief and outcome."""
    both = np.where(np.isnan(y) | np.isnan(held), np.nan, 1.0)
    held, y = held * both, y * both
    above = np.stack([held, y, y * held, y * (1 - held)], axis=2)
    below = np.stack([both, both, held, 1 - held], axis=2)
    return Ratio(above.reshape(len(y), -1), below.reshape(len(y), -1))


def _made(parts: Estimates, name: str, beliefs: tuple[str, ...], level: float, df: float | None) -> Estimates:
    """One function of the parts, for each belief."""
    read = expression(MADE[name])
    found = []
    for first in range(0, len(parts), len(PARTS)):
        places = [first + PARTS.index(part) for part in read.names]
        at = read.at({part: parts.rows[place].estimate for part, place in zip(read.names, places, strict=True)})
        slopes = np.zeros(len(parts))
        slopes[places] = at.slopes
        found.append(Number(at.value, slopes))
    return derived(parts, [(("variable", belief),) for belief in beliefs], found, level=level, df=df)


def _rows(names: tuple[str, ...], parts: Estimates, made: Mapping[str, Estimates]) -> tuple[Gain, ...]:
    rows = []
    for place, name in enumerate(names):
        own = dict(zip(PARTS, parts.rows[len(PARTS) * place : len(PARTS) * (place + 1)], strict=True))
        log_odds, log_risk = made["log_odds_ratio"].rows[place], made["log_risk_ratio"].rows[place]
        named = {part: made[part].rows[place] for part in ("gain", "difference", "moved")}
        degrees = log_odds.df - 1 if log_odds.df > 1 else np.nan
        statistic = abs(log_odds.estimate) / log_odds.se if log_odds.se > 0 else np.nan
        p_value = float(2 * t_tail(statistic, degrees))
        ratios = {"odds_ratio": _exponential(log_odds), "risk_ratio": _exponential(log_risk)}
        rows.append(Gain(belief=name, **own, **named, **ratios, p_value=p_value))
    return tuple(rows)


def _exponential(log: Estimate) -> Estimate:
    value = float(np.exp(log.estimate))
    return replace(
        log, estimate=value, se=value * log.se, low=float(np.exp(log.low)), high=float(np.exp(log.high))
    )  # fmt: skip


def _record(row: Gain) -> dict[str, object]:
    gain, odds, risk = row.gain, row.odds_ratio, row.risk_ratio
    plain = {name: getattr(row, name).estimate for name in ("share", "overall", "held", "not_held", "difference")}
    return {
        "belief": row.belief, "n": gain.n, **plain, "gain": gain.estimate, "se": gain.se, "low": gain.low,
        "high": gain.high, "moved": row.moved.estimate, "odds_ratio": odds.estimate, "odds_ratio_low": odds.low,
        "odds_ratio_high": odds.high, "risk_ratio": risk.estimate, "risk_ratio_low": risk.low,
        "risk_ratio_high": risk.high, "p_value": row.p_value,
    }  # fmt: skip
