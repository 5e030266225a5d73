"""Families of outcomes and the scales on which regressions are linear.

Variances, deviances and links are those of McCullagh & Nelder 1989, "Generalized Linear Models", ch. 2.
"""

from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import numpy as np
from scipy import special

from kapstats.arrays import Floats, Truths
from kapstats.errors import EstimationError

FamilyName = Literal["gaussian", "binomial", "poisson", "quasibinomial", "quasipoisson"]
LinkName = Literal["identity", "logit", "probit", "cloglog", "log"]

CERTAIN = 30.0
SMALLEST = np.finfo(np.float64).eps
ROOT_2_PI = np.sqrt(2 * np.pi)


class Link(Protocol):
    """A scale: the linear predictor of a mean, and back."""

    def predictor(self, mean: Floats) -> Floats: ...

    def mean(self, predictor: Floats) -> tuple[Floats, Floats]:
        """The mean and its derivative."""


@dataclass(frozen=True)
class Identity:
    """The mean itself."""

    def predictor(self, mean: Floats) -> Floats:
        return mean

    def mean(self, predictor: Floats) -> tuple[Floats, Floats]:
        return predictor, np.ones_like(predictor)


@dataclass(frozen=True)
class Log:
    """The logarithm of the mean."""

    def predictor(self, mean: Floats) -> Floats:
        return np.log(mean)

    def mean(self, predictor: Floats) -> tuple[Floats, Floats]:
        mean = np.exp(predictor)
        return mean, mean


@dataclass(frozen=True)
class Logit:
    """The log odds; beyond 30 they are as good as certain, and the share is one rounding unit from 0 or 1, as in R."""

    def predictor(self, mean: Floats) -> Floats:
        return np.asarray(special.logit(mean), dtype=np.float64)

    def mean(self, predictor: Floats) -> tuple[Floats, Floats]:
        odds: Floats = np.exp(predictor)
        if not np.abs(predictor).max(initial=0) <= CERTAIN:
            odds[predictor > CERTAIN] = 1 / SMALLEST
            odds[predictor < -CERTAIN] = SMALLEST
        both = 1 + odds
        return odds / both, np.maximum(odds / (both * both), SMALLEST)


@dataclass(frozen=True)
class Probit:
    """The normal quantile of the share, within one rounding unit of 0 and 1."""

    def predictor(self, mean: Floats) -> Floats:
        return np.asarray(special.ndtri(mean), dtype=np.float64)

    def mean(self, predictor: Floats) -> tuple[Floats, Floats]:
        end = -special.ndtri(SMALLEST)
        mean = np.asarray(special.ndtr(np.clip(predictor, -end, end)), dtype=np.float64)
        return mean, np.maximum(np.exp(-0.5 * predictor**2) / ROOT_2_PI, SMALLEST)


@dataclass(frozen=True)
class Cloglog:
    """The complementary log-log scale: the logarithm of a hazard."""

    def predictor(self, mean: Floats) -> Floats:
        return np.asarray(np.log(-np.log1p(-mean)), dtype=np.float64)

    def mean(self, predictor: Floats) -> tuple[Floats, Floats]:
        hazard = np.exp(predictor)
        return -np.expm1(-hazard), np.exp(predictor - hazard)


class Variation(Protocol):
    """How the variance of an outcome hangs on its mean, and what follows."""

    def variance(self, mean: Floats) -> Floats: ...

    def deviance(self, y: Floats, mean: Floats) -> Floats:
        """Twice the log likelihood that each row falls short of a perfect fit."""

    def start(self, y: Floats, weights: Floats) -> Floats:
        """Means to start a fit from, for weights around one."""

    def impossible(self, y: Floats) -> Truths:
        """Outcomes that cannot be."""


@dataclass(frozen=True)
class Gaussian:
    """Any number, of constant variance."""

    def variance(self, mean: Floats) -> Floats:
        return np.ones_like(mean)

    def deviance(self, y: Floats, mean: Floats) -> Floats:
        return np.asarray((y - mean) ** 2, dtype=np.float64)

    def start(self, y: Floats, weights: Floats) -> Floats:
        return y

    def impossible(self, y: Floats) -> Truths:
        return np.zeros(len(y), dtype=np.bool_)


@dataclass(frozen=True)
class Binomial:
    """A yes or no (1 or 0), or a share."""

    def variance(self, mean: Floats) -> Floats:
        return mean * (1 - mean)

    def deviance(self, y: Floats, mean: Floats) -> Floats:
        if ((y == 0) | (y == 1)).all():
            # Exactly the mean where y is 1, and what it lacks of 1 where y is 0.
            return np.asarray(-2 * np.log(np.abs(y - 1 + mean)), dtype=np.float64)
        return np.asarray(2 * (special.rel_entr(y, mean) + special.rel_entr(1 - y, 1 - mean)), dtype=np.float64)

    def start(self, y: Floats, weights: Floats) -> Floats:
        return (weights * y + 0.5) / (weights + 1)

    def impossible(self, y: Floats) -> Truths:
        return np.asarray((y < 0) | (y > 1))


@dataclass(frozen=True)
class Poisson:
    """A count or a rate."""

    def variance(self, mean: Floats) -> Floats:
        return mean

    def deviance(self, y: Floats, mean: Floats) -> Floats:
        return np.asarray(2 * special.kl_div(y, mean), dtype=np.float64)

    def start(self, y: Floats, weights: Floats) -> Floats:
        return y + 0.1

    def impossible(self, y: Floats) -> Truths:
        return np.asarray(y < 0)


@dataclass(frozen=True)
class Family:
    """A variation of the outcome with the scale on which it is linear."""

    name: FamilyName
    link_name: LinkName
    variation: Variation
    link: Link

    @property
    def canonical(self) -> bool:
        """On this scale steps are Newton's, which foretell the deviance ever better."""
        return self.link_name == VARIATIONS[self.name][1]


LINKS: dict[LinkName, Link] = {
    "identity": Identity(),
    "logit": Logit(),
    "probit": Probit(),
    "cloglog": Cloglog(),
    "log": Log(),
}
VARIATIONS: dict[FamilyName, tuple[Variation, LinkName]] = {
    "gaussian": (Gaussian(), "identity"),
    "binomial": (Binomial(), "logit"),
    "quasibinomial": (Binomial(), "logit"),
    "poisson": (Poisson(), "log"),
    "quasipoisson": (Poisson(), "log"),
}


def family_of(name: FamilyName, link: LinkName | None) -> Family:
    """The family of that name, with its usual link or another.

    Raises EstimationError for a name that is none.
    """
    if name not in get_args(FamilyName):
        raise EstimationError("family", f"{name!r} is no family", f"choose one of {', '.join(get_args(FamilyName))}")
    if link is not None and link not in get_args(LinkName):
        raise EstimationError("link", f"{link!r} is no link", f"choose one of {', '.join(get_args(LinkName))}")
    variation, usual = VARIATIONS[name]
    return Family(name, link or usual, variation, LINKS[link or usual])
