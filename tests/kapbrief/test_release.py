"""A release is read whole, or refused with the place of what is wrong with it."""

import hashlib
import json
from datetime import date

import pytest

from kapbrief.errors import ReleaseError
from kapbrief.release import read_release
from kapbrief.scoring import score


def rewritten(folder, name, content: bytes, **told):
    """The folder with a file's bytes replaced and its manifest agreeing, as a faulty writer would leave it."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] |= {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)} | told
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def edited(folder, before: str, after: str, name="responses.csv", **told):
    content = (folder / name).read_bytes().decode()
    assert before in content
    return rewritten(folder, name, content.replace(before, after, 1).encode(), **told)


def test_release_brings_answers_plan_and_provenance(release):
    read = release()
    assert (read.study, read.wave, read.interviews) == ("bees-in-town", "one", 40)
    assert read.written_on == date(2026, 4, 1)
    assert read.plan.smallest_cell == 10
    assert read.plan.groups == ("D1", "D2")
    assert read.in_earnest
    assert list(read.answers["A1"].numbers[:5]) == [1, 2, 3, 4, 5]


def test_digest_is_that_of_the_manifest(folder):
    path = folder()
    digest = hashlib.sha256((path / "manifest.json").read_bytes()).hexdigest()
    assert read_release(path).digest == digest


def test_marks_and_missing_choices_become_states(release, forty):
    forty[0] |= {
        "A1": 8,
        "Y1": ".dk",
        "P1.1": ".refuse",
        "P1.2": ".refuse",
        "P1.3": ".refuse",
        "K1": "",
        "A2": ".blank",
    }
    answers = release(forty).answers
    states = {name: str(answers[name].states[0]) for name in ("A1", "Y1", "P1.1", "K1", "A2", "A3")}
    assert states == {
        "A1": "dk", "Y1": "dk", "P1.1": "refuse", "K1": "not asked", "A2": "blank", "A3": "given",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "typed"),
    [("..blank", ".blank"), ("...", ".."), ('a, "b"\r\nc\u2028d', 'a, "b"\r\nc\u2028d'), (".blank", ""), ("", "")],
)
def test_text_comes_back_as_it_was_typed(release, forty, cell, typed):
    forty[0]["T1"] = cell
    assert release(forty).answers["T1"].texts[0] == typed


def test_interviews_that_were_broken_off_do_not_count(release, forty):
    forty[1]["outcome"], forty[2]["outcome"] = "break_off", "partial"
    read = release(forty)
    assert read.interviews == 39
    assert list(read.answers["Y1"].numbers[:3]) == [0, 2, 3]
    assert len(read.answers["T1"].texts) == 39


def test_what_was_typed_beside_a_choice_is_no_part_of_its_question(release):
    typed = {"name": "P1.other", "question": "P1", "type": "text", "choice": 3, "label": {}, "choices": []}
    later = {"name": "P1.4", "question": "P1", "type": "select_multiple", "choice": 4, "label": {}, "choices": []}
    first = {"name": "P1.1", "question": "P1", "type": "select_multiple", "choice": 1, "label": {}, "choices": []}
    indicator = {"name": "P", "label": {}, "kind": "share", "questions": ["P1"], "codes": [4], "role": "practice"}
    people = [{"P1.1": 1, "P1.other": "words", "P1.4": 0}, {"P1.1": 0, "P1.other": "", "P1.4": 1}]
    changes = {"variables": [first, typed, later], "groups": [], "indicators": [indicator], "situations": {}}
    read = release(people, name="other", **changes)
    assert [variable.name for variable in read.codebook.questions["P1"]] == ["P1.1", "P1.4"]
    assert list(score(read, read.plan.indicators[0]).values) == [0, 1]


def test_empty_release_is_read(release):
    assert release([]).interviews == 0


@pytest.mark.parametrize("name", ["manifest.json", "responses.csv", "codebook.json", "design.json"])
def test_missing_file_is_named(folder, name):
    path = folder()
    (path / name).unlink()
    with pytest.raises(ReleaseError, match=f"^{name}: is missing: write the release again"):
        read_release(path)


def test_folder_that_is_none_is_named(tmp_path):
    with pytest.raises(ReleaseError, match="nowhere: is no folder: give the folder that"):
        read_release(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["responses.csv", "codebook.json", "design.json"])
def test_changed_byte_is_found(folder, name):
    path = folder()
    content = bytearray((path / name).read_bytes())
    content[40] ^= 1
    (path / name).write_bytes(content)
    with pytest.raises(ReleaseError, match=f"{name}: was changed after the release was written"):
        read_release(path)


def test_file_cut_short_is_found(folder):
    path = folder()
    (path / "responses.csv").write_bytes((path / "responses.csv").read_bytes()[:-100])
    with pytest.raises(ReleaseError, match=r"responses.csv: has \d+ bytes, the manifest says \d+"):
        read_release(path)


def test_missing_row_is_found(folder):
    path = folder()
    lines = (path / "responses.csv").read_bytes().splitlines(keepends=True)
    rewritten(path, "responses.csv", b"".join(lines[:-1]))
    with pytest.raises(ReleaseError, match="has 39 rows, the manifest says 40"):
        read_release(path)


def test_manifest_that_is_no_json_is_named(folder):
    path = folder()
    (path / "manifest.json").write_text("{")
    with pytest.raises(ReleaseError, match=r"manifest\.json: is no JSON"):
        read_release(path)


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ("interview,wave", "wave,interview", "column 1: 'wave' instead of 'interview'"),
        ("K1,K2,A1", "K1,A1,K2", "column 12: 'A1' instead of 'K2'"),
        ("A1.position", "surprise", "column 'surprise': codebook.json does not know it"),
        ("pace.all", "A1.position", "has a column twice"),
        (",one,0,", ",two,0,", "row 1, column wave: 'two' is not one"),
        (",one,0,", ",one,1,", "row 1, column rehearsal: '1' is not 0"),
        (
            ",self,,,,complete,",
            ",self,,,shown,complete,",
            "row 1, column hand_over: 'shown' is not  or self or no_privacy",
        ),
        (",complete,", ",refused,", "row 1, column outcome: 'refused' is not complete or partial or break_off"),
        (",0,en,", ",0,km,", "row 1, column language: 'km' is not en or vi or pt"),
        ("2026-03-01", "2026-02-31", "row 1, column date: '2026-02-31' is no day"),
        ("2026-03-01", "20260301", "row 1, column date: '20260301' is no day"),
        (",1,20\r\n", ",1\r\n", "row 1: 32 cells for 33 columns"),
    ],
)
def test_table_that_does_not_fit_is_refused(folder, before, after, wrong):
    with pytest.raises(ReleaseError, match=wrong):
        read_release(edited(folder(), before, after))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("A1", "6"), ("A1", "1.0"), ("A1", ".odd"), ("K1", "one"), ("P1.1", "2"), ("C1.1", "4"), ("Y1", "1.5"),
        ("Y1", "007"), ("Y1", "٣"), ("Y1", "9" * 400), ("Y2", "1,5"), ("Y2", "nan"), ("Y2", "1e999"),
        ("W1", "01/02/2026"), ("Q1.a", "many"), ("T1", ".typo"), ("X1", "."),
    ],
)  # fmt: skip
def test_cell_that_its_variable_cannot_hold_is_placed(release, forty, column, cell):
    forty[6][column] = cell
    with pytest.raises(ReleaseError, match=f"responses.csv: row 7, column {column}: .* cannot stand here"):
        release(forty)


def test_interview_that_stands_twice_is_refused(release, forty):
    forty[3]["interview"] = forty[9]["interview"] = "abc123"
    with pytest.raises(ReleaseError, match="row 10, column interview: stands twice"):
        release(forty)


def test_interview_whose_number_is_a_name_is_refused(release, forty):
    forty[0]["interview"] = "Nguyen"
    with pytest.raises(ReleaseError, match="row 1, column interview: 'Nguyen' is no interview's number"):
        release(forty)


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ('"fingerprint": "f', '"fingerprint": "e', "manifest.json: fingerprint: is 'f+', codebook.json says 'ef+'"),
        ('"rehearsal": false', '"rehearsal": true', "manifest.json: rehearsal: is False, codebook.json says True"),
        ('"pretest": false', '"pretest": "no"', "codebook.json: pretest: is neither true nor false"),
        ('"type": "rank"', '"type": "slider"', r"codebook.json: variables\[11\].type: 'slider' is no type of question"),
        ('"question": "K2"', '"quest": "K2"', r"codebook.json: variables\[1\]: 'question' is missing"),
        ('"until": "2017-05-10"', '"until": "10 May"', r"variables\[0\].kap.key\[0\].until: '10 May' is no day"),
    ],
)
def test_codebook_that_does_not_fit_is_refused(folder, before, after, wrong):
    with pytest.raises(ReleaseError, match=wrong):
        read_release(edited(folder(), before, after, "codebook.json"))


def test_unknown_question_in_the_plan_is_refused(release):
    with pytest.raises(ReleaseError, match=r"design.json: plan.groups\[0\]: no question 'D9' in codebook.json"):
        release(groups=["D9"])


@pytest.mark.parametrize(
    ("aims", "wrong"),
    [
        ({"beliefs": [{"question": "A9", "codes": [5]}]}, r"plan.beliefs\[0\].question: no question 'A9'"),
        ({"outcomes": [{"question": "Y1", "codes": [5]}]}, r"plan.outcomes\[0\].question: Y1 is of type integer"),
        ({"messengers": ["C1"]}, r"plan.messengers\[0\]: C1 is of type rank"),
    ],
)
def test_what_messages_cannot_be_weighed_by_is_refused(release, aims, wrong):
    with pytest.raises(ReleaseError, match=wrong):
        release(**aims)


def test_release_from_before_there_were_beliefs_is_read(folder):
    path = folder()
    design = json.loads((path / "design.json").read_text())
    for name in ("outcomes", "beliefs", "messengers"):
        del design["plan"][name]
    read = read_release(rewritten(path, "design.json", json.dumps(design).encode()))
    assert (read.plan.outcomes, read.plan.beliefs, read.plan.messengers) == ((), (), ())


def test_trait_that_is_no_single_choice_is_refused(release):
    with pytest.raises(ReleaseError, match=r"plan.groups\[0\]: Y1 is of type integer, not select_one"):
        release(groups=["Y1"])


def test_indicator_of_an_unknown_kind_is_refused(release):
    indicator = {"name": "Z", "label": {}, "kind": "median", "questions": ["Y1"], "role": "practice"}
    with pytest.raises(ReleaseError, match=r"indicators\[0\].kind: 'median' is no kind of indicator"):
        release(indicators=[indicator])


def test_share_without_codes_is_refused(release):
    indicator = {"name": "Z", "label": {}, "kind": "share", "questions": ["P2"], "role": "practice"}
    with pytest.raises(ReleaseError, match=r"indicators\[0\]: 'codes' is missing"):
        release(indicators=[indicator])


def test_design_that_is_no_census_is_refused(release):
    sampling = {"design": "time-location", "population": 60}
    with pytest.raises(ReleaseError, match="'time-location' cannot be analysed here yet"):
        release(sampling=sampling)


def test_known_totals_that_do_not_add_up_to_the_population_are_refused(release):
    margins = [{"variable": "D1", "choice": code, "total": total, "source": "x"} for code, total in ((1, 30), (2, 20))]
    with pytest.raises(ReleaseError, match="margins: the totals of D1 add up to 50, the population 60"):
        release(margins=margins)


def test_smallest_cell_is_never_under_five(release):
    assert release(smallest_cell=1).plan.smallest_cell == 5
