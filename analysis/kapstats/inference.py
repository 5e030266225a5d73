"""From a statistic to its covariance: the one door between estimators and variances, linearised or replicated."""

import warnings
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kapstats.arrays import Floats, Truths
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError, ReplicatesDropped
from kapstats.replicate import Replicates
from kapstats.variance import Scores, variance


class Statistic(Protocol):
    """Estimates as a function of the weights alone; implementations are frozen dataclasses, which can be pickled."""

    def estimate(self, weights: Floats) -> Floats:
        """The estimates, shape (p,), for weights of shape (rows,): zero where a row does not count. NaN: undefined."""

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """What one more unit of each row's weight does to each estimate, shape (rows, p); zero for missing values.

        (The linearised variable: Deville 1999, Survey Methodology 25: 193-203.)
        """


@dataclass(frozen=True, eq=False)
class Inferred:
    """Estimates of every domain, domain by domain, shape (domains * p,)."""

    estimate: Floats
    covariance: Floats
    df: Floats
    """degrees of freedom of each estimate's domain"""


def infer(design: SurveyDesign, statistic: Statistic, domains: Truths | None = None) -> Inferred:
    """A statistic in each domain (shape (rows, domains); the design's own without), with errors by its design.

    Raises EstimationError for a lonely stratum under the rule "fail", and where no replicate gives a number.
    """
    domains = design.counted[:, None] if domains is None else domains & (design.weights != 0)[:, None]
    weights = [np.where(domain, design.weights, 0.0) for domain in domains.T]
    estimates = [statistic.estimate(one) for one in weights]
    whole = np.concatenate(estimates)
    if design.replicates is not None:
        df = np.repeat([float(design.replicates.df(domain)) for domain in domains.T], [len(e) for e in estimates])
        return Inferred(whole, _replicated(design.replicates, statistic, domains, whole), df)
    scores = [
        one[:, None] * statistic.influence(one, estimate) for one, estimate in zip(weights, estimates, strict=True)
    ]
    spread = np.repeat(np.arange(len(scores)), [score.shape[1] for score in scores])
    found = variance(design, Scores(np.hstack(scores), domains, spread))
    unknown = np.isnan(whole)
    return Inferred(whole, np.where(unknown | unknown[:, None], np.nan, found.covariance), found.df)


def _replicated(replicates: Replicates, statistic: Statistic, domains: Truths, whole: Floats) -> Floats:
    thetas = np.vstack([_once(replicates, statistic, domains, replicate) for replicate in range(replicates.n)])
    known = np.isfinite(whole)
    lost = int((~np.isfinite(thetas[:, known]).all(axis=1)).sum())
    if lost == replicates.n:
        raise EstimationError("replicates", "none of them gives a number", "look at fewer groups, or widen the domain")
    if lost:
        warnings.warn(f"{lost} of {replicates.n} replicates gave no number", ReplicatesDropped, stacklevel=6)
    covariance = replicates.covariance(whole, thetas)
    return np.where(known & known[:, None], covariance, np.nan)


def _once(replicates: Replicates, statistic: Statistic, domains: Truths, replicate: int) -> Floats:
    weights = replicates.weights(replicate)
    return np.concatenate([statistic.estimate(np.where(domain, weights, 0.0)) for domain in domains.T])
