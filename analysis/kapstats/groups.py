"""What an estimator looks at: columns of numbers, and the groups that it is asked for one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats, Truths
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Label
from kapstats.stages import column_of

Columns = str | Sequence[str]


@dataclass(frozen=True, eq=False)
class Groups:
    """The domains of an estimate: one without ``by``, else one for each level or combination of levels."""

    labels: tuple[tuple[Label, ...], ...]
    domains: Truths
    """one row a respondent, one column a group"""


def listed(columns: Columns) -> tuple[str, ...]:
    """One name or several, as several."""
    return (columns,) if isinstance(columns, str) else tuple(columns)


def numbers(data: pd.DataFrame, columns: Columns) -> Floats:
    """Columns as numbers, missing values as NaN; refuses text, dates and categories."""
    return np.column_stack([_number(data, name) for name in listed(columns)])


def _number(data: pd.DataFrame, name: str) -> Floats:
    values = column_of(data, name)
    if not pd.api.types.is_numeric_dtype(values):
        remedy = "read it as numbers, or ask for shares() or counts() of its values"
        raise EstimationError(name, f"holds {values.dtype}, not numbers", remedy)
    read = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    if np.isinf(read).any():
        raise EstimationError(name, "holds infinite values", "correct them or make them missing")
    return read


def groups(design: SurveyDesign, by: Columns | None) -> Groups:
    """The design's own domain, or its split by columns; rows without a value in one of them are in no group."""
    counted = design.counted
    if not counted.any():
        raise EstimationError("domain", "no row is left in it", "loosen the condition given to where()")
    if by is None:
        return Groups(((),), counted[:, None])
    columns = [levels(design.data, name) for name in listed(by)]
    labels: list[tuple[Label, ...]] = [()]
    domains: list[Truths] = [counted]
    for name, (found, codes) in zip(listed(by), columns, strict=True):
        labels = [(*label, (name, level)) for label in labels for level in found]
        domains = [domain & (codes == code) for domain in domains for code in range(len(found))]
    kept = [i for i, domain in enumerate(domains) if domain.any() or len(columns) == 1]
    return Groups(tuple(labels[i] for i in kept), np.column_stack([domains[i] for i in kept]))


def levels(data: pd.DataFrame, name: str) -> tuple[list[object], Codes]:
    """The values a column may take, in order, and the code of each row's value (-1 where it has none)."""
    values = column_of(data, name)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return list(values.cat.categories), values.cat.codes.to_numpy().astype(np.intp)
    codes, found = pd.factorize(values, sort=True)
    return list(found.tolist()), codes.astype(np.intp)
