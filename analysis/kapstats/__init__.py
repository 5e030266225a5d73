"""Survey statistics: design, variance, estimates; knows no questionnaire and no web."""

from kapstats.describe import counts, mean, proportion, ratio, shares, total
from kapstats.design import SurveyDesign
from kapstats.errors import (
    DesignError,
    EqualWeights,
    EstimationError,
    LonelyStrata,
    ReplicatesDropped,
    StatisticalWarning,
)
from kapstats.estimate import Estimate, Estimates
from kapstats.replicate import ReplicateWeights
from kapstats.weights import kish, post_stratify, rake

__all__ = [
    "DesignError",
    "EqualWeights",
    "Estimate",
    "Estimates",
    "EstimationError",
    "LonelyStrata",
    "ReplicateWeights",
    "ReplicatesDropped",
    "StatisticalWarning",
    "SurveyDesign",
    "counts",
    "kish",
    "mean",
    "post_stratify",
    "proportion",
    "rake",
    "ratio",
    "shares",
    "total",
]
