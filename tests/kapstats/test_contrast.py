"""Functions of estimates: what text is understood, what their errors are, and what is refused."""

import numpy as np
import pytest
from scipy import optimize

from kapstats import EstimationError, contrast, differences, mean, ratio, shares, total
from kapstats.arithmetic import FUNCTIONS, expression


@pytest.mark.parametrize(
    "text",
    [
        "a - b",
        "-a + 2*b",
        "a / b",
        "a ** b",
        "(a - b) ** 2",
        "a ** -2",
        "2 ** b",
        *(f"{name}(a * b)" for name in FUNCTIONS),
    ],
)
def test_derivatives_are_those_of_small_steps(text):
    read = expression(text)
    at = np.array([0.4, 0.7])[: len(read.names)] if read.names == ("a", "b") else np.array([0.7])
    found = read.at(dict(zip(read.names, at, strict=True)))
    steps = optimize.approx_fprime(at, lambda x: float(read.at(dict(zip(read.names, x, strict=True))).value), 1e-7)
    np.testing.assert_allclose(found.slopes, steps, rtol=1e-5)


def test_power_of_a_negative_number_has_a_derivative():
    assert expression("a ** 2").at({"a": -3.0}).slopes == [-6.0]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "a.b", "a[0]", "a if b else c", "lambda: 1", "open(a)", "log(a, b)", "log(a, base=2)",
        "a == b", "'text'", "True", "[a]", "a; b", "", "a +", "a @ b", "a // b", "a & b", "-" * 600 + "a",
        "a\x00", "1j", "log",
    ],
)  # fmt: skip
def test_text_that_is_no_arithmetic_is_refused(text, sampled):
    with pytest.raises(EstimationError):
        contrast(mean(sampled, ["rooms", "piped"]), text)


def test_power_written_as_in_r_is_explained(sampled):
    with pytest.raises(EstimationError, match=r"has \^ in it: write a power as \*\*"):
        contrast(mean(sampled, "rooms"), "rooms^2")


def test_weights_and_text_are_the_same_contrast(sampled):
    means = mean(sampled, ["income", "rooms"])
    told, weighed = contrast(means, "income - 2 * rooms"), contrast(means, {"income": 1, "rooms": -2})
    assert told.rows[0].estimate == pytest.approx(weighed["contrast"].estimate)
    assert told.rows[0].se == pytest.approx(weighed["contrast"].se)


def test_ratio_of_totals_is_the_ratio(sampled):
    rows = sampled.data["income"].notna()
    totals = total(sampled.where(rows), ["income", "rooms"])
    one, other = contrast(totals, "income / rooms").rows[0], ratio(sampled, "income", "rooms")["income"]
    assert (one.estimate, one.se, one.df) == pytest.approx((other.estimate, other.se, other.df))


def test_several_contrasts_have_a_covariance(sampled):
    means = mean(sampled, ["income", "rooms"])
    found = contrast(means, {"sum": "income + rooms", "gap": {"income": 1, "rooms": -1}})
    variances = np.diag(means.covariance)
    assert found.covariance[0, 1] == pytest.approx(variances[0] - variances[1])
    assert [row.labels for row in found] == [(("contrast", "sum"),), (("contrast", "gap"),)]


def test_names_that_are_no_words_stand_between_back_quotes(sampled):
    by_roof = mean(sampled, ["income", "rooms"], by="roof")
    found = contrast(by_roof, "`tin:rooms` / `tile:rooms`").rows[0]
    assert found.estimate == pytest.approx(by_roof["tin", "rooms"].estimate / by_roof["tile", "rooms"].estimate)


@pytest.mark.parametrize(("name", "wrong"), [("slate", "slate: fits 0 estimates"), ("tin", "tin: fits 2 estimates")])
def test_name_that_fits_none_or_several_is_told_with_those_there_are(sampled, name, wrong):
    with pytest.raises(EstimationError, match=f"{wrong}: name one of: thatch:income; thatch:rooms"):
        contrast(mean(sampled, ["income", "rooms"], by="roof"), f"2 * {name}")


@pytest.mark.parametrize("what", [{}, {"income": 1, "gap": "income - rooms"}])
def test_what_is_no_contrast_is_refused(sampled, what):
    with pytest.raises(EstimationError, match="what: asks for no contrast"):
        contrast(mean(sampled, ["income", "rooms"]), what)


def test_undefined_contrast_is_not_a_number(sampled):
    found = contrast(mean(sampled, "rooms"), {"root": "sqrt(-rooms)", "twice": "2 * rooms"})
    assert np.isnan([found["root"].estimate, found["root"].se]).all()
    assert found["twice"].se == pytest.approx(2 * mean(sampled, "rooms")["rooms"].se)


def test_differences_between_groups_of_one_call_know_their_covariance(sampled):
    by_roof = mean(sampled, ["income", "rooms"], by="roof")
    found = differences(by_roof, "roof")
    assert [dict(row.labels)["roof"] for row in found][::2] == ["tile - thatch", "tin - thatch", "tin - tile"]
    one = found["tin - tile", "rooms"]
    other = contrast(by_roof, "`tin:rooms` - `tile:rooms`").rows[0]
    assert (one.estimate, one.se) == pytest.approx((other.estimate, other.se))


def test_differences_from_a_reference(sampled):
    found = differences(shares(sampled, "piped", by="roof"), "roof", reference="tile")
    assert {dict(row.labels)["roof"] for row in found} == {"thatch - tile", "tin - tile"}


def test_differences_without_groups_are_refused(sampled):
    with pytest.raises(
        EstimationError, match="roof: splits these estimates into 0 groups: ask for them with by='roof'"
    ):
        differences(mean(sampled, "rooms"), "roof")
    with pytest.raises(EstimationError, match="roof: has no group 'slate'"):
        differences(mean(sampled, "rooms", by="roof"), "roof", reference="slate")
