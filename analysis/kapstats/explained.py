"""What adjustments of the weights explain of the scores of units, without looking at the scores of rows."""

import numpy as np

from kapstats.arrays import Codes, Floats
from kapstats.design import SurveyDesign
from kapstats.domains import Domains, cells
from kapstats.residuals import ALL, Calibration, Chosen
from kapstats.totals import OfTotals

Explained = list[tuple[Calibration, Floats]]


def explained(design: SurveyDesign, statistic: OfTotals, domains: Domains, totals: Floats) -> Explained:
    """What each of the design's adjustments explains of the scores, of each of its sums one row.

    ``totals`` are those of each domain. The last adjustment comes first; the next sees the scores that it left.
    """
    done: Explained = []
    for calibration in reversed(design.calibrations):
        sums = _sums(design, calibration, statistic, domains, totals)
        for later, part in done:
            sums = sums - _between(calibration, later) @ part
        done.append((calibration, calibration.explained(sums)))
    return done


def lost(explained: Explained, codes: Codes, n: int, rows: Chosen = ALL) -> Floats | float:
    """What the weighted scores of ``n`` units, whose codes are given, lose to them, shape (n, domains * p)."""
    given = (calibration.given(codes, n, np.ones(len(codes)), rows) @ part for calibration, part in explained)
    return sum(given, start=0.0)


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
