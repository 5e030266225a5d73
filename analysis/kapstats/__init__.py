"""Survey statistics: design, variance, estimates; knows no questionnaire and no web."""

from kapstats.contrast import contrast, differences
from kapstats.crosstab import Crosstab, crosstab
from kapstats.describe import counts, mean, proportion, ratio, shares, total
from kapstats.design import SurveyDesign
from kapstats.errors import (
    DesignError,
    EqualWeights,
    EstimationError,
    JackknifedQuantiles,
    LonelyStrata,
    ReplicatesDropped,
    StatisticalWarning,
    WeightsAtBound,
    WeightsBelowZero,
)
from kapstats.estimate import Estimate, Estimates
from kapstats.fit import goodness_of_fit
from kapstats.independence import ChiSquareTest, ChiSquareTests, independence
from kapstats.lineage import Lineage, kish
from kapstats.quantiles import median, quantile
from kapstats.replicate_columns import ReplicateWeights
from kapstats.scale import cronbach_alpha
from kapstats.spread import correlations, covariances, variances
from kapstats.weights import adjust_nonresponse, calibrate, post_stratify, rake, standardise, trim

__all__ = [
    "ChiSquareTest",
    "ChiSquareTests",
    "Crosstab",
    "DesignError",
    "EqualWeights",
    "Estimate",
    "Estimates",
    "EstimationError",
    "JackknifedQuantiles",
    "Lineage",
    "LonelyStrata",
    "ReplicateWeights",
    "ReplicatesDropped",
    "StatisticalWarning",
    "SurveyDesign",
    "WeightsAtBound",
    "WeightsBelowZero",
    "adjust_nonresponse",
    "calibrate",
    "contrast",
    "correlations",
    "counts",
    "covariances",
    "cronbach_alpha",
    "crosstab",
    "differences",
    "goodness_of_fit",
    "independence",
    "kish",
    "mean",
    "median",
    "post_stratify",
    "proportion",
    "quantile",
    "rake",
    "ratio",
    "shares",
    "standardise",
    "total",
    "trim",
    "variances",
]
