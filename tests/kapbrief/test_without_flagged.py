"""Results with and without flagged interviews: nobody is dropped, and nothing is told of few."""

import csv
import io
import random

import pytest

from kapbrief.careless import marks
from kapbrief.quality_page import checks, machine_tables
from kapbrief.scales import scales
from kapbrief.without_flagged import without_flagged

LINE = dict.fromkeys(("A1", "A2", "A3", "A4", "A5"), 5)


@pytest.fixture
def forty(forty):
    """None of them answers nearly as another one does."""
    for number, person in enumerate(forty):
        chance = random.Random(number)
        person |= {"K1": chance.choice((1, 2)), "P1.1": chance.randrange(2), "P1.2": chance.randrange(2)}
        person |= {"K2": chance.choice((1, 2)), "P2": chance.randint(1, 4), "Q1.a": number, "P1.3": chance.randrange(2)}
        person |= {"C1.1": (ranked := chance.choice((1, 2))), "C1.2": 3 - ranked, "Y2": number, "D2": 1 + number % 2}
    return forty


@pytest.fixture
def compared(results):
    """The comparison in a release of these people."""

    def made(people, **changes):
        found = results(people, **changes)
        return without_flagged(found, marks(found.release))

    return made


def by_name(comparison):
    return {row.indicator.name: row for row in comparison.rows}


def uniform(people, n):
    """The first of them answer the whole index with one number."""
    return [person | LINE if number < n else person for number, person in enumerate(people)]


def test_estimates_stand_with_all_interviews_and_without_flagged_ones(compared, forty):
    people = uniform(forty, 12)
    row = by_name(compared(people))["ATT"]
    own = [[*(p[name] for name in ("A1", "A3", "A4", "A5")), 6 - p["A2"]] for p in people]
    means = [sum(points) / 5 for points in own]
    assert row.everybody.estimate == pytest.approx(sum(means) / 40)
    assert row.unflagged.estimate == pytest.approx(sum(means[12:]) / 28)
    assert (row.everybody.n, row.unflagged.n) == (40, 28)


def test_difference_that_exceeds_the_standard_error_is_named(compared, forty):
    for number, person in enumerate(forty):
        person["P2"] = 4 if number < 12 else 2
    rows = by_name(compared(uniform(forty, 12)))
    assert rows["UNSEEN"].matters
    assert not rows["K_ONE"].matters


def test_nobody_flagged_is_said_and_few_are_not(compared, forty):
    assert (compared(forty).flagged, compared(forty, name="again").rows) == (False, ())
    few = compared(uniform(forty, 9), name="few")
    assert (few.flagged, few.rows) == (True, ())


def test_few_who_are_left_when_flagged_ones_go_are_not_told_of(compared, forty):
    assert compared(uniform(forty, 31)).rows == ()


def test_few_flagged_beside_those_of_one_flag_are_not_told_of(compared, forty):
    people = uniform(forty, 12)
    for number, person in enumerate(people[20:31]):
        person.update(people[19], Y1=99, T1=f"words {number}")
    assert compared(people).rows
    for person in people[12:15]:
        person |= LINE
    assert compared(people, name="more").rows
    for person in people[20:25]:
        person |= dict.fromkeys(("A1", "A2", "A3", "A4", "A5"), 1)
    assert compared(people, name="overlap").rows == ()


def test_few_flagged_beside_those_of_two_flags_together_are_not_told_of(compared, forty):
    """The attack: three have a flag of their own, and only that; two flags of twelve each tell who the others are."""
    people = uniform(forty, 12)
    for number, person in enumerate(people):
        person["pace"] = 10 if 12 <= number < 24 else 200
    assert compared(people).rows
    for number, person in enumerate(people[37:]):
        person.update(people[37], Y1=99, T1=f"words {number}", pace=200)
    assert compared(people, name="again").rows == ()


def test_indicator_of_few_flagged_people_keeps_its_estimate_and_has_no_other(compared, forty):
    people = uniform(forty, 12)
    for person in people[:8]:
        person["P2"] = 9
    row = by_name(compared(people))["UNSEEN"]
    assert row.everybody is not None
    assert row.unflagged is None


def test_straight_line_through_questions_that_all_point_one_way_may_be_an_opinion(compared, forty):
    plan = [{"name": "ATT", "label": {"en": "Attitude"}, "kind": "index", "questions": ["A1", "A3", "A4", "A5"],
             "role": "attitude"}]  # fmt: skip
    assert not compared(uniform(forty, 12), indicators=plan).flagged


def test_table_for_machines_is_no_finer_than_the_page(results, forty):
    found = results(uniform(forty, 12))
    text = machine_tables(checks(found, scales(found)))["quality.csv"]
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["sheet"] == "without_flagged"]
    numbers = [row["value"] for row in rows if row["column"] != "matters" and row["value"]]
    assert {row["row"] for row in rows} >= {"ATT", "K_ONE", "EXPO"}
    assert max(len(number.partition(".")[2]) for number in numbers) == 2
