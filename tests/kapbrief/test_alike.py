"""Indicators that share questions: from their difference nobody's answers follow."""

import numpy as np
import pytest

from kapbrief.disclosure import Status

ALL = {"name": "ALL", "label": {"en": "x"}, "kind": "index", "role": "attitude",
       "questions": ["A1", "A2", "A3", "A4", "A5"]}  # fmt: skip
PART = {"name": "PART", "label": {"en": "x"}, "kind": "index", "role": "attitude", "questions": ["A1"]}


@pytest.fixture
def found(results, people):
    """Everybody's two indicators; some people, who are told by number, left the shared question out."""

    def found(silent, **parts):
        crowd = [answers | {"A1": 9} if number in silent else answers for number, answers in enumerate(people)]
        estimated = results(crowd, **({"indicators": [ALL, PART]} | parts))
        return {one.indicator.name: one.rows for one in estimated.results}

    return found


def recovered(rows):
    """What an attacker learns of people who are in ALL and not in PART: their number."""
    return rows["ALL"][0].estimate.n - rows["PART"][0].estimate.n


def test_few_who_left_a_question_out_are_in_neither(found):
    rows = found({1, 5, 7})
    assert (recovered(rows), rows["PART"][0].estimate.n) == (0, 37)


def test_more_than_a_few_stay(found):
    rows = found(set(range(12)))
    assert recovered(rows) == 12


def test_indicators_of_the_same_question_keep_their_people(results, people):
    """Who was never asked to carry is in one indicator and not in the other, and that is no secret."""
    asked = {"name": "ASKED", "label": {"en": "x"}, "kind": "share", "questions": ["P2"], "codes": [2, 3, 4],
             "role": "practice"}  # fmt: skip
    unseen = asked | {"name": "UNSEEN", "codes": [4], "among": [2, 3, 4]}
    crowd = [answers | {"P2": 1 if number < 4 else 2 + number % 3} for number, answers in enumerate(people)]
    rows = {one.indicator.name: one.rows for one in results(crowd, indicators=[asked, unseen]).results}
    assert (rows["ASKED"][0].estimate.n, rows["UNSEEN"][0].estimate.n) == (40, 36)


def test_trait_goes_where_a_few_of_one_level_differ(found):
    """Twelve left the question out, three of them women: of women alone the difference would tell of three."""
    silent = {number for number in range(40) if number % 2 == 0 and number < 18} | {1, 3, 5}
    rows = found(silent)
    assert recovered(rows) == 12
    of_sex = {name: [row.status for row in rows[name] if row.group == "D1"] for name in rows}
    assert Status.SHOWN not in of_sex["ALL"]
    assert set(of_sex["PART"]) == {Status.SHOWN}


def test_nested_scores_no_longer_tell_what_one_person_knows(results, people):
    """Six questions less three and three: the one person without all of the second three was told before."""
    law = [{"name": f"L{size}", "label": {"en": "x"}, "kind": "knowledge", "role": "knowledge", "questions": names}
           for size, names in (("ALL", ["K1", "K2"]), ("ONE", ["K1"]))]  # fmt: skip
    crowd = [answers | {"K1": ".blank"} if number == 3 else answers for number, answers in enumerate(people)]
    rows = {one.indicator.name: one.rows[0].estimate for one in results(crowd, indicators=law).results}
    assert rows["LALL"].n == rows["LONE"].n
    assert np.isfinite(rows["LALL"].estimate)


def test_share_and_average_of_a_question_cannot_be_subtracted_and_keep_their_people(found):
    share = PART | {"name": "SHARE", "kind": "share", "codes": [4, 5]}
    rows = found({1, 5, 7}, indicators=[ALL, share])
    assert (rows["ALL"][0].estimate.n, rows["SHARE"][0].estimate.n) == (40, 37)
