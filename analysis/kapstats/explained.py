"""What adjustments of the weights explain of the scores of units, without looking at the scores of rows."""

import numpy as np

from kapstats.arrays import Floats
from kapstats.design import SurveyDesign
from kapstats.domains import Domains, cells
from kapstats.residuals import Calibration
from kapstats.totals import OfTotals
from kapstats.units import Units


def explained(design: SurveyDesign, units: Units, statistic: OfTotals, domains: Domains, totals: Floats) -> Floats:
    """What each unit's weighted scores lose to the design's adjustments, shape (units, domains * p).

    ``totals`` are those of each domain. The last adjustment comes first; the next sees the scores that it left.
    """
    done: list[tuple[Calibration, Floats]] = []
    lost = np.zeros((units.n, totals.shape[0] * statistic.at(totals).shape[1]))
    for calibration in reversed(design.calibrations):
        sums = _sums(design, calibration, statistic, domains, totals)
        for later, part in done:
            sums = sums - _between(calibration, later) @ part
        part = calibration.explained(sums)
        lost += calibration.given(units.codes, units.n, np.ones(len(units.codes))) @ part
        done.append((calibration, part))
    return lost


def _sums(
    design: SurveyDesign, calibration: Calibration, statistic: OfTotals, domains: Domains, totals: Floats
) -> Floats:
    """The sums of weighted scores that an adjustment looks at, shape (sums, domains * p)."""
    found = [
        statistic.linear(statistic.totals(cells(codes, n, domains), design.weights * factors), totals)
        for codes, n, factors in calibration.taken()
    ]
    whole = np.concatenate(found)
    return whole.reshape(len(whole), -1)


def _between(earlier: Calibration, later: Calibration) -> Floats:
    """How much of each sum of the earlier adjustment the later one took away, for each of its own sums."""
    return np.concatenate([later.given(codes, n, factors) for codes, n, factors in earlier.taken()])
