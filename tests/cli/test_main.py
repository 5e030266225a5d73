"""One program, a command a module; only the one that is called is loaded."""

import subprocess
import sys

import pytest

from kapsurvey.cli import COMMANDS, main


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert all(f"    {name}" in said and purpose[:40] in said for name, purpose in COMMANDS.items())


@pytest.mark.parametrize("words", [[], ["chek"], ["check", "--all"]])
def test_wrong_words_are_answered_with_the_right_ones(words, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "usage: kapsurvey" in capsys.readouterr().err


def test_check_waits_for_neither_web_nor_database():
    program = "import sys; from kapsurvey.cli import main; main(['check']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"flask", "sqlalchemy", "jinja2", "babel.messages"} & set(done.stderr.split()) == set()
