"""Survey statistics: design, variance, estimates; knows no questionnaire and no web."""

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
from kapstats.lineage import Lineage, kish
from kapstats.quantiles import median, quantile
from kapstats.replicate import ReplicateWeights
from kapstats.weights import adjust_nonresponse, calibrate, post_stratify, rake, standardise, trim

__all__ = [
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
    "counts",
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
]
