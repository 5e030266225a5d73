"""Formulas as R and statsmodels write them: which columns they look at and what they make of them.

They are patsy's, the language that statsmodels speaks: + : * / ** - for terms, C() for categories, I() for arithmetic,
Q("odd name") for a column whose name is no word. From R come factor() for C(), offset() and the backtick, and ^ for a
power. Categories are coded against their first level. A formula may use the functions listed here, numpy's as np.name,
and patsy's own (center, standardize, bs, cr, ...).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from patsy import EvalEnvironment, EvalFactor, ModelDesc, PatsyError, Term, builtins

from kapstats.errors import EstimationError


def as_it_is(values: object) -> object:
    """The values themselves, as of offset(), a known part of the linear predictor."""
    return values


def category(values: object, contrast: object = None, levels: object = None) -> object:
    """Values as categories; patsy's C(), but for categories that need no other coding, which it reads one by one."""
    plain = isinstance(values, pd.Categorical) and contrast is None and levels is None
    return values if plain else builtins.C(values, contrast, levels)


ROW_BY_ROW = {
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "offset": as_it_is,
    "factor": category,
    "C": category,
    "I": builtins.I,
    "Q": builtins.Q,
}
"""Functions whose value in a row hangs on that row alone; C() and factor() also look at which levels there are."""
ENVIRONMENT = EvalEnvironment([{**ROW_BY_ROW, "np": np}])
OUTCOME = EvalEnvironment([{**ROW_BY_ROW, "np": np, "C": as_it_is, "factor": as_it_is}])
"""An outcome's categories need no coding; what stands in factor() is read as categories already."""


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula taken apart."""

    text: str
    outcome: EvalFactor | None
    terms: tuple[Term, ...]
    offsets: tuple[EvalFactor, ...]

    @property
    def answer(self) -> str:
        """The outcome as it is written."""
        return "" if self.outcome is None else str(self.outcome.code)

    @property
    def factors(self) -> list[EvalFactor]:
        """Every expression in it, the outcome first."""
        outcome = [] if self.outcome is None else [self.outcome]
        return [*outcome, *(factor for term in self.terms for factor in term.factors), *self.offsets]

    def without_outcome(self) -> "Formula":
        """What stands after its ~."""
        return replace(self, outcome=None)

    @property
    def row_by_row(self) -> bool:
        """Equal rows give equal values: no expression looks at other rows."""
        return all(
            _row_by_row(call) for factor in self.factors for call in _nodes(factor) if isinstance(call, ast.Call)
        )

    def columns(self, known: list[str]) -> list[str]:
        """The columns it looks at, of those that a table has."""
        names = [name for factor in self.factors for name in _names(factor)]
        unknown = [name for name in names if name not in known and not _is_function(name)]
        if unknown:
            raise EstimationError(unknown[0], "no such column", f"the data have: {', '.join(known)}")
        return [name for name in dict.fromkeys(names) if name in known]

    def categories(self) -> set[str]:
        """Columns that stand only in C() or factor(), so that they may be read as categories at once."""
        inside = [name for factor in self.factors for name in _in_brackets(factor)]
        everywhere = [name for factor in self.factors for name in _names(factor)]
        return {name for name in inside if inside.count(name) == everywhere.count(name)}


def formula(text: str) -> Formula:
    """A formula from its text.

    Raises EstimationError for one that cannot be read, or that has not one outcome.
    """
    described = _described(text)
    outcomes = [factor for term in described.lhs_termlist for factor in term.factors]
    if len(outcomes) != 1 or len(described.lhs_termlist) != 1:
        raise EstimationError("formula", f"{text!r} has {len(outcomes)} outcomes", "put one before the ~")
    terms = tuple(term for term in described.rhs_termlist if not _is_offset(term))
    offsets = tuple(term.factors[0] for term in described.rhs_termlist if _is_offset(term))
    return Formula(text, outcomes[0], terms, offsets)


def one_sided(text: str) -> tuple[Term, ...]:
    """The terms of a formula without outcome and intercept: "stype:meals", "a + b"; a leading ~ may stand or not."""
    described = _described(f"~ 0 + {text.strip().removeprefix('~')}")
    return tuple(described.rhs_termlist)


def written(name: object) -> str:
    """The name of a term or a coefficient as people write it: roof for Q('roof'), stype[H] for stype[T.H]."""
    return re.sub(r"Q\('([^']*)'\)", r"\1", str(name)).replace("[T.", "[")


def _described(text: str) -> ModelDesc:
    try:
        return ModelDesc.from_formula(re.sub(r"`([^`]+)`", r"Q('\1')", text).replace("^", "**"))
    except (PatsyError, SyntaxError) as error:
        wrong = str(error).splitlines()[0]
        raise EstimationError("formula", f"{text!r} cannot be read ({wrong})", "write it as in y ~ a + b") from error


def _is_offset(term: Term) -> bool:
    return len(term.factors) == 1 and str(term.factors[0].code).startswith("offset(")


def _nodes(factor: EvalFactor) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(factor.code, mode="eval"))


def _names(factor: EvalFactor) -> list[str]:
    """Names in an expression that may be columns, each as often as it stands there."""
    names = [node.id for node in _nodes(factor) if isinstance(node, ast.Name)]
    quoted = [argument.value for argument in _arguments(factor, ("Q",)) if isinstance(argument, ast.Constant)]
    return names + [str(name) for name in quoted]


def _in_brackets(factor: EvalFactor) -> list[str]:
    return [argument.id for argument in _arguments(factor, ("C", "factor")) if isinstance(argument, ast.Name)]


def _arguments(factor: EvalFactor, names: tuple[str, ...]) -> list[ast.expr]:
    """First arguments of the calls of these functions."""
    calls = [node for node in _nodes(factor) if isinstance(node, ast.Call) and node.args]
    return [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def _is_function(name: str) -> bool:
    return name in ENVIRONMENT.namespace or name in dir(builtins) or name in ("True", "False", "np")


def _row_by_row(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name):
            return name in ROW_BY_ROW or name == "Treatment"
        case ast.Attribute(value=ast.Name(id="np"), attr=name):
            return isinstance(getattr(np, name, None), np.ufunc)
        case _:
            return False
