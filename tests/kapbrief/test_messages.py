"""Beliefs beside outcomes: what goes with what is told as it was made, and small groups are not."""

import csv
import io

import numpy as np
import pytest

from kapbrief.disclosure import Status
from kapbrief.findings import Raise, State
from kapbrief.indicators import estimates
from kapbrief.message_tables import GAINS, findings_table, gains_table, messengers_table
from kapbrief.messages import messages
from kapbrief.release import read_release
from kapbrief.scales import scales

PLAN = {
    "sampling": {"design": "census", "population": 2000, "population_source": "", "finite_population_correction": True},
    "margins": [],
    "outcomes": [{"question": "P2", "codes": [2, 3], "among": [2, 3, 4]}, {"question": "K2"}],
    "beliefs": [
        {"question": "A1", "codes": [4, 5], "family": "attitude"},
        {"question": "A4", "codes": [4, 5], "family": "attitude"},
        {"question": "A5", "codes": [4, 5], "family": "norm"},
        {"question": "K1", "family": "knowledge"},
    ],
    "messengers": ["D2", "P1"],
}


def person(number, base):
    """Of those who agree with A1 eight in ten said no, of the others four; of those who agree with A4 four, else eight.

    Two hundred people, all of whom agree with A5 but three.
    """
    half, tenth = number % 2, (number // 2) % 10
    return base | {
        "P2": 2 if tenth < (8 if half else 4) else 4,
        "A1": 5 if half else 1, "A4": 1 if half else 5, "A5": 1 if number < 3 else 5, "K1": 1 + (number // 20) % 2,
        "K2": 1 + (number // 3) % 2,
        "D2": 1 if number % 5 else 2, "P1.1": number % 2, "P1.2": int(number < 8), "P1.3": int(number % 3 == 0),
    }  # fmt: skip


@pytest.fixture(scope="module")
def crowd(people):
    return [person(number, people[number % 40]) for number in range(200)]


@pytest.fixture(scope="module")
def told(folder_in, tmp_path_factory):
    """The messages of a release of these people, with these parts of it changed."""

    def made(crowd, **changes):
        results = estimates(read_release(folder_in(tmp_path_factory.mktemp("messages"), crowd, **(PLAN | changes))))
        return messages(results, scales(results))

    return made


@pytest.fixture(scope="module")
def found(told, crowd):
    return told(crowd)


def beside(found, outcome="P2"):
    (rows,) = (one for one in found.outcomes if one.outcome.name == outcome)
    return {row.belief.name: row for row in rows.rows}


def lines(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_gain_is_the_share_among_holders_less_that_among_all(found):
    gain = beside(found)["A1"].told.gain
    assert (gain.held.estimate, gain.not_held.estimate, gain.overall.estimate) == pytest.approx((0.8, 0.4, 0.6))
    assert gain.gain.estimate == pytest.approx(0.2)
    assert gain.gain.low > 0.1


def test_belief_with_the_outcome_is_raised_and_one_against_it_is_not(found):
    raised = {name: row.told.raised for name, row in beside(found).items() if row.told}
    assert (raised["A1"], raised["A4"]) == (Raise.RAISE, Raise.DO_NOT)


def test_beliefs_are_ranked_by_their_lower_limit(found):
    (rows, _) = found.outcomes
    lows = [row.told.gain.gain.low for row in rows.ranked]
    assert rows.ranked[0].belief.name == "A1"
    assert lows == sorted(lows, reverse=True)
    assert rows.ranked[0].told.rank.first > 0.95


def test_doers_are_counted_beside_non_doers(found):
    barrier = beside(found)["A1"].told.barrier
    assert (barrier.doers_giving, barrier.doers, barrier.nondoers_giving, barrier.nondoers) == (80, 120, 20, 80)
    assert barrier.relative_risk == pytest.approx(2)


def test_potential_for_change_is_the_room_left_times_the_correlation(found):
    determinant = beside(found)["A1"].told.determinant
    correlation = np.corrcoef(np.repeat([1, 1, 0, 0], [80, 20, 40, 60]), np.repeat([1, 0, 1, 0], [80, 20, 40, 60]))[
        0, 1
    ]
    assert determinant.correlation.estimate == pytest.approx(correlation)
    assert determinant.potential.estimate == pytest.approx(0.5 * correlation)


def test_belief_with_a_small_group_is_withheld_and_nothing_of_it_is_written(found):
    assert beside(found)["A5"].status is Status.WITHHELD
    (line,) = (one for one in lines(gains_table(found)) if (one["outcome"], one["belief"]) == ("P2", "A5"))
    about = (
        *("study", "wave", "pretest", "rehearsal", "outcome", "belief", "family", "provisional"),
        *("languages", "status"),
    )
    assert line["status"] == "withheld"
    assert not any(line[name] for name in GAINS if name not in about)


def test_dont_know_and_silence_do_not_hold_a_belief(told, crowd):
    changed = [one | {"A1": 8 if n % 4 == 0 else ".blank"} if n % 2 == 0 else one for n, one in enumerate(crowd)]
    gain = beside(told(changed))["A1"].told.gain
    assert (gain.gain.n, gain.not_held.estimate) == (200, pytest.approx(0.4))


def test_belief_that_few_were_not_asked_about_is_withheld(told, crowd):
    changed = [one | {"A1": ""} if n < 6 else one for n, one in enumerate(crowd)]
    rows = beside(told(changed))
    assert rows["A1"].status is Status.WITHHELD
    assert rows["A4"].status is Status.SHOWN


def test_right_answers_that_nobody_signed_off_are_no_belief_in_earnest(told, crowd):
    rows = beside(told(crowd, facts=[]))
    assert (rows["K1"].status, rows["K1"].told) == (Status.UNSIGNED, None)
    provisional = told(crowd, facts=[], pretest=True)
    assert beside(provisional)["K1"].told is not None
    assert beside(provisional)["K1"].provisional
    assert provisional.provisional
    assert not beside(provisional)["A1"].provisional


def test_sealed_answers_are_not_counted(told, crowd):
    changed = [one | {"P2": ".sealed"} if n == 50 else one for n, one in enumerate(crowd)]
    found = told(changed)
    assert {row.status for row in beside(found).values()} == {Status.SEALED}
    assert all(row.told is None for row in beside(found).values())
    assert beside(found, "K2")["A1"].status is Status.SHOWN


def test_tests_are_corrected_inside_their_families_over_all_outcomes(found):
    rows = [row for rows in found.outcomes for row in rows.rows if row.told]
    attitudes = [row.told.gain.p_value for row in rows if row.belief.role == "attitude"]
    corrected = [row.told.adjusted.holm for row in rows if row.belief.role == "attitude"]
    assert len(attitudes) == 4
    smallest = int(np.argmin(attitudes))
    assert corrected[smallest] == pytest.approx(min(1, 4 * attitudes[smallest]))
    assert {row.told.adjusted.family for row in rows} == {"attitude", "knowledge"}


def test_like_for_like_is_the_gain_itself_where_people_are_alike(told, crowd):
    alike = beside(told(crowd, groups=[]))["A1"].told
    assert alike.alike.estimate == pytest.approx(alike.gain.gain.estimate)


def test_like_for_like_is_not_told_where_a_trait_decides_the_outcome(told, crowd):
    changed = [one | {"D1": 1 if one["P2"] == 2 else 2} for one in crowd]
    row = beside(told(changed, groups=["D1"]))["A1"].told
    assert row.alike is None
    assert row.gain.gain.estimate == pytest.approx(0.2)


def test_messengers_are_those_of_people_who_do_not_hold_the_belief(found):
    audience = next(one for one in found.audiences if (one.belief.name, one.question) == ("A1", "D2"))
    shares = {row.choice.name: row.share.estimate for row in audience.rows if row.share}
    assert shares == pytest.approx({1: 0.8, 2: 0.2})
    assert [row.choice.name for row in audience.rows][:2] == [1, 2]


def test_messengers_whom_few_chose_are_withheld(told, crowd):
    found = told(crowd, indicators=[])
    audience = next(one for one in found.audiences if (one.belief.name, one.question) == ("A1", "P1"))
    statuses = {row.choice.name: row.status for row in audience.rows}
    assert statuses == {1: Status.WITHHELD, 2: Status.WITHHELD, 3: Status.SHOWN}
    withheld = [line for line in lines(messengers_table(found)) if line["status"] != "shown"]
    assert not any(line[name] for line in withheld for name in ("estimate", "se", "low", "high", "n"))


def test_choice_that_would_give_away_a_rare_one_is_withheld_with_it(told, crowd):
    changed = [one | {"D2": 3 if n in (0, 2, 4) else one["D2"]} for n, one in enumerate(crowd)]
    audience = next(one for one in told(changed).audiences if (one.belief.name, one.question) == ("A1", "D2"))
    assert {row.choice.name: row.status for row in audience.rows} == {
        1: Status.SHOWN, 2: Status.WITHHELD, 3: Status.WITHHELD,
    }  # fmt: skip


def test_messengers_are_withheld_where_an_indicator_would_give_away_those_of_few_holders(told, crowd):
    trusted = {"name": "TRUSTED", "label": {"en": "Trusted"}, "kind": "share", "role": "message", "questions": ["D2"],
               "codes": [1]}  # fmt: skip
    changed = [one | {"D2": 2 if n in (1, 3, 5) else 1} if one["A1"] == 5 else one for n, one in enumerate(crowd)]
    without, beside_it = told(changed), told(changed, indicators=[trusted])
    statuses = [
        {row.status for row in one.rows if row.choice.name in (1, 2)}
        for found in (without, beside_it)
        for one in found.audiences
        if (one.belief.name, one.question) == ("A1", "D2")
    ]
    assert statuses == [{Status.SHOWN}, {Status.WITHHELD}]


def test_audience_is_told_of_beliefs_with_a_gain_only(told, crowd):
    beliefs = {one.belief.name for one in told(crowd, outcomes=PLAN["outcomes"][:1]).audiences}
    assert "A1" in beliefs
    assert "A4" not in beliefs


def test_findings_that_hold_come_first(told, crowd):
    renamed = {"name": "ATT_GIFT", "label": {"en": "Gift"}, "kind": "share", "role": "attitude", "questions": ["A2"],
               "codes": [1]}  # fmt: skip
    found = told(crowd, indicators=[renamed])
    assert (found.findings[0].decision.id, found.findings[0].state) == ("gifts", State.HOLDS)
    assert {finding.state for finding in found.findings[1:]} == {State.UNKNOWN}
    first, *others = lines(findings_table(found))
    assert (first["decision"], first["state"], first["indicator"]) == ("gifts", "holds", "ATT_GIFT")
    assert all(line["estimate"] == "" for line in others)


def test_few_interviews_tell_nothing(told, crowd):
    found = told(crowd[:9])
    assert {row.status for rows in found.outcomes for row in rows.rows} == {Status.WITHHELD}
    assert found.audiences == ()


def test_plan_that_declares_nothing_has_findings_only(told, crowd):
    found = told(crowd, outcomes=[], beliefs=[], messengers=[])
    assert (found.outcomes, found.audiences) == ((), ())
    assert found.findings


def test_few_who_gave_no_answer_on_an_outcome_are_left_out_with_as_many_by_lot(told, crowd):
    """Of everybody less those with an answer the belief of four people would follow."""
    silent = [answers | {"P2": 9} if number in (3, 50, 90, 130) else answers for number, answers in enumerate(crowd)]
    everybody = [{"question": "P2", "codes": [2, 3]}]
    rows = told(silent, outcomes=everybody).outcomes[0].rows
    shown = [row.told.gain.gain.n for row in rows if row.told]
    assert set(shown) == {200 - 4 - 10}


def test_lot_is_the_same_in_every_run_and_is_drawn_only_where_it_is_needed(told, crowd):
    plain = told(crowd, outcomes=[{"question": "P2", "codes": [2, 3]}]).outcomes[0].rows
    assert {row.told.gain.gain.n for row in plain if row.told} == {200}
    silent = [answers | {"P2": 9} if number < 4 else answers for number, answers in enumerate(crowd)]
    once, again = (gains_table(told(silent, outcomes=[{"question": "P2", "codes": [2, 3]}])) for _ in range(2))
    assert once == again
