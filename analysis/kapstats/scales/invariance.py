"""Does a scale measure the same in every language? Only then may its means be compared, and groups be ranked."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from kapstats.design import SurveyDesign
from kapstats.distributions import chi2_tail
from kapstats.errors import EstimationError
from kapstats.scales.factor_fit import FactorFit, fit_of, robust
from kapstats.scales.factor_layout import Equal
from kapstats.scales.factor_model import Asked, Factors, fitted, people, prepared, proper, varied
from kapstats.scales.untestable import Untestable

Step = Literal["configural", "metric", "scalar", "strict"]
STEPS: tuple[tuple[Step, Equal], ...] = (
    ("configural", "nothing"),
    ("metric", "loadings"),
    ("scalar", "intercepts"),
    ("strict", "residuals"),
)
LEAST = 100
"""people of each group; fewer often leave factor models without a proper solution (Boomsma 1985, Psychometrika 50: 229)
"""
DROP = 0.01
"""of CFI, beyond which what is held equal is not (Cheung & Rensvold 2002, Struct Equ Modeling 9: 233-255)"""
FITS = 0.90
"""CFI from which a model holds without anything being equal (Bentler & Bonett 1980, Psychol Bull 88: 588-606)"""
ROUNDING = 1e-9


@dataclass(frozen=True)
class InvarianceStep:
    """One model, held against the one before it, which shares less."""

    step: Step
    fit: FactorFit
    proper: bool
    chisq_difference: float
    """NaN for the first"""
    df_difference: float
    p_difference: float
    p_scaled: float
    """of the difference over its own correction, for the design and items that are not normal (Satorra 2000)"""
    cfi_change: float
    holds: bool
    """and all before it do"""


@dataclass(frozen=True, repr=False)
class Invariance:
    """How far a scale is the same in every group."""

    verdict: str
    """the last step that holds: "configural", "metric", "scalar", "strict"; "none"; "not testable" """
    reason: Untestable | None
    steps: tuple[InvarianceStep, ...]
    """none where it is not testable"""
    groups: tuple[object, ...]
    n: tuple[int, ...]
    """people in each group"""

    @property
    def comparable(self) -> bool:
        """Means of the groups may be compared."""
        return self.verdict in ("scalar", "strict")

    @property
    def table(self) -> pd.DataFrame:
        """One row a step: the fit, then its difference from the step before."""
        return pd.DataFrame.from_records(
            [{"step": one.step, **vars(one.fit), **_without(vars(one), "step", "fit")} for one in self.steps]
        )

    def __getitem__(self, step: str) -> InvarianceStep:
        """The step of that name."""
        for one in self.steps:
            if one.step == step:
                return one
        raise KeyError(f"{step!r}: the steps are {', '.join(one.step for one in self.steps)}")

    def __repr__(self) -> str:
        told = self.verdict if self.reason is None else f"{self.verdict}: {self.reason}"
        if not self.steps:
            return told
        columns = ["step", "chisq", "df", "cfi", "rmsea", "chisq_difference", "p_difference", "p_scaled", "cfi_change"]
        table = self.table[columns].to_string(index=False, float_format=lambda number: f"{number:.6g}")
        return f"{table}\n{told}"


def invariance(
    design: SurveyDesign, factors: Factors, by: str, *, least: int = LEAST, drop: float = DROP, fits: float = FITS
) -> Invariance:
    """Whether a scale measures the same in every group, by four factor models that share more and more.

    Configural: the same items belong to the same factors. Metric: and load alike. Scalar: and have the same intercepts,
    so that means may be compared. Strict: and have the same residual variances.
    factors  as for factor_model().
    by       column of groups, such as languages.
    least    people that each group needs.
    drop     of CFI that a step may cost; ``fits`` is the CFI that the first needs. A step holds where those before hold
             too. Differences of chi-square are given beside, as if people had been drawn alike and alone, and by the
             design; they find ever smaller differences in larger samples. Chen 2007 (Struct Equ Modeling 14: 464-504)
             asks for drop=0.005 in small groups of unequal size.
    A step whose best model has a variance below zero does not hold. "not testable" with its reason, and no numbers,
    where a group is too small, an item constant in it, or where the first model has no proper solution.
    Raises EstimationError for fewer than three items, for text, and for a column without groups.
    Source: Meredith 1993, Psychometrika 58: 525-543; Cheung & Rensvold 2002, Struct Equ Modeling 9: 233-255.
    R: lavaan::cfa(model, data, group, group.equal = c("loadings", "intercepts", "residuals")), lavTestLRT()

    >>> from kapstats.examples import quiz
    >>> invariance(quiz(), {"knowledge": ["price", "law", "fine"]}, "language")
    not testable: a group has fewer people than asked for
    """
    asked = prepared(design, factors, by)
    labels, n = tuple(label[0][1] for label in asked.answers.split.labels), tuple(map(int, people(asked.answers)))
    reason = Untestable.SMALL if min(n) < least else _constant(asked)
    try:
        steps = () if reason else _steps(asked, drop, fits)
    except EstimationError as error:
        # Items that cannot tell the parameters of the first model, or a search that does not come to rest.
        steps, reason = (), Untestable.UNIDENTIFIED if "cannot tell" in error.wrong else Untestable.UNSETTLED
    if reason is None and not steps[0].proper:
        steps, reason = (), Untestable.IMPROPER
    holding = [one.step for one in steps if one.holds]
    verdict = "not testable" if reason else holding[-1] if holding else "none"
    return Invariance(verdict, reason, steps, labels, n)


def _constant(asked: Asked) -> Untestable | None:
    try:
        varied(asked)
    except EstimationError:
        return Untestable.CONSTANT
    return None


def _steps(asked: Asked, drop: float, fits: float) -> tuple[InvarianceStep, ...]:
    found: list[InvarianceStep] = []
    for step, equal in STEPS:
        plan, solution = fitted(asked, equal)
        correction = robust(plan, solution, asked.moments, asked.spread.covariance).correction
        fit = fit_of(plan, solution, asked.moments, correction)
        if not found:
            nothing = (np.nan,) * 5
            found.append(InvarianceStep(step, fit, proper(solution), *nothing, holds=fit.cfi >= fits))
        else:
            found.append(_compared(step, fit, proper(solution), found[-1], drop))
    return tuple(found)


def _compared(step: Step, fit: FactorFit, is_proper: bool, before: InvarianceStep, drop: float) -> InvarianceStep:
    chisq, df = fit.chisq - before.fit.chisq, fit.df - before.fit.df
    change = fit.cfi - before.fit.cfi
    first = before.fit.df * before.fit.correction if before.fit.df else 0.0
    correction = (fit.df * fit.correction - first) / df
    return InvarianceStep(
        step, fit, is_proper, chisq, df, chi2_tail(chisq, df),
        chi2_tail(chisq / correction, df) if correction > 0 else np.nan,
        change, before.holds and is_proper and change >= -drop - ROUNDING,
    )  # fmt: skip


def _without(values: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in names}
