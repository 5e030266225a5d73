"""What the expressions of a formula make of a table: columns of numbers, an outcome, a known part."""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import pandas as pd
from patsy import DesignInfo, EvalFactor, NAAction, PatsyError, build_design_matrices, design_matrix_builders

from kapstats.arrays import Floats, Truths
from kapstats.errors import EstimationError
from kapstats.formula import ENVIRONMENT, OUTCOME, Formula

BLOCK = 100_000
"""rows that become columns at a time, so that what is needed in between stays small"""
Data = dict[str, object]


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns that terms make of a table; the marked rows lack a value."""

    values: Floats
    missing: Truths


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome as numbers, or as codes with the levels that they stand for."""

    values: Floats
    levels: tuple[object, ...]
    missing: Truths


class _Marked(NAAction):  # type: ignore[misc]  # patsy has no types
    """Notes which rows lack a value, and keeps them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Truths] = []

    def handle_NA(self, values: list[Floats], is_NAs: list[Truths], origins: object) -> list[Floats]:
        self.rows = is_NAs
        return values


def readable(table: pd.DataFrame, read: Formula) -> pd.DataFrame:
    """The columns that a formula looks at, text and what stands in C() as categories.

    Raises EstimationError for absent columns and for dates.
    """
    names = read.columns([str(name) for name in table.columns])
    categories = read.categories()
    columns = {name: _readable(table[name], name, name in categories) for name in names}
    return pd.DataFrame(columns, index=table.index, copy=False)


def without_empty_levels(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, its categories being those that occur."""
    named = [name for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.assign(**{name: table[name].cat.remove_unused_categories() for name in named})


def design_info(read: Formula, table: pd.DataFrame) -> DesignInfo:
    """How the formula's terms become columns, with the levels that its categories have in this table."""
    terms = [list(read.terms)]
    try:
        with np.errstate(all="ignore"):
            found = design_matrix_builders(terms, lambda: map(itemgetter(0), _blocks(table)), ENVIRONMENT, _Marked())
    except PatsyError as error:
        raise _unreadable(read, error) from error
    return found[0]


def columns(read: Formula, information: DesignInfo, table: pd.DataFrame) -> Columns:
    """The columns of a table's rows.

    Raises EstimationError for infinite values, and for categories that the model does not know.
    """
    # Each column in one piece, as fits are fastest.
    values = np.empty((len(information.column_names), len(table))).T
    plain = _as_they_stand(information, table)
    missing = _built(read, information, table, values) if plain is None else np.zeros(len(table), dtype=np.bool_)
    for place, numbers in enumerate(plain or ()):
        values[:, place] = numbers
    # A sum tells of missing and infinite values in a fraction of the time that it takes to look at each.
    odd = [place for place, column in enumerate(values.T) if not np.isfinite(column.sum())]
    _finite(values[:, odd], tuple(information.column_names[place] for place in odd))
    return Columns(values, missing | np.isnan(values[:, odd]).any(axis=1))


def outcome(read: Formula, table: pd.DataFrame) -> Outcome:
    """What the formula has before its ~.

    Raises EstimationError for text and for infinite values.
    """
    name = read.answer
    values = pd.Series(_evaluated(read.outcome, table))
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy()
        return Outcome(codes.astype(np.float64), tuple(values.cat.categories), codes < 0)
    if not pd.api.types.is_numeric_dtype(values):
        raise EstimationError(name, f"holds {values.dtype}, not numbers", "recode it, as in I(answer == 'yes') ~ age")
    numbers = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    _finite(numbers[:, None], (name,))
    return Outcome(numbers, (), np.isnan(numbers))


def known_part(read: Formula, table: pd.DataFrame) -> Floats:
    """The sum of the offsets, zero without any."""
    total = np.zeros(len(table))
    for factor in read.offsets:
        total = total + np.asarray(_evaluated(factor, table), dtype=np.float64)
        _finite(total[:, None], (str(factor.code),))
    return total


def _as_they_stand(information: DesignInfo, table: pd.DataFrame) -> list[Floats | float] | None:
    """The columns where each is the intercept or numbers as they stand in the table; else nothing."""
    found: list[Floats | float] = []
    for term in information.terms:
        kinds = [information.factor_infos[factor].type for factor in term.factors]
        column = _numbers(table, term.factors[0].name()) if kinds == ["numerical"] else None
        if kinds and column is None:
            return None
        found.append(1.0 if column is None else column)
    return found


def _numbers(table: pd.DataFrame, name: str) -> Floats | None:
    """The column of that name if it holds numbers; nothing for an expression."""
    if not name.isidentifier() or name not in table.columns:
        return None
    values = _plain(table[name])
    return values if isinstance(values, np.ndarray) and values.dtype == np.float64 else None


def _built(read: Formula, information: DesignInfo, table: pd.DataFrame, values: Floats) -> Truths:
    """Fills in the columns as patsy makes them, and marks the rows that lack a value."""
    missing = np.zeros(len(table), dtype=np.bool_)
    start = 0
    for data, rows in _blocks(table):
        marked, end = _Marked(), start + rows
        try:
            with np.errstate(all="ignore"):
                values[start:end] = build_design_matrices([information], data, NA_action=marked)[0]
        except PatsyError as error:
            raise _unreadable(read, error) from error
        for marks in marked.rows:
            missing[start:end] |= marks
        start = end
    return missing


def _readable(values: pd.Series, name: str, category: bool) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        raise EstimationError(name, "holds dates", "turn them into numbers first, such as days since the first")
    if isinstance(values.dtype, pd.CategoricalDtype) or values.dtype == np.bool_:
        return values
    if category or not pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return pd.Series(_categories(values), index=values.index, copy=False)
    return values


def _categories(values: pd.Series) -> pd.Categorical:
    """Values as categories in their order; codes that became floats for the sake of missing ones are whole again."""
    codes, found = pd.factorize(values, sort=True)
    if pd.api.types.is_float_dtype(found) and bool((found % 1 == 0).all()):
        found = found.astype(np.int64)
    return pd.Categorical.from_codes(codes, pd.Index(found.tolist()))


def _evaluated(factor: EvalFactor, table: pd.DataFrame) -> object:
    """The value of an expression in each row."""
    state: dict[str, object] = {}
    try:
        for one_pass in range(factor.memorize_passes_needed(state, OUTCOME)):
            factor.memorize_chunk(state, one_pass, table)
            factor.memorize_finish(state, one_pass)
        with np.errstate(all="ignore"):
            return factor.eval(state, {name: table[name] for name in table.columns})
    except PatsyError as error:
        raise EstimationError(str(factor.code), _first_line(error), "look at the column's values") from error


def _blocks(table: pd.DataFrame) -> Iterator[tuple[Data, int]]:
    """The table block by block, its numbers as floats, with the number of rows of each."""
    for start in range(0, max(len(table), 1), BLOCK):
        block = table.iloc[start : start + BLOCK]
        yield {str(name): _plain(block[name]) for name in block.columns}, len(block)


def _plain(values: pd.Series) -> object:
    if isinstance(values.dtype, pd.CategoricalDtype):
        return values.array
    return values.to_numpy() if values.dtype == np.bool_ else values.to_numpy(dtype=np.float64, na_value=np.nan)


def _finite(values: Floats, names: tuple[str, ...]) -> None:
    infinite = np.isinf(values).any(axis=0)
    if infinite.any():
        name = names[int(np.flatnonzero(infinite)[0])]
        raise EstimationError(name, "is infinite in some rows", "correct them, or make them missing")


def _unreadable(read: Formula, error: PatsyError) -> EstimationError:
    return EstimationError("formula", f"{read.text!r}: {_first_line(error)}", "look at the columns it names")


def _first_line(error: PatsyError) -> str:
    return str(error).splitlines()[0]
