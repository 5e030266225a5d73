"""What is withheld cannot be worked out from what is shown."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapbrief.disclosure import Status, Table, statuses

SHOWN, WITHHELD = Status.SHOWN, Status.WITHHELD


def decided(everybody, rows, smallest=10):
    return statuses(Table(everybody, rows), smallest, rows)


def test_rows_of_enough_people_are_shown():
    assert decided(60, (20, 30, 10)) == (SHOWN, (SHOWN, SHOWN, SHOWN))


def test_small_row_takes_the_next_smallest_with_it():
    assert decided(68, (40, 20, 8)) == (SHOWN, (SHOWN, WITHHELD, WITHHELD))


def test_two_small_rows_that_are_enough_together_need_no_third():
    assert decided(55, (40, 8, 7)) == (SHOWN, (SHOWN, WITHHELD, WITHHELD))


def test_two_small_rows_that_are_too_few_together_take_a_third():
    assert decided(47, (40, 4, 3)) == (SHOWN, (WITHHELD, WITHHELD, WITHHELD))


def test_people_whose_row_is_unknown_can_be_subtracted_too():
    assert decided(63, (40, 20)) == (SHOWN, (SHOWN, WITHHELD))


def test_enough_people_whose_row_is_unknown_protect_a_small_row():
    assert decided(72, (40, 20, 4)) == (SHOWN, (SHOWN, SHOWN, WITHHELD))


def test_too_few_people_in_all_show_nothing():
    assert decided(9, (5, 4)) == (WITHHELD, (WITHHELD, WITHHELD))


def test_row_without_anybody_is_withheld_and_gives_nothing_away():
    assert decided(60, (40, 20, 0)) == (SHOWN, (SHOWN, SHOWN, WITHHELD))


def test_complement_is_the_same_row_in_every_table_of_a_trait():
    """The sizes of the trait decide, not those of one indicator: else two tables would withhold different rows."""
    for rows in ((30, 29, 5), (29, 30, 5)):
        assert statuses(Table(64, rows), 10, (35, 31, 6))[1] == (SHOWN, WITHHELD, WITHHELD)


counted = st.lists(st.integers(0, 60), min_size=1, max_size=6)


@given(rows=counted, unknown=st.integers(0, 30), smallest=st.integers(5, 20))
def test_subtracting_what_is_shown_never_reaches_a_small_group(rows, unknown, smallest):
    """An attacker knows the row of everybody and each row that is shown, and subtracts any of them."""
    everybody = sum(rows) + unknown
    whole, found = decided(everybody, tuple(rows), smallest)
    shown = [n for n, status in zip(rows, found, strict=True) if status is SHOWN]
    assert all(n >= smallest for n in shown)
    if whole is not SHOWN:
        assert not shown
        return
    left = everybody - sum(shown)
    assert left == 0 or left >= smallest


@given(rows=counted, unknown=st.integers(0, 30))
def test_nothing_is_withheld_without_need(rows, unknown):
    everybody = sum(rows) + unknown
    if min(rows) >= 10 and (unknown == 0 or unknown >= 10):
        assert decided(everybody, tuple(rows)) == (SHOWN, (SHOWN,) * len(rows))


def behind_the_word(smallest, tables):
    """For whoever sees a table and knows how its rows are chosen: the numbers that may stand behind each word."""
    found = {}
    for everybody, rows in tables:
        whole, told = decided(everybody, rows, smallest)
        seen = tuple(n if one is SHOWN else one for n, one in zip((everybody, *rows), (whole, *told), strict=True))
        for place, n in enumerate(rows):
            if told[place] is not SHOWN:
                found.setdefault((seen, place), set()).add(n)
    return [numbers for numbers in found.values() if any(0 < n < smallest for n in numbers)]


def test_word_for_what_is_withheld_never_tells_a_small_row_from_one_barely_small():
    """One word for small rows and for those withheld beside them. Where some people's row is unknown it may stand for
    any small number; where none is, for any from the fewest people it can stand for."""
    smallest = 4
    every = [
        (everybody, rows)
        for everybody in range(18)
        for rows in product(range(everybody + 1), repeat=3)
        if sum(rows) <= everybody
    ]
    assert min(len(numbers) for numbers in behind_the_word(smallest, every)) == smallest
    known = behind_the_word(smallest, [(everybody, rows) for everybody, rows in every if sum(rows) == everybody])
    assert len(known) > 100
    assert all(set(range(min(numbers - {0}), smallest)) <= numbers for numbers in known)


def withheld_rows(results, name):
    result = next(result for result in results.results if result.indicator.name == name)
    return {(row.group, row.level.name): row.status for row in result.rows if row.status is not SHOWN}


def test_estimates_shown_do_not_give_back_a_withheld_one(results, forty):
    """With equal weights everybody's mean is the mean of the rows by their size: solve it for the row withheld."""
    for number, person in enumerate(forty):
        person["D2"] = 1 if number < 20 else 2 if number < 36 else 3
    found = results(forty)
    assert withheld_rows(found, "ATT") == {("D2", 2): WITHHELD, ("D2", 3): WITHHELD}
    rows = next(result for result in found.results if result.indicator.name == "ATT").rows
    whole, town = rows[0].estimate, next(row.estimate for row in rows if row.group == "D2" and row.estimate)
    rest = (whole.estimate * whole.n - town.estimate * town.n) / (whole.n - town.n)
    scores = found.weighted.design.data["score of ATT"]
    assert rest == pytest.approx(scores[20:].mean())
    assert rest != pytest.approx(scores[36:].mean())


def test_withheld_rows_are_never_estimated(results, forty):
    for person in forty[:4]:
        person["D1"] = 1
    for person in forty[4:]:
        person["D1"] = 2
    for result in results(forty).results:
        for row in result.rows:
            assert (row.estimate is None) == (row.status is not SHOWN)
            assert row.status is SHOWN or row.dont_know is None
        assert [row.status for row in result.rows if row.group == "D1"] == [WITHHELD, WITHHELD]
