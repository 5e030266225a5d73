"""A release opened on a researcher's machine: what is right is filled in, what is forged or damaged stays sealed."""

import hashlib
import json

import pytest
from releases import document, rows
from scenes import PRIVATE, PUBLIC, TODAY, opened, person

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.envelopes import Refused
from kapsurvey.fieldwork.release import Source, release
from kapsurvey.fieldwork.study_keys import new_key, seal, unseal
from kapsurvey.fieldwork.unsealing import unseal as unsealed


@pytest.fixture
def sealed(sqlite_database, study, tmp_path):
    """A sealed release of two interviews, one of them with an offer."""
    wave = opened(sqlite_database, study)
    person(sqlite_database, wave).everything()
    someone = person(sqlite_database, wave)
    someone.consent()
    someone.answer("people", AGE="30")
    someone.answer("offers", OFFERED=["1"])
    someone.answer("details", WHERE="on a market")
    someone.stop()
    with sqlite_database.reading() as connection:
        release(connection, Source(wave, study, {}, TODAY), tmp_path / "sealed")
    return tmp_path / "sealed"


def lines(folder):
    return [json.loads(line) for line in (folder / "envelopes.jsonl").read_text().splitlines()]


def forged(folder, change):
    """The release with the envelope of the whole interview changed by somebody who has the public key."""
    whole = next(row["interview"] for row in rows(folder) if row["AGE"] == "40")
    envelopes = {line["interview"]: line for line in lines(folder)}
    content = json.loads(unseal([PRIVATE], envelopes[whole]["envelope"]))
    change(content)
    envelopes[whole]["envelope"] = seal([PUBLIC], json.dumps(content).encode())
    put(folder, list(envelopes.values()))
    return whole


def put(folder, envelopes):
    """Envelopes into a release, with a manifest that fits."""
    text = "".join(json.dumps(line) + "\n" for line in envelopes)
    (folder / "envelopes.jsonl").write_text(text)
    manifest = document(folder, "manifest")
    manifest["files"]["envelopes.jsonl"]["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_without_the_key_every_sealed_cell_says_so(sealed):
    for row in rows(sealed):
        assert {row[name] for name in ("OFFERED.1", "OFFERED.other", "WHERE", "TRUST", "REMARKS")} == {".sealed"}
        assert row["AGE"] in ("40", "30")


def test_with_the_key_every_cell_is_filled_in(sealed, tmp_path):
    done = unsealed(sealed, [PRIVATE], tmp_path / "out")
    assert (done.interviews, done.opened, done.refused) == (2, 2, ())
    found = {row["AGE"]: row for row in rows(tmp_path / "out")}
    assert (found["40"]["OFFERED.6"], found["40"]["WHERE"], found["40"]["REMARKS"]) == ("1", "", "none")
    assert (found["30"]["OFFERED.1"], found["30"]["WHERE"], found["30"]["REMARKS"]) == ("1", "on a market", "")
    assert found["30"]["pace.details"] and not found["40"]["pace.details"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "attempts.csv",
        "codebook.json",
        "design.json",
        "editions.jsonl",
        "manifest.json",
        "responses.csv",
    ]


def test_the_sealed_release_stays_as_it_was(sealed, tmp_path):
    before = {path.name: path.read_bytes() for path in sealed.iterdir()}
    unsealed(sealed, [PRIVATE], tmp_path / "out")
    assert {path.name: path.read_bytes() for path in sealed.iterdir()} == before


def test_another_key_opens_nothing_and_loses_nothing(sealed, tmp_path):
    stranger, _ = new_key()
    done = unsealed(sealed, [stranger], tmp_path / "out")
    assert done.opened == 0 and {one.why for one in done.refused} == {"locked"}
    assert rows(tmp_path / "out") == rows(sealed)
    assert document(tmp_path / "out", "manifest")["unsealed"] == {"opened": 0, "refused": 2}


def test_an_envelope_in_another_interview_stays_sealed(sealed, tmp_path):
    one, other = lines(sealed)
    put(sealed, [{**one, "envelope": other["envelope"]}, other])
    done = unsealed(sealed, [PRIVATE], tmp_path / "out")
    assert done.refused == (Refused(one["interview"], "strange"),) and done.opened == 1


@pytest.mark.parametrize(
    ("change", "why", "names"),
    [
        (lambda content: content["answers"].update(OFFERED=[77]), "unsound", ("OFFERED",)),
        (lambda content: content["answers"].update(OFFERED="horn"), "unsound", ("OFFERED",)),
        (lambda content: content["answers"].update(OFFERED=[1, 6]), "unsound", ("OFFERED",)),
        (lambda content: content["answers"].update(REMARKS="x" * 2001), "unsound", ("REMARKS",)),
        (lambda content: content["answers"].update(AGE=400), "unsound", ("AGE", "YEARS")),
        (lambda content: content["answers"].update(NOBODY_ASKED=1), "unsound", ("NOBODY_ASKED",)),
        (lambda content: content["answers"].update(AGE=41, YEARS=23), "different", ("AGE", "YEARS")),
        (lambda content: content.update(answers=None), "strange", ()),
        (lambda content: content.pop("pace"), "strange", ()),
        (lambda content: content["answers"].update(OFFERED={"a": {}}), "unsound", ("OFFERED",)),
    ],
)
def test_what_was_forged_with_the_public_key_stays_sealed_and_is_named(sealed, tmp_path, change, why, names):
    whole = forged(sealed, change)
    (refused,) = unsealed(sealed, [PRIVATE], tmp_path / "out").refused
    assert refused == Refused(whole, why, names)
    row = next(row for row in rows(tmp_path / "out") if row["interview"] == whole)
    assert row["OFFERED.1"] == ".sealed"


@pytest.mark.parametrize("text", ["[]", "nothing", '"x"', "{}"])
def test_an_envelope_that_holds_no_interview_stays_sealed(sealed, tmp_path, text):
    first, other = lines(sealed)
    put(sealed, [{**first, "envelope": seal([PUBLIC], text.encode())}, other])
    (refused,) = unsealed(sealed, [PRIVATE], tmp_path / "out").refused
    assert refused == Refused(first["interview"], "strange")


@pytest.mark.parametrize("name", ["responses.csv", "codebook.json", "envelopes.jsonl", "editions.jsonl"])
def test_a_release_that_was_changed_is_refused(sealed, tmp_path, name):
    with (sealed / name).open("a") as file:
        file.write("\n")
    with pytest.raises(KapsurveyError, match=r"release\.changed"):
        unsealed(sealed, [PRIVATE], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("manifest", ["", "[]", '{"files": 3}', None])
def test_a_folder_that_is_no_release_is_refused(sealed, tmp_path, manifest):
    (sealed / "manifest.json").unlink()
    if manifest is not None:
        (sealed / "manifest.json").write_text(manifest)
    with pytest.raises(KapsurveyError, match=r"release\.unreadable"):
        unsealed(sealed, [PRIVATE], tmp_path / "out")


def test_a_release_that_was_opened_holds_nothing_sealed(sealed, tmp_path):
    unsealed(sealed, [PRIVATE], tmp_path / "out")
    with pytest.raises(KapsurveyError, match=r"release\.nothing_sealed"):
        unsealed(tmp_path / "out", [PRIVATE], tmp_path / "again")


def test_what_stands_at_the_place_of_the_new_folder_is_not_touched(sealed, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(KapsurveyError, match=r"release\.occupied"):
        unsealed(sealed, [PRIVATE], tmp_path / "out")
