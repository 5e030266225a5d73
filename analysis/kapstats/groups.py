"""What an estimator looks at: columns of numbers, and the groups that it is asked for one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Codes, Floats, Truths
from kapstats.design import SurveyDesign
from kapstats.domains import Domains
from kapstats.errors import EstimationError
from kapstats.estimate import Label
from kapstats.items import Item, Items, Plain, item
from kapstats.stages import column_of

Columns = str | Sequence[str]


@dataclass(frozen=True, eq=False)
class Groups:
    """The domains of an estimate: one without ``by``, else one for each level or combination of levels."""

    labels: tuple[tuple[Label, ...], ...]
    split: Domains

    @property
    def domains(self) -> Truths:
        """One row a respondent, one column a group."""
        return self.split.truths


def listed(columns: Columns) -> tuple[str, ...]:
    """One name or several, as several."""
    return (columns,) if isinstance(columns, str) else tuple(columns)


def numbers(data: pd.DataFrame, columns: Columns) -> Floats:
    """Columns as numbers, missing values as NaN; refuses text, dates, categories and infinite values."""
    found = [_number(data, name) for name in listed(columns)]
    for name, column in zip(listed(columns), found, strict=True):
        _finite(name, column)
    return np.column_stack(found)


def items_of(design: SurveyDesign, columns: Columns) -> Items:
    """Columns as numbers() has them, not copied into one array but coded where that is possible."""
    return Items(tuple(_item(design, name) for name in listed(columns)))


def _item(design: SurveyDesign, name: str) -> Item:
    if name in design.coded:
        return design.coded[name]
    values = _number(design.data, name)
    found = item(values)
    if isinstance(found, Plain):
        _finite(name, values)
    else:
        design.coded[name] = found
    return found


def _number(data: pd.DataFrame, name: str) -> Floats:
    values = column_of(data, name)
    if not pd.api.types.is_numeric_dtype(values):
        remedy = "read it as numbers, or ask for shares() or counts() of its values"
        raise EstimationError(name, f"holds {values.dtype}, not numbers", remedy)
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _finite(name: str, values: Floats) -> None:
    if np.isinf(values).any():
        raise EstimationError(name, "holds infinite values", "correct them or make them missing")


def groups(design: SurveyDesign, by: Columns | None) -> Groups:
    """The design's own domain, or its split by columns; rows without a value in one of them are in no group."""
    counted = design.counted
    if not counted.any():
        raise EstimationError("domain", "no row is left in it", "loosen the condition given to where()")
    names = () if by is None else listed(by)
    codes = np.where(counted, 0, -1)
    labels: list[tuple[Label, ...]] = [()]
    for name in names:
        found, own = levels(design.data, name)
        if not found:
            raise EstimationError(name, "has no value", "leave it out of by=")
        codes = np.where((codes < 0) | (own < 0), -1, codes * len(found) + own)
        labels = [(*label, (name, level)) for label in labels for level in found]
    split = Domains(codes, len(labels))
    return Groups(tuple(labels), split) if len(names) < 2 else _occurring(labels, split)


def _occurring(labels: list[tuple[Label, ...]], split: Domains) -> Groups:
    """The combinations of levels that have a row."""
    occurs = np.bincount(split.codes + 1, minlength=split.n + 1)[1:] > 0
    places = np.append(np.cumsum(occurs) - 1, -1)
    kept = tuple(label for label, there in zip(labels, occurs, strict=True) if there)
    return Groups(kept, Domains(places[split.codes], len(kept)))


def levels(data: pd.DataFrame, name: str) -> tuple[list[object], Codes]:
    """The values a column may take, in order, and the code of each row's value (-1 where it has none)."""
    values = column_of(data, name)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return list(values.cat.categories), values.cat.codes.to_numpy().astype(np.intp)
    codes, found = pd.factorize(values, sort=True)
    return list(found.tolist()), codes.astype(np.intp)
