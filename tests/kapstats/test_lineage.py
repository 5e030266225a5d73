"""The life of the weights can be read as a table."""

import numpy as np
import pytest

from kapstats import kish, rake, trim


def test_every_step_is_a_row_of_the_table(sampled):
    found = trim(rake(sampled, {"piped": {0: 120, 1: 80}}), upper=4, strict=True).lineage
    assert list(found.table.columns) == ["step", "about", "n", "total", "smallest", "largest", "kish"]
    assert list(found.table["step"]) == ["base", "raked", "trimmed"]
    assert found.table["largest"][2] == 4
    assert "trimmed" in repr(found)
    assert "upper 4 strictly" in repr(found)


def test_lineage_of_a_design_is_not_changed_by_the_next_step(sampled):
    raked = rake(sampled, {"piped": {0: 120, 1: 80}})
    assert len(sampled.lineage) == 1
    assert raked.lineage[0] == sampled.lineage[0]


def test_rows_without_weight_count_in_no_step():
    assert kish(np.array([2.0, 2.0, 0.0])) == 1


def test_equal_weights_cost_nothing_and_unequal_ones_do(sampled):
    assert kish(np.ones(10)) == 1
    assert kish(sampled.weights) == pytest.approx(1 + np.var(sampled.weights) / np.mean(sampled.weights) ** 2)
