"""Limits of shares that need more than the share's own error: those from its log odds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from kapstats.arrays import Codes, Floats, Truths
from kapstats.design import SurveyDesign
from kapstats.domains import Cells, Domains
from kapstats.estimate import Estimates
from kapstats.groups import Groups
from kapstats.inference import infer
from kapstats.intervals import Method, quantile
from kapstats.items import items
from kapstats.levels import Counts, Shares
from kapstats.likelihood import fit, likelihood_limits
from kapstats.totals import Mean, OfTotals


@dataclass(frozen=True, eq=False)
class Logit(OfTotals):
    """Log odds of shares."""

    of: OfTotals

    def rows(self, chosen: Codes | slice) -> "Logit":
        """Those of the shares."""
        return Logit(self.of.rows(chosen))

    def totals(self, cells: Cells, weights: Floats) -> Floats:
        """Those of the shares."""
        return self.of.totals(cells, weights)

    def at(self, totals: Floats) -> Floats:
        """log(p / (1 - p)); NaN at 0 and 100 percent."""
        shares = self.of.at(totals)
        return np.asarray(special.logit(np.where((shares > 0) & (shares < 1), shares, np.nan)), dtype=np.float64)

    def linear(self, part: Floats, totals: Floats) -> Floats:
        """That of the share, over p (1 - p)."""
        return self._steeper(self.of.linear(part, totals), self.of.at(totals))

    def counts(self, domains: Domains) -> Floats:
        """Those of the shares."""
        return self.of.counts(domains)

    @property
    def valid(self) -> Truths:
        """Those of the shares."""
        return self.of.valid

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """That of the share, over p (1 - p)."""
        shares = special.expit(estimate)
        return self._steeper(self.of.influence(weights, shares), shares)

    def _steeper(self, change: Floats, shares: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(change / (shares * (1 - shares)), dtype=np.float64)


def needs_logits(design: SurveyDesign, method: Method | None) -> bool:
    """Whether a method asks for more than the share's own error; "logit" does where there are replicates of it."""
    return method == "likelihood" or (method == "logit" and design.replicates is not None)


def by_logits(
    design: SurveyDesign, split: Groups, statistic: OfTotals, found: Estimates, method: Method | None
) -> Estimates:
    """The same shares, with limits from their log odds."""
    logits = infer(design, Logit(statistic), split.split)
    variance = np.diag(logits.covariance)
    df = np.array([row.df for row in found])
    if method == "logit":
        half = quantile(found.rows[0].level, df) * np.sqrt(variance)
        low, high = special.expit(logits.estimate - half), special.expit(logits.estimate + half)
        return _limited(found, zip(low, high, strict=True))
    return _limited(found, _likelihood(design, split, statistic, variance, found))


def _likelihood(
    design: SurveyDesign, split: Groups, statistic: OfTotals, variance: Floats, found: Estimates
) -> Iterable[tuple[float, float]]:
    answers = _answers(statistic)
    columns = answers.shape[1]
    for place, row in enumerate(found):
        y = answers[:, place % columns]
        here = (split.split.codes == place // columns) & (design.weights != 0) & ~np.isnan(y)
        if np.isnan(variance[place]):
            yield np.nan, np.nan
            continue
        fitted = fit(y[here], design.weights[here], dispersed=design.replicates is None)
        yield likelihood_limits(fitted, float(variance[place]), row.df, row.level)


def _answers(statistic: OfTotals) -> Floats:
    """Zeros and ones (or scores between) behind each share, NaN where there is none; shape (rows, shares)."""
    match statistic:
        case Mean(values):
            return items(values).values
        case Shares(columns):
            marks = Counts(columns).influence(np.empty(0), np.empty(0))
            return np.where(statistic.valid, marks, np.nan)
        case _:
            raise TypeError(f"{type(statistic).__name__} holds no shares")


def _limited(found: Estimates, limits: Iterable[tuple[float, float]]) -> Estimates:
    pairs = zip(found.rows, limits, strict=True)
    rows = tuple(replace(row, low=float(low), high=float(high)) for row, (low, high) in pairs)
    return Estimates(rows, found.covariance)
