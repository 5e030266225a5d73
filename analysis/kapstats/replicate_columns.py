"""Replicate weights that came with the data, as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from kapstats.arrays import Floats, frozen
from kapstats.errors import DesignError
from kapstats.replicate import Kind, Replicates
from kapstats.stages import column_of


@dataclass(frozen=True, eq=False)
class ReplicateWeights:
    """Replicate weights that came with the data, and what makes a variance of them.

    columns   one column a replicate.
    kind      which scales they need where ``scale`` and ``rscales`` are not given: JK1 (R - 1) / R; BRR 1 / R;
              Fay 1 / (R (1 - rho)^2); bootstrap 1 / (R - 1); ACS and successive-difference 4 / R; JK2 one. JKn and
              other replicates come with scales of their own: give both.
    combined  the columns are weights; otherwise factors of the full-sample weight.
    mse       deviations are taken from the full-sample estimate, not from the mean of the replicates.
    rho       Fay's factor.
    Source: Wolter 2007, "Introduction to Variance Estimation", ch. 3-5.
    R: svrepdesign(repweights=, type=, scale=, rscales=, combined.weights=, mse=, rho=)
    """

    columns: Sequence[str]
    kind: Kind
    scale: float | None = None
    rscales: Sequence[float] | None = None
    combined: bool = True
    mse: bool = False
    rho: float = 0.0


def replicates_of(data: pd.DataFrame, told: ReplicateWeights, weights: Floats) -> Replicates:
    """The replicates that a table brings.

    Raises DesignError for columns that hold no weights, for scales that are missing or do not fit.
    """
    columns = [_numbers(data, name) for name in told.columns]
    if len(columns) < 2:
        raise DesignError("replicates", f"{len(columns)} columns", "give at least two columns of replicate weights")
    if told.kind not in get_args(Kind):
        raise DesignError("replicates", f"{told.kind!r} is no kind", f"choose one of {', '.join(get_args(Kind))}")
    factors = np.column_stack(columns)
    base = np.ones(len(data)) if told.combined else weights
    rscales = _rscales(told, factors.shape[1])
    unit = np.arange(len(data), dtype=np.intp)
    return Replicates(told.kind, frozen(base), unit, frozen(factors), _scale(told), frozen(rscales), told.mse)


def _numbers(data: pd.DataFrame, name: str) -> Floats:
    values = column_of(data, name)
    if not pd.api.types.is_numeric_dtype(values):
        raise DesignError(name, "holds no numbers", "give columns of replicate weights")
    numbers = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    if not np.isfinite(numbers).all():
        row = int(np.flatnonzero(~np.isfinite(numbers))[0])
        raise DesignError(
            name, f"has a missing or infinite weight (row {row})", "give every row a weight, zero if none"
        )
    return numbers


def _rscales(told: ReplicateWeights, n: int) -> Floats:
    if told.rscales is None:
        if told.kind in ("JKn", "other"):
            raise DesignError("replicates", f"{told.kind} has no scales of its own", "give scale= and rscales=")
        return np.ones(n)
    if len(told.rscales) != n:
        raise DesignError(
            "replicates", f"{len(told.rscales)} rscales for {n} replicates", "give one for each replicate"
        )
    return np.asarray(told.rscales, dtype=np.float64)


def _scale(told: ReplicateWeights) -> float:
    n = len(told.columns)
    if told.scale is not None:
        return float(told.scale)
    match told.kind:
        case "JK1":
            return (n - 1) / n
        case "BRR":
            return 1 / n
        case "Fay":
            return float(1 / (n * (1 - told.rho) ** 2))
        case "bootstrap":
            return 1 / (n - 1)
        case "ACS" | "successive-difference":
            return 4 / n
        case _:
            return 1.0
