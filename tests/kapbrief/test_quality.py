"""Interviewers' effects, straight lines, duplicates and response rates, against numbers worked out by hand."""

import doctest

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kapbrief import quality, response
from kapbrief.quality import duplicates, interviewer_effect, straight_lines
from kapbrief.response import GROUPS, Dispositions, dispositions, response_rates
from kapstats import EstimationError

CASES = Dispositions(
    complete=200, partial=20, refusal=60, non_contact=80, other=10, unknown=100, ineligible=30
)  # fmt: skip


@pytest.mark.parametrize("module", [quality, response])
def test_examples_print_what_they_say(module):
    assert doctest.testmod(module, extraglobs={"pd": pd}).failed == 0


def test_rates_are_those_of_the_standard_definitions():
    found, e = response_rates(CASES), 370 / 400
    assert found.eligible_share == pytest.approx(e)
    assert (found.rr1, found.rr2) == pytest.approx((200 / 470, 220 / 470))
    assert (found.rr3, found.rr4) == pytest.approx((200 / 462.5, 220 / 462.5))
    assert (found.rr5, found.rr6) == pytest.approx((200 / 370, 220 / 370))
    assert (found.coop1, found.coop2) == pytest.approx((200 / 290, 220 / 290))
    assert (found.coop3, found.coop4) == pytest.approx((200 / 280, 220 / 280))
    assert (found.ref1, found.ref2, found.ref3) == pytest.approx((60 / 470, 60 / 462.5, 60 / 370))
    assert (found.con1, found.con2, found.con3) == pytest.approx((290 / 470, 290 / 462.5, 290 / 370))


@given(counts=st.lists(st.integers(0, 300), min_size=7, max_size=7), e=st.floats(0, 1))
def test_rates_stand_in_their_order(counts, e):
    cases = Dispositions(*counts)
    if not cases.complete:
        return
    found = response_rates(cases, e)
    assert found.rr1 <= found.rr3 + 1e-12 <= found.rr5 + 2e-12
    assert found.rr1 <= found.rr2 <= found.rr6
    assert found.rr5 <= found.coop1 <= found.coop3
    assert found.rr2 + found.ref1 <= found.con1 + 1e-12
    assert response_rates(cases, 1).rr3 == pytest.approx(found.rr1)
    assert response_rates(cases, 0).rr3 == pytest.approx(found.rr5)


def test_outcomes_are_counted_in_their_groups():
    found = dispositions(dict.fromkeys(GROUPS, 1))
    assert (found.complete, found.partial, found.refusal, found.non_contact) == (1, 1, 2, 1)
    assert (found.other, found.unknown, found.ineligible) == (4, 2, 2)


def test_rates_of_nobody_are_unknown():
    found = response_rates(Dispositions())
    assert np.isnan([found.rr1, found.coop1, found.con3]).all()
    assert response_rates(Dispositions(complete=3)).rr3 == 1


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: dispositions({"vanished": 1}), "vanished: is no outcome: name one of complete"),
        (lambda: dispositions({"complete": -1}), "complete: -1 cases cannot be"),
        (lambda: response_rates(CASES, 1.5), "eligible_share: 1.5 is no share"),
    ],
)
def test_counts_that_cannot_be_are_refused(ask, message):
    with pytest.raises(EstimationError, match=message):
        ask()


def interviews(seed: int, *, effect: float, interviewers: int = 30, each: int = 20) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    who = np.repeat(np.arange(interviewers), each)
    y = effect * random.normal(size=interviewers)[who] + random.normal(size=len(who))
    return pd.DataFrame({"who": who, "y": y, "place": who % 3})


def test_effect_of_equal_workloads_is_that_of_the_analysis_of_variance():
    asked = interviews(1, effect=0.3)
    found = interviewer_effect(asked, "y", "who")
    wanted = stats.f_oneway(*[group["y"] for _, group in asked.groupby("who")])
    assert found.p_value == pytest.approx(wanted.pvalue)
    assert found.icc == pytest.approx((wanted.statistic - 1) / (wanted.statistic + 19))
    assert found.deff == pytest.approx(1 + 19 * found.icc)
    assert found.low < found.icc < found.high


def test_interval_holds_the_truth_as_often_as_it_says():
    truth = 0.3**2 / (1 + 0.3**2)
    held = [
        found.low <= truth <= found.high
        for found in (interviewer_effect(interviews(seed, effect=0.3), "y", "who") for seed in range(300))
    ]
    assert stats.binomtest(sum(held), 300, 0.95).pvalue > 0.001


def test_differences_between_places_are_not_the_interviewers():
    asked = interviews(2, effect=0.0)
    moved = asked.assign(y=asked["y"] + 3 * asked["place"])
    apart = interviewer_effect(moved, "y", "who", within="place")
    assert interviewer_effect(moved, "y", "who").icc > 0.5
    assert abs(apart.icc) < 0.05
    assert apart.icc == pytest.approx(interviewer_effect(asked, "y", "who", within="place").icc)


def test_workload_counts_large_interviewers_more():
    asked = pd.DataFrame({"who": [1] * 8 + [2] * 2, "y": np.arange(10.0)})
    assert interviewer_effect(asked, "y", "who").workload == pytest.approx(6.8)


def test_one_interviewer_cannot_be_compared():
    with pytest.raises(EstimationError, match="who: leaves nothing to compare"):
        interviewer_effect(pd.DataFrame({"who": 1, "y": [1.0, 2]}), "y", "who")
    with pytest.raises(EstimationError, match="wer: no such column: the data have: who, y"):
        interviewer_effect(pd.DataFrame({"who": 1, "y": [1.0, 2]}), "y", "wer")


def test_straight_lines_pass_over_missing_answers():
    answers = pd.DataFrame({"a": [4, 4, 4, 4], "b": [4, None, 5, None], "c": [4, 4, 4, None], "d": [4, 4, 4, 4]})
    found = straight_lines(answers, list("abcd"))
    assert found.flags.tolist() == [True, True, False, False]
    assert found.longest.tolist() == [4, 3, 2, 2]
    assert (found.n, found.share) == (3, pytest.approx(2 / 3))


def test_straight_lines_may_be_words():
    answers = pd.DataFrame({name: ["agree", "agree"] for name in "abc"} | {"d": ["agree", "disagree"]})
    assert straight_lines(answers, list("abcd")).flags.tolist() == [True, False]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), n=st.integers(2, 40))
def test_closest_interview_is_the_closest_of_all(seed, n):
    random = np.random.default_rng(seed)
    answers = pd.DataFrame(random.integers(0, 3, (n, 6)), columns=list("abcdef"))
    found = duplicates(answers, list("abcdef"), near=0.8)
    values = answers.to_numpy()
    for row in range(n):
        others = [(values[row] == values[other]).mean() for other in range(n) if other != row]
        assert found.closest[row] == pytest.approx(max(others))
    in_groups = {row for group in found.groups for row in group}
    assert in_groups == set(np.flatnonzero(found.closest == 1))
    assert (found.near == (found.closest >= 0.8)).all()


def test_copied_interview_is_found_among_many_and_missing_answers_match():
    random = np.random.default_rng(5)
    answers = pd.DataFrame(random.integers(0, 5, (1200, 30)).astype(float), columns=[f"q{i}" for i in range(30)])
    answers.iloc[7, 3] = np.nan
    answers.iloc[1100] = answers.iloc[7]
    found = duplicates(answers, list(answers.columns))
    assert found.groups == ((7, 1100),)
    assert np.flatnonzero(found.near).tolist() == [7, 1100]


def test_duplicates_of_nothing_are_refused():
    with pytest.raises(EstimationError, match="leave nothing to compare"):
        duplicates(pd.DataFrame({"a": [1]}), [])
