"""Results say what they are of, and stay as they are."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from kapstats import mean, shares


def test_table_has_a_row_an_estimate_and_names_that_can_be_typed(sampled):
    table = mean(sampled, ["income", "rooms"], by=["roof", "piped"]).table
    assert list(table.columns) == [
        "roof", "piped", "variable", "estimate", "se", "low", "high", "df", "deff", "n", "missing", "level",
    ]  # fmt: skip
    assert len(table) == 3 * 2 * 2
    assert table["n"].sum() + table["missing"].sum() == 2 * 60


def test_estimates_are_found_by_their_labels(sampled):
    found = mean(sampled, ["income", "rooms"], by="roof")
    assert found["tin", "income"].labels == (("roof", "tin"), ("variable", "income"))
    assert len(found) == len(list(found)) == 6


def test_covariance_has_the_squares_of_the_errors_on_its_diagonal(sampled):
    found = shares(sampled, "roof")
    np.testing.assert_allclose(np.sqrt(np.diag(found.covariance)), found.table["se"])


def test_results_cannot_be_changed(sampled):
    found = mean(sampled, "income")
    with pytest.raises(ValueError, match="read-only"):
        found.covariance[0, 0] = 0
    with pytest.raises(FrozenInstanceError):
        found["income"].estimate = 3.0


def test_estimates_print_themselves_as_a_table(sampled):
    printed = str(mean(sampled, ["income", "rooms"]))
    assert printed.splitlines()[0].split() == ["variable", "estimate", "se", "low", "high", "df", "n", "missing"]
    assert printed.splitlines()[1].split()[0] == "income"
