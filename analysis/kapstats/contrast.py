"""Functions of estimates with their errors: differences, ratios, odds ratios, and differences between groups."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Protocol

import numpy as np

from kapstats.arithmetic import Expression, Number, expression
from kapstats.arrays import Floats
from kapstats.assemble import assembled
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates, Label
from kapstats.inference import Inferred

Weights = Mapping[str, float]
Contrasts = str | Weights | Mapping[str, str | Weights]


class Correlated(Protocol):
    """Estimates with their covariance, of whatever kind."""

    @property
    def rows(self) -> tuple[Estimate, ...]:
        """The estimates, in order of the covariance."""

    @property
    def covariance(self) -> Floats:
        """Their covariance."""


def contrast(of: Correlated, what: Contrasts, *, level: float = 0.95, df: float | None = None) -> Estimates:
    """Functions of estimates of one call, with their standard errors and covariance (delta method).

    of     what mean(), total(), shares(), ratio(), regress() ... gave; groups too.
    what   text such as "log(north / south)", or weights such as {"north": 1, "south": -1}; or several of either by
           their names, {"gap": "north - south", "odds": "logit(north) - logit(south)"}. A name is a variable, level or
           value that only one of the estimates carries; several that together only one carries are joined by ":".
           Names that are no plain words stand between back quotes: "`25-34:knows` - `35-44:knows`", and so do
           coefficients of a level: "`region[south]`".
    level  of the t interval; ``df`` replaces its degrees of freedom, the largest of those of the estimates used.
    n is the smallest of the estimates used, missing the largest. On replicate weights the error is that of the delta
    method too, as in R.
    Raises EstimationError for a name that fits none or several, and for text that is no arithmetic.
    Source: Särndal, Swensson & Wretman 1992, section 5.5.  R: svycontrast(stat, quote(...)), svycontrast(stat, list())

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> contrast(mean(clinics(), "nurses", by="region"), "south / north")["south / north"].round(3)
    Estimate(1.5, se=0.296, low=0.679, high=2.321, df=4)
    """
    asked = _asked(what)
    found = [_worked_out(of, one) for one in asked.values()]
    labels: list[tuple[Label, ...]] = [(("contrast", name),) for name in asked]
    return derived(of, labels, found, level=level, df=df)


def differences(
    of: Correlated, by: str, *, reference: object = None, level: float = 0.95, df: float | None = None
) -> Estimates:
    """Differences between the groups of one call, for each of its variables.

    of         what an estimator gave that was asked ``by`` this column (and perhaps others).
    reference  the group that the others are compared with; without it every pair is, the later less the earlier.
    Other arguments and results as for contrast(); label ``by`` names both groups.
    Raises EstimationError where there are no such groups.
    R: svycontrast(svyby(~y, ~by, design, svymean, covmat = TRUE), c(b = 1, a = -1))

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> differences(mean(clinics(), "nurses", by="region"), "region")
           region variable  estimate       se       low    high  df  n  missing
    south - north   nurses         2 0.964653 -0.678306 4.67831   4  4        0
    """
    levels = list(dict.fromkeys(dict(row.labels)[by] for row in of.rows if by in dict(row.labels)))
    if len(levels) < 2:
        raise EstimationError(by, f"splits these estimates into {len(levels)} groups", f"ask for them with by={by!r}")
    if reference is not None and reference not in levels:
        raise EstimationError(by, f"has no group {reference!r}", f"choose one of {levels}")
    pairs = list(combinations(levels, 2)) if reference is None else [(reference, x) for x in levels if x != reference]
    labels, found = [], []
    for first, second in pairs:
        for start, row in enumerate(of.rows):
            if dict(row.labels).get(by) != first:
                continue
            other = _place(of, {**dict(row.labels), by: second})
            if other is not None:
                labels.append(tuple((n, f"{second} - {first}" if n == by else v) for n, v in row.labels))
                found.append(_linear(of, {other: 1.0, start: -1.0}))
    return derived(of, labels, found, level=level, df=df)


def _asked(what: Contrasts) -> dict[str, str | Weights]:
    """Contrasts by their names."""
    if isinstance(what, str):
        return {what: what}
    weights = {name: float(value) for name, value in what.items() if isinstance(value, int | float)}
    if not what or 0 < len(weights) < len(what):
        raise EstimationError("what", "asks for no contrast", 'give text such as "a - b", weights, or several of these')
    several = {name: value for name, value in what.items() if not isinstance(value, int | float)}
    return several or {"contrast": weights}


def _worked_out(of: Correlated, what: str | Weights) -> Number:
    """The value of a contrast, and its slope by each of the estimates."""
    if not isinstance(what, str):
        return _linear(of, {_only(of, name): float(weight) for name, weight in what.items()})
    read = expression(what)
    places = [_only(of, name) for name in read.names]
    return _spread(of, read, places)


def _spread(of: Correlated, read: Expression, places: list[int]) -> Number:
    found = read.at({name: of.rows[place].estimate for name, place in zip(read.names, places, strict=True)})
    slopes = np.zeros(len(of.rows))
    # Two names may mean the same estimate.
    np.add.at(slopes, places, found.slopes)
    return Number(found.value, slopes)


def _linear(of: Correlated, weights: Mapping[int, float]) -> Number:
    slopes = np.zeros(len(of.rows))
    slopes[list(weights)] = list(weights.values())
    value = sum(weight * of.rows[place].estimate for place, weight in weights.items())
    return Number(np.float64(value), slopes)


def _only(of: Correlated, name: str) -> int:
    """The one estimate that a name fits."""
    parts = {name} if any(name in _values(row) for row in of.rows) else set(name.split(":"))
    found = [place for place, row in enumerate(of.rows) if parts <= _values(row)]
    if len(found) != 1:
        have = "; ".join(":".join(str(value) for _, value in row.labels) for row in of.rows)
        raise EstimationError(name, f"fits {len(found)} estimates", f"name one of: {have}")
    return found[0]


def _values(row: Estimate) -> set[str]:
    return {str(value) for _, value in row.labels}


def _place(of: Correlated, labels: Mapping[str, object]) -> int | None:
    return next((place for place, row in enumerate(of.rows) if dict(row.labels) == labels), None)


def derived(
    of: Correlated, labels: Iterable[tuple[Label, ...]], found: Sequence[Number], *, level: float, df: float | None
) -> Estimates:
    """Values with their slopes by the estimates of one call, as estimates with errors (delta method)."""
    slopes = np.vstack([one.slopes for one in found])
    # An estimate that is undefined, or at the edge of a logarithm, spoils what looks at it and nothing else.
    undefined = np.isnan(np.diag(of.covariance))
    spoilt = (slopes[:, undefined] != 0).any(axis=1) | ~np.isfinite(slopes).all(axis=1)
    slopes = np.where(spoilt[:, None], 0.0, slopes)
    defined = np.where(undefined | undefined[:, None], 0.0, of.covariance)
    covariance = slopes @ defined @ slopes.T
    values = np.array([one.value for one in found], dtype=np.float64)
    known = np.isfinite(values) & ~spoilt
    inferred = Inferred(
        np.where(np.isfinite(values), values, np.nan),
        np.where(known & known[:, None], covariance, np.nan),
        np.array([_of_used(of, one, "df", max) for one in found]),
    )
    n = np.array([_of_used(of, one, "n", min) for one in found])
    missing = np.array([_of_used(of, one, "missing", max) for one in found])
    return assembled(tuple(labels), inferred, n, missing, level=level, df=df)


def _of_used(of: Correlated, one: Number, name: str, choose: Callable[[Iterable[float]], float]) -> float:
    """The largest or smallest of something over the estimates that a contrast looks at."""
    looked_at = np.flatnonzero(one.slopes) if one.slopes.any() else np.arange(len(of.rows))
    return choose(float(getattr(of.rows[place], name)) for place in looked_at)
