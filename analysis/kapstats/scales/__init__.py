"""Scales: do items measure one thing, the same in every language, and which kinds of people do they tell apart?

``sample_alpha``, ``ordinal_alpha``, ``omega`` and ``item_statistics`` tell how reliable a sum of items is, beside
``cronbach_alpha``. ``matching``, ``mantel_haenszel``, ``logistic_dif`` and ``dif_by_design`` look for items that favour
a group (differential item functioning). ``factor_model`` asks whether items go together as they should, ``invariance``
whether they do so alike in every group. ``latent_classes`` finds kinds of people who answer alike.
"""

from kapstats.scales.dif_by_design import DesignDif, dif_by_design
from kapstats.scales.factor_fit import FactorFit
from kapstats.scales.factor_model import FactorModel, factor_model
from kapstats.scales.invariance import Invariance, InvarianceStep, invariance
from kapstats.scales.item_statistics import item_statistics
from kapstats.scales.latent_classes import ClassFit, LatentClasses, latent_classes
from kapstats.scales.logistic_dif import LogisticDif, dif_logistic
from kapstats.scales.mantel_haenszel import MantelHaenszel, dif_mantel_haenszel
from kapstats.scales.omega import omega_total
from kapstats.scales.ordinal_alpha import ordinal_alpha
from kapstats.scales.polychoric import polychoric
from kapstats.scales.sample_alpha import SampleAlpha, sample_alpha
from kapstats.scales.tested import ItemTests
from kapstats.scales.untestable import Untestable

__all__ = [
    "ClassFit",
    "DesignDif",
    "FactorFit",
    "FactorModel",
    "Invariance",
    "InvarianceStep",
    "ItemTests",
    "LatentClasses",
    "LogisticDif",
    "MantelHaenszel",
    "SampleAlpha",
    "Untestable",
    "dif_by_design",
    "dif_logistic",
    "dif_mantel_haenszel",
    "factor_model",
    "invariance",
    "item_statistics",
    "latent_classes",
    "omega_total",
    "ordinal_alpha",
    "polychoric",
    "sample_alpha",
]
