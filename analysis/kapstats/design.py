"""How a sample was drawn: the table, its weights, and everything that its standard errors depend on."""

import copy
import warnings
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Literal, Self, get_args

import numpy as np
import pandas as pd

from kapstats.arrays import Floats, Truths, frozen
from kapstats.errors import DesignError, EqualWeights
from kapstats.items import Coded
from kapstats.lineage import Lineage, step
from kapstats.replicate import Replicates
from kapstats.replicate_columns import ReplicateWeights, replicates_of
from kapstats.residuals import Calibration
from kapstats.stages import Stage, column_of, stages

Lonely = Literal["fail", "remove", "adjust", "average", "certainty"]


@dataclass(frozen=True)
class Drawn:
    """The columns that a design was told of, one for each stage, so that waves of one kind can be put together."""

    strata: tuple[str | None, ...]
    clusters: tuple[str | None, ...]
    population: tuple[str | float | None, ...]
    nested: bool


@dataclass(frozen=True, eq=False, repr=False, init=False)
class SurveyDesign:
    """A table with the design it was sampled by.

    data        one row a respondent.
    weights     column of weights; without it they are population / drawn, multiplied over the stages.
    strata      column of strata; a list gives one (or None) for each stage.
    clusters    column of clusters; a list gives one for each stage. Without it the rows themselves were drawn.
    population  clusters in each row's stratum: a column or a number, as counts or (all at most 1) as sampled
                fractions; a list gives one for each stage. Without it the sample counts as drawn with replacement.
    replicates  replicate weights that came with the data, instead of strata, clusters and population.
    lonely      what a stratum with one cluster adds to a variance: "fail" refuses to say, "remove" and "certainty"
                nothing, "adjust" its distance from the mean of all clusters, "average" the mean of the other strata.
    lonely_domains  also ask ``lonely`` where a domain leaves a stratum with one cluster ("adjust", "average").
    nested      the same cluster code in two strata means two clusters.
    Rows of weight zero keep their place in the design and count in no estimate.
    Raises DesignError, naming the column, for weights, sizes or codes that cannot be.
    Source: Särndal, Swensson & Wretman 1992, ch. 2-4.  R: svydesign(id=~c1+c2, strata=~s, weights=~w, fpc=~N1+N2)

    >>> people = pd.DataFrame({"knows": [1, 0, 1, 1, 0, 1]})
    >>> SurveyDesign(people, population=8)
    SurveyDesign(6 rows, 1 stratum, 6 clusters, df=5, weights adding up to 8)
    """

    data: pd.DataFrame
    weights: Floats
    stages: tuple[Stage, ...]
    drawn: Drawn
    lonely: Lonely
    lonely_domains: bool
    domain: Truths
    calibrations: tuple[Calibration, ...]
    coded: dict[str, Coded]
    """columns of few whole numbers, coded when they are first asked for, for all designs made from this one"""
    replicates: Replicates | None
    executor: Executor | None
    lineage: Lineage

    def __init__(
        self,
        data: pd.DataFrame,
        *,
        weights: str | None = None,
        strata: str | Sequence[str | None] | None = None,
        clusters: str | Sequence[str | None] | None = None,
        population: str | float | Sequence[str | float | None] | None = None,
        replicates: ReplicateWeights | None = None,
        lonely: Lonely = "fail",
        lonely_domains: bool = False,
        nested: bool = False,
    ) -> None:
        if len(data) == 0:
            raise DesignError("data", "there are no rows", "give at least one respondent")
        if lonely not in get_args(Lonely):
            raise DesignError("lonely", f"{lonely!r} is no rule", f"choose one of {', '.join(get_args(Lonely))}")
        if replicates is not None and not (strata is None and clusters is None and population is None):
            remedy = "give either; replicate weights know the strata and clusters that they were made from"
            raise DesignError("replicates", "are given beside strata, clusters or population", remedy)
        n_stages = max(1, len(_listed(clusters)))
        drawn_by, strata_by = _names(clusters, n_stages, "clusters"), _names(strata, n_stages, "strata")
        sizes = _per_stage(population, n_stages, "population")
        found = stages(data, strata_by, drawn_by, sizes, nested=nested)
        base = _base_weights(found) if weights is None else _weights(data, weights)
        about = "population over drawn" if weights is None else f"column {weights}"
        parts = {
            "data": data.copy(deep=False),
            "weights": frozen(base),
            "stages": found,
            "drawn": Drawn(strata_by, drawn_by, sizes, nested),
            "lonely": lonely,
            "lonely_domains": lonely_domains,
            "domain": np.ones(len(data), dtype=np.bool_),
            "calibrations": (),
            "coded": {},
            "replicates": None if replicates is None else replicates_of(data, replicates, base),
            "executor": None,
            "lineage": Lineage([step("base", about, base)]),
        }
        self.__dict__.update(parts)

    def where(self, rows: "pd.Series[bool] | Truths") -> Self:
        """The same design looking at some rows only: the others leave every estimate and stay in every variance.

        R: subset(design, rows)

        >>> people = pd.DataFrame({"age": [20, 30, 40, 50]})
        >>> SurveyDesign(people, population=9).where(people["age"] > 25).df
        2
        """
        marks = np.asarray(rows)
        if isinstance(rows, pd.Series) and not rows.index.equals(self.data.index):
            raise DesignError("rows", "are labelled otherwise than the data", "make the condition from design.data")
        if len(marks) != len(self.data):
            raise DesignError("rows", f"{len(marks)} marks for {len(self.data)} rows", "give one true or false a row")
        if marks.dtype != np.bool_ and not pd.Series(marks, dtype=object).isin([True, False]).all():
            raise DesignError("rows", "are not all true or false", "decide what a missing value means, with fillna()")
        return self._changed(domain=self.domain & marks.astype(np.bool_))

    def reweighted(
        self, name: str, about: str, weights: Floats, calibration: Calibration | None, replicates: Replicates | None
    ) -> Self:
        """The same design after an adjustment of its weights and replicates, which its errors and lineage remember."""
        kept = weights.view()
        kept.flags.writeable = False
        return self._changed(
            weights=kept,
            lineage=Lineage([*self.lineage, step(name, about, weights)]),
            calibrations=self.calibrations if calibration is None else (*self.calibrations, calibration),
            replicates=replicates,
        )

    def resampled(self, replicates: Replicates) -> Self:
        """The same design with errors from replicates."""
        return self._changed(replicates=replicates)

    def spread_over(self, executor: Executor) -> Self:
        """The same design, whose replicates are estimated by an executor: processes, or a cluster of machines.

        Totals, means, shares and ratios of all replicates are a matrix product and need none.
        """
        return self._changed(executor=executor)

    @property
    def counted(self) -> Truths:
        """Rows that count: in the domain, with a weight (which a calibration may have turned below zero)."""
        return np.asarray(self.domain & (self.weights != 0))

    @property
    def df(self) -> int:
        """Degrees of freedom: clusters less strata that have a counted row. R: degf(design)

        Of replicate weights: their rank over those rows, less one.
        """
        if self.replicates is not None:
            return self.replicates.df(self.counted)
        first = self.stages[0]
        strata, clusters = first.stratum[self.counted], first.cluster[self.counted]
        return len(np.unique(clusters)) - len(np.unique(strata))

    def _changed(self, **parts: object) -> Self:
        other = copy.copy(self)
        other.__dict__.update(parts)
        return other

    def __repr__(self) -> str:
        first = self.stages[0]
        n, strata, total = int(self.counted.sum()), len(first.drawn), self.weights[self.counted].sum()
        plural = "stratum" if strata == 1 else "strata"
        return (
            f"SurveyDesign({n} rows, {strata} {plural}, {len(first.stratum_of_cluster)} clusters, df={self.df}, "
            f"weights adding up to {total:.6g})"
        )


def _listed(given: str | float | Sequence[str | float | None] | None) -> tuple[str | float | None, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str | float | int) else tuple(given)


def _names(given: str | Sequence[str | None] | None, stages: int, role: str) -> tuple[str | None, ...]:
    """Column names, one for each stage."""
    names = _per_stage(given, stages, role)
    if not all(name is None or isinstance(name, str) for name in names):
        raise DesignError(role, "is not a column name", "give the name of a column")
    return tuple(None if name is None else str(name) for name in names)


def _per_stage(
    given: str | float | Sequence[str | float | None] | None, stages: int, role: str
) -> tuple[str | float | None, ...]:
    listed = _listed(given)
    if len(listed) > stages:
        wrong = f"{len(listed)} given for {stages} stages of clusters"
        raise DesignError(role, wrong, "give one for each stage, first stage first")
    return listed + (None,) * (stages - len(listed))


def _base_weights(stages: tuple[Stage, ...]) -> Floats:
    """How many of the population each row stands for: one over the product of the sampled fractions."""
    known = [bool((stage.fraction > 0).all()) for stage in stages]
    weights = np.ones(len(stages[0].stratum))
    if not any(known):
        warnings.warn("neither weights nor population given: every row counts the same", EqualWeights, stacklevel=3)
        return weights
    if not all(known):
        raise DesignError("population", "is not known for every stage", "give it for each stage, or give weights")
    for stage in stages:
        weights = weights / stage.fraction[stage.stratum]
    return weights


def _weights(data: pd.DataFrame, column: str) -> Floats:
    values = column_of(data, column)
    if not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        raise DesignError(column, "holds no numbers", "give a column of weights")
    weights = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    faults = (
        (np.isnan(weights), "missing", "give them a weight, or leave them out of the data"),
        (np.isinf(weights), "infinite", "correct the division by zero that made them"),
        (weights < 0, "negative", "correct them; a weight says how many people a row stands for"),
    )
    for faulty, wrong, remedy in faults:
        if faulty.any():
            first = int(np.flatnonzero(faulty)[0])
            raise DesignError(column, f"{int(faulty.sum())} weights are {wrong} (first in row {first})", remedy)
    if not (weights > 0).any():
        raise DesignError(column, "all weights are zero", "give at least one row a weight")
    return weights
