"""Post-stratification: weights that add up to the known sizes of groups."""

import numpy as np

from kapstats.arrays import Floats, weight_by
from kapstats.design import SurveyDesign
from kapstats.residuals import PostStratified
from kapstats.weights.known import Sizes, cells_of, sizes_of, whole
from kapstats.weights.replicated import adjusted


def post_stratify(design: SurveyDesign, by: str, totals: Sizes) -> SurveyDesign:
    """Weights that add up to the known size of each group: w N_g / sum of w in g.

    by      column of groups; every row of the sample needs a value.
    totals  size of each group in the population; exactly the groups that the sample has.
    Returns a design that remembers the groups, so that its standard errors are those of residuals; replicates are
    post-stratified again one by one (one that lacks a group gives no number).
    Raises DesignError for a group without a size, a size without respondents, a missing or impossible value.
    Source: Holt & Smith 1979, J R Stat Soc A 142: 33-46; Särndal, Swensson & Wretman 1992, section 7.6.
    R: postStratify(design, ~by, totals)

    >>> from kapstats import mean
    >>> from kapstats.examples import clinics
    >>> mean(post_stratify(clinics(), "power", {0: 12, 1: 20}), "nurses")["nurses"].round(3)
    Estimate(4.458, se=0.416, low=3.475, high=5.442, df=7)
    """
    whole(design)
    cells = cells_of(design, [by])
    groups = cells.groups[0].of_cell[cells.of_row]
    sizes = sizes_of(cells.groups[0], totals)

    def factors(table: Floats) -> Floats:
        return np.divide(sizes[:, None], table, out=np.full_like(table, np.nan), where=table > 0)

    weights = design.weights * factors(weight_by(groups, design.weights)[:, None])[groups, 0]
    replicates = adjusted(design.replicates, groups, factors)
    return design.reweighted("post-stratified", by, weights, PostStratified(groups, weights), replicates)
