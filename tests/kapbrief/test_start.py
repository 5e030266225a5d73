"""The command in an environment that has no statistics."""

import subprocess
import sys
from pathlib import Path

ANALYSIS = Path(__file__).resolve().parents[2] / "analysis"
START = "import sys; sys.path.insert(0, sys.argv[1]); from kapbrief.start import main; sys.exit(main())"


def test_server_without_statistics_says_what_to_install():
    """Python without its installed packages."""
    done = subprocess.run([sys.executable, "-S", "-c", START, ANALYSIS], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "No report: numpy, pandas, scipy, statsmodels, xlsxwriter not installed: "
        "run `make analysis`, or install kapsurvey[analysis]\n"
    )


def test_command_with_statistics_is_the_report():
    done = subprocess.run(
        [sys.executable, "-c", START, ANALYSIS, "--help"], capture_output=True, text=True, env={"PYTHONPATH": ""}
    )
    assert done.returncode == 0
    assert "RELEASE" in done.stdout
