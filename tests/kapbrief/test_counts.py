"""Counts that may be shown, and what would follow from them."""

import csv
import io

import pytest

from kapbrief.counts import shown_break_offs, shown_counts, shown_coupons, shown_outcomes, shown_visits
from kapbrief.errors import ReleaseError
from kapbrief.quality_page import checks, machine_tables
from kapbrief.scales import scales

SENT = {"complete": 40, "partial": 0, "refused": 0, "ineligible": 0}
"""Forty interviews and nobody else."""


def sheet(results, name):
    """One table of the page, by row and column."""
    rows = csv.DictReader(io.StringIO(machine_tables(checks(results, scales(results)))["quality.csv"]))
    told = [row for row in rows if row["sheet"] == name]
    return {(row["row"], row["column"]): row["value"] or row["status"] for row in told}


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


def coupons(release, spent, issued=100, **counts):
    """What is shown of codes in a release of forty interviews."""
    told = {"outcomes": SENT, "coupons": {"issued": issued, "spent": spent}} | counts
    return shown_coupons(release(counts=told))


def test_codes_are_told_of_by_what_became_of_them(release):
    assert coupons(release, 40) == {"issued": 100, "spent": 40, "unspent": 60}


def test_few_codes_left_are_not_told_nor_what_gives_them_away(release):
    assert coupons(release, 40, issued=45) == {"issued": 45, "spent": None, "unspent": None}


def test_codes_used_do_not_tell_how_few_began_and_sent_nothing(release):
    assert coupons(release, 43, break_offs_by_page={"law": 3})["spent"] is None


def test_codes_used_do_not_tell_how_few_declined(release):
    assert coupons(release, 44, outcomes=SENT | {"refused": 4})["spent"] is None
    assert coupons(lambda **parts: release(name="many", **parts), 54, outcomes=SENT | {"refused": 14})["spent"] == 54


def test_codes_used_do_not_tell_how_few_an_enumerator_asked(release, forty):
    """The attack: interviews, refusals and the begun, less the codes that these people spent."""
    people = [*assisted(forty[:5]), *forty[5:]]
    counts = {"outcomes": SENT | {"refused": 10}, "coupons": {"issued": 100, "spent": 45}}
    found = release(people, counts=counts)
    told = shown_outcomes(found)
    assert told["complete"] + told["refused"] - 45 == 5
    assert shown_coupons(found) == {"issued": 100, "spent": None, "unspent": None}


def test_pages_where_few_stopped_are_not_listed(release):
    """The attack: of eight pages listed for ten people in all, each has one to three."""
    pages = {f"page{place}": 1 + (place < 2) for place in range(8)}
    assert shown_break_offs(release(counts={"break_offs_by_page": pages})) == {"": 10, "other pages": 10}
    few = {"law": 12, "offers": 3, "people": 1}
    assert shown_break_offs(release(name="few", counts={"break_offs_by_page": few})) == {
        "law": 12, "other pages": None,
    }  # fmt: skip
    assert shown_break_offs(release(name="all", counts={"break_offs_by_page": {"law": 12}})) == {"": 12, "law": 12}


def test_releases_of_before_codes_and_visits_were_counted_have_no_table_of_them(results):
    found = results()
    assert (shown_coupons(found.release), shown_visits(found.release)) == ({}, {})
    assert sheet(found, "coupons") == sheet(found, "visits") == {}


def test_rate_of_codes_that_led_to_an_interview_is_told_where_all_answered_alone(results, forty):
    told = {"outcomes": SENT, "coupons": {"issued": 100, "spent": 50}, "break_offs_by_page": {"law": 10}}
    found = results(forty, counts=told)
    assert sheet(found, "coupons")["spent", "rate"] == "0.5"
    assert sheet(found, "coupons")["unspent", "count"] == "50"


@pytest.mark.parametrize("counts", [{"coupons": {"issued": 4, "spent": 5}}, {"attempts": {"asleep": 1}}])
def test_counts_that_cannot_be_are_refused(release, counts):
    with pytest.raises(ReleaseError, match=r"manifest\.json"):
        release(counts=counts)


def assisted(people):
    return [person | {"mode": "assisted", "enumerator": "1", "site": "hall"} for person in people]


def test_visits_stand_with_the_codes_of_aapor(results, forty):
    found = results(assisted(forty), counts={"attempts": {"refused": 20, "not_at_home": 40}})
    told = sheet(found, "visits")
    assert (told["interviews", "aapor"], told["interviews", "count"], told["interviews", "rate"]) == ("1", "40", "0.4")
    assert (told["not_at_home", "aapor"], told["not_at_home", "count"], told["refused", "rate"]) == ("2.2", "40", "0.2")


def test_few_visits_of_a_kind_are_withheld_with_what_gives_them_away(release, forty):
    told = shown_visits(release(assisted(forty), counts={"attempts": {"refused": 4, "not_at_home": 40, "other": 0}}))
    assert told == {"interviews": None, "refused": None, "not_at_home": 40, "other": 0}


def test_few_who_were_interviewed_by_somebody_do_not_follow_from_visits(release, forty):
    told = shown_visits(release([*assisted(forty[:5]), *forty[5:]], counts={"attempts": {"refused": 20}}))
    assert told == {"interviews": None, "refused": 20}
