"""The operator's commands, as typed: upgrade, open, codes, rehearse, release, purge, close."""

import json
import re
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from definitions import FIELDWORK, study_in

from kapsurvey.cli import main
from kapsurvey.cli.folders import names
from kapsurvey.i18n import po
from kapsurvey.i18n.po_writing import written
from kapsurvey.store import queries
from kapsurvey.store.database import Database

STUDY = "vietnamese-in-mozambique"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with settings and nothing else."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAPSURVEY_DATABASE", "sqlite:///var/kapsurvey.sqlite")
    monkeypatch.setenv("KAPSURVEY_SECRET_FILE", "var/secret")
    return tmp_path


@pytest.fixture
def village(machine: Path) -> str:
    """A study of one's own, beside the shipped ones, on a machine that is set up."""
    study_in(machine / "questionnaires", fieldwork=FIELDWORK.replace("[en, vi, pt]", "[en]"))
    assert main(["upgrade"]) == 0
    assert main(["keys", "questionnaires/village", "village.key"]) == 0
    return "questionnaires/village"


def waves(machine: Path):
    with closing(Database(f"sqlite:///{machine}/var/kapsurvey.sqlite")) as database, database.reading() as connection:
        return queries.waves(connection)


def test_upgrade_makes_secret_and_database_for_their_owner_alone_and_a_second_time_nothing(machine):
    assert main(["upgrade"]) == 0
    secret = (machine / "var/secret").read_bytes()
    assert {path.stat().st_mode & 0o077 for path in (machine / "var").iterdir()} == {0}
    assert main(["upgrade"]) == 0
    assert (machine / "var/secret").read_bytes() == secret


def test_a_setting_that_is_missing_is_named(machine, monkeypatch, capsys):
    monkeypatch.delenv("KAPSURVEY_DATABASE")
    assert main(["upgrade"]) == 1
    assert "KAPSURVEY_DATABASE" in capsys.readouterr().err


def test_a_pretest_of_every_study_opens_once(machine, capsys):
    main(["upgrade"])
    assert main(["open", "--all", "--pretest", "--if-none", "--trial-keys", "var/keys"]) == 0
    first = capsys.readouterr().out
    assert f"{STUDY} pretest-" in first and "is open at /community/" in first
    assert main(["open", "--all", "--pretest", "--if-none", "--trial-keys", "var/keys"]) == 0
    assert capsys.readouterr().out == first
    assert [(row.study, row.pretest, row.state) for row in waves(machine)] == [(name, True, "open") for name in names()]


def test_a_study_with_drafts_opens_only_as_a_pretest_and_the_reason_is_told(machine, capsys):
    main(["upgrade"])
    assert main(["open", STUDY]) == 1
    assert "sentences are not final" in capsys.readouterr().err and waves(machine) == ()


def test_a_wave_is_opened_as_asked(machine, village, capsys):
    assert (
        main(["open", village, "--wave", "round 1", "--link", "r1", "--admission", "codes", "--languages", "en"]) == 0
    )
    assert capsys.readouterr().out == "village round 1 is open at /r1/\n"
    (row,) = waves(machine)
    assert (row.name, row.link, row.admission, row.languages, row.pretest) == (
        "round 1",
        "r1",
        "codes",
        '["en"]',
        False,
    )
    assert main(["open", village, "--wave", "round 1", "--link", "r2"]) == 1
    assert "round 1" in capsys.readouterr().err
    assert main(["open", village, "--languages", "km", "--link", "r3"]) == 1
    assert "does not offer km" in capsys.readouterr().err


def test_a_rehearsal_left_open_does_not_count_as_a_wave(machine, village, capsys):
    main(["rehearse", village, "--interviews", "2"])
    capsys.readouterr()
    assert main(["open", village, "--if-none"]) == 0
    assert "is open at /village/" in capsys.readouterr().out


def test_codes_go_to_the_sheet_and_nowhere_else(machine, village, capsys):
    main(["open", village, "--wave", "one", "--admission", "codes"])
    capsys.readouterr()
    assert main(["codes", "village", "30", "--address", "https://example.org/", "--out", "sheet.html"]) == 0
    said = capsys.readouterr()
    html = (machine / "sheet.html").read_text(encoding="utf-8")
    codes = re.findall(r"\d{4} \d{4} \d{4} \d{4}", html)
    assert len(set(codes)) == 30 and "https://example.org/village/" in html
    assert (machine / "sheet.html").stat().st_mode & 0o777 == 0o600
    stored = b"".join(path.read_bytes() for path in (machine / "var").glob("kapsurvey.sqlite*"))
    for code in codes:
        assert code not in said.out + said.err and code.replace(" ", "") not in said.out + said.err
        assert code.replace(" ", "").encode() not in stored
    assert "30 codes" in said.out and "127.0.0.1" not in said.out


def test_a_sheet_is_never_written_over_and_no_code_is_made_without_one(machine, village, capsys):
    main(["open", village, "--wave", "one", "--admission", "codes"])
    (machine / "sheet.html").write_text("three hundred codes")
    assert main(["codes", "village", "5", "--out", "sheet.html"]) == 1
    assert (machine / "sheet.html").read_text() == "three hundred codes"
    assert main(["codes", "village", "5", "--out", "no/such/folder.html"]) == 1
    assert "cannot be written" in capsys.readouterr().err
    (row,) = waves(machine)
    with closing(Database("sqlite:///var/kapsurvey.sqlite")) as database, database.reading() as connection:
        assert queries.count_coupons(connection, row.id) == (0, 0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["5", "--address", "example.org"], "not an address"),
        (["5", "--address", "https://example.org/<b>"], "not an address"),
        (["0"], "between 1 and"),
        (["5", "--wave", "open"], "open to everybody"),
        (["5", "--wave", "closed"], "is closed"),
        (["5", "--wave", "none"], "Which wave"),
    ],
)
def test_codes_that_would_admit_nobody_are_not_made(machine, village, capsys, words, told):
    main(["open", village, "--wave", "open", "--link", "a"])
    main(["open", village, "--wave", "closed", "--link", "b", "--admission", "codes"])
    main(["close", "village", "--wave", "closed"])
    main(["open", village, "--wave", "codes", "--link", "c", "--admission", "codes"])
    capsys.readouterr()
    wave = [] if "--wave" in words else ["--wave", "codes"]
    assert main(["codes", "village", *words, *wave, "--out", "sheet.html"]) == 1
    assert told in capsys.readouterr().err and not (machine / "sheet.html").exists()


def test_a_rehearsal_is_told_released_and_marked(machine, village, capsys):
    assert main(["rehearse", village, "--interviews", "60", "--seed", "7"]) == 0
    said = capsys.readouterr().out
    assert "village: rehearsal-7: 60 interviews" in said and "every page, question and answer was reached" in said
    assert main(["release", village, "out", "--wave", "rehearsal-7"]) == 0
    assert "interviews of rehearsal-7" in capsys.readouterr().out
    assert json.loads((machine / "out/manifest.json").read_text())["rehearsal"] is True
    assert main(["rehearse", village, "--interviews", "60", "--seed", "7"]) == 1
    assert "rehearsed with the seed 7" in capsys.readouterr().err


def test_what_a_rehearsal_never_reached_is_listed(machine, village, capsys):
    assert main(["rehearse", village, "--interviews", "1", "--database", "sqlite:///other.sqlite"]) == 1
    assert "never reached: answer 2 of CONSENT" in capsys.readouterr().out
    assert waves(machine) == (), "a database of its own was named"


def test_a_release_never_touches_what_is_not_one(machine, village, capsys):
    main(["open", village, "--wave", "one"])
    (machine / "out").mkdir()
    assert main(["release", village, "out"]) == 1
    assert "is not an earlier release" in capsys.readouterr().err


def test_purge_says_what_went_and_close_ends_a_wave(machine, village, capsys):
    main(["open", village, "--wave", "one"])
    capsys.readouterr()
    assert main(["purge"]) == 0 and main(["close", "village"]) == 0
    assert (
        capsys.readouterr().out == "drafts: 0, resume codes: 0, receipts: 0, staff visits: 0\nvillage one is closed\n"
    )
    assert [row.state for row in waves(machine)] == ["closed"]


@pytest.mark.parametrize("command", ["open", "rehearse"])
def test_a_study_that_is_not_there_is_told_with_those_that_are(machine, capsys, command):
    main(["upgrade"])
    assert main([command, "no-such-study"]) == 1
    assert STUDY in capsys.readouterr().err


def test_a_tag_in_a_final_translation_keeps_a_wave_closed_and_is_pointed_at(machine, capsys):
    study_in(machine / "questionnaires", fieldwork=FIELDWORK.replace("[en, vi, pt]", "[en, vi]"))
    main(["upgrade"])
    main(["keys", "questionnaires/village", "village.key"])
    main(["strings", "questionnaires/village"])
    path = machine / "translations/vi/LC_MESSAGES/village.po"
    final = [replace(one, text=one.source, comments=("status: final",)) if one.source else one for one in po.read(path)]
    tagged = [replace(one, text=f"<b>{one.text}</b>") if one.context == "title" else one for one in final]
    path.write_text(written(tagged), encoding="utf-8")
    assert main(["open", "questionnaires/village"]) == 1
    assert "village.po (vi)" in capsys.readouterr().err
    path.write_text(written(final), encoding="utf-8")
    assert main(["open", "questionnaires/village"]) == 0


def test_conflicts_are_written_and_counted(machine, village, capsys):
    main(["open", village, "--wave", "one"])
    capsys.readouterr()
    assert main(["conflicts", "village", "kept"]) == 0
    assert capsys.readouterr().out == "kept/conflicts.jsonl: 0 kept for review (reasons: none)\n"
    assert main(["conflicts", "village", "kept", "--wave", "two"]) == 1
    assert "one" in capsys.readouterr().err
    (machine / "kept" / "notes.txt").write_text("mine")
    assert main(["conflicts", "village", "kept"]) == 1
    assert "holds something else" in capsys.readouterr().err
