"""The command ``kapbrief`` where it begins: a server's environment has no statistics, and then it says what to do."""

import sys
from importlib import import_module
from importlib.util import find_spec

NEEDED = ("numpy", "pandas", "scipy", "statsmodels", "xlsxwriter")


def main() -> int:
    """Runs the command if what it needs is installed; 1 with a sentence otherwise."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        remedy = "run `make analysis`, or install kapsurvey[analysis]"
        print(f"No report: {', '.join(missing)} not installed: {remedy}", file=sys.stderr)
        return 1
    # Only now: the modules behind it import what may be missing.
    return int(import_module("kapbrief.cli").main())
