"""What a regression gives back: coefficients that print themselves, and all that tests and predictions ask of a fit."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.estimate import Estimate
from kapstats.families import Family
from kapstats.model import Model


@dataclass(frozen=True, repr=False)
class Coefficient:
    """One coefficient with its error, its t test against zero and its limits."""

    term: str
    estimate: float
    se: float
    t: float
    p_value: float
    low: float
    high: float

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name}={getattr(self, name):.6g}" for name in ("se", "t", "p_value", "low", "high"))
        return f"Coefficient({self.estimate:.6g}, {numbers})"


@dataclass(frozen=True, eq=False, repr=False)
class Regression:
    """A fitted regression."""

    coefficients: tuple[Coefficient, ...]
    covariance: Floats
    df: float
    """of t tests and limits: those of the design, plus one, less the number of coefficients"""
    dispersion: float
    deviance: float
    """in weights that are one on average in the domain, as is null_deviance, of the model without predictors"""
    null_deviance: float
    n: int
    missing: int
    """rows of the domain left out for want of a value"""
    level: float
    scale: float
    """what makes the weights one on average in the domain, rows that lack a value included"""
    family: Family
    information: Floats
    """inverse covariance of the coefficients if the model held in a simple random sample, its dispersion being one"""
    model: Model
    design: SurveyDesign
    """looking at the rows that have every value"""

    @property
    def table(self) -> pd.DataFrame:
        """One row a coefficient: term, estimate, se, t, p_value, low, high."""
        return pd.DataFrame([asdict(coefficient) for coefficient in self.coefficients])

    @property
    def formula(self) -> str:
        """As it was asked for."""
        return self.model.formula

    @property
    def estimates(self) -> Floats:
        """The coefficients as an array."""
        return np.array([coefficient.estimate for coefficient in self.coefficients])

    @property
    def rows(self) -> tuple[Estimate, ...]:
        """The coefficients as contrast() takes them."""
        return tuple(
            Estimate(
                (("term", one.term),), one.estimate, one.se, one.low, one.high, self.df, np.nan, self.n, self.missing,
                self.level,
            )
            for one in self.coefficients
        )  # fmt: skip

    def __getitem__(self, term: str) -> Coefficient:
        """The coefficient of that name."""
        for coefficient in self.coefficients:
            if coefficient.term == term:
                return coefficient
        raise KeyError(f"{term!r}: the coefficients are {', '.join(one.term for one in self.coefficients)}")

    def __iter__(self) -> Iterator[Coefficient]:
        return iter(self.coefficients)

    def __len__(self) -> int:
        return len(self.coefficients)

    def __repr__(self) -> str:
        table = self.table.to_string(index=False, float_format=lambda number: f"{number:.6g}")
        missing = f", {self.missing} left out for missing values" if self.missing else ""
        return (
            f"{self.family.name} ({self.family.link_name}): {self.formula}\n{table}\n"
            f"n = {self.n}{missing}, df = {self.df:g}, dispersion {self.dispersion:.6g}, deviance {self.deviance:.6g}"
        )
