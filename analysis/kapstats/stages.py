"""Who was drawn with whom: the stages of a sample as codes, worked out once for a design."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats, Truths
from kapstats.errors import DesignError

SPARSE = 8
"""possible codes a row beyond which sorting the codes is cheaper than a table of them"""


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of drawing: clusters within strata. Codes count from zero and never repeat across strata."""

    column: str
    """what names its strata: a column, or the role where there is none"""
    stratum: Codes
    """stratum of each row"""
    cluster: Codes
    """cluster of each row"""
    stratum_of_cluster: Codes
    first_row: Codes
    """a row of each stratum, to name it by"""
    drawn: Floats
    """clusters drawn in each stratum"""
    fraction: Floats
    """share of each stratum's clusters that was drawn; zero where they were drawn with replacement"""
    earlier: Floats
    """product of the fractions of the stages before, for each stratum"""

    @property
    def lonely(self) -> Truths:
        """Strata with one cluster drawn out of more than one."""
        return np.asarray((self.drawn == 1) & (self.fraction < 1))


def crossed(*columns: Codes) -> Codes:
    """One code for each combination of codes that occurs, in order of the combinations."""
    combined = columns[0]
    for column in columns[1:]:
        combined = _compact(combined * (int(column.max(initial=0)) + 1) + column)
    return combined


def _compact(codes: Codes) -> Codes:
    """The same codes from zero without gaps, in the same order."""
    size = int(codes.max(initial=0)) + 1
    if size > SPARSE * len(codes):
        return np.unique(codes, return_inverse=True)[1].astype(np.intp)
    # Marking each code that occurs takes two passes over the rows where a sort takes twenty.
    return np.asarray((np.cumsum(np.bincount(codes, minlength=size) > 0) - 1)[codes], dtype=np.intp)


def codes_of(data: pd.DataFrame, column: str) -> Codes:
    """The values of a column as codes from zero."""
    values = column_of(data, column)
    if values.isna().any():
        n = int(values.isna().sum())
        raise DesignError(column, f"{n} rows have no value", "fill them in, or leave these rows out of the data")
    return pd.factorize(values, sort=True)[0].astype(np.intp)


def column_of(data: pd.DataFrame, column: str) -> pd.Series:
    """A column by name."""
    if column not in data.columns:
        raise DesignError(column, "no such column", f"the data have: {', '.join(map(str, data.columns))}")
    return data[column]


def stages(
    data: pd.DataFrame,
    strata: Sequence[str | None],
    clusters: Sequence[str | None],
    population: Sequence[str | float | None],
    *,
    nested: bool,
) -> tuple[Stage, ...]:
    """The stages of a sample from its columns; an absent cluster column means that rows were drawn themselves."""
    rows = len(data)
    parent, earlier = np.zeros(rows, dtype=np.intp), np.ones(rows)
    found: list[Stage] = []
    for among, cluster, size in zip(strata, clusters, population, strict=True):
        stratum = crossed(parent, codes_of(data, among)) if among else parent
        drawn = crossed(stratum, codes_of(data, cluster) if cluster else np.arange(rows, dtype=np.intp))
        if among and cluster and not found and not nested:
            _one_stratum_each(data, among, cluster, stratum)
        stage = _stage(data, among or "clusters", stratum, drawn, size, earlier)
        found.append(stage)
        parent, earlier = stage.cluster, earlier * stage.fraction[stage.stratum]
    return tuple(found)


def _one_stratum_each(data: pd.DataFrame, strata: str, cluster: str, stratum: Codes) -> None:
    both = pd.DataFrame({"cluster": codes_of(data, cluster), "stratum": stratum})
    spread = both.groupby("cluster")["stratum"].nunique()
    if (spread > 1).any():
        row = int(np.flatnonzero(both["cluster"] == spread.idxmax())[0])
        name, n = data[cluster].iloc[row], int(spread.max())
        raise DesignError(
            cluster,
            f"cluster {name} lies in {n} strata of {strata!r}",
            "correct it, or say nested=True if the same code means another cluster in each stratum",
        )


def _stage(
    data: pd.DataFrame, column: str, stratum: Codes, cluster: Codes, population: str | float | None, earlier: Floats
) -> Stage:
    first_row = np.unique(stratum, return_index=True)[1].astype(np.intp)
    of_cluster = stratum[np.unique(cluster, return_index=True)[1]]
    drawn = np.bincount(of_cluster, minlength=len(first_row)).astype(np.float64)
    fraction = np.zeros(len(drawn)) if population is None else _fraction(data, population, stratum, first_row, drawn)
    return Stage(column, stratum, cluster, of_cluster, first_row, drawn, fraction, earlier[first_row])


def _fraction(data: pd.DataFrame, population: str | float, stratum: Codes, first_row: Codes, drawn: Floats) -> Floats:
    """Counts are turned into fractions; numbers that are all at most one are fractions already."""
    name = population if isinstance(population, str) else "population"
    sizes = _sizes(data, population, name)
    if not (sizes == sizes[first_row][stratum]).all():
        raise DesignError(name, "differs within a stratum", "give each stratum (of that stage) one population size")
    size = sizes[first_row]
    if (size <= 1).all():
        return size
    if (size < drawn).any():
        worst = int(np.argmax(drawn - size))
        wrong = f"population {size[worst]:g} is smaller than the {drawn[worst]:g} drawn (row {first_row[worst]})"
        raise DesignError(name, wrong, "count the population again, or leave out rows that do not belong to it")
    return drawn / size


def _sizes(data: pd.DataFrame, population: str | float, name: str) -> Floats:
    if not isinstance(population, str):
        sizes = np.full(len(data), float(population))
    elif not pd.api.types.is_numeric_dtype(column_of(data, population)):
        raise DesignError(name, "holds text where numbers are due", "read the column as numbers")
    else:
        sizes = data[population].to_numpy(dtype=np.float64)
    if not (sizes > 0).all():
        raise DesignError(name, "is missing, zero or negative in some rows", "give counts or fractions above zero")
    return sizes
