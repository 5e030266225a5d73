"""Kinds of people: found where there are some, none where there are none, and never of few people."""

import csv
import io
import random

import numpy as np
import pytest

from kapbrief.indicators import estimates
from kapbrief.message_tables import segments_table
from kapbrief.messages import messages
from kapbrief.messages_page import messages_page
from kapbrief.release import read_release
from kapbrief.scales import scales
from kapbrief.segments import segments
from kapbrief.texts import Texts
from kapbrief.workbook.message_tabs import message_tabs

BELIEFS = ["A1", "A2", "A3", "A4"]
PLAN = {
    "sampling": {"design": "census", "population": 2000, "population_source": "", "finite_population_correction": True},
    "margins": [],
    "outcomes": [{"question": "P2", "codes": [2, 3], "among": [2, 3, 4]}],
    "beliefs": [{"question": name, "codes": [4, 5], "family": "attitude"} for name in BELIEFS],
    "segments": BELIEFS,
}


def person(number, base, *, kinds):
    """Two in three of the first kind, of whom nine in ten hold a belief; of the others one in ten does. Without kinds
    each belief is held by every second person whatever the others are.
    """
    first = number % 3 > 0
    held = [random.Random(f"{number} {name}").random() < (0.9 if first else 0.1) for name in BELIEFS]
    if not kinds:
        held = [bool(number >> place & 1) for place in range(4)]
    answers = dict(zip(BELIEFS, (5 if one else 1 for one in held), strict=True))
    # In the first kind nine in ten say no when asked, in the other three.
    return base | answers | {"P2": 2 if (number // 3) % 10 < (9 if first else 3) else 4}


def told_of(release):
    """The messages of a release."""
    results = estimates(release)
    return messages(results, scales(results))


@pytest.fixture(scope="module")
def release_of(folder_in, people, tmp_path_factory):
    def release_of(size, *, kinds=True, change=lambda number, answers: answers, **parts):
        crowd = [change(number, person(number, people[number % 40], kinds=kinds)) for number in range(size)]
        return read_release(folder_in(tmp_path_factory.mktemp("segments"), crowd, **(PLAN | parts)))

    return release_of


@pytest.fixture(scope="module")
def found(release_of):
    return told_of(release_of(300))


def test_two_kinds_are_found_with_their_sizes_beliefs_and_outcomes(found):
    large, small = found.segments.rows
    assert large.share.low < 2 / 3 < large.share.high
    assert large.people + small.people == 300
    assert all(abs(share.estimate - 0.9) < 0.08 for share in large.holds.values())
    assert all(abs(share.estimate - 0.1) < 0.1 for share in small.holds.values())
    assert large.outcomes["P2"].estimate == pytest.approx(0.9, abs=0.05)
    assert small.outcomes["P2"].estimate == pytest.approx(0.3, abs=0.06)


def test_errors_are_those_of_the_replicates(found):
    """More than of 300 people whose kind were known."""
    share = found.segments.rows[0].share
    known = np.sqrt(share.estimate * (1 - share.estimate) / 300 * (1 - 300 / 2000))
    assert known < share.se < 1.6 * known


def test_beliefs_that_have_nothing_to_do_with_each_other_tell_no_kinds_apart(release_of):
    told = segments(release_of(300, kinds=False))
    assert told.rows == ()
    assert np.isnan(told.entropy)


def test_fewer_than_fifty_people_are_no_segment(release_of):
    """Of 120 people 40 are of the second kind."""
    assert len(segments(release_of(165)).rows) == 2
    assert segments(release_of(120)).rows == ()


def test_belief_that_few_hold_takes_no_part(release_of):
    told = segments(release_of(300, change=lambda number, answers: answers | {"A3": 5 if number < 9 else 1}))
    assert [one.name for one in told.beliefs] == ["A1", "A2", "A4"]


def test_outcome_that_few_of_a_segment_lack_is_told_of_no_segment(release_of):
    def all_but_few(number, answers):
        return answers | {"P2": 4 if number in range(1, 20, 3) or (number % 3 == 0 and number % 2) else 2}

    rows = segments(release_of(300, change=all_but_few)).rows
    assert [row.outcomes["P2"] for row in rows] == [None, None]


def test_how_many_of_a_segment_kept_silent_on_an_outcome_does_not_follow(release_of):
    """Four did: as many as the smallest number are left out with them, by lot."""
    rows = segments(release_of(300, change=lambda number, answers: answers | {"P2": 9} if number < 4 else answers)).rows
    assert sum(row.outcomes["P2"].n for row in rows) == 300 - 4 - 10


def test_study_that_names_no_segments_has_none(release_of):
    assert segments(release_of(60, segments=[])) is None


def test_known_totals_count_in_every_replicate(release_of):
    totals = [
        {"variable": "D1", "choice": 1, "total": 1400, "source": ""},
        {"variable": "D1", "choice": 2, "total": 600, "source": ""},
    ]
    plain, raked = (segments(release_of(300, margins=margins)) for margins in ([], totals))
    assert len(raked.rows) == 2
    assert raked.rows[0].share.se != pytest.approx(plain.rows[0].share.se, rel=1e-4)


def test_table_for_machines_has_every_share(found):
    rows = list(csv.DictReader(io.StringIO(segments_table(found))))
    assert [(row["segment"], row["of"], row["question"]) for row in rows] == [
        (letter, *of)
        for letter in "AB"
        for of in [("share", ""), *(("belief", name) for name in BELIEFS), ("outcome", "P2")]
    ]
    assert rows[0]["people"] == str(found.segments.rows[0].people)


def test_page_tells_segments_side_by_side_or_that_there_are_none(found, release_of):
    section = next(one for one in messages_page(found, "en").sections if one.heading == "Kinds of people to speak to")
    assert section.blocks[0].columns == ("Segment", "Segment A", "Segment B")
    assert section.blocks[0].lines[0].numbers[0].startswith("6")
    alone = told_of(release_of(300, kinds=False))
    sections = {one.heading: one for one in messages_page(alone, "en").sections}
    block = sections["Kinds of people to speak to"].blocks[0]
    assert (block.lines, block.nothing[:30]) == ((), "These beliefs tell no kinds of")


def test_workbook_has_every_share_of_the_table_for_machines(found):
    lines = list(csv.DictReader(io.StringIO(segments_table(found))))
    (tab,) = (tab for tab in message_tabs(found, Texts("en")) if tab.name == "Kinds of people to speak to")
    for row, line in zip(tab.rows, lines, strict=True):
        assert row[0] == f"Segment {line['segment']}"
        assert row[3].value == float(line["estimate"])
        assert (row[6] == "") == (line["people"] == "")
