"""Runs our JavaScript in Node: one process takes many cases as JSON and writes what came of each."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def program() -> str | None:
    """The path of Node.js, or None where it is not installed."""
    return shutil.which("node")


def outside(folder: Path) -> Path:
    """A copy of the scripts and of the programs that test them; the folder that stands for the repository.

    Without a package.json older versions of Node take a file named .js for CommonJS, and the repository has none.
    """
    shutil.copytree(ROOT / "static" / "js", folder / "static" / "js")
    shutil.copytree(ROOT / "tests", folder / "tests", ignore=lambda _, names: [n for n in names if not _copied(n)])
    (folder / "package.json").write_text('{"type": "module"}')
    return folder


def _copied(name: str) -> bool:
    return name.endswith(".mjs") or name == "conformance"


def results(script: Path, cases: Sequence[object], shared: object = None) -> list[object]:
    """What a program answers to the cases, and to what they share, on its standard input.

    Half a character, which a program may be asked to read, goes as an escape. Every number of JavaScript is a double;
    one written without a point must not become an exact integer here.
    """
    command = [str(program()), str(script)]
    done = subprocess.run(
        command,
        input=json.dumps({"shared": shared, "cases": cases}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answered = json.loads(done.stdout, parse_int=float)
    assert isinstance(answered, list)
    return answered
