"""A rehearsal held against its truth: what everybody who was made up would have answered."""

import csv

import pytest

from kapbrief.cli import main
from kapbrief.errors import ReleaseError
from kapbrief.indicators import estimates
from kapbrief.release import read_release
from kapbrief.truth import beside_the_truth

REHEARSED = {"rehearsal": True}


@pytest.fixture(scope="module")
def everybody(folder_in, people, tmp_path_factory):
    """Sixty people, of whom the first forty took part."""
    return [people[number % 40] for number in range(60)]


@pytest.fixture(scope="module")
def release_of(folder_in, everybody, tmp_path_factory):
    def release_of(size=40, *, change=lambda number, answers: answers, **parts):
        crowd = [change(number, answers) for number, answers in enumerate(everybody[:size])]
        return folder_in(tmp_path_factory.mktemp("truth"), crowd, **(REHEARSED | parts))

    return release_of


def read(*folders):
    return [estimates(read_release(folder)) for folder in folders]


def test_each_estimate_stands_beside_what_is_true_of_everybody(release_of):
    found, truth = read(release_of(), release_of(60))
    rows = beside_the_truth(found, truth)
    exposed = next(row for row in rows if row.indicator.name == "EXPO" and row.group is None)
    everybody = next(one for one in truth.results if one.indicator.name == "EXPO").rows[0].estimate
    assert (exposed.truth, everybody.se) == (everybody.estimate, pytest.approx(0, abs=1e-9))
    assert exposed.inside


def test_truth_outside_an_interval_is_told(release_of):
    """Everybody who did not take part was offered something; of the others every second one was."""
    truth = release_of(60, change=lambda number, answers: answers | {"P1.1": 1} if number >= 40 else answers)
    rows = beside_the_truth(*read(release_of(), truth))
    exposed = next(row for row in rows if row.indicator.name == "EXPO" and row.group is None)
    assert not exposed.inside


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"rehearsal": False}, "rehearsal: is false: the truth is known of rehearsals only"),
        ({"wave": "two"}, "wave: is 'two' of 'bees-in-town'"),
        ({"fingerprint": "a" * 64}, "or its questionnaire another one"),
        ({"size": 30}, r"counts.interviews: are 30, fewer than 40: give the larger rehearsal"),
    ],
)
def test_what_is_no_truth_of_it_is_refused(release_of, parts, told):
    with pytest.raises(ReleaseError, match=told):
        beside_the_truth(*read(release_of(), release_of(**({"size": 60} | parts))))


def test_command_writes_the_table_and_counts(release_of, tmp_path, capsys):
    words = [str(release_of()), str(tmp_path / "report"), "--language", "en", "--truth", str(release_of(60))]
    assert main(words) == 0
    table = (tmp_path / "report" / "truth.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    inside = sum(row["inside"] == "1" for row in rows)
    assert capsys.readouterr().out.splitlines()[-1] == f"{inside} of {len(rows)} intervals (95%) hold the truth"


def test_waves_have_no_truth(release_of, tmp_path, capsys):
    folder = str(release_of())
    with pytest.raises(SystemExit):
        main([folder, folder, str(tmp_path / "report"), "--truth", folder])
    assert "--truth goes with one RELEASE" in capsys.readouterr().err
