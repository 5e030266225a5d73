"""Survey statistics: design, variance, estimates; knows no questionnaire and no web."""

from kapstats.barrier import Barrier, Barriers, barrier, barrier_analysis
from kapstats.change import DifferenceInDifferences, difference_in_differences
from kapstats.ciber import Ciber, Determinant, ciber
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
from kapstats.gains import Gain, Gains, percentage_to_gain
from kapstats.glm import regress
from kapstats.independence import ChiSquareTest, ChiSquareTests, independence
from kapstats.lineage import Lineage, kish
from kapstats.multiplicity import AdjustedP, AdjustedPs, adjust_p_values
from kapstats.norms import norm_gap
from kapstats.ordinal import OrdinalRegression, proportional_odds
from kapstats.pairs import Pairs, pair_by_code
from kapstats.prediction import predict
from kapstats.presentation import Presentation, Reason, Review, Verdict, presentation
from kapstats.quantiles import median, quantile
from kapstats.ranking import Rank, Ranking, ranking
from kapstats.ranks import RankTest, rank_test
from kapstats.regression import Coefficient, Regression
from kapstats.replicate_columns import ReplicateWeights
from kapstats.resampling import bootstrap, brr, jackknife
from kapstats.scale import cronbach_alpha
from kapstats.scales import (
    ClassFit,
    DesignDif,
    FactorFit,
    FactorModel,
    Invariance,
    InvarianceStep,
    ItemTests,
    LatentClasses,
    LogisticDif,
    MantelHaenszel,
    SampleAlpha,
    Untestable,
    dif_by_design,
    dif_logistic,
    dif_mantel_haenszel,
    factor_model,
    invariance,
    item_statistics,
    latent_classes,
    omega_total,
    ordinal_alpha,
    polychoric,
    sample_alpha,
)
from kapstats.size import SampleSize, cluster_deff, size_for_share
from kapstats.size_change import error_of_change, size_for_change, size_for_difference_in_differences
from kapstats.size_indirect import list_variances, size_for_list_experiment, size_for_randomised_response
from kapstats.small_population import exact_share
from kapstats.spread import correlations, covariances, variances
from kapstats.standardised import standardised_gains
from kapstats.term_tests import TermTest, term_test
from kapstats.two_means import TTest, t_test
from kapstats.waves import stack
from kapstats.weights import adjust_nonresponse, calibrate, post_stratify, rake, standardise, trim

__all__ = [
    "AdjustedP",
    "AdjustedPs",
    "Aic",
    "Barrier",
    "Barriers",
    "ChiSquareTest",
    "ChiSquareTests",
    "Ciber",
    "ClassFit",
    "Coefficient",
    "Crosstab",
    "DesignDif",
    "DesignError",
    "Determinant",
    "DifferenceInDifferences",
    "EqualWeights",
    "Estimate",
    "Estimates",
    "EstimationError",
    "FactorFit",
    "FactorModel",
    "Gain",
    "Gains",
    "Invariance",
    "InvarianceStep",
    "ItemTests",
    "JackknifedQuantiles",
    "LatentClasses",
    "Lineage",
    "LogisticDif",
    "LonelyStrata",
    "MantelHaenszel",
    "OrdinalRegression",
    "Pairs",
    "PopulationIgnored",
    "Presentation",
    "PseudoR2",
    "Rank",
    "RankTest",
    "Ranking",
    "Reason",
    "Regression",
    "ReplicateWeights",
    "ReplicatesDropped",
    "ReplicatesSeparated",
    "Review",
    "SampleAlpha",
    "SampleSize",
    "StatisticalWarning",
    "SurveyDesign",
    "TTest",
    "TermTest",
    "Untestable",
    "Verdict",
    "WeightsAtBound",
    "WeightsBelowZero",
    "adjust_nonresponse",
    "adjust_p_values",
    "aic",
    "barrier",
    "barrier_analysis",
    "bootstrap",
    "brr",
    "calibrate",
    "ciber",
    "cluster_deff",
    "contrast",
    "correlations",
    "counts",
    "covariances",
    "cronbach_alpha",
    "crosstab",
    "dif_by_design",
    "dif_logistic",
    "dif_mantel_haenszel",
    "difference_in_differences",
    "differences",
    "error_of_change",
    "exact_share",
    "factor_model",
    "goodness_of_fit",
    "independence",
    "invariance",
    "item_statistics",
    "jackknife",
    "kish",
    "latent_classes",
    "list_variances",
    "mean",
    "median",
    "norm_gap",
    "omega_total",
    "ordinal_alpha",
    "pair_by_code",
    "percentage_to_gain",
    "polychoric",
    "post_stratify",
    "predict",
    "presentation",
    "proportion",
    "proportional_odds",
    "pseudo_r2",
    "quantile",
    "rake",
    "rank_test",
    "ranking",
    "ratio",
    "regress",
    "sample_alpha",
    "shares",
    "size_for_change",
    "size_for_difference_in_differences",
    "size_for_list_experiment",
    "size_for_randomised_response",
    "size_for_share",
    "stack",
    "standardise",
    "standardised_gains",
    "t_test",
    "term_test",
    "total",
    "trim",
    "variances",
]
