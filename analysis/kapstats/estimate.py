"""What an estimator gives back: frozen numbers that print themselves and fit into a table."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from kapstats.arrays import Floats

Label = tuple[str, object]


@dataclass(frozen=True, repr=False)
class Estimate:
    """One number with its error: ``n`` rows stand behind it, ``missing`` more had no value."""

    labels: tuple[Label, ...]
    """what it is of: group columns and their levels, ("variable", name), ("value", level of the variable)"""
    estimate: float
    se: float
    low: float
    high: float
    df: float
    deff: float
    n: int
    missing: int
    level: float

    def round(self, digits: int) -> "Estimate":
        """The same, rounded for reading."""
        names = ("estimate", "se", "low", "high", "deff")
        return replace(self, **{name: round(getattr(self, name), digits) for name in names})

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name}={getattr(self, name):.6g}" for name in ("se", "low", "high", "df"))
        return f"Estimate({self.estimate:.6g}, {numbers})"


@dataclass(frozen=True, eq=False, repr=False)
class Estimates:
    """Estimates of one call, in order, with their covariance."""

    rows: tuple[Estimate, ...]
    covariance: Floats

    @property
    def table(self) -> pd.DataFrame:
        """One row an estimate: its labels, then estimate, se, low, high, df, deff, n, missing, level."""
        names = [field.name for field in fields(Estimate) if field.name != "labels"]
        records = [dict(row.labels) | {name: getattr(row, name) for name in names} for row in self.rows]
        return pd.DataFrame.from_records(records)

    def __getitem__(self, wanted: object) -> Estimate:
        """The one estimate that carries every label asked for: ``["api00"]``, ``["E", "api00"]``."""
        parts = wanted if isinstance(wanted, tuple) else (wanted,)
        asked = Counter(parts)
        found = [row for row in self.rows if asked <= Counter(value for _, value in row.labels)]
        if len(found) != 1:
            have = "; ".join(", ".join(f"{name}={value}" for name, value in row.labels) for row in self.rows)
            raise KeyError(f"{wanted!r} fits {len(found)} estimates; there are: {have}")
        return found[0]

    def __iter__(self) -> Iterator[Estimate]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        table = self.table.drop(columns=["level", *(["deff"] if np.isnan(self.table["deff"]).all() else [])])
        return str(table.to_string(index=False, float_format=lambda number: f"{number:.6g}"))
