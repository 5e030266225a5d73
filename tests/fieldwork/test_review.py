"""What is kept for review comes out for a person: with its reason, and sealed as it is."""

import json

import pytest
from devices import device, handed_in
from scenes import PRIVATE, opened, person

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.review import write_conflicts
from kapsurvey.fieldwork.study_keys import unseal


def lines(out):
    return [json.loads(line) for line in (out / "conflicts.jsonl").read_text(encoding="utf-8").splitlines()]


def written(database, waves, out):
    with database.reading() as connection:
        return dict(write_conflicts(connection, waves, out))


@pytest.fixture
def kept(database, wave):
    """Three things kept: a page sent again after the end, an item that cannot stand, and one of no known wave."""
    someone = person(database, wave)
    someone.everything()
    someone.answer("last", REMARKS="changed")
    phone = device(database, wave)
    items = [phone.seal(phone.interview(outcome="refused")), phone.seal(phone.interview(wave="0" * 32))]
    assert [one.result for one in handed_in(database, items)] == ["conflict", "conflict"]
    return items


def test_every_conflict_is_a_line_with_its_reason_and_its_content_sealed(database, wave, kept, tmp_path):
    assert written(database, [wave], tmp_path / "out") == {"again": 1, "outcome": 1, "wave": 1}
    found = {line["reason"]: line for line in lines(tmp_path / "out")}
    assert json.loads(unseal([PRIVATE], found["again"]["envelope"]))["fields"]["REMARKS"] == ["changed"]
    item = json.loads(unseal([PRIVATE], found["outcome"]["envelope"]))
    assert (item["kind"], item["enumerator"], found["outcome"]["enumerator"]) == ("interview", 7, 7)
    assert (found["again"]["wave"], found["wave"]["wave"]) == ("first", None)
    assert "changed" not in (tmp_path / "out" / "conflicts.jsonl").read_text(encoding="utf-8")


def test_what_is_of_no_known_wave_can_be_handed_in_again_as_it_was_written(database, wave, kept, tmp_path):
    written(database, [wave], tmp_path / "out")
    content = (tmp_path / "out" / "conflicts.jsonl").read_bytes()
    taken = {one.id: one.result for one in handed_in(database, content)}
    assert taken[kept[1].id] == "conflict"


def test_an_earlier_folder_is_replaced_and_nothing_else_is_touched(database, wave, kept, tmp_path):
    written(database, [wave], tmp_path / "out")
    written(database, [wave], tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["conflicts.jsonl"]
    assert (tmp_path / "out" / "conflicts.jsonl").stat().st_mode & 0o777 == 0o600
    (tmp_path / "out" / "notes.txt").write_text("mine")
    before = (tmp_path / "out" / "conflicts.jsonl").read_bytes()
    with pytest.raises(KapsurveyError, match=r"conflicts\.occupied"):
        written(database, [wave], tmp_path / "out")
    assert (tmp_path / "out" / "conflicts.jsonl").read_bytes() == before


def test_a_wave_without_conflicts_leaves_an_empty_file(database, study, tmp_path):
    assert written(database, [opened(database, study, name="calm", link="calm")], tmp_path / "out") == {}
    assert lines(tmp_path / "out") == []
