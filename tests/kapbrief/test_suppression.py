"""No subtraction gives a withheld cell of a table of two traits."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import told

from kapbrief import suppression
from kapbrief.disclosure import Status
from kapbrief.suppression import audit, suppress
from kapstats import EstimationError

CASE = told("planning_and_disclosure")["cell_suppression"]
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=1, max_size=4)
)


def withheld(found, small):
    """Cells counted from 1: those of fewer people than this, and the others."""
    rows = enumerate(zip(found.counts, found.statuses, strict=True), 1)
    hidden = [
        ([row, column], n < small)
        for row, line in rows
        for column, (n, status) in enumerate(zip(*line, strict=True), 1)
        if status is Status.WITHHELD
    ]
    return [cell for cell, few in hidden if few], [cell for cell, few in hidden if not few]


def test_example_prints_what_it_says():
    assert doctest.testmod(suppression).failed == 0


def test_cells_and_ranges_equal_the_reference():
    found = suppress(CASE["table_counts"], CASE["threshold"])
    assert withheld(found, CASE["threshold"]) == (CASE["primary"], CASE["complementary"])
    assert list(found.audit[0, 1]) == CASE["audit_interval_row1_col2"]
    assert list(found.audit[2, 1]) == CASE["audit_interval_row3_col2"]


def test_table_without_small_cells_is_shown():
    found = suppress([[10, 20], [30, 40]], 5)
    assert found.shown == ((10, 20, 30), (30, 40, 70), (40, 60, 100))
    assert found.audit == {}


def test_table_of_too_few_people_shows_nothing():
    assert {n for row in suppress([[1, 1], [1, 0]], 5).shown for n in row} == {None}


def test_cells_beside_a_small_one_are_those_of_the_fewest_people():
    found = suppress([[3, 50, 20], [60, 70, 80], [15, 90, 25]], 5)
    assert withheld(found, 5)[1] == [[1, 3], [3, 1], [3, 3]]


@settings(max_examples=60, deadline=None)
@given(counts=tables, smallest=st.integers(3, 12))
def test_what_is_shown_narrows_no_small_cell(counts, smallest):
    found = suppress(counts, smallest)
    table = np.array(found.counts)
    shown = np.array([[status is Status.SHOWN for status in row] for row in found.statuses])
    assert (table[shown] >= smallest).all()
    assert not shown[table < smallest].any()
    for cell, (low, high) in found.audit.items():
        assert low <= table[cell] <= high
        assert low < high
        if table[cell] < smallest:
            assert high - low >= smallest


@settings(max_examples=25, deadline=None)
@given(counts=tables, smallest=st.integers(3, 12))
def test_no_cell_is_withheld_beside_small_ones_without_need(counts, smallest):
    """Showing any of them again would narrow a small cell."""
    found = suppress(counts, smallest)
    table = np.array(found.counts)
    hidden = np.array([[status is not Status.SHOWN for status in row] for row in found.statuses])
    if hidden.all():
        return
    for row, column in withheld(found, smallest)[1]:
        fewer = hidden.copy()
        fewer[row - 1, column - 1] = False
        ranges = audit(table, fewer)
        assert any(high - low < smallest for cell, (low, high) in ranges.items() if table[cell] < smallest)


@pytest.mark.parametrize("counts", [[], [[]], [[1, 2], [3]], [[1, -2]]])
def test_what_is_no_table_is_refused(counts):
    with pytest.raises(EstimationError, match="counts: are no table"):
        suppress(counts, 5)


def test_smallest_number_protects_somebody():
    with pytest.raises(EstimationError, match="smallest: 0 protects nobody"):
        suppress([[1, 2]], 0)
