"""What a regression expects of people whose answers are given."""

from typing import Literal, get_args

import numpy as np
import pandas as pd

from kapstats.arrays import Floats, frozen
from kapstats.cells import cells
from kapstats.columns import columns, design_info, known_part, readable, without_empty_levels
from kapstats.errors import EstimationError
from kapstats.estimate import Estimate, Estimates
from kapstats.formula import Formula, formula
from kapstats.intervals import mean_limits
from kapstats.model import in_order
from kapstats.regression import Regression

Scale = Literal["response", "link"]


def predict(
    regression: Regression,
    people: pd.DataFrame,
    *,
    scale: Scale = "response",
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """Expected outcome of each row of a table, with the standard error that the coefficients leave in it.

    people  a table that has the columns which the formula looks at, offsets included; not the outcome.
    scale   "response" in the unit of the outcome (a probability for a logistic regression), "link" of the linear
            predictor.
    df      of the t interval, instead of those of the regression; inf for a normal one.
    Returns one estimate a row, labelled ("row", its index), with the covariance between rows; NaN where a value is
    missing; n and missing are those of the regression.
    Raises EstimationError for absent columns and for categories that the regression has not seen.
    Source: delta method; Särndal, Swensson & Wretman 1992, section 5.5.
    R: predict(fit, newdata, type = "response", vcov = TRUE)

    >>> from kapstats import regress
    >>> from kapstats.examples import clinics
    >>> fit = regress(clinics(), "births ~ nurses")
    >>> predict(fit, pd.DataFrame({"nurses": [2, 8]}))
     row  estimate      se     low    high  df  n  missing
       0   15.7609 2.68394 8.86164 22.6602   5  8        1
       1   87.6037 1.81456 82.9392 92.2682   5  8        1
    """
    if scale not in get_args(Scale):
        raise EstimationError("scale", f"{scale!r} is no scale", f"choose one of {', '.join(get_args(Scale))}")
    x, eta = linear_predictor(regression, people)
    link = regression.family.link
    values, slope = (eta, np.ones_like(eta)) if scale == "link" else link.mean(eta)
    gradient = x * slope[:, None]
    covariance = gradient @ regression.covariance @ gradient.T
    return _labelled(regression, people, values, covariance, regression.df if df is None else float(df), level)


def linear_predictor(regression: Regression, people: pd.DataFrame) -> tuple[Floats, Floats]:
    """Columns and linear predictor of the table's rows, NaN where a value is missing."""
    read = formula(regression.formula).without_outcome()
    seen = _seen(regression, read)
    information = design_info(read, seen)
    table = readable(people, read)
    for name in table.columns:
        if isinstance(seen[name].dtype, pd.CategoricalDtype):
            table[name] = _coded(table[name], seen[name].cat.categories, name)
    found = columns(read, information, table)
    order, _, _ = in_order(read, information)
    x = np.where(found.missing[:, None], np.nan, found.values[:, order])
    return x, x @ regression.estimates + known_part(read, table)


def _seen(regression: Regression, read: Formula) -> pd.DataFrame:
    """The rows that the regression was fitted to, or one of each kind: its categories and spline knots hang on them."""
    design = regression.design
    table = readable(design.data, read)
    _, first = cells(table, design.counted, alike=read.row_by_row)
    return without_empty_levels(table.iloc[first])


def _coded(values: pd.Series, known: pd.Index, name: str) -> pd.Series:
    unknown = values[values.notna() & ~values.isin(known)]
    if len(unknown):
        wrong = f"has {unknown.iloc[0]!r}, which the regression has not seen"
        raise EstimationError(name, wrong, f"it has seen: {', '.join(map(str, known))}")
    return values.astype(pd.CategoricalDtype(known))


def _labelled(
    regression: Regression, people: pd.DataFrame, values: Floats, covariance: Floats, df: float, level: float
) -> Estimates:
    se = np.sqrt(np.diag(covariance))
    low, high = mean_limits(values, se, np.full(len(se), df), level)
    numbers = zip(people.index, values, se, low, high, strict=True)
    rows = tuple(
        Estimate(
            labels=(("row", row),),
            estimate=float(value),
            se=float(error),
            low=float(lower),
            high=float(upper),
            df=df,
            deff=np.nan,
            n=regression.n,
            missing=regression.missing,
            level=level,
        )
        for row, value, error, lower, upper in numbers
    )
    return Estimates(rows, frozen(covariance))
