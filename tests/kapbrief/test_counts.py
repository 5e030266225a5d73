"""Counts that may be shown, and what would follow from them."""

import pytest

from kapbrief.counts import shown_counts, shown_outcomes


@pytest.mark.parametrize(
    ("counts", "everybody", "shown"),
    [
        ({"a": 30, "b": 12}, 42, {"a": 30, "b": 12}),
        ({"a": 30, "b": 0}, 30, {"a": 30, "b": 0}),
        ({"a": 30, "b": 4}, 34, {"a": None, "b": None}),
        ({"a": 30, "b": 4}, None, {"a": 30, "b": None}),
        ({"a": 30, "b": 12, "c": 4}, 46, {"a": 30, "b": None, "c": None}),
        ({"a": 30, "b": 6, "c": 6}, 42, {"a": 30, "b": None, "c": None}),
    ],
)
def test_small_counts_and_what_gives_them_away_are_not_shown(counts, everybody, shown):
    assert shown_counts(counts, everybody, 10) == shown


def test_few_partial_interviews_stand_with_the_complete_ones(many):
    told = shown_outcomes(many.release)
    assert told["interviews"] == 450
    assert not {"complete", "partial"} & set(told)


def test_people_never_heard_from_are_those_left_of_the_community(many):
    told = shown_outcomes(many.release)
    assert (told["break_off"], told["refused"], told["unused"], told["ineligible"]) == (11, 30, 409, None)


def test_few_refusals_do_not_follow_from_the_size_of_the_community(release):
    """Of 60 people 40 answered and three declined: the 17 others are withheld with them."""
    told = shown_outcomes(release())
    assert (told["complete"], told["refused"], told["unused"]) == (40, None, None)
