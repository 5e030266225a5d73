"""Interviews are drawn for checking back by nobody's choice, of every enumerator, and without a single answer."""

import csv
import io
from collections import Counter

import pytest

from kapbrief.back_check import COLUMNS, draw, listed, main
from kapbrief.errors import ReportError


@pytest.fixture
def held(forty):
    """Thirty interviews of the first enumerator, four of the second, six that people answered alone."""
    for number, person in enumerate(forty[:34]):
        person |= {"mode": "assisted", "enumerator": "2" if number < 4 else "1", "site": "hall"}
    return forty


def test_every_enumerator_has_its_share_and_at_least_one(release, held):
    drawn = draw(release(held), 0.1, seed=7)
    assert Counter(one.enumerator for one in drawn) == {"1": 3, "2": 1}


def test_whoever_answered_alone_is_not_drawn(release, held):
    read = release(held)
    assisted = {name for name, mode in zip(read.ids, read.modes, strict=True) if mode == "assisted"}
    assert {one.interview for one in draw(read, 1, seed=7)} == assisted


def test_same_seed_draws_the_same_interviews_and_another_one_others(release, held):
    read = release(held)
    assert draw(read, 0.2, seed=7) == draw(read, 0.2, seed=7)
    assert draw(read, 0.2, seed=7) != draw(read, 0.2, seed=8)


def test_larger_share_draws_more_and_keeps_the_first(release, held):
    read = release(held)
    assert set(draw(read, 0.1, seed=7)) < set(draw(read, 0.5, seed=7))


def test_list_holds_no_answer(release, held):
    read = release(held)
    lines = list(csv.reader(io.StringIO(listed(draw(read, 0.1, seed=7)))))
    assert tuple(lines[0]) == COLUMNS == ("interview", "enumerator", "site", "date")
    days = {name: day.isoformat() for name, day in zip(read.ids, read.days, strict=True)}
    assert all(line[1:] == [line[1], "hall", days[line[0]]] for line in lines[1:])


@pytest.mark.parametrize("share", [0, -0.1, 1.1, float("nan")])
def test_share_that_is_none_is_refused(release, share):
    with pytest.raises(ReportError, match="no share"):
        draw(release(), share, seed=7)


def test_share_of_ten_is_as_many_as_it_says(release, forty):
    for person in forty[:10]:
        person |= {"mode": "assisted", "enumerator": "1", "site": "hall"}
    assert len(draw(release(forty), 0.7, seed=7)) == 7


def test_wave_without_enumerators_has_nothing_to_check_back(release):
    with pytest.raises(ReportError, match="nothing to check back"):
        draw(release(), 0.1, seed=7)


def test_command_writes_a_list_once_that_only_its_owner_can_read(folder, held, tmp_path, capsys):
    words = [str(folder(held)), str(tmp_path / "list.csv"), "--share", "0.1", "--seed", "7"]
    assert main(words) == 0
    assert "4 interviews of 2 enumerators" in capsys.readouterr().out
    assert (tmp_path / "list.csv").stat().st_mode & 0o777 == 0o600
    written = (tmp_path / "list.csv").read_bytes()
    assert main(words) == 1
    assert "there is a list already" in capsys.readouterr().err
    assert (tmp_path / "list.csv").read_bytes() == written


def test_command_names_a_folder_that_is_no_release(tmp_path, capsys):
    assert main([str(tmp_path / "nowhere"), str(tmp_path / "list.csv"), "--seed", "7"]) == 1
    assert capsys.readouterr().err.startswith("No list: ")
