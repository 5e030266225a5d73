"""Weights that agree with what is known of the population, and what their inequality costs."""

from collections.abc import Mapping

import numpy as np

from kapstats.arrays import Codes, Floats, sum_by
from kapstats.calibration import PostStratified, Raked
from kapstats.design import SurveyDesign, step
from kapstats.errors import DesignError, EstimationError
from kapstats.groups import levels
from kapstats.stages import crossed

Totals = Mapping[object, float]


def post_stratify(design: SurveyDesign, by: str, totals: Totals) -> SurveyDesign:
    """Weights that add up to the known size of each group: w N_g / sum of w in g.

    by      column of groups; every row of the sample needs a value.
    totals  size of each group in the population; exactly the groups that the sample has.
    Returns a design that remembers the groups, so that its standard errors are those of residuals.
    Raises DesignError for a group without a size, a size without respondents, a missing or impossible value.
    Source: Holt & Smith 1979, J R Stat Soc A 142: 33-46; Särndal, Swensson & Wretman 1992, section 7.6.
    R: postStratify(design, ~by, totals)

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> mean(post_stratify(clinics(), "power", {0: 12, 1: 20}), "nurses")["nurses"].round(3)
    Estimate(4.458, se=0.416, low=3.475, high=5.442, df=7)
    """
    _whole(design)
    groups, sizes = _margin(design, by, totals)
    weights = design.weights * _factors(groups, sizes, design.weights)[groups]
    return design.reweighted("post-stratified", by, weights, PostStratified(groups, weights))


def rake(
    design: SurveyDesign, margins: Mapping[str, Totals], *, tolerance: float = 1e-12, rounds: int = 1000
) -> SurveyDesign:
    """Weights that add up to the known sizes of several sets of groups, by adjusting to each in turn until all hold.

    margins    for each column the size of each of its groups in the population; all must have the same sum.
    tolerance  stops when no cell of the crossed margins changes by more than this share of the whole in a round.
    rounds     EstimationError when that was not reached after so many.
    Other arguments, errors and results as for post_stratify().
    Source: Deming & Stephan 1940, Ann Math Stat 11: 427-444; residuals: see kapstats.calibration.
    R: rake(design, list(~a, ~b), list(a_totals, b_totals), control = list(epsilon = tolerance))

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> raked = rake(clinics(), {"power": {0: 12, 1: 20}, "region": {"north": 20, "south": 12}})
    >>> mean(raked, "nurses")["nurses"].round(3)
    Estimate(4.542, se=0.418, low=3.554, high=5.529, df=7)
    """
    _whole(design)
    found = [_margin(design, column, totals) for column, totals in margins.items()]
    _same_sum(margins)
    cells = crossed(*(groups for groups, _ in found))
    first_row = np.unique(cells, return_index=True)[1]
    table = sum_by(cells, design.weights[:, None], len(first_row))[:, 0]
    fitted = _fitted(table, [(groups[first_row], sizes) for groups, sizes in found], tolerance, rounds)
    if fitted is None:
        wrong = f"no weights found that hold all of these sizes in {rounds} rounds"
        raise EstimationError(
            ", ".join(margins), wrong, "merge small groups, or check that the sizes can hold together"
        )
    weights = design.weights * np.divide(fitted, table, out=np.zeros_like(table), where=table > 0)[cells]
    return design.reweighted("raked", ", ".join(margins), weights, Raked(tuple(groups for groups, _ in found), weights))


def _fitted(table: Floats, margins: list[tuple[Codes, Floats]], tolerance: float, rounds: int) -> Floats | None:
    """The table of cells adjusted to each margin in turn, or nothing where it does not come to rest."""
    for _ in range(rounds):
        before = table
        for groups, sizes in margins:
            table = table * _factors(groups, sizes, table)[groups]
        if np.abs(table - before).max() <= tolerance * table.sum():
            return table if all(np.allclose(_factors(groups, sizes, table), 1) for groups, sizes in margins) else None
    return None


def kish(weights: Floats) -> float:
    """Kish's effect of unequal weights on the variance of a mean: n sum(w^2) / sum(w)^2; zero weights do not count.

    Source: Kish 1965, "Survey Sampling", section 11.7.

    >>> kish(np.array([1.0, 1.0, 2.0, 0.0]))
    1.125
    """
    return step("", "", weights).kish


def _whole(design: SurveyDesign) -> None:
    if not design.domain.all():
        raise DesignError("design", "looks at some of its rows only", "adjust the whole sample first, then use where()")


def _margin(design: SurveyDesign, column: str, totals: Totals) -> tuple[Codes, Floats]:
    """The group of each row and the size of each group."""
    found, groups = levels(design.data, column)
    used = design.weights > 0
    if (groups[used] < 0).any():
        n = int((groups[used] < 0).sum())
        raise DesignError(column, f"{n} rows have no value", "give them one (imputed, or a group of their own)")
    occurring = [level for code, level in enumerate(found) if (groups[used] == code).any()]
    _fits(column, occurring, totals)
    # Rows of weight zero may lack a value; any group will do for them.
    codes = np.where(groups < 0, groups.max(), groups)
    places = {level: place for place, level in enumerate(occurring)}
    compact = np.array([places.get(found[code], 0) for code in codes], dtype=np.intp)
    return compact, np.array([float(totals[level]) for level in occurring])


def _fits(column: str, occurring: list[object], totals: Totals) -> None:
    unknown = [level for level in occurring if level not in totals]
    if unknown:
        raise DesignError(column, f"no size is known for {unknown}", "give the size of every group in the sample")
    empty = [level for level in totals if level not in occurring]
    if empty:
        raise DesignError(column, f"nobody in the sample is in {empty}", "merge it with a group that has respondents")
    impossible = [level for level, size in totals.items() if not 0 < size < np.inf]
    if impossible:
        raise DesignError(column, f"the size of {impossible} is not above zero", "correct the known totals")


def _same_sum(margins: Mapping[str, Totals]) -> None:
    sums = {column: sum(totals.values()) for column, totals in margins.items()}
    if max(sums.values()) - min(sums.values()) > 1e-6 * max(sums.values()):
        told = ", ".join(f"{column} {size:g}" for column, size in sums.items())
        raise DesignError(", ".join(margins), f"the sizes have different sums ({told})", "make them agree first")


def _factors(groups: Codes, sizes: Floats, weights: Floats) -> Floats:
    return np.asarray(sizes / sum_by(groups, weights[:, None], len(sizes))[:, 0], dtype=np.float64)
