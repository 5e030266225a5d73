"""The gap of a norm: what people think of others less what they do, by the same people as on other pages."""

import csv
import io

import pytest

from kapbrief.disclosure import Status
from kapbrief.errors import ReleaseError
from kapbrief.indicators import estimates
from kapbrief.message_tables import norm_gaps_table
from kapbrief.messages import messages
from kapbrief.messages_page import messages_page
from kapbrief.norms import norm_gaps
from kapbrief.release import read_release
from kapbrief.scales import scales
from kapbrief.texts import Texts
from kapbrief.workbook.cells import Number
from kapbrief.workbook.message_tabs import message_tabs

GAP = {"perceived": "A1", "shares": [0, 25, 50, 75, 100], "actual": {"question": "P2", "codes": [4]}}


def told_of(release):
    """The messages of a release."""
    results = estimates(release)
    return messages(results, scales(results))


@pytest.fixture(scope="module")
def release_of(folder_in, people, tmp_path_factory):
    def release_of(change=lambda number, answers: answers, **parts):
        crowd = [change(number, dict(answers)) for number, answers in enumerate(people)]
        plan = {"norm_gaps": [GAP]} | parts
        return read_release(folder_in(tmp_path_factory.mktemp("norms"), crowd, **plan))

    return release_of


def test_gap_is_the_mean_of_what_people_think_less_the_share_who_say_so_of_themselves(release_of):
    """Of forty people each answer to A1 has eight; one in four did."""
    (row,) = norm_gaps(release_of())
    assert row.perceived.estimate == pytest.approx(0.5)
    assert row.actual.estimate == pytest.approx(0.25)
    assert row.difference.estimate == pytest.approx(0.25)
    assert row.difference.low < 0.25 < row.difference.high


def test_each_question_is_told_of_all_who_answered_it(release_of):
    """Of those who answered both, the few who left one out could be subtracted."""
    (row,) = norm_gaps(release_of(lambda number, answers: answers | {"A1": 9} if number < 3 else answers))
    assert (row.perceived.n, row.actual.n) == (37, 40)


def test_gap_of_few_people_is_withheld(release_of):
    (row,) = norm_gaps(release_of(lambda number, answers: answers | {"A1": 8} if number < 31 else answers))
    assert (row.status, row.difference) == (Status.WITHHELD, None)


def test_sealed_answers_make_no_gap(release_of):
    (row,) = norm_gaps(release_of(lambda number, answers: answers | {"P2": ".sealed"}))
    assert row.status is Status.SEALED


def test_shares_must_be_as_many_as_the_answers(release_of):
    with pytest.raises(ReleaseError, match=r"norm_gaps\[0\]\.shares.*are 4, the answers 5"):
        release_of(norm_gaps=[GAP | {"shares": [0, 25, 50, 75]}])


def test_page_and_table_tell_it(release_of):
    found = told_of(release_of())
    (row,) = csv.DictReader(io.StringIO(norm_gaps_table(found)))
    assert (row["perceived"], row["actual"], row["gap"], row["n_actual"]) == ("A1", "P2", "0.25", "40")
    heading = "What people think of others, and what they do"
    (section,) = (one for one in messages_page(found, "en").sections if one.heading == heading)
    assert [line.numbers[0] for line in section.blocks[0].lines] == ["50%", "25%", "25"]


def test_workbook_tells_the_gap_or_why_there_is_none(release_of):
    few = release_of(lambda number, answers: answers | {"A1": 8} if number < 31 else answers)
    told = []
    for release in (release_of(), few):
        (tab,) = (tab for tab in message_tabs(told_of(release), Texts("en")) if tab.name == "Norms")
        told += [[cell.value if isinstance(cell, Number) else cell for cell in row[2:]] for row in tab.rows]
    assert told[0][:3] == [0.5, 0.25, 25]
    assert told[0][-1] == ""
    *numbers, why_not = told[1]
    assert set(numbers) == {""}
    assert why_not.startswith("Withheld: fewer than 10 people")
