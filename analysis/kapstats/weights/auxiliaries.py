"""The columns that weights are calibrated on, with their known totals."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import patsy

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError, EstimationError
from kapstats.groups import numbers
from kapstats.weights.known import Sizes, cells_of, number, same_sum, sizes_of

Totals = Mapping[str, float | Sizes]
INTERCEPT = "(Intercept)"
COLLINEAR = 1e-9
"""share of a column's length that must be its own, not explained by the columns before it"""


@dataclass(frozen=True, eq=False)
class Auxiliaries:
    """Columns by name, with their totals in the population; rows of weight zero are zero."""

    names: tuple[str, ...]
    columns: Floats
    """shape (rows, columns)"""
    totals: Floats


def auxiliaries(design: SurveyDesign, terms: str | Sequence[str], totals: Totals) -> Auxiliaries:
    """The columns of a formula or a list of columns, and what is known of each.

    Raises DesignError for a total that is missing, not a number or of nothing, and for margins that contradict one
    another; EstimationError for columns that are missing, constant, collinear, or text where numbers are due.
    """
    used = design.weights > 0
    names, found = _formula(design, terms) if isinstance(terms, str) else _listed(design, terms, totals)
    columns = np.zeros((len(used), len(names)))
    columns[used] = found
    _independent(names, columns * np.sqrt(design.weights)[:, None])
    known = _known(design, totals)
    missing = [name for name in names if name not in known]
    if missing:
        remedy = f"give a total of each of: {', '.join(names)}; or for a column of groups {{group: size}}"
        raise DesignError(", ".join(missing), "no total is known", remedy)
    _all_used(design, terms, totals, names)
    return Auxiliaries(tuple(names), columns, np.array([known[name] for name in names]))


def _formula(design: SurveyDesign, formula: str) -> tuple[list[str], Floats]:
    """Columns named as R names them: "(Intercept)", "stypeH", "api99"."""
    used = design.data.loc[design.weights > 0]
    words = [name for name in map(str, used.columns) if name in formula and pd.api.types.is_string_dtype(used[name])]
    # patsy looks at words one by one, but takes categories as they are.
    used = used.astype(dict.fromkeys(words, "category"))
    try:
        matrix = patsy.dmatrix(formula, used, patsy.EvalEnvironment([{"np": np}]), patsy.NAAction(on_NA="raise"))
    except patsy.PatsyError as error:
        where = "" if error.origin is None else error.origin.relevant_code()
        wrong = str(error.message).replace("\n", " ")
        raise EstimationError(
            where if where.isidentifier() else formula, wrong, "correct the formula, or fill in what is missing"
        ) from error
    names = [re.sub(r"\[(T\.)?([^\]]*)\]", r"\2", name) for name in matrix.design_info.column_names]
    return [INTERCEPT if name == "Intercept" else name for name in names], np.asarray(matrix, dtype=np.float64)


def _listed(design: SurveyDesign, columns: Sequence[str], totals: Totals) -> tuple[list[str], Floats]:
    """Columns with sizes of groups become indicators, the first group left out where others already count all."""
    used = design.weights > 0
    names, blocks = ([INTERCEPT], [np.ones((used.sum(), 1))]) if INTERCEPT in totals else ([], [])
    whole = bool(names)
    for column in columns:
        if isinstance(totals.get(column), Mapping):
            cells = cells_of(design, [column])
            groups, codes = cells.groups[0], cells.groups[0].of_cell[cells.of_row[used]]
            first = int(whole)
            names += [f"{column}{level}" for level in groups.levels[first:]]
            blocks.append(np.asarray(codes[:, None] == np.arange(first, len(groups.levels)), dtype=float))
            whole = True
        else:
            names.append(column)
            blocks.append(_complete(column, numbers(design.data, column)[used]))
    return names, np.hstack(blocks)


def _complete(column: str, values: Floats) -> Floats:
    n = int(np.isnan(values).sum())
    if n:
        raise EstimationError(column, f"{n} rows have no value", "fill them in; a known total counts everybody")
    return values


def _known(design: SurveyDesign, totals: Totals) -> dict[str, float]:
    """The total of each column that can be had from what was told."""
    margins: dict[str, Sizes] = {name: told for name, told in totals.items() if isinstance(told, Mapping)}
    known = {name: number(name, told) for name, told in totals.items() if not isinstance(told, Mapping)}
    for column, sizes in margins.items():
        groups = cells_of(design, [column]).groups[0]
        for level, size in zip(groups.levels, sizes_of(groups, sizes), strict=True):
            known |= {f"{column}{level}": float(size), f"C({column}){level}": float(size)}
    if margins:
        population: dict[str, Sizes] = {INTERCEPT: {"all": known[INTERCEPT]}} if INTERCEPT in known else {}
        same_sum(margins | population)
        known.setdefault(INTERCEPT, float(sum(next(iter(margins.values())).values())))
    return known


def _all_used(design: SurveyDesign, terms: str | Sequence[str], totals: Totals, names: list[str]) -> None:
    for name, told in totals.items():
        at_hand = terms if isinstance(terms, str) else [*terms, INTERCEPT]
        if (name not in at_hand) if isinstance(told, Mapping) else (name not in names):
            remedy = f"leave it out, or name it as the columns are named: {', '.join(names)}"
            raise DesignError(name, "a total is given for what is not calibrated on", remedy)


def _independent(names: list[str], weighted: Floats) -> None:
    """Refuses columns that say nothing that those before them do not say."""
    lengths = np.sqrt((weighted**2).sum(axis=0))
    own = np.abs(np.diag(np.linalg.qr(weighted, mode="r")))
    for name, length, left in zip(names, lengths, own, strict=True):
        if length == 0:
            raise EstimationError(name, "is zero for every row", "leave it out")
        if left <= COLLINEAR * length:
            wrong = "is constant, or follows from the columns before it"
            raise EstimationError(name, wrong, "leave it out; its total is known from theirs")
