"""The decision table is data, and says only what intervals bear out."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference.kap import HELD, people

from kapbrief import findings as module
from kapbrief.findings import Raise, State, decisions, findings, raises
from kapstats import Estimate, EstimationError, percentage_to_gain

ONE = ["id,study,conditions,message,avoid", "bag,,K_CARRY < 0.5; CARRY_ASKED > 0.1,say no,check parcels"]


def share(low, high):
    return Estimate((), (low + high) / 2, 0.01, low, high, 20, np.nan, 100, 0, 0.95)


def state(**estimates):
    (found,) = findings(estimates, decisions(ONE))
    return found.state


def test_examples_print_what_they_say():
    assert doctest.testmod(module).failed == 0


def test_decision_holds_where_every_interval_is_clear_of_its_line():
    assert state(K_CARRY=share(0.2, 0.4), CARRY_ASKED=share(0.2, 0.3)) is State.HOLDS
    assert state(K_CARRY=share(0.2, 0.6), CARRY_ASKED=share(0.2, 0.3)) is State.OPEN
    assert state(K_CARRY=share(0.6, 0.7), CARRY_ASKED=share(0.2, 0.3)) is State.FAILS


def test_missing_or_undefined_estimates_are_no_evidence():
    assert state(K_CARRY=share(0.2, 0.4)) is State.UNKNOWN
    assert state(K_CARRY=share(0.2, 0.4), CARRY_ASKED=share(np.nan, np.nan)) is State.UNKNOWN
    (found,) = findings({"K_CARRY": share(0.2, 0.4)}, decisions(ONE))
    assert [name for name, _ in found.evidence] == ["K_CARRY"]


def test_indicators_are_compared_by_intervals_that_lie_apart():
    table = [one for one in decisions() if one.id == "law-here"]
    apart = {"K_LAW_MZ": share(0.2, 0.3), "K_LAW_VN": share(0.4, 0.5)}
    assert findings(apart, table)[0].state is State.HOLDS
    assert findings(apart | {"K_LAW_VN": share(0.25, 0.5)}, table)[0].state is State.OPEN


def test_norm_is_told_only_where_no_estimate_of_practice_may_be_high():
    table = [one for one in decisions() if one.id == "norm"]
    low = {name: share(0.05, 0.2) for name in ("PRAC_DIRECT", "PRAC_LIST", "PRAC_CROSS")}
    assert findings({"NORM_DESC": share(0.6, 0.8), **low}, table)[0].state is State.HOLDS
    assert findings({"NORM_DESC": share(0.6, 0.8), **low, "PRAC_LIST": share(0, 0.4)}, table)[0].state is State.OPEN


def test_decisions_of_one_study_are_not_those_of_another():
    everywhere = {one.decision.id for one in findings({}, decisions())}
    assert "guides" not in everywhere
    assert {one.decision.id for one in findings({}, decisions(), study="S2")} - everywhere == {"guides"}


def test_every_decision_has_a_message_and_something_to_avoid():
    table = decisions()
    assert len({one.id for one in table}) == len(table) == 13
    assert all(one.conditions and one.message and one.avoid for one in table)


@settings(deadline=None)
@given(limits=st.lists(st.floats(0, 1), min_size=2, max_size=2), wider=st.floats(0, 0.3))
def test_wider_intervals_never_turn_into_findings(limits, wider):
    low, high = sorted(limits)
    fixed = share(0.2, 0.3)
    if state(K_CARRY=share(low - wider, high + wider), CARRY_ASKED=fixed) is State.HOLDS:
        assert state(K_CARRY=share(low, high), CARRY_ASKED=fixed) is State.HOLDS


def test_beliefs_of_negative_gain_are_not_to_be_raised():
    found = raises(percentage_to_gain(people(), "avoid_intent", HELD))
    kinds = [Raise.RAISE, Raise.RAISE, Raise.OPEN, Raise.DO_NOT, Raise.DO_NOT, Raise.RAISE]
    assert found == dict(zip(HELD, kinds, strict=True))


def test_condition_that_is_none_is_refused_by_its_decision():
    with pytest.raises(EstimationError, match="bag: 'K_CARRY low' is no condition"):
        decisions([ONE[0], "bag,,K_CARRY low,say no,check"])
