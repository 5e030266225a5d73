"""Bootstrap factors: how often each replicate draws each cluster again, and what that makes of its weight."""

import numpy as np

from kapstats.arrays import Codes, Floats
from kapstats.stages import Stage
from kapstats.units import Units


def drawn_again(stage: Stage, replicates: int, random: np.random.Generator, *, fewer: int) -> Floats:
    """n - ``fewer`` clusters drawn with replacement in each stratum, times n over that, shape (clusters, replicates).

    (Efron 1979; with n - 1: Rao & Wu 1988, JASA 83: 231-241, section 2.)
    """
    factors = np.ones((len(stage.stratum_of_cluster), replicates))
    for clusters in _by_stratum(stage.stratum_of_cluster):
        n = len(clusters)
        if n > 1:
            times = random.multinomial(n - fewer, np.full(n, 1 / n), size=replicates)
            factors[clusters] = times.T * n / (n - fewer)
    return factors


def drawn_from_copies(stage: Stage, replicates: int, random: np.random.Generator) -> Floats:
    """n clusters drawn without replacement from a population of copies of the sample, shape (clusters, replicates).

    Each cluster is copied N / n times, rounded down, and the rest of the population drawn among them anew for each
    replicate (Canty & Davison 1999, The Statistician 48: 379-391, section 2.3).
    """
    factors = np.ones((len(stage.stratum_of_cluster), replicates))
    for stratum, clusters in enumerate(_by_stratum(stage.stratum_of_cluster)):
        n, population = len(clusters), round(float(stage.drawn[stratum] / stage.fraction[stratum]))
        if n == 1 or population == n:
            continue
        for replicate in range(replicates):
            rest = random.permutation(n) < population % n
            factors[clusters, replicate] = random.multivariate_hypergeometric(population // n + rest, n)
    return factors


def rescaled_by_stage(units: Units, replicates: int, random: np.random.Generator) -> Floats:
    """Half of the clusters of each stage, drawn without replacement and rescaled, shape (units, replicates).

    With d one where a cluster was drawn among m = n / 2 (rounded down) of n, and l = sqrt(m f (1 - f_s) / (n - m)) for
    the fraction f of all stages before and f_s of this one, stage s adds p (l n / m d - l), p being the product of
    sqrt(n / m) d over the stages before; the first stage also one (Preston 2009, Survey Methodology 35: 227-234). A
    stratum with one cluster adds nothing.
    """
    factors, passed = np.ones((units.n, replicates)), np.ones((units.n, replicates))
    for stage, of_unit in zip(units.stages, units.clusters, strict=True):
        drawn = _halves(stage, replicates, random)[of_unit]
        stratum = stage.stratum_of_cluster[of_unit]
        n = stage.drawn[stratum]
        m = np.maximum(np.floor(n / 2), 1)
        left = np.divide(stage.earlier[stratum] * (1 - stage.fraction[stratum]) * m, n - m, where=n > m, out=n * 0.0)
        factors += passed * (np.sqrt(left)[:, None] * (drawn * (n / m)[:, None] - 1))
        passed *= drawn * np.sqrt(n / m)[:, None]
    return factors


def _halves(stage: Stage, replicates: int, random: np.random.Generator) -> Floats:
    """One where a cluster is among the half drawn of its stratum; a cluster alone always is."""
    drawn = np.ones((len(stage.stratum_of_cluster), replicates))
    for clusters in _by_stratum(stage.stratum_of_cluster):
        n = len(clusters)
        if n > 1:
            drawn[clusters] = random.random((n, replicates)).argsort(axis=0).argsort(axis=0) < n // 2
    return drawn


def _by_stratum(stratum_of_cluster: Codes) -> list[Codes]:
    """The clusters of each stratum."""
    order = np.argsort(stratum_of_cluster, kind="stable")
    return np.split(order, np.cumsum(np.bincount(stratum_of_cluster))[:-1])
