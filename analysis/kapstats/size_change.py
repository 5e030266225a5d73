"""How many interviews it takes to see a change: between two waves, and beside a comparison group."""

import math

from kapstats.distributions import normal_point
from kapstats.errors import EstimationError
from kapstats.size import SampleSize, between, points, positive


def size_for_change(
    before: float,
    after: float,
    *,
    deff: float = 1.0,
    overlap: float = 0.0,
    correlation: float = 0.0,
    pooled: bool = True,
    response: float = 1.0,
    power: float = 0.8,
    level: float = 0.95,
) -> SampleSize:
    """Interviews in each of two waves that show a change of a share.

    before, after  shares expected in the waves, from 0 to 1.
    deff           design effect of a share in one wave.
    overlap        share of a wave's people who are in the other too; ``correlation`` of their answers.
    pooled         the test's error is that of no change, 2 p (1 - p) with p midway; else that of the shares themselves.
    response       share of those invited who are interviewed.
    power          chance to find the change, by a two-sided test at 1 - ``level``.
    n = deff (z_level sqrt(v0) + z_power sqrt(v1))^2 / (after - before)^2, where v1 = p1 q1 + p2 q2 -
    2 correlation overlap sqrt(p1 q1 p2 q2), and v0 likewise at the middle (unpooled: v0 = v1).
    Raises EstimationError for shares that cannot be and for none to find.
    Source: Fleiss, Levin & Paik 2003, "Statistical Methods for Rates and Proportions", chapter 4 without the
    continuity correction; Kish 1965, chapter 12 (overlap).

    >>> size_for_change(0.35, 0.45, deff=1.5)
    SampleSize(a change from 35% to 45%: 564 interviews in each of 2 groups, 1128 in all)
    """
    between(before=before, after=after, response=response, power=power, level=level)
    positive(deff=deff)
    _differ(after - before)
    middle = (before + after) / 2
    shown = _change_variance(before, after, overlap, correlation)
    tested = _change_variance(middle, middle, overlap, correlation) if pooled else shown
    roots = normal_point((1 - level) / 2) * math.sqrt(tested) + normal_point(1 - power) * math.sqrt(shown)
    exact = deff * roots**2 / (after - before) ** 2
    return SampleSize(f"a change from {points(before)}% to {points(after)}%", exact, 2, response)


def error_of_change(
    before: float, after: float, n: float, *, deff: float = 1.0, overlap: float = 0.0, correlation: float = 0.0
) -> float:
    """Standard error of the change of a share between two waves of ``n`` interviews each.

    sqrt(deff (p1 q1 + p2 q2 - 2 correlation overlap sqrt(p1 q1 p2 q2)) / n). Arguments as for size_for_change().
    Source: Kish 1965, "Survey Sampling", chapter 12.

    >>> round(error_of_change(0.35, 0.45, 400, overlap=0.4, correlation=0.5), 4)
    0.0308
    """
    between(before=before, after=after)
    positive(n=n, deff=deff)
    return math.sqrt(deff * _change_variance(before, after, overlap, correlation) / n)


def size_for_difference_in_differences(
    control: tuple[float, float],
    treated: tuple[float, float],
    *,
    deff: float = 1.0,
    response: float = 1.0,
    power: float = 0.8,
    level: float = 0.95,
) -> SampleSize:
    """Interviews in each of four cells that show how much more one group changed than the other.

    control, treated  shares before and after, from 0 to 1.
    n = deff (z_level + z_power)^2 sum(p q) / effect^2, effect = (after - before) treated less control.
    Other arguments and errors as for size_for_change().
    Source: the four shares are independent, as in Fleiss, Levin & Paik 2003, section 4.2, with four terms for two.

    >>> size_for_difference_in_differences((0.30, 0.34), (0.30, 0.46), deff=1.8)
    SampleSize(an effect of 12 points: 876 interviews in each of 4 groups, 3504 in all)
    """
    cells = (*control, *treated)
    for name, pair in (("control", control), ("treated", treated)):
        for share in pair:
            between(**{name: share})
    between(response=response, power=power, level=level)
    positive(deff=deff)
    effect = (treated[1] - treated[0]) - (control[1] - control[0])
    _differ(effect)
    factor = (normal_point((1 - level) / 2) + normal_point(1 - power)) ** 2
    exact = deff * factor * sum(share * (1 - share) for share in cells) / effect**2
    return SampleSize(f"an effect of {points(effect)} points", exact, 4, response)


def _change_variance(before: float, after: float, overlap: float, correlation: float) -> float:
    """Of one person's share in the change."""
    if not (0 <= overlap <= 1 and -1 <= correlation <= 1):
        wrong = f"of {overlap} with a correlation of {correlation} cannot be"
        raise EstimationError("overlap", wrong, "give a share of people and a correlation from -1 to 1")
    first, second = before * (1 - before), after * (1 - after)
    return first + second - 2 * correlation * overlap * math.sqrt(first * second)


def _differ(effect: float) -> None:
    if abs(effect) < 1e-12:
        raise EstimationError("after", "is no change", "give the smallest change that would matter")
