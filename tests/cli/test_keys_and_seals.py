"""Keys, sealed waves, unsealing: as the operator and the researchers type it."""

import csv
import json
from pathlib import Path

import pytest
from definitions import FIELDWORK, study_in
from scenes import person

from kapsurvey.cli import main
from kapsurvey.fieldwork.waves import wave_named
from kapsurvey.store.database import Database


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that is set up, with a study of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAPSURVEY_DATABASE", "sqlite:///var/kapsurvey.sqlite")
    monkeypatch.setenv("KAPSURVEY_SECRET_FILE", "var/secret")
    study_in(tmp_path / "questionnaires", fieldwork=FIELDWORK.replace("[en, vi, pt]", "[en]"))
    assert main(["upgrade"]) == 0
    return tmp_path


STUDY, RECIPIENTS = "questionnaires/village", Path("questionnaires/village/recipients.txt")


def table(folder: str) -> list[dict[str, str]]:
    with Path(folder, "responses.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answer_in(machine: Path) -> None:
    """One whole interview in the open wave."""
    database = Database(f"sqlite:///{machine}/var/kapsurvey.sqlite")
    with database.reading() as connection:
        wave = wave_named(connection, "village", None)
    person(database, wave).everything()
    database.close()


def test_a_study_with_something_to_seal_opens_only_with_a_key(machine, capsys):
    assert main(["open", STUDY]) == 1
    assert "kapsurvey keys village FILE" in capsys.readouterr().err
    assert main(["keys", STUDY, "our.key", "--owner", "the coordinator"]) == 0
    assert main(["open", STUDY]) == 0


def test_the_private_half_is_for_its_owner_alone_and_the_public_half_belongs_to_the_study(machine, capsys):
    assert main(["keys", STUDY, "keys/our.key", "--owner", "the  coordinator"]) == 0
    private = Path("keys/our.key")
    assert private.stat().st_mode & 0o777 == 0o600 and "AGE-SECRET-KEY-1" in private.read_text()
    (line,) = RECIPIENTS.read_text().splitlines()
    assert line.startswith("age1") and "  # the coordinator, 20" in line
    assert "AGE-SECRET-KEY" not in capsys.readouterr().out + line


@pytest.mark.parametrize(("file", "said"), [("our.key", "never written over"), (f"{STUDY}/our.key", "elsewhere")])
def test_a_key_is_never_written_over_nor_into_the_study(machine, capsys, file, said):
    main(["keys", STUDY, "our.key"])
    before = Path("our.key").read_text(), RECIPIENTS.read_text()
    assert main(["keys", STUDY, file]) == 1
    assert said in capsys.readouterr().err
    assert (Path("our.key").read_text(), RECIPIENTS.read_text()) == before


def test_a_release_stays_sealed_until_one_of_several_owners_opens_it(machine, capsys):
    for owner in ("one", "two"):
        main(["keys", STUDY, f"{owner}.key"])
    main(["open", STUDY])
    answer_in(machine)
    assert main(["release", STUDY, "sealed"]) == 0
    assert [row["OFFERED.6"] for row in table("sealed")] == [".sealed"]
    for owner in ("one", "two"):
        assert main(["unseal", "sealed", owner, "--identity", f"{owner}.key"]) == 0
        assert [row["OFFERED.6"] for row in table(owner)] == ["1"]
    assert "1 interviews, 1 envelopes opened" in capsys.readouterr().out


def test_what_stays_sealed_is_told_and_the_command_fails(machine, capsys):
    main(["keys", STUDY, "our.key"])
    main(["open", STUDY])
    answer_in(machine)
    main(["release", STUDY, "sealed"])
    main(["keys", STUDY, "later.key"])
    assert main(["unseal", "sealed", "out", "--identity", "later.key"]) == 1
    assert "left sealed: interview " in capsys.readouterr().out
    assert main(["unseal", "sealed", "out", "--identity", "nowhere.key"]) == 1
    assert "nowhere.key holds no private key" in capsys.readouterr().err


def test_who_only_tries_it_out_gets_a_key_of_the_machine(machine):
    for _ in range(2):
        assert main(["open", STUDY, "--trial-keys", "var/keys", "--if-none"]) == 0
    answer_in(machine)
    main(["release", STUDY, "sealed"])
    assert main(["unseal", "sealed", "out", "--identity", "var/keys/village.txt"]) == 0
    assert not RECIPIENTS.exists() and json.loads(Path("out/manifest.json").read_text())["unsealed"]["opened"] == 1
