"""Weights, from those of the sample to those that agree with what is known of the population.

In the order of a survey: ``nonresponse``, then ``poststratification``, ``raking`` or ``calibration``, then
``trimming``; ``standardisation`` compares groups as if they were composed alike. Each takes a design and gives the next
one, which remembers what was done: for its errors (``kapstats.residuals``) and for its readers (``design.lineage``).
Replicates are adjusted one by one (``replicated``).
"""

from kapstats.weights.calibration import calibrate
from kapstats.weights.nonresponse import adjust_nonresponse
from kapstats.weights.poststratification import post_stratify
from kapstats.weights.raking import rake
from kapstats.weights.standardisation import standardise
from kapstats.weights.trimming import trim

__all__ = ["adjust_nonresponse", "calibrate", "post_stratify", "rake", "standardise", "trim"]
