"""What is known of the population, laid against the sample: groups with their sizes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kapstats.arrays import Codes, Floats, weight_by
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError
from kapstats.groups import levels

Sizes = Mapping[object, float]


@dataclass(frozen=True, eq=False)
class Grouped:
    """The groups of a column that have a row with a weight."""

    column: str
    levels: tuple[object, ...]
    codes: Codes
    """the group of each row; rows of weight zero may be in any"""


def whole(design: SurveyDesign) -> None:
    """Refuses a design that looks at some rows only: known totals are those of the whole."""
    if not design.domain.all():
        raise DesignError("design", "looks at some of its rows only", "adjust the whole sample first, then use where()")


def grouped(design: SurveyDesign, column: str) -> Grouped:
    """The groups of a column; every row with a weight needs a value."""
    found, codes = levels(design.data, column)
    used = design.weights != 0
    if codes.min() < 0:
        n = int(((codes < 0) & used).sum())
        if n:
            raise DesignError(column, f"{n} rows have no value", "give them one (imputed, or a group of their own)")
        codes = np.where(codes < 0, codes.max(), codes)
    occurs = weight_by(codes, used, len(found)) > 0
    if not occurs.all():
        codes = np.maximum(np.cumsum(occurs) - 1, 0)[codes]
    return Grouped(column, tuple(level for level, there in zip(found, occurs, strict=True) if there), codes)


def sizes_of(groups: Grouped, sizes: Sizes) -> Floats:
    """The known size of each group, in order; refuses sizes that do not fit the groups."""
    column, there = groups.column, groups.levels
    unknown = [level for level in there if level not in sizes]
    if unknown:
        raise DesignError(column, f"no size is known for {unknown}", "give the size of every group in the sample")
    empty = [level for level in sizes if level not in there]
    if empty:
        raise DesignError(column, f"nobody in the sample is in {empty}", "merge it with a group that has respondents")
    for level, size in sizes.items():
        number(f"{column} {level}", size)
    impossible = [level for level, size in sizes.items() if not 0 < size < np.inf]
    if impossible:
        raise DesignError(column, f"the size of {impossible} is not above zero", "correct the known totals")
    return np.array([float(sizes[level]) for level in there])


def number(name: str, given: object) -> float:
    """A known total as a number; refuses text."""
    if isinstance(given, str | bytes | bool) or not isinstance(given, int | float | np.number):
        raise DesignError(name, f"the known total {given!r} is no number", "give it as a number")
    return float(given)


def same_sum(margins: Mapping[str, Sizes]) -> None:
    """Refuses margins that contradict one another: each counts the whole population."""
    sums = {column: sum(sizes.values()) for column, sizes in margins.items()}
    if max(sums.values()) - min(sums.values()) > 1e-6 * max(sums.values()):
        told = ", ".join(f"{column} {size:g}" for column, size in sums.items())
        raise DesignError(", ".join(margins), f"the sizes have different sums ({told})", "make them agree first")
