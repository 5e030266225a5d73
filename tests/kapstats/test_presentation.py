"""Shares that may be shown, equal to the reference's table and true to the standards' order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import equal, people, told

from kapstats import Estimate, EstimationError, Reason, Review, Verdict, presentation, proportion

TABLE = told("planning_and_disclosure")["nchs_rule_table"]
STATUS = {
    "present": (Verdict.PRESENT, None),
    "present_narrow": (Verdict.PRESENT, None),
    "present_footnote_complement": (Verdict.FOOTNOTE, Reason.COMPLEMENT),
    "suppress_n": (Verdict.SUPPRESS, Reason.FEW),
    "suppress_wide": (Verdict.SUPPRESS, Reason.WIDE),
    "suppress_relative": (Verdict.SUPPRESS, Reason.RELATIVE),
}


def share(p, se, *, n, df):
    return Estimate((), p, se, np.nan, np.nan, df, np.nan, n, 0, 0.95)


@pytest.mark.parametrize("case", TABLE)
def test_verdict_equals_the_reference(case):
    found = presentation(share(case["p"], case["se"], n=case["n"], df=case["df"]))
    verdict, reason = STATUS[case["status"]]
    assert (found.verdict, found.reasons[:1]) == (verdict, () if reason is None else (reason,))
    assert (Review.FEW_DF in found.review) == case["review_df_below_8"]
    assert (Review.NOBODY_OR_ALL in found.review) == case["review_zero_or_100"]
    equal([found.low, found.high, found.width], [case["lower"], case["upper"], case["width"]])
    equal(found.n_effective, min(case["n_eff"], case["n"]))
    equal(found.relative_width, case["relative_width"])
    equal(found.relative_width_complement, case["relative_width_complement"])


@pytest.mark.parametrize(
    ("column", "where", "key"),
    [
        ("avoid_intent", None, "avoid_intent"),
        ("bought_direct", "stratum == 'city3' and age_obs == '55+'", "bought_direct_city3_age55"),
        ("bh5", "stratum == 'city3'", "bh5_city3"),
    ],
)
def test_verdict_on_estimates_of_a_survey(column, where, key):
    design = people() if where is None else people().where(people().data.eval(where))
    wanted = told("kap_and_message")["proportions"][key]
    found = presentation(proportion(design, column)[column])
    equal([found.low, found.high, found.width], [*wanted["ci_korn_graubard"], wanted["kg_width"]])
    assert wanted["nchs"].startswith(found.verdict)


def test_share_without_an_error_is_suppressed():
    found = presentation(share(0.4, np.nan, n=200, df=20))
    assert (found.verdict, found.reasons) == (Verdict.SUPPRESS, (Reason.UNKNOWN,))
    assert presentation(share(np.nan, np.nan, n=0, df=0)).verdict is Verdict.SUPPRESS


def test_every_reason_is_told():
    found = presentation(share(0.1, 0.08, n=25, df=20))
    assert found.reasons == (Reason.FEW, Reason.WIDE, Reason.RELATIVE)


def test_means_are_no_shares():
    with pytest.raises(EstimationError, match=r"share: 3\.2 is no share"):
        presentation(share(3.2, 0.1, n=100, df=10))


@settings(deadline=None)
@given(p=st.floats(0.01, 0.99), se=st.floats(0.001, 0.2), n=st.integers(2, 3000), df=st.integers(1, 60))
def test_share_of_the_others_meets_the_mirrored_rule(p, se, n, df):
    """What is suppressed for its interval alone is suppressed for the others too."""
    one, other = presentation(share(p, se, n=n, df=df)), presentation(share(1 - p, se, n=n, df=df))
    assert one.width == pytest.approx(other.width)
    absolute = {Reason.FEW, Reason.WIDE}
    if abs(one.width - 0.3) > 1e-9 and abs(one.n_effective - 30) > 1e-9:
        assert absolute & set(one.reasons) == absolute & set(other.reasons)


@settings(deadline=None)
@given(p=st.floats(0.01, 0.99), se=st.floats(0.001, 0.2), n=st.integers(2, 3000), df=st.integers(8, 60))
def test_larger_sample_with_a_smaller_error_is_never_suppressed_where_the_smaller_is_shown(p, se, n, df):
    if presentation(share(p, se, n=n, df=df)).verdict is not Verdict.SUPPRESS:
        assert presentation(share(p, se / 2, n=4 * n, df=df)).verdict is not Verdict.SUPPRESS
