"""How much more one group changed than another: difference-in-differences."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from kapstats.contrast import differences
from kapstats.describe import mean
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates
from kapstats.glm import regress
from kapstats.groups import groups, levels
from kapstats.regression import Coefficient

Scale = Literal["difference", "log odds"]


@dataclass(frozen=True, eq=False, repr=False)
class DifferenceInDifferences:
    """What changed in each group, and how much more in the second."""

    means: Estimates
    """of each group in each wave"""
    changes: Estimates
    """of each group, the later wave less the earlier"""
    effect: Coefficient
    """change of the second group less change of the first"""
    df: float
    """of the effect's test and limits"""
    scale: Scale
    n: int

    @property
    def table(self) -> pd.DataFrame:
        """The changes, then the effect: label, estimate, se, low, high."""
        rows = [*((_label(row.labels), row) for row in self.changes), ("effect", self.effect)]
        names = ("estimate", "se", "low", "high")
        return pd.DataFrame([{"change": label} | {name: getattr(row, name) for name in names} for label, row in rows])

    def __repr__(self) -> str:
        table = self.table.to_string(index=False, float_format=lambda number: f"{number:.6g}")
        return f"{table}\neffect: {self.scale}, p_value={self.effect.p_value:.6g}, df={self.df:g}, n={self.n}"


def difference_in_differences(
    design: SurveyDesign, y: str, *, wave: str, group: str, scale: Scale = "difference", level: float = 0.95
) -> DifferenceInDifferences:
    """Change of a mean or share in one group less its change in another, between two waves.

    y      column of numbers; of zeros and ones for "log odds".
    wave   column of two values, the earlier first in order; choose two of several waves with design.where().
    group  column of two values, those compared with first in order (0 and 1, for instance).
    scale  "difference" of means or shares, or of their "log odds" (changes and means stay those of shares).
    The effect is the coefficient of wave and group together, on df + 1 - 4 degrees of freedom. Waves that stack() put
    together keep their clusters, which makes its error smaller. It is an effect of what the group got only if both
    would have changed alike without it.
    Raises EstimationError for other than two waves and two groups.
    Source: Angrist & Pischke 2009, "Mostly Harmless Econometrics", section 5.2.  R: svyglm(y ~ wave * group, design)

    >>> from kapstats.examples import clinics
    >>> told = clinics()
    >>> told.data["year"] = [1, 2, 1, 2, 1, 2, 1, 2, 1]
    >>> difference_in_differences(told, "nurses", wave="year", group="region").changes["north"].round(3)
    Estimate(2.5, se=0.571, low=0.045, high=4.955, df=2)
    """
    for name in (wave, group):
        _two(design, name)
    family: Literal["gaussian", "binomial"] = "gaussian" if scale == "difference" else "binomial"
    fit = regress(design, f"{y} ~ C({wave}) * C({group})", family, level=level)
    means = mean(design, y, by=[group, wave], level=level)
    changes = differences(means, wave, level=level)
    return DifferenceInDifferences(means, changes, fit.coefficients[-1], fit.df, scale, fit.n)


def _two(design: SurveyDesign, name: str) -> None:
    """A column has two values among the rows that count."""
    codes = levels(design.data, name)[1][groups(design, None).split.codes == 0]
    n = len(set(codes[codes >= 0]))
    if n != 2:
        wrong = f"has {('no value', 'one value')[n] if n < 2 else f'{n} values'} in the domain"
        raise EstimationError(name, wrong, "choose two of several with design.where(), or widen the domain")


def _label(labels: tuple[tuple[str, object], ...]) -> str:
    return ", ".join(str(value) for name, value in labels if name != "variable")
