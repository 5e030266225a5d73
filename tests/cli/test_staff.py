"""Members of staff at the command line: what lets them in is printed once, and every refusal says what to do."""

import re
from contextlib import closing
from pathlib import Path

import pyotp
import pytest

from kapsurvey.cli import main
from kapsurvey.fieldwork import staff
from kapsurvey.fieldwork.sealing import Secret
from kapsurvey.store.database import Database


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that is set up."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAPSURVEY_DATABASE", "sqlite:///var/kapsurvey.sqlite")
    monkeypatch.setenv("KAPSURVEY_SECRET_FILE", "var/secret")
    assert main(["upgrade"]) == 0
    return tmp_path


def password_in(said: str) -> str:
    return re.findall(r"password: (\S+)", said)[0]


def lets_in(machine: Path, number: int, password: str) -> bool:
    secret = Secret((machine / "var/secret").read_bytes())
    with closing(Database("sqlite:///var/kapsurvey.sqlite")) as database, database.reading() as connection:
        return staff.has_password(secret, staff.found(connection, number), password)


def test_an_enumerator_gets_a_password_that_lets_them_in(machine, capsys):
    assert main(["staff", "add", "7", "--name", " Ana "]) == 0
    said = capsys.readouterr().out
    assert "7 (enumerator) may sign in at /staff/" in said and "otpauth" not in said
    assert lets_in(machine, 7, password_in(said))


def test_a_researcher_gets_a_second_factor_to_scan(capsys):
    assert main(["staff", "add", "8", "--role", "researcher"]) == 0
    said = capsys.readouterr().out
    assert len(pyotp.parse_uri(re.findall(r"second factor: (\S+)", said)[0]).secret) == 32
    assert said.count("█") > 100


def test_a_new_password_is_the_only_one_that_lets_in_and_lets_in_whoever_was_disabled(machine, capsys):
    main(["staff", "add", "7"])
    first = password_in(capsys.readouterr().out)
    assert main(["staff", "disable", "7"]) == 0
    assert "7 is disabled" in capsys.readouterr().out
    assert main(["staff", "list"]) == 0
    assert capsys.readouterr().out == "     7  enumerator  disabled\n"
    assert main(["staff", "password", "7"]) == 0
    second = password_in(capsys.readouterr().out)
    assert lets_in(machine, 7, second) and not lets_in(machine, 7, first)
    main(["staff", "list"])
    assert capsys.readouterr().out == "     7  enumerator  active\n"


def test_everybody_is_listed_without_what_lets_them_in(capsys):
    assert main(["staff", "list"]) == 0
    assert "There is nobody yet" in capsys.readouterr().out
    main(["staff", "add", "12", "--name", "Bình"])
    main(["staff", "add", "8", "--role", "researcher"])
    capsys.readouterr()
    main(["staff", "list"])
    assert capsys.readouterr().out == "     8  researcher  active\n    12  enumerator  active    Bình\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "7"], "7 is somebody's number already"),
        (["add", "0"], "from 1 to 999999"),
        (["add", "1000000"], "from 1 to 999999"),
        (["add", "9", "--name", "two\nlines"], "on one line"),
        (["disable", "9"], "Nobody has the number 9"),
        (["password", "9"], "Nobody has the number 9"),
        (["disable", str(2**63)], "Nobody has the number"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_way_on(capsys, words, told):
    main(["staff", "add", "7"])
    capsys.readouterr()
    assert main(["staff", *words]) == 1
    said = capsys.readouterr()
    assert told in said.err and "password:" not in said.out


@pytest.mark.parametrize(("value", "code"), [("0", 1), ("", 0), ("30", 0), ("-1", 1), ("10000", 1), ("9" * 5000, 1)])
def test_a_limit_that_cannot_be_one_is_named(monkeypatch, capsys, value, code):
    monkeypatch.setenv("KAPSURVEY_RESEARCHER_IDLE_MINUTES", value)
    assert main(["staff", "list"]) == code
    assert ("KAPSURVEY_RESEARCHER_IDLE_MINUTES" in capsys.readouterr().err) == bool(code)
