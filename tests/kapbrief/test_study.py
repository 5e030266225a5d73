"""The script of the study, as a researcher runs it."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from programs import without

import kapbrief
from kapbrief.paper import MISSING, printer

SCRIPTS = Path(kapbrief.__file__).parents[1] / "studies"


def run(*arguments, **environment):
    command = [sys.executable, "-W", "error", str(SCRIPTS / "vietnamese_in_mozambique.py"), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env={**os.environ, **environment}
    )


def test_script_turns_a_release_into_a_report(folder, tmp_path):
    done = run(folder(study="vietnamese-in-mozambique"), tmp_path / "report", "--no-pdf")
    assert (done.returncode, done.stderr) == (0, "")
    assert [name for line in done.stdout.splitlines() if not (name := Path(line).name).endswith(".svg")] == [
        "indicators.csv",
        "answers.csv",
        "indicators.en.html",
        "indicators.vi.html",
        "indicators.pt.html",
        "findings.csv",
        "gains.csv",
        "messengers.csv",
        "norm_gaps.csv",
        "segments.csv",
        "messages.en.html",
        "messages.vi.html",
        "messages.pt.html",
        "scales.csv",
        "quality.csv",
        "quality.en.html",
        "quality.vi.html",
        "quality.pt.html",
        "report.en.xlsx",
        "report.vi.xlsx",
        "report.pt.xlsx",
        "provenance.json",
    ]


def test_two_processes_write_the_same_bytes(folder, tmp_path):
    if printer() is None:
        without("Pango is not installed")
    release, written = folder(study="vietnamese-in-mozambique"), []
    for seed in ("1", "2"):
        out = tmp_path / seed
        assert run(release, out, "--language", "vi", PYTHONHASHSEED=seed).returncode == 0
        written.append({str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.*")})
    assert written[0] == written[1]
    assert {"report.vi.pdf", "report.vi.xlsx", "indicators.vi.html"} <= set(written[0])


def test_machine_that_cannot_print_writes_all_but_pdfs_and_says_what_is_missing(folder, tmp_path):
    (tmp_path / "weasyprint.py").write_text("print('a page of advice')\nraise OSError('cannot load libpango-1.0-0')")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    release, out = folder(study="vietnamese-in-mozambique"), tmp_path / "report"
    done = run(release, out, "--language", "en", PYTHONPATH=path)
    assert done.returncode == 0
    assert done.stderr == MISSING + "\n"
    assert "advice" not in done.stdout
    assert (out / "messages.en.html").exists()
    assert not list(out.glob("*.pdf"))


@pytest.fixture
def script(monkeypatch, capsys):
    """Runs a script of a study in this process; what it returned and said."""

    def script(*arguments, name="vietnamese_in_mozambique.py"):
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(SCRIPTS / name), run_name="__main__")
        said = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, ended.value.code, said.out, said.err)

    return script


def test_release_of_another_study_is_refused(script, folder, tmp_path):
    done = script(folder(), tmp_path / "report")
    assert done.returncode == 1
    assert done.stderr.startswith("No report: codebook.json: study: is 'bees-in-town'")
    assert not (tmp_path / "report").exists()


def test_damaged_release_is_refused_in_one_sentence(script, folder, tmp_path):
    path = folder(study="vietnamese-in-mozambique")
    (path / "design.json").write_text(json.dumps({}))
    done = script(path, tmp_path / "report")
    assert done.returncode == 1
    assert done.stderr.startswith("No report: design.json: has 2 bytes")
    assert len(done.stderr.splitlines()) == 1


def test_missing_arguments_are_explained(script):
    done = script()
    assert done.returncode == 2
    assert "RELEASE" in done.stderr


def training(folder, *waves, **changes):
    """Folders of releases of the training study, one a wave."""
    study = "training-before-and-after"
    return [folder(study=study, wave=wave, name=wave, **changes) for wave in waves]


def test_waves_in_any_order_become_reports_and_changes_from_the_baseline(script, folder, tmp_path):
    releases = training(folder, "followup", "baseline", "endline")
    done = script(*releases, tmp_path / "report", "--no-pdf", name="training_before_and_after.py")
    assert (done.returncode, done.stderr) == (0, "")
    told = done.stdout.splitlines()
    assert told[0] == str(tmp_path / "report" / "baseline" / "indicators.csv")
    assert told[-2:] == [
        f"baseline: found 0, not_found 40, colliding 0, without_code 40; "
        f"{later}: found 0, not_found 40, colliding 0, without_code 40"
        for later in ("endline", "followup")
    ]


def test_changes_without_a_baseline_are_refused(script, folder, tmp_path):
    releases = training(folder, "endline", "followup")
    done = script(*releases, tmp_path / "report", name="training_before_and_after.py")
    assert done.returncode == 1
    assert (
        done.stderr == "No report: manifest.json: wave: is baseline in no release: give it too: changes begin there\n"
    )


def test_wave_of_another_name_is_refused(script, folder, tmp_path):
    done = script(*training(folder, "one"), tmp_path / "report", name="training_before_and_after.py")
    assert done.returncode == 1
    assert done.stderr.startswith("No report: manifest.json: wave: is 'one', not baseline or endline or followup")
