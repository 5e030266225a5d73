"""How widely columns are spread and how they go together: variances, covariances and correlations with their errors."""

import numpy as np

from kapstats.arrays import Codes, Floats, Truths
from kapstats.assemble import Labels, assembled, complete, from_first, rows_behind
from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates
from kapstats.groups import Columns, Groups, groups, listed, numbers
from kapstats.inference import infer
from kapstats.products import Correlation, Products
from kapstats.statistic import Statistic

Pairs = tuple[Codes, Codes]


def variances(
    design: SurveyDesign, y: Columns, *, by: Columns | None = None, level: float = 0.95, df: float | None = None
) -> Estimates:
    """Variance of each column in the population: n / (n - 1) sum(w (y - mean)^2) / sum(w).

    Arguments, missing values, errors and results as for mean(); in the unit of y squared. NaN for one row.
    Source: Särndal, Swensson & Wretman 1992, section 5.9.  R: svyvar(~y, design, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> variances(clinics(), "nurses")["nurses"].round(2)
    Estimate(3.52, se=1.18, low=0.73, high=6.3, df=7)
    """
    values = from_first(numbers(design.data, y))
    own = np.arange(values.shape[1])
    labels: Labels = [(("variable", name),) for name in listed(y)]
    split = groups(design, by)
    statistic = Products(values, (own, own), _unbiased(~np.isnan(values), split))
    return _estimates(design, split, labels, ~np.isnan(values), statistic, level, df)


def covariances(
    design: SurveyDesign, y: Columns, *, by: Columns | None = None, level: float = 0.95, df: float | None = None
) -> Estimates:
    """Covariance of each pair of columns in the population, each column's with itself (its variance) included.

    y  two columns or more; a row that lacks one of them leaves all, so that the matrix is that of one sample.
    ``found["a", "b"]`` is the covariance of a pair, ``found["a", "a"]`` a variance, ``found.covariance`` the covariance
    of all of these. Other arguments, errors and results as for mean(); labels "variable" and "with" name the pair.
    Source: Särndal, Swensson & Wretman 1992, section 5.9.  R: svyvar(~a + b, design, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> covariances(clinics(), ["nurses", "births"])
    variable   with  estimate       se      low    high  df  n  missing
      nurses nurses   2.67055 0.909503 0.519921 4.82119   7  8        1
      nurses births   31.9767  10.9706  6.03537  57.918   7  8        1
      births births    406.15  129.574  99.7572 712.543   7  8        1
    """
    values, whole = _complete(design, y)
    pairs = np.triu_indices(values.shape[1])
    split = groups(design, by)
    valid = np.repeat(whole[:, None], len(pairs[0]), axis=1)
    statistic = Products(values, pairs, _unbiased(valid, split))
    return _estimates(design, split, _named(y, pairs), valid, statistic, level, df)


def correlations(
    design: SurveyDesign, y: Columns, *, by: Columns | None = None, level: float = 0.95, df: float | None = None
) -> Estimates:
    """Pearson's correlation of each pair of columns in the population.

    y  two columns or more; a row that lacks one of them leaves all. NaN for a column that is constant.
    The interval is a t interval of the correlation itself; replicates give its error by that of each. Other arguments,
    errors and results as for covariances().
    Source: Särndal, Swensson & Wretman 1992, example 5.5.1 (linearised).
    R: svycontrast(svyvar(~a + b, design, na.rm = TRUE), quote(ab / sqrt(aa * bb)))

    >>> from kapstats.examples import clinics
    >>> correlations(clinics(), ["nurses", "births"])["nurses", "births"].round(4)
    Estimate(0.9709, se=0.0199, low=0.924, high=1.0179, df=7)
    """
    values, whole = _complete(design, y)
    pairs = np.triu_indices(values.shape[1], 1)
    valid = np.repeat(whole[:, None], len(pairs[0]), axis=1)
    return _estimates(design, groups(design, by), _named(y, pairs), valid, Correlation(values, pairs), level, df)


def _complete(design: SurveyDesign, y: Columns) -> tuple[Floats, Truths]:
    """The columns, rows that lack a value of one made missing in all, and which rows lack none."""
    names = listed(y)
    if len(names) < 2:
        raise EstimationError(", ".join(names), "is one column", "give two or more, or ask for variances()")
    values = numbers(design.data, names)
    whole = complete(values)
    return from_first(np.where(whole[:, None], values, np.nan)), whole


def _unbiased(valid: Truths, split: Groups) -> Floats:
    """n / (n - 1) of each row's group and each column; NaN where n is one."""
    domains = split.domains
    n = domains.T.astype(np.float64) @ valid
    factor = np.divide(n, n - 1, out=np.full_like(n, np.nan), where=n > 1)
    group = np.where(domains.any(axis=1), domains.argmax(axis=1), len(factor))
    return np.vstack([factor, np.ones(valid.shape[1])])[group]


def _named(y: Columns, pairs: Pairs) -> Labels:
    names = listed(y)
    return [(("variable", names[a]), ("with", names[b])) for a, b in zip(*pairs, strict=True)]


def _estimates(
    design: SurveyDesign,
    split: Groups,
    columns: Labels,
    valid: Truths,
    statistic: Statistic,
    level: float,
    df: float | None,
) -> Estimates:
    n, missing = rows_behind(valid, split.domains)
    if (n == 0).any() and not split.labels[0]:
        name = str(columns[int(np.flatnonzero(n == 0)[0])][0][1])
        raise EstimationError(name, "has no value in the domain", "leave it out, or widen the domain")
    labels = [(*group, *column) for group in split.labels for column in columns]
    return assembled(labels, infer(design, statistic, split.domains), n, missing, level=level, df=df)
