"""How many interviews indirect questions need: list experiments and randomised response."""

import math
from collections.abc import Sequence
from typing import Literal, get_args

from kapstats.distributions import normal_point
from kapstats.errors import EstimationError
from kapstats.size import SampleSize, between, points, positive

Allocation = Literal["equal", "optimal"]


def size_for_list_experiment(
    prevalence: float,
    controls: Sequence[float],
    *,
    allocation: Allocation = "equal",
    deff: float = 1.0,
    response: float = 1.0,
    power: float = 0.8,
    level: float = 0.95,
) -> SampleSize:
    """Interviews, both arms together, that tell the prevalence of a list experiment from zero.

    prevalence  expected share with the sensitive trait, from 0 to 1.
    controls    expected share with each of the other items on the list.
    allocation  "equal": as many in each arm; "optimal": in proportion to the arms' standard deviations.
    Other arguments and errors as for size_for_change().
    With v0 = sum(q (1 - q)) of the control arm and v1 = v0 + p (1 - p), items being independent: n = deff (z_level +
    z_power)^2 2 (v0 + v1) / p^2 of equal arms, and (sqrt(v0) + sqrt(v1))^2 for 2 (v0 + v1) of optimal ones.
    Source: Imai 2011, JASA 106: 407-416 (difference in means); Cochran 1977, section 5.5 (Neyman allocation).

    >>> size_for_list_experiment(0.15, [0.75, 0.5, 0.35, 0.12])
    SampleSize(a list experiment at 15%: 1165 interviews)
    """
    if allocation not in get_args(Allocation):
        raise EstimationError("allocation", f"{allocation!r} is none", "choose equal or optimal")
    between(prevalence=prevalence, response=response, power=power, level=level)
    positive(deff=deff)
    control, treated = list_variances(prevalence, controls)
    factor = deff * (normal_point((1 - level) / 2) + normal_point(1 - power)) ** 2 / prevalence**2
    spread = 2 * (control + treated) if allocation == "equal" else (math.sqrt(control) + math.sqrt(treated)) ** 2
    return SampleSize(f"a list experiment at {points(prevalence)}%", factor * spread, 1, response)


def list_variances(prevalence: float, controls: Sequence[float]) -> tuple[float, float]:
    """Variance of the count of a list experiment in the control and in the treatment arm, items being independent.

    Arguments as for size_for_list_experiment(). The error of the prevalence is sqrt(v1 / n1 + v0 / n0), and the best
    share of interviews in the treatment arm sqrt(v1) / (sqrt(v0) + sqrt(v1)).
    Source: Imai 2011, JASA 106: 407-416.

    >>> control, treated = list_variances(0.15, [0.75, 0.5, 0.35, 0.12])
    >>> round(control, 4), round(treated, 4)
    (0.7706, 0.8981)
    """
    between(prevalence=prevalence)
    if len(controls) == 0:
        raise EstimationError("controls", "are none", "give the expected share of each control item")
    for share in controls:
        between(controls=share)
    control = sum(share * (1 - share) for share in controls)
    return control, control + prevalence * (1 - prevalence)


def size_for_randomised_response(
    prevalence: float,
    margin: float = 0.05,
    *,
    slope: float,
    intercept: float,
    response: float = 1.0,
    level: float = 0.95,
) -> SampleSize:
    """Interviews that give a randomised response an interval of the estimate plus and minus ``margin``.

    prevalence        expected, from 0 to 1.
    slope, intercept  of the chance of a "yes", slope prevalence + intercept: forced response 1 - p0 - p1 and p1;
                      Warner and crosswise 2 p - 1 and 1 - p; unrelated question p and (1 - p) q; triangular 1 - p, p.
    Other arguments and errors as for size_for_share().
    n = z^2 yes (1 - yes) / (slope margin)^2.
    Source: Warner 1965, JASA 60: 63-69; Yu, Tian & Tang 2008, Metrika 67: 251-263 (crosswise and triangular).

    >>> size_for_randomised_response(0.15, slope=2 / 3, intercept=1 / 6)
    SampleSize(a randomised response of 15% within 5 points: 677 interviews)
    """
    between(prevalence=prevalence, margin=margin, response=response, level=level)
    yes = slope * prevalence + intercept
    if slope == 0 or not 0 < yes < 1:
        wrong = f"{slope:g} with an intercept of {intercept:g} makes no chance of a yes that tells of the prevalence"
        raise EstimationError("slope", wrong, "look at the randomiser's probabilities again")
    exact = normal_point((1 - level) / 2) ** 2 * yes * (1 - yes) / (slope * margin) ** 2
    about = f"a randomised response of {points(prevalence)}% within {points(margin)} points"
    return SampleSize(about, exact, 1, response)
