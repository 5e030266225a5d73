"""Non-response: the weights of those who did not answer, handed to those like them who did."""

import numpy as np

from kapstats.arrays import Codes, Floats, weight_by
from kapstats.design import SurveyDesign
from kapstats.errors import DesignError
from kapstats.residuals import Responded
from kapstats.stages import column_of
from kapstats.weights.known import Groups, cells_of, whole
from kapstats.weights.replicated import adjusted


def adjust_nonresponse(design: SurveyDesign, classes: str, responded: str) -> SurveyDesign:
    """Weights of respondents times weight of all over weight of respondents in their class; zero for the others.

    classes    column of classes within which responding is taken for chance; a value for all who were asked.
    responded  column of true and false (or 1 and 0).
    Those who did not respond keep their place in the design. The sizes of the classes are estimates, and the standard
    errors count that; replicates are adjusted again one by one (one with a class without respondents gives no number).
    Raises DesignError for a class in which nobody responded and for a column that is not all true or false.
    Source: Little 1986, Int Stat Review 54: 139-157; Kalton & Flores-Cervantes 2003, J Official Statistics 19: 81-97.

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> asked = clinics()
    >>> asked.data["answered"] = asked.data["births"].notna()
    >>> adjust_nonresponse(asked, "region", "answered").lineage
            step                                    about  n  total  smallest  largest    kish
            base                    population over drawn  9     32         3        4 1.01953
    non-response answered by region: 8 of 9, weighted 88%  8     32         3        5  1.0625
    """
    whole(design)
    found, answered = cells_of(design, [classes]), _answered(design, responded)
    groups = found.groups[0].of_cell[found.of_row]
    cells = groups * 2 + answered
    table = weight_by(cells, design.weights, 2 * len(found.groups[0].levels))
    _somebody(found.groups[0], table)

    def factors(table: Floats) -> Floats:
        silent, heard = table[0::2], table[1::2]
        given = np.divide(silent + heard, heard, out=np.full_like(heard, np.nan), where=heard > 0)
        return np.stack([np.zeros_like(given), given], axis=1).reshape(table.shape)

    weights = design.weights * factors(table[:, None])[cells, 0]
    asked, heard = int((design.weights > 0).sum()), int((weights > 0).sum())
    share = float(design.weights[answered == 1].sum() / design.weights.sum())
    about = f"{responded} by {classes}: {heard} of {asked}, weighted {share:.0%}"
    calibration = Responded(groups, design.weights, weights)
    replicates = adjusted(design.replicates, cells, factors)
    return design.reweighted("non-response", about, weights, calibration, replicates)


def _answered(design: SurveyDesign, responded: str) -> Codes:
    """One for those who responded, zero for the others."""
    marks = column_of(design.data, responded)
    if not marks.isin([True, False]).all():
        raise DesignError(responded, "is not all true or false", "decide what a missing value means, with fillna()")
    return marks.to_numpy(dtype=np.intp)


def _somebody(groups: Groups, weight: Floats) -> None:
    empty = [level for level, heard in zip(groups.levels, weight[1::2], strict=True) if heard == 0]
    if empty:
        raise DesignError(groups.column, f"nobody responded in {empty}", "merge it with a class that has respondents")
