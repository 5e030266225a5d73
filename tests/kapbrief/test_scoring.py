"""From answers to scores, by the rules of the question banks."""

import numpy as np
import pytest

from kapbrief.scoring import score

NAN = np.nan


@pytest.fixture
def scores(release):
    """The scores of some people on one indicator."""

    def scored(name, people, **changes):
        read = release(people, **changes)
        return score(read, next(indicator for indicator in read.plan.indicators if indicator.name == name))

    return scored


def approximately(values, expected):
    np.testing.assert_allclose(values, expected)


def test_answer_is_right_by_the_key_in_force_on_the_day_of_the_interview(scores):
    days = [{"date": "2017-05-10", "K1": 2}, {"date": "2017-05-11", "K1": 2}, {"date": "2017-05-11", "K1": 1}]
    approximately(scores("K_ONE", days).values, [1, 0, 1])


def test_answer_is_right_by_the_key_of_the_persons_situation(scores):
    people = [{"K1": 1, "K2": 1, "D2": 3}, {"K1": 1, "K2": 1, "D2": 1}, {"K1": 1, "K2": 2, "D2": 1}]
    approximately(scores("K_LAW", people).values, [1, 0.5, 1])


def test_question_without_a_key_for_the_person_does_not_count(scores):
    people = [{"K1": 1, "K2": 2, "D2": 9}]
    approximately(scores("K_LAW", people, situations={"home": "D2 == 1", "abroad": "D2 == 3"}).values, [1])


def test_dont_know_is_not_right_and_counted_apart(scores):
    found = scores("K_LAW", [{"K1": 8, "K2": 2, "D2": 1}, {"K1": 1, "K2": 2, "D2": 1}])
    approximately(found.values, [0.5, 1])
    approximately(found.dont_know, [0.5, 0])


@pytest.mark.parametrize("cell", [".blank", ""])
def test_knowledge_left_blank_or_not_asked_has_no_score(scores, cell):
    approximately(scores("K_ONE", [{"K1": cell}, {"K1": 1}]).values, [NAN, 1])


def test_reversed_items_are_turned_round(scores):
    approximately(scores("ATT", [{"A1": 5, "A2": 1, "A3": 5, "A4": 5, "A5": 5}]).values, [5])


def test_reversed_items_are_turned_round_on_any_scale(scores):
    """0 to 3: the code 0 becomes 3, not 6."""
    codes = [{"name": code, "label": {}, "missing": None} for code in range(4)]
    kap = {"role": "attitude", "reverse": True}
    variable = {"name": "B", "question": "B", "type": "select_one", "label": {}, "choices": codes, "kap": kap}
    indicator = {"name": "B", "label": {}, "kind": "index", "questions": ["B"], "role": "attitude"}
    found = scores("B", [{"B": 0}, {"B": 1}], variables=[variable], groups=[], indicators=[indicator], situations={})
    approximately(found.values, [3, 2])


def test_index_is_the_mean_of_the_items_answered(scores):
    people = [{"A1": 4, "A2": 3, "A3": 4, "A4": 5, "A5": unanswered} for unanswered in (8, 9, ".blank")]
    approximately(scores("ATT", people).values, [4, 4, 4])


def test_index_is_missing_when_more_than_a_fifth_is_unanswered(scores):
    approximately(scores("ATT", [{"A1": 4, "A2": 3, "A3": 4, "A4": 9, "A5": 9}]).values, [NAN])


def test_items_that_were_not_asked_do_not_count_as_unanswered(scores):
    approximately(scores("ATT", [{"A1": 4, "A2": "", "A3": 4, "A4": "", "A5": 4}]).values, [4])


def test_share_counts_the_codes_asked_for(scores):
    ticks = [{"P1.1": 1, "P1.2": 0, "P1.3": 0}, {"P1.1": 0, "P1.2": 0, "P1.3": 1}, {"P1.1": 0, "P1.2": 0, "P1.3": 0}]
    approximately(scores("EXPO", ticks).values, [1, 0, 0])


def test_share_of_a_declined_question_is_missing(scores):
    declined = [{"P1.1": mark, "P1.2": mark, "P1.3": mark} for mark in (".refuse", ".blank", "")]
    approximately(scores("EXPO", declined).values, [NAN] * 3)


def test_share_among_some_leaves_the_others_out(scores):
    approximately(scores("UNSEEN", [{"P2": code} for code in (1, 2, 3, 4, 9)]).values, [NAN, 0, 0, 1, NAN])


def test_share_of_a_ranking_is_that_of_the_first_place(scores):
    approximately(
        scores("CHANNEL", [{"C1.1": 1, "C1.2": 2}, {"C1.1": 2, "C1.2": 1}, {"C1.1": 0, "C1.2": 1}]).values, [1, 0, 0]
    )


def test_knowledge_with_several_answers_is_right_with_these_and_no_others(scores):
    kap = {"role": "knowledge", "fact": "F-1", "key": [{"codes": [1, 2]}]}
    offers = [{"name": code, "label": {}, "missing": None} for code in (1, 2, 3)]
    variables = [
        {"name": f"M.{code}", "question": "M", "type": "select_multiple", "choice": code, "label": {},
         "choices": offers, "kap": kap}
        for code in (1, 2, 3)
    ]  # fmt: skip
    indicator = {"name": "M", "label": {}, "kind": "knowledge", "questions": ["M"], "role": "knowledge"}
    people = [{"M.1": a, "M.2": b, "M.3": c} for a, b, c in ((1, 1, 0), (1, 0, 0), (1, 1, 1))]
    found = scores("M", people, variables=variables, groups=[], indicators=[indicator], situations={})
    approximately(found.values, [1, 0, 0])


UNSIGNED = [{"name": "F-1", "signed_off": None}, {"name": "F-2", "signed_off": {"by": "adviser", "on": "2026-01-01"}}]


def test_question_on_a_fact_nobody_signed_off_does_not_count_in_earnest(scores):
    found = scores("K_LAW", [{"K1": 1, "K2": 1, "D2": 1}], facts=UNSIGNED)
    assert (found.items, found.unsigned) == (("K2",), ("K1",))
    approximately(found.values, [0])


@pytest.mark.parametrize("kind", ["pretest", "rehearsal"])
def test_question_on_a_fact_nobody_signed_off_counts_where_it_is_tried_out(scores, kind):
    found = scores("K_LAW", [{"K1": 1, "K2": 1, "D2": 1}], facts=UNSIGNED, **{kind: True})
    assert (found.items, found.unsigned) == (("K1", "K2"), ("K1",))
    approximately(found.values, [0.5])


def test_question_without_a_fact_counts_as_not_signed_off(scores):
    assert scores("K_ONE", [{"K1": 1}], facts=[]).items == ()
