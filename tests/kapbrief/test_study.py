"""The script of the study, as a researcher runs it."""

import json
import subprocess
import sys
from pathlib import Path

import kapbrief

SCRIPT = Path(kapbrief.__file__).parents[1] / "studies" / "vietnamese_in_mozambique.py"


def run(*arguments):
    command = [sys.executable, "-W", "error", str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_script_turns_a_release_into_a_report(folder, tmp_path):
    done = run(folder(study="vietnamese-in-mozambique"), tmp_path / "report")
    assert (done.returncode, done.stderr) == (0, "")
    assert [Path(line).name for line in done.stdout.splitlines()] == [
        "indicators.csv",
        "indicators.en.html",
        "indicators.vi.html",
        "indicators.pt.html",
        "findings.csv",
        "gains.csv",
        "messengers.csv",
        "messages.en.html",
        "messages.vi.html",
        "messages.pt.html",
        "scales.csv",
        "quality.csv",
        "quality.en.html",
        "quality.vi.html",
        "quality.pt.html",
    ]


def test_release_of_another_study_is_refused(folder, tmp_path):
    done = run(folder(), tmp_path / "report")
    assert done.returncode == 1
    assert done.stderr.startswith("No report: codebook.json: study: is 'bees-in-town'")
    assert not (tmp_path / "report").exists()


def test_damaged_release_is_refused_in_one_sentence(folder, tmp_path):
    path = folder(study="vietnamese-in-mozambique")
    (path / "design.json").write_text(json.dumps({}))
    done = run(path, tmp_path / "report")
    assert done.returncode == 1
    assert done.stderr.startswith("No report: design.json: has 2 bytes")
    assert len(done.stderr.splitlines()) == 1


def test_missing_arguments_are_explained():
    done = run()
    assert done.returncode == 2
    assert "RELEASE" in done.stderr
