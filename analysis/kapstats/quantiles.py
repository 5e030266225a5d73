"""Medians and other quantiles, with intervals from the distribution function, a test, or replicates."""

import warnings
from collections.abc import Mapping, Sequence
from typing import get_args

import numpy as np
from scipy import linalg

from kapstats.arrays import Floats, frozen
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError, JackknifedQuantiles
from kapstats.estimate import Estimate, Estimates, Label
from kapstats.groups import Columns, groups, items_of, listed
from kapstats.quantile_limits import Found, Interval, Sought, quantiles_of
from kapstats.quantile_rules import Rule
from kapstats.quantile_shares import columns_of, sample_of


def quantile(
    design: SurveyDesign,
    y: Columns,
    p: float | Sequence[float],
    *,
    by: Columns | None = None,
    rule: Rule = "math",
    interval: Interval = "mean",
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """The value that a share p of the population does not exceed, of each column and for each p.

    y         column of numbers, or several.
    p         probability, or several; label "p" names it.
    by        column (or columns) that splits the sample into domains; one row of the result for each level and p.
    rule      what lies between two observations: see kapstats.quantile_rules. "math" takes the smallest value that
              reaches p.
    interval  "mean", "beta", "xlogit", "asin": Woodruff's: limits of the share below the estimate, by that method,
              turned into quantiles. "score": the values whose share below does not differ from p; "r-score" is R's
              version, which looks these values up in the unweighted distribution (with unequal weights it can miss
              the estimate itself: only to compare). "quantile": estimate plus and minus t errors from replicates.
    level     of the interval; ``df`` replaces its degrees of freedom (inf for a normal interval).
    Rows where y is missing leave the domain, not the design; ``missing`` counts them; df = clusters - strata that
    have a value. A limit whose probability falls outside 0 to 1 is NaN, and so is the error then.
    Returns estimate, se, low, high in the unit of y; se = (high - low) / (2 t). The covariance of two quantiles of
    one column in one domain follows the correlation of the shares below them; that of others is not known: NaN.
    Raises EstimationError for text, an empty domain, a probability outside 0 to 1, an unknown rule or interval.
    Source: Woodruff 1952, JASA 47: 635-646; Francisco & Fuller 1991, Annals of Statistics 19: 454-469.
    R: svyquantile(~y, design, p, qrule = rule, interval.type = interval, na.rm = TRUE), survey 4.1 and later

    >>> from kapstats.examples import clinics
    >>> quantile(clinics(), "nurses", [0.25, 0.5], interval="xlogit")
    variable    p  estimate      se  low  high  df  n  missing
      nurses 0.25         3 0.63435    2     5   7  9        0
      nurses  0.5         5  0.8458    4     8   7  9        0
    """
    sought = _sought(design, p, rule, interval, level, df)
    split = groups(design, by)
    sample = sample_of(design, split.split)
    columns = columns_of(sample, items_of(design, y))
    found = dict(zip(listed(y), quantiles_of(sample, columns, sought), strict=True))
    if by is None:
        _not_empty(found)
    rows: list[Estimate] = []
    for place, group in enumerate(split.labels):
        size = int(np.count_nonzero(split.split.codes == place))
        for name, column in found.items():
            rows += _rows((*group, ("variable", name)), column[place], size, sought)
    blocks = [column[place].covariance for place in range(len(split.labels)) for column in found.values()]
    return Estimates(tuple(rows), frozen(_whole(blocks)))


def median(
    design: SurveyDesign,
    y: Columns,
    *,
    by: Columns | None = None,
    rule: Rule = "math",
    interval: Interval = "mean",
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """The value that half of the population does not exceed: quantile() at p = 0.5, all else as there.

    R: svyquantile(~y, design, 0.5, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> median(clinics(), "births", rule="school")["births"].round(2)
    Estimate(46.5, se=12.06, low=31, high=90, df=6)
    """
    return quantile(design, y, 0.5, by=by, rule=rule, interval=interval, level=level, df=df)


def _sought(
    design: SurveyDesign, p: float | Sequence[float], rule: Rule, interval: Interval, level: float, df: float | None
) -> Sought:
    probabilities = np.atleast_1d(np.asarray(p, dtype=np.float64))
    if not ((probabilities >= 0) & (probabilities <= 1)).all():
        raise EstimationError("p", f"{p} is no probability", "give numbers between 0 and 1, such as 0.5")
    if rule not in get_args(Rule):
        raise EstimationError("rule", f"{rule!r} is no rule", f"choose one of {', '.join(get_args(Rule))}")
    if interval not in get_args(Interval):
        remedy = f"choose one of {', '.join(get_args(Interval))}"
        raise EstimationError("interval", f"{interval!r} is no interval", remedy)
    if not 0 < level < 1:
        raise EstimationError("level", f"{level} is no level", "give a number between 0 and 1, such as 0.95")
    if interval == "quantile" and design.replicates is not None and design.replicates.kind.startswith("JK"):
        caveat = "jackknife replicates give no valid errors of quantiles: choose interval='mean', or a bootstrap"
        warnings.warn(caveat, JackknifedQuantiles, stacklevel=3)
    return Sought(probabilities, rule, interval, level, df)


def _not_empty(found: Mapping[str, list[Found]]) -> None:
    for name, (column,) in found.items():
        if column.n == 0:
            raise EstimationError(name, "has no value in the domain", "leave it out, or widen the domain")


def _rows(labels: tuple[Label, ...], found: Found, size: int, sought: Sought) -> list[Estimate]:
    se = np.sqrt(np.diag(found.covariance))
    return [
        Estimate(
            labels=(*labels, ("p", float(p))),
            estimate=float(found.estimate[i]),
            se=float(se[i]),
            low=float(found.low[i]),
            high=float(found.high[i]),
            df=found.df,
            deff=np.nan,
            n=found.n,
            missing=size - found.n,
            level=sought.level,
        )
        for i, p in enumerate(sought.p)
    ]


def _whole(blocks: list[Floats]) -> Floats:
    """One covariance out of those within each column and domain; between them nothing is known."""
    known = linalg.block_diag(*(np.ones(block.shape) for block in blocks)) > 0
    return np.asarray(np.where(known, linalg.block_diag(*blocks), np.nan), dtype=np.float64)
