"""Totals, means, shares and ratios, each with its linearised standard error."""

from itertools import product

from kapstats.design import SurveyDesign
from kapstats.errors import EstimationError
from kapstats.estimate import Estimates, Label
from kapstats.groups import Columns, groups, items_of, levels, listed
from kapstats.intervals import Method
from kapstats.items import Coded, coded
from kapstats.levels import Counts, Shares
from kapstats.linear import Asked, Deff, estimates
from kapstats.totals import Mean, Ratio, Total

Labels = list[tuple[Label, ...]]


def total(
    design: SurveyDesign,
    y: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
    deff: Deff | None = None,
) -> Estimates:
    """Total of each column in the population: sum(w y).

    y      column of numbers, or several.
    by     column (or columns) that splits the sample into domains; one row of the result for each level.
    level  of the t interval; ``df`` replaces its degrees of freedom (inf for a normal interval).
    deff   "wor" or "wr": also the design effect against simple random sampling without or with replacement.
    Rows where y is missing leave the domain, not the design; ``missing`` counts them.
    Returns estimate, se, low, high in the unit of y; df = clusters - strata of the domain.
    Raises EstimationError for text and for an empty domain.
    Source: Särndal, Swensson & Wretman 1992, result 2.8.1.  R: svytotal(~y, design, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> total(clinics(), "nurses")["nurses"].round(2)
    Estimate(152, se=15.17, low=116.14, high=187.86, df=7)
    """
    return estimates(design, groups(design, by), _names(y), Total(items_of(design, y)), Asked(level, df, deff))


def mean(
    design: SurveyDesign,
    y: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
    deff: Deff | None = None,
) -> Estimates:
    """Mean of each column in the population: sum(w y) / sum(w).

    Arguments, missing values, errors and results as for total().
    Source: Särndal, Swensson & Wretman 1992, result 5.7.1.
    R: svymean(~y, design, na.rm = TRUE), svyby(~y, ~by, design, svymean, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> mean(clinics(), "nurses", by="region")
    region variable  estimate       se     low    high  df  n  missing
     north   nurses         4 0.612372 2.29978 5.70022   4  5        0
     south   nurses         6 0.745356 3.62794 8.37206   3  4        0
    """
    return estimates(design, groups(design, by), _names(y), Mean(items_of(design, y)), Asked(level, df, deff))


def proportion(
    design: SurveyDesign,
    y: Columns,
    *,
    by: Columns | None = None,
    method: Method = "logit",
    level: float = 0.95,
    df: float | None = None,
    deff: Deff | None = None,
) -> Estimates:
    """Share of ones in each column of zeros and ones (or mean of scores from 0 to 1), with limits that stay within.

    method  of the limits, all with t:
            "logit"        symmetric log odds, of replicates the spread of their log odds;
            "xlogit"       symmetric log odds, with the error of the share (the same without replicates);
            "likelihood"   profile likelihood scaled by the design effect, off by 1e-5 of a limit as R's is;
            "asin"         symmetric on the scale asin(sqrt(p));
            "beta"         Korn & Graubard's exact binomial limits at the effective sample size: small shares, samples;
            "beta_capped"  the same with an effective size of at most n, as official statistics take it;
            "wilson"       score limits at the effective sample size;
            "mean"         estimate plus and minus t standard errors, which may leave 0 to 1.
    At 0 and 100 percent "beta", "beta_capped" and "wilson" count every row once, "mean" is a point, the others NaN.
    Other arguments, missing values, errors and results as for total(); values outside 0 to 1 are refused.
    Source: Korn & Graubard 1998, Survey Methodology 24: 193-201; Rao & Scott 1984, Ann Stat 12: 46-60; Kott & Carr
    1997, J Official Stat 13: 367-383.  R: svyciprop(~y, design, method)

    >>> from kapstats.examples import clinics
    >>> proportion(clinics(), "power", method="beta")["power"].round(3)
    Estimate(0.75, se=0.133, low=0.397, high=0.955, df=7)
    """
    read = items_of(design, y)
    for name, column in zip(listed(y), read.columns, strict=True):
        known = column.levels if isinstance(column, Coded) else column.values
        if ((known < 0) | (known > 1)).any():
            raise EstimationError(name, "has values outside 0 to 1", "recode it to 0 and 1, or ask for shares()")
    return estimates(design, groups(design, by), _names(y), Mean(read), Asked(level, df, deff, method))


def shares(
    design: SurveyDesign,
    y: Columns,
    *,
    by: Columns | None = None,
    method: Method = "mean",
    level: float = 0.95,
    df: float | None = None,
    deff: Deff | None = None,
) -> Estimates:
    """Share of each value of a column of codes or words; they add up to one within each group.

    Values are those that occur, or the categories of a categorical column (also empty ones). Arguments, missing
    values and errors as for proportion(); label "value" names the value.
    R: svymean(~factor(y), design, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> shares(clinics(), "water")
    variable value  estimate       se        low     high  df  n  missing
       water  pipe  0.482759  0.16729  0.0871799 0.878337   7  8        1
       water river  0.137931 0.120019  -0.145868  0.42173   7  8        1
       water  well   0.37931 0.166613 -0.0146664 0.773287   7  8        1
    """
    columns, labels = _coded(design, y)
    return estimates(design, groups(design, by), labels, Shares(columns), Asked(level, df, deff, method))


def counts(
    design: SurveyDesign,
    y: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
    deff: Deff | None = None,
) -> Estimates:
    """How many of the population have each value of a column of codes or words.

    Arguments, missing values, errors and results as for shares().  R: svytotal(~factor(y), design, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> counts(clinics(), "water")["well"].round(2)
    Estimate(11, se=4.9, low=-0.58, high=22.58, df=7)
    """
    columns, labels = _coded(design, y)
    return estimates(design, groups(design, by), labels, Counts(columns), Asked(level, df, deff))


def ratio(
    design: SurveyDesign,
    numerator: Columns,
    denominator: Columns,
    *,
    by: Columns | None = None,
    level: float = 0.95,
    df: float | None = None,
    deff: Deff | None = None,
) -> Estimates:
    """Total of a column over the total of another: sum(w y) / sum(w x), for each pair, numerators running first.

    Rows where either is missing leave the domain, not the design. Other arguments, errors and results as for total();
    labels "variable" and "over" name the pair.
    Source: Särndal, Swensson & Wretman 1992, result 5.6.2.  R: svyratio(~y, ~x, design, na.rm = TRUE)

    >>> from kapstats.examples import clinics
    >>> ratio(clinics(), "births", "nurses")["births"].round(3)
    Estimate(10.382, se=0.315, low=9.636, high=11.128, df=7)
    """
    pairs = [(above, below) for below, above in product(listed(denominator), listed(numerator))]
    above = items_of(design, [pair[0] for pair in pairs])
    below = items_of(design, [pair[1] for pair in pairs])
    labels: Labels = [(("variable", y), ("over", x)) for y, x in pairs]
    return estimates(design, groups(design, by), labels, Ratio(above, below), Asked(level, df, deff))


def _names(y: Columns) -> Labels:
    return [(("variable", name),) for name in listed(y)]


def _coded(design: SurveyDesign, y: Columns) -> tuple[tuple[Coded, ...], Labels]:
    """Columns as codes of their levels, and a label for each level."""
    columns: list[Coded] = []
    labels: Labels = []
    for name in listed(y):
        found, codes = levels(design.data, name)
        if not found:
            raise EstimationError(name, "has no value", "leave it out")
        columns.append(coded(codes, len(found)))
        labels += [(("variable", name), ("value", level)) for level in found]
    return tuple(columns), labels
