"""Waves of one survey put together: what was drawn once and asked twice stays together, so that changes have their
error."""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError, PopulationIgnored
from kapstats.residuals import ALL, Calibration, Chosen, Sums

WEIGHT = "weight in its wave"
PERSON = "person in all waves"


@dataclass(frozen=True, eq=False)
class Within(Calibration):
    """An adjustment of the weights of one wave among the rows of all."""

    of: Calibration
    place: slice
    rows: int

    def taken(self) -> Iterator[Sums]:
        """Its own sums, in which the other waves count for nothing."""
        for codes, n, factors in self.of.taken():
            spread_codes, spread_factors = np.zeros(self.rows, dtype=np.intp), np.zeros(self.rows)
            spread_codes[self.place], spread_factors[self.place] = codes, factors
            yield spread_codes, n, spread_factors

    def explained(self, sums: Floats) -> Floats:
        """As in its wave."""
        return self.of.explained(sums)

    def given(self, codes: Codes, n: int, factors: Floats, rows: Chosen = ALL) -> Floats:
        """As in its wave."""
        chosen = np.arange(self.rows)[rows]
        here = (chosen >= self.place.start) & (chosen < self.place.stop)
        return self.of.given(codes[here], n, factors[here], chosen[here] - self.place.start)

    def unexplained(self, values: Floats) -> Floats:
        """As in its wave; scores of the others stay."""
        values = values.copy()
        values[self.place] = self.of.unexplained(values[self.place])
        return values


def stack(
    waves: Mapping[object, SurveyDesign], *, name: str = "wave", persons: str | None = None, independent: bool = False
) -> SurveyDesign:
    """Waves of one survey as one design, with a column that says which wave a row is of.

    waves        designs by wave, made from the same columns; adjust their weights before. Each keeps its weights, its
                 domain and what its weights were tied to.
    name         of the new column.
    persons      column of a code that is the same for a person in every wave, for waves that drew people themselves;
                 people without one stand alone. Clusters, where there are some, keep people together already.
    independent  the waves were drawn anew: clusters of the same name are others. It is also the careful choice where
                 people may be in both waves and nothing tells who.
    A cluster asked in several waves is one cluster: differences(mean(..., by="wave"), "wave") then has the smaller
    error of a change among the same. A finite population is kept where every wave asked the same clusters, or is
    independent; else it is left out with a PopulationIgnored, which makes errors larger.
    Raises DesignError for waves of different kinds, for replicates (make them afterwards), for a column of that name.
    Source: Kish 1965, "Survey Sampling", chapter 12; Särndal, Swensson & Wretman 1992, section 9.9.
    R: svydesign(id = ~cluster, strata = ~stratum, weights = ~w, data = rbind(first, second))

    >>> from kapstats import differences, mean
    >>> from kapstats.examples import clinics
    >>> later = clinics()
    >>> later.data["births"] += [4, 2, None, 1, 5, 3, 2, 6, 1]
    >>> both = stack({2025: clinics(), 2026: later}, independent=True)
    >>> differences(mean(both, "births", by="wave"), "wave")
           wave variable  estimate      se      low    high  df  n  missing
    2026 - 2025   births         3 7.91438 -15.7145 21.7145   7  8        1
    """
    designs = list(waves.values())
    _alike(designs, name, persons)
    rows = [len(design.data) for design in designs]
    labels = np.repeat(np.arange(len(rows)), rows)
    table = pd.concat([design.data for design in designs], ignore_index=True)
    table[name] = pd.Series(labels, index=table.index).map(dict(enumerate(waves)))
    table[WEIGHT] = np.concatenate([one.weights for one in designs])
    first = designs[0].drawn
    strata, clusters = first.strata, first.clusters
    if persons is not None:
        alone = pd.Series([f"row {row}" for row in range(len(table))], index=table.index)
        table[PERSON] = table[persons].astype(object).where(table[persons].notna(), alone).astype(str)
        clusters = (PERSON,)
    if independent:
        table, strata, clusters = _apart(table, labels, strata, clusters)
    stacked = SurveyDesign(
        table,
        weights=WEIGHT,
        strata=list(strata),
        clusters=list(clusters) if any(clusters) else None,
        population=list(_population(designs, table, clusters, labels, independent=independent)),
        lonely=designs[0].lonely,
        lonely_domains=designs[0].lonely_domains,
        nested=first.nested or persons is not None,
    )
    return _adjusted(stacked, designs, rows, name)


def _alike(designs: list[SurveyDesign], name: str, persons: str | None) -> None:
    """The waves can be put together."""
    if len(designs) < 2:
        raise DesignError("waves", "are fewer than two", "give a design for each")
    first = designs[0]
    for design in designs:
        if design.replicates is not None:
            wrong = "of one wave know nothing of the others"
            raise DesignError("replicates", wrong, "make them from the stacked waves")
        if (design.drawn, design.lonely, design.lonely_domains) != (first.drawn, first.lonely, first.lonely_domains):
            raise DesignError("waves", "are of different kinds", "name the same columns and rules in each design")
        if name in design.data.columns:
            raise DesignError(name, "is a column of the data already", "choose another name=")
        if persons is not None and persons not in design.data.columns:
            raise DesignError(persons, "is not in every wave", "name the column of the code")
    if persons is not None and any(first.drawn.clusters):
        raise DesignError(persons, "is not needed beside clusters", "leave it out: clusters keep people together")


def _apart(
    table: pd.DataFrame, labels: Codes, strata: tuple[str | None, ...], clusters: tuple[str | None, ...]
) -> tuple[pd.DataFrame, tuple[str | None, ...], tuple[str | None, ...]]:
    """Strata and clusters of the first stage told apart by wave."""
    prefix = pd.Series(labels.astype(str), index=table.index) + ": "
    old = {"stratum": strata[0], "cluster": clusters[0]}
    told = {
        f"{kind} of the wave": prefix + ("" if column is None else table[column].astype(str))
        for kind, column in old.items()
        if kind == "stratum" or column is not None
    }
    first_cluster = None if clusters[0] is None else "cluster of the wave"
    return table.assign(**told), ("stratum of the wave", *strata[1:]), (first_cluster, *clusters[1:])


def _population(
    designs: list[SurveyDesign],
    table: pd.DataFrame,
    clusters: tuple[str | None, ...],
    labels: Codes,
    *,
    independent: bool,
) -> tuple[str | float | None, ...]:
    """Population sizes, where the clusters of all waves are as many as those of one."""
    known = designs[0].drawn.population
    if independent or not any(size is not None for size in known):
        return known
    if clusters[0] is not None:
        asked = [set(table[clusters[0]][labels == wave]) for wave in range(len(designs))]
        if all(one == asked[0] for one in asked):
            return known
    caveat = "the waves did not ask the same clusters: the finite population is left out, and errors are larger"
    warnings.warn(caveat, PopulationIgnored, stacklevel=3)
    return (None,) * len(known)


def _adjusted(stacked: SurveyDesign, designs: list[SurveyDesign], rows: list[int], name: str) -> SurveyDesign:
    """What the weights of each wave were tied to, and the domains of the waves."""
    ends = np.cumsum(rows)
    for design, end, n in zip(designs, ends, rows, strict=True):
        for calibration in design.calibrations:
            within = Within(calibration, slice(int(end - n), int(end)), int(ends[-1]))
            stacked = stacked.reweighted("stacked", f"adjusted in its {name}", stacked.weights, within, None)
    return stacked.where(np.concatenate([design.domain for design in designs]))
