"""p-values of several tests: equal to the reference and to statsmodels, family by family."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import equal, told
from statsmodels.stats.multitest import multipletests

from kapstats import EstimationError, adjust_p_values

BELIEFS = told("kap_and_message")["beliefs_BH"]
p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def named(values):
    return {f"t{place}": value for place, value in enumerate(values)}


def test_beliefs_equal_the_reference():
    found = adjust_p_values(BELIEFS["p"])
    for name in BELIEFS["p"]:
        equal([found[name].benjamini_hochberg, found[name].holm], [BELIEFS["p_BH"][name], BELIEFS["p_holm"][name]])


@settings(deadline=None)
@given(values=p_values)
def test_both_equal_statsmodels(values):
    found = adjust_p_values(named(values)).table
    for column, method in (("benjamini_hochberg", "fdr_bh"), ("holm", "holm")):
        np.testing.assert_allclose(found[column], multipletests(values, method=method)[1], rtol=1e-12)


@settings(deadline=None)
@given(values=p_values)
def test_adjusting_keeps_the_order_and_never_helps(values):
    found = adjust_p_values(named(values)).table
    assert (found["benjamini_hochberg"] >= found["p_value"]).all()
    assert (found["holm"] >= found["benjamini_hochberg"]).all()
    ranked = found.sort_values("p_value")
    assert ranked["benjamini_hochberg"].is_monotonic_increasing
    assert ranked["holm"].is_monotonic_increasing


def test_families_do_not_count_each_other():
    found = adjust_p_values({"a": 0.01, "b": 0.02, "c": 0.01}, {"law": ["a", "b"], "norm": ["c"]})
    assert [row.holm for row in found.rows] == [0.02, 0.02, 0.01]
    assert found.table["family"].tolist() == ["law", "law", "norm"]


def test_test_that_could_not_be_made_does_not_count():
    found = adjust_p_values({"a": 0.01, "b": np.nan, "c": 0.04})
    assert np.isnan([found["b"].benjamini_hochberg, found["b"].holm]).all()
    assert (found["a"].holm, found["c"].holm) == (0.02, 0.04)


@pytest.mark.parametrize(
    ("values", "families", "message"),
    [
        ({"a": 1.2}, None, "a: 1.2 is no p-value"),
        ({"a": 0.2, "b": 0.1}, {"one": ["a"]}, "b: is in 0 families"),
        ({"a": 0.2}, {"one": ["a"], "two": ["a"]}, "a: is in 2 families"),
        ({"a": 0.2}, {"one": ["a", "z"]}, "z: has no p-value"),
    ],
)
def test_families_that_cannot_be_are_refused(values, families, message):
    with pytest.raises(EstimationError, match=message):
        adjust_p_values(values, families)
