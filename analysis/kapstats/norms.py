"""The gap between a norm as people see it and what people do: perceived less actual."""

import numpy as np

from kapstats.arithmetic import Number
from kapstats.contrast import derived
from kapstats.describe import mean
from kapstats.design import SurveyDesign
from kapstats.estimate import Estimates, Label
from kapstats.groups import Columns
from kapstats.stages import column_of


def norm_gap(
    design: SurveyDesign,
    perceived: str,
    actual: str,
    *,
    by: Columns | None = None,
    paired: bool = False,
    level: float = 0.95,
    df: float | None = None,
) -> Estimates:
    """What people think that others do, less what they say of themselves, with the error of the difference.

    perceived  column in the unit of ``actual``: "how many of ten" over ten beside zeros and ones, for instance.
    actual     column of people's own answers.
    by         column (or columns) that splits the sample into groups.
    paired     only people who have both answers; without it each mean is of all who have its own, and the covariance
               between them still counts.
    Returns for each group the means of both and the gap (labels "variable": perceived, actual, "gap"), with their
    covariance. A gap above zero says that people believe more of the others than is so.
    Other arguments, missing values and errors as for mean().
    Source: Miller & McFarland 1987, J Pers Soc Psychol 53: 298-305 (pluralistic ignorance); Särndal, Swensson &
    Wretman 1992, section 5.5.  R: svycontrast(svymean(~perceived + actual, design), c(1, -1))

    >>> from kapstats.examples import clinics
    >>> asked = clinics()
    >>> asked.data["thought"] = asked.data["nurses"] / 10
    >>> norm_gap(asked, "thought", "power")
    variable  estimate       se       low      high  df  n  missing
     thought     0.475 0.047393  0.362933  0.587067   7  9        0
       power      0.75 0.132583  0.436492   1.06351   7  9        0
         gap    -0.275 0.118173 -0.554435 0.0044346   7  9        0
    """
    within = design
    if paired:
        both = column_of(design.data, perceived).notna() & column_of(design.data, actual).notna()
        within = design.where(both.to_numpy())
    means = mean(within, [perceived, actual], by=by, level=level, df=df)
    labels: list[tuple[Label, ...]] = []
    found: list[Number] = []
    unit = np.eye(len(means))
    for place in range(0, len(means), 2):
        seen, done = means.rows[place : place + 2]
        labels += [seen.labels, done.labels, (*seen.labels[:-1], ("variable", "gap"))]
        slopes = unit[place], unit[place + 1], unit[place] - unit[place + 1]
        values = seen.estimate, done.estimate, seen.estimate - done.estimate
        found += [Number(np.float64(value), slope) for value, slope in zip(values, slopes, strict=True)]
    return derived(means, labels, found, level=level, df=df)
