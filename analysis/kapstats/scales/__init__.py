"""Scales: do items measure one thing, the same in every language, and which kinds of people do they tell apart?

``sample_alpha``, ``ordinal_alpha``, ``omega`` and ``item_statistics`` tell how reliable a sum of items is, beside
``cronbach_alpha``.
"""

from kapstats.scales.item_statistics import item_statistics
from kapstats.scales.omega import omega_total
from kapstats.scales.ordinal_alpha import ordinal_alpha
from kapstats.scales.polychoric import polychoric
from kapstats.scales.sample_alpha import SampleAlpha, sample_alpha

__all__ = ["SampleAlpha", "item_statistics", "omega_total", "ordinal_alpha", "polychoric", "sample_alpha"]
