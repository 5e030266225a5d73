"""Survey statistics: design, variance, estimates; knows no questionnaire and no web."""

from kapstats.compare import Aic, PseudoR2, aic, pseudo_r2
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
    PopulationIgnored,
    ReplicatesDropped,
    ReplicatesSeparated,
    StatisticalWarning,
    WeightsAtBound,
    WeightsBelowZero,
)
from kapstats.estimate import Estimate, Estimates
from kapstats.fit import goodness_of_fit
from kapstats.glm import regress
from kapstats.independence import ChiSquareTest, ChiSquareTests, independence
from kapstats.lineage import Lineage, kish
from kapstats.ordinal import OrdinalRegression, proportional_odds
from kapstats.prediction import predict
from kapstats.quantiles import median, quantile
from kapstats.ranks import RankTest, rank_test
from kapstats.regression import Coefficient, Regression
from kapstats.replicate_columns import ReplicateWeights
from kapstats.resampling import bootstrap, brr, jackknife
from kapstats.scale import cronbach_alpha
from kapstats.spread import correlations, covariances, variances
from kapstats.term_tests import TermTest, term_test
from kapstats.two_means import TTest, t_test
from kapstats.weights import adjust_nonresponse, calibrate, post_stratify, rake, standardise, trim

__all__ = [
    "Aic",
    "ChiSquareTest",
    "ChiSquareTests",
    "Coefficient",
    "Crosstab",
    "DesignError",
    "EqualWeights",
    "Estimate",
    "Estimates",
    "EstimationError",
    "JackknifedQuantiles",
    "Lineage",
    "LonelyStrata",
    "OrdinalRegression",
    "PopulationIgnored",
    "PseudoR2",
    "RankTest",
    "Regression",
    "ReplicateWeights",
    "ReplicatesDropped",
    "ReplicatesSeparated",
    "StatisticalWarning",
    "SurveyDesign",
    "TTest",
    "TermTest",
    "WeightsAtBound",
    "WeightsBelowZero",
    "adjust_nonresponse",
    "aic",
    "bootstrap",
    "brr",
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
    "jackknife",
    "kish",
    "mean",
    "median",
    "post_stratify",
    "predict",
    "proportion",
    "proportional_odds",
    "pseudo_r2",
    "quantile",
    "rake",
    "rank_test",
    "ratio",
    "regress",
    "shares",
    "standardise",
    "t_test",
    "term_test",
    "total",
    "trim",
    "variances",
]
