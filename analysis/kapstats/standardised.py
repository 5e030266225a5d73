"""Percentage to gain after adjustment: the outcome expected of everybody with a belief set, by a regression."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kapstats.arithmetic import Number
from kapstats.arrays import Codes, Floats
from kapstats.assemble import assembled
from kapstats.coefficients import Coefficients, Known
from kapstats.contrast import derived
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates
from kapstats.groups import Columns, listed
from kapstats.inference import Inferred, infer
from kapstats.irls import Numbers
from kapstats.prediction import linear_predictor
from kapstats.regression import Regression


@dataclass(frozen=True, eq=False)
class Expected:
    """Mean prediction over everybody with some columns set, for each setting; last, the mean outcome observed."""

    coefficients: Coefficients
    settings: tuple[Floats, ...]
    """the columns of the model under each setting, cell by cell"""

    def estimate(self, weights: Floats) -> Floats:
        """sum(w m(x b)) / sum(w) for each setting, then sum(w y) / sum(w)."""
        found = self.coefficients.estimate(weights)
        gathered = self.coefficients.cells.gathered(weights)
        columns = [*(mean for mean, _ in self._predictions(found)), self.coefficients.numbers.y]
        return np.asarray(gathered @ np.column_stack(columns) / gathered.sum(), dtype=np.float64)

    def influence(self, weights: Floats, estimate: Floats) -> Floats:
        """(m_i - mean) / sum(w) for the people averaged over, plus what each row does to the coefficients."""
        known = self.coefficients.known
        found = self.coefficients.estimate(weights) if known is None else known.fit.coefficients
        gathered, predictions = self.coefficients.cells.gathered(weights), self._predictions(found)
        columns = np.column_stack([*(mean for mean, _ in predictions), self.coefficients.numbers.y])
        own = self.coefficients.cells.spread((columns - estimate) / gathered.sum())
        pairs = zip(self.settings, predictions, strict=True)
        slopes = [gathered @ (x * slope[:, None]) / gathered.sum() for x, (_, slope) in pairs]
        through = self.coefficients.influence(weights, found) @ np.column_stack([*slopes, np.zeros(len(found))])
        return np.asarray(own + through, dtype=np.float64)

    def _predictions(self, found: Floats) -> list[tuple[Floats, Floats]]:
        """Mean and slope of each cell under each setting."""
        return [self.coefficients.family.link.mean(self.coefficients.numbers.offset + x @ found) for x in self.settings]


def standardised_gains(
    regression: Regression, beliefs: Columns, *, level: float = 0.95, df: float | None = None
) -> Estimates:
    """Percentage to gain by standardisation: mean prediction with a belief set to 1 for all, less the observed mean.

    regression  of the outcome on the beliefs and whatever else people differ in, all at once.
    beliefs     columns of it that hold zeros and ones.
    level       of the t intervals; ``df`` replaces their degrees of freedom, those of the regression.
    Everybody keeps the other answers that they have. Errors count that the coefficients and the people averaged over
    are a sample. With the belief as the only column the numbers are those of percentage_to_gain().
    Raises EstimationError for a belief that the regression does not have or that is not zeros and ones.
    Source: Graubard & Korn 1999, Biometrics 55: 652-659 (predictive margins in surveys); Lane & Nelder 1982,
    Biometrics 38: 613-621.  R: predict(fit, transform(data, b = 1), type = "response"), averaged by svymean()

    >>> from kapstats import regress
    >>> from kapstats.examples import clinics
    >>> busy = clinics()
    >>> busy.data["staffed"] = (busy.data["nurses"] > 3).astype(int)
    >>> standardised_gains(regress(busy, "power ~ staffed + region"), "staffed")["staffed"].round(3)
    Estimate(0.042, se=0.11, low=-0.242, high=0.325, df=5)
    """
    names = listed(beliefs)
    statistic = _statistic(regression, names)
    design = regression.design
    labels = [(("variable", name),) for name in (*names, regression.model.outcome)]
    known = infer(design, statistic)
    n = len(labels)
    found = Inferred(known.estimate, known.covariance, np.full(n, regression.df))
    counts = np.full(n, float(regression.n)), np.full(n, float(regression.missing))
    means = assembled(labels, found, *counts, level=level, df=df)
    signs = np.eye(n)[:-1] - np.eye(n)[-1]
    made = [Number(np.float64(sign @ known.estimate), sign) for sign in signs]
    return derived(means, labels[:-1], made, level=level, df=df)


def _statistic(regression: Regression, names: Sequence[str]) -> Expected:
    model, design = regression.model, regression.design
    numbers = Numbers(model.y, model.x, model.offset)
    coefficients = Coefficients(numbers, model.cells, regression.family)
    whole = coefficients.fit(np.where(design.counted, design.weights, 0.0))
    people = design.data.iloc[_first(model.cells.of_row, model.cells.n)]
    settings = []
    for name in names:
        used = any(name in term.split(":") for term, _ in model.terms)
        if not used or not people[name].isin([0, 1]).all():
            have = ", ".join(term for term, _ in model.terms)
            wrong = "is no column of zeros and ones in the regression"
            raise EstimationError(name, wrong, f"recode it, or name one of: {have}")
        settings.append(linear_predictor(regression, people.assign(**{name: 1}))[0])
    known = Known(whole, coefficients.at(whole.coefficients))
    return Expected(replace(coefficients, known=known), tuple(settings))


def _first(of_row: Codes, n: int) -> Codes:
    """A row of each cell."""
    rows = np.zeros(n + 1, dtype=np.intp)
    rows[of_row[::-1]] = np.arange(len(of_row))[::-1]
    return rows[:n]
