"""From a formula and a design to the numbers of a regression: outcome, columns, known part, cells."""

from dataclasses import dataclass

import numpy as np
from patsy import DesignInfo

from kapstats.arrays import Floats
from kapstats.cells import Cells, cells
from kapstats.columns import columns, design_info, known_part, outcome, readable, without_empty_levels
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.formula import Formula, formula, written

Terms = tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, eq=False)
class Model:
    """What a formula makes of a design, cell by cell."""

    formula: str
    y: Floats
    levels: tuple[object, ...]
    """of a categorical outcome, whose codes y then holds; else empty"""
    x: Floats
    """shape (cells, coefficients)"""
    offset: Floats
    names: tuple[str, ...]
    """of the coefficients"""
    terms: Terms
    """each term with its coefficients"""
    cells: Cells
    n: int
    missing: int
    """rows of the domain that lack a value"""

    @property
    def outcome(self) -> str:
        """What the formula has before its ~."""
        return self.formula.split("~")[0].strip()


def model(design: SurveyDesign, text: str) -> Model:
    """The model that a formula describes, on the rows of the design's domain that have every value.

    Raises EstimationError for a formula that cannot be read, columns that are absent or no numbers, and where no row
    is left.
    """
    read = formula(text)
    table, complete = readable(design.data, read), design.counted
    for name in table.columns:
        complete = complete & table[name].notna().to_numpy()
    found, first = cells(table, complete, alike=read.row_by_row)
    if found.n == 0:
        raise EstimationError("formula", f"no row of the domain has every value of {text!r}", "leave out a column")
    seen = without_empty_levels(table if found.n == len(table) else table.iloc[first])
    information = design_info(read, seen)
    x, y, known = columns(read, information, seen), outcome(read, seen), known_part(read, seen)
    valid = ~(x.missing | y.missing | np.isnan(known))
    order, names, terms = in_order(read, information)
    values, answers = x.values if order == sorted(order) else x.values.T[order].T, y.values
    if not valid.all():
        found, values, answers, known = found.kept(valid), values[valid], answers[valid], known[valid]
    n = int(found.used().sum())
    missing = int(design.counted.sum()) - n
    return Model(text, answers, y.levels, values, known, names, terms, found, n, missing)


def in_order(read: Formula, information: DesignInfo) -> tuple[list[int], tuple[str, ...], Terms]:
    """Columns in the order of the formula, main effects first, and their names; patsy puts categories first.

    Coefficients are called stype[H] and stype[H]:meals, terms stype and stype:meals.
    """
    order: list[int] = []
    terms: list[tuple[str, tuple[int, ...]]] = []
    for term in sorted(read.terms, key=lambda term: len(term.factors)):
        span = information.term_slices[term]
        terms.append((written(term.name()), tuple(range(len(order), len(order) + span.stop - span.start))))
        order += range(span.start, span.stop)
    names = tuple(written(information.column_names[place]) for place in order)
    return order, names, tuple(terms)
